/* The ledger's entry: one canonical line, the leaf of the tree.
 *
 *     1 report 430482107/2021/annual/1 2021-12-08T02:11:09Z IDENTITY DIGEST
 *
 * Format number, type, subject, time taken in (UTC), BLAKE2b-256 identity of the payload (of its
 * PAE) and BLAKE2b-256 of the stored envelope, both in base64; single blanks, no line end. All
 * but the time follows from the envelope. Types and subjects:
 *
 *     found      DIVISION
 *     enrol      TOWNSHIP/KEYID8          revoke  TOWNSHIP/KEYID8
 *     catalogue  VERSION
 *     open       PERIOD/KIND              close   PERIOD/KIND
 *     report     TOWNSHIP/PERIOD/KIND/REVISION
 *     signers    TOWNSHIP or all
 *     replace    operator/KEYID8, recovery/KEYID8, ledger/KEYID8 or authority
 *     reopen     TOWNSHIP/PERIOD/KIND
 *     return     IDENTITY8           withhold  IDENTITY8
 *     succeed    CODE                (of the first successor)
 *     ranking    INDICATOR/PERIOD
 *     scorecard  CODE/VERSION
 *     reference  CODE/PERIOD or CODE/all
 *     groups     CODE
 *
 * KEYID8 and IDENTITY8 are the first 8 bytes of the public key, of the report's identity, in hex.
 */
#ifndef SHANGJI_RULES_ENTRY_H
#define SHANGJI_RULES_ENTRY_H

#include "base/bytes.h"
#include "base/identity.h"

enum { SJ_ENTRY_MAX = 256, SJ_ENTRY_TYPE = 16, SJ_ENTRY_SUBJECT = 80 };

struct sj_entry {
    char type[SJ_ENTRY_TYPE];
    char subject[SJ_ENTRY_SUBJECT];
    int64_t taken_at; /* Unix seconds */
    struct sj_digest identity, digest;
};

const char *sj_entry_format(const struct sj_entry *entry, char line[static SJ_ENTRY_MAX]);
/* Only the canonical form: what it yields formats to the same bytes again. */
bool sj_entry_parse(struct sj_bytes line, struct sj_entry *entry) SJ_WARN_UNUSED;

#endif
