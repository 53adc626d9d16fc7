/* Envelope in, verdict out: where signatures (trust) and rules meet. Admission, rebuild, audit
 * and verify go through here, so that none of them can judge otherwise than another.
 *
 * In two steps. prepare does what is costly and needs of the state only the catalogue and the
 * keys: decode, identity, signatures, the text's digest, every figure against its words; many
 * threads may do it at once. judge then decides at its place in the ledger, in order. */
#ifndef SHANGJI_ADMISSION_ADMISSION_H
#define SHANGJI_ADMISSION_ADMISSION_H

#include "rules/city.h"
#include "rules/findings.h"
#include "rules/report.h"
#include "trust/envelope.h"

enum {
    SJ_SIGNERS_MAX = 32,
    /* Preparer, head, township, operator: none of ours needs more, and each costs a try a key. */
    SJ_ADMISSION_SIGNATURES_MAX = 4
};

struct sj_admission {
    struct sj_bytes bytes; /* the envelope as received */
    struct sj_envelope envelope;
    struct sj_digest identity, digest;
    struct sj_submission submission;
    struct sj_public_key signers[SJ_SIGNERS_MAX]; /* candidates whose signature verified */
    size_t signer_count;
    struct sj_facts facts; /* of a report */
};

/* `text` NULL: it is withheld (ledger already has the entry) or there is none (an act). A fresh
 * report without its text is refused by the caller. `city` is only read. On failure `findings`
 * (which may be NULL) holds every fault of a report. All slices point into the arena or `bytes`. */
enum sj_status sj_admission_prepare(const struct sj_city *city, struct sj_bytes bytes,
                                    const Shangji__V1__SourceText *text, struct sj_arena *arena,
                                    struct sj_admission *admission, struct sj_findings *findings,
                                    struct sj_error *error) SJ_WARN_UNUSED;
/* The verdict at `index`; on SJ_OK `entry` is filled, with `taken_at` as its time. */
enum sj_status sj_admission_judge(const struct sj_city *city, const struct sj_admission *admission,
                                  uint64_t index, int64_t taken_at, struct sj_entry *entry,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
