/* Whose signatures stand on an envelope, by what the client knows: the city card's keys, the roll
 * as the city last told it, the key that an enrolment enrols, and keys that were given. A help for
 * people and no proof: the ledger judges by the roll at an entry's place. All in the arena given;
 * the roll's messages are borrowed. */
#ifndef SHANGJI_CLIENT_SIGNERS_H
#define SHANGJI_CLIENT_SIGNERS_H

#include "rules/submission.h"
#include "trust/envelope.h"

#include <ledger.pb-c.h>

enum sj_key_use {
    SJ_KEY_OF_TOWNSHIP,
    SJ_KEY_OF_OPERATOR,
    SJ_KEY_OF_FORMER_OPERATOR,
    SJ_KEY_OF_RECOVERY,
    SJ_KEY_OF_LEDGER,
    SJ_KEY_TO_ENROL, /* what an enrolment asks for */
    SJ_KEY_GIVEN     /* by the one who asks */
};

struct sj_known_key {
    struct sj_public_key key;
    enum sj_key_use use;
    const Shangji__V1__TownshipState *township; /* of SJ_KEY_OF_TOWNSHIP */
    const Shangji__V1__KeyState *state;
    const char *path; /* of SJ_KEY_GIVEN */
};

struct sj_known_keys {
    struct sj_known_key *items;
    size_t count, room;
};

/* What a signature is. */
struct sj_signer {
    const struct sj_known_key *by;     /* who made it; NULL: no known key did */
    const struct sj_known_key *hinted; /* whom its key id names, where that one did not */
};

/* "preparer", "head". */
bool sj_role_parse(const char *text, Shangji__V1__Role *role) SJ_WARN_UNUSED;
const char *sj_role_text(Shangji__V1__Role role); /* translated */

/* What the roll says of a township's key, the newest first; NULL: nothing. */
const Shangji__V1__KeyState *sj_roll_key(const Shangji__V1__TownshipState *township,
                                         const struct sj_public_key *key);

/* The keys that may have to do with the envelope. Card, roll and submission may be NULL. */
enum sj_status sj_known_keys_find(const Shangji__V1__CityCard *card,
                                  const Shangji__V1__GetRollReply *roll,
                                  const struct sj_submission *submission,
                                  const struct sj_envelope *envelope, struct sj_arena *arena,
                                  struct sj_known_keys *known,
                                  struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_known_keys_add(struct sj_known_keys *known, const struct sj_known_key *key,
                                 struct sj_arena *arena, struct sj_error *error) SJ_WARN_UNUSED;
/* One for each of the envelope's signatures. */
enum sj_status sj_signers_find(const struct sj_envelope *envelope,
                               const struct sj_known_keys *known, struct sj_arena *arena,
                               struct sj_signer signers[static SJ_ENVELOPE_SIGNATURES_MAX],
                               struct sj_error *error) SJ_WARN_UNUSED;
/* "the operator's key (by the city card)", translated, in the arena; never NULL. */
const char *sj_known_key_text(const struct sj_known_key *key, struct sj_arena *arena);

/* Which signatures the township's rule asks for and none of its keys in use made. */
struct sj_missing_roles {
    bool preparer, head;
};
struct sj_missing_roles sj_missing_roles(const Shangji__V1__TownshipState *township,
                                         const struct sj_signer *signers, size_t count);
/* "the responsible head", "the preparer", or both; translated. */
const char *sj_missing_roles_text(struct sj_missing_roles missing);
/* The same for a report's envelope, by the folder's card and roll; nothing is missing where they
 * are not known. */
enum sj_status sj_report_missing_roles(const Shangji__V1__CityCard *card,
                                       const Shangji__V1__GetRollReply *roll,
                                       const struct sj_submission *submission,
                                       const struct sj_envelope *envelope, struct sj_arena *arena,
                                       struct sj_missing_roles *missing,
                                       struct sj_error *error) SJ_WARN_UNUSED;

#endif
