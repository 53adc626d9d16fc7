/* Whose cosignatures this client wants on a checkpoint: the file "witnesses" of its folder, or one
 * that is named (trust/policy.h says how it is written, docs/witness.md what for). */
#ifndef SHANGJI_CLIENT_WITNESS_POLICY_H
#define SHANGJI_CLIENT_WITNESS_POLICY_H

#include "client/city_link.h"
#include "client/home.h"
#include "trust/policy.h"

#define SJ_OPTION_WITNESSES(target_file)                                                           \
    {                                                                                              \
        .name = "witnesses", .kind = SJ_OPTION_TEXT, .target = (target_file),                      \
        .argument = N_("FILE"),                                                                    \
        .help = N_("whose cosignatures are wanted (else \"witnesses\" in the folder)")             \
    }

struct sj_wanted {
    bool is_set; /* there is a policy */
    struct sj_policy policy;
    struct sj_policy_found found; /* of the note that was looked at last */
    Shangji__V1__CosignedWish wish;
    char *names[SJ_POLICY_WITNESSES_MAX]; /* what the wish points to */
};

/* `path` must be there; it may be NULL. */
enum sj_status sj_wanted_read(const char *path, struct sj_arena *arena, struct sj_wanted *wanted,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* `path`, else the folder's own where the folder is of that ledger's city; else none is set. */
enum sj_status sj_wanted_load(struct sj_home *home, const char *path, const char *origin,
                              struct sj_wanted *wanted, struct sj_error *error) SJ_WARN_UNUSED;

/* The cosignatures of the policy's witnesses on the note, which `ledger` signed. Without a policy
 * SJ_OK. SJ_UNAUTHENTICATED where one of them is wrong. */
enum sj_status sj_wanted_look(struct sj_wanted *wanted, struct sj_bytes note,
                              const struct sj_log_key *ledger,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* The same, and SJ_PRECONDITION where they are too few. */
enum sj_status sj_wanted_require(struct sj_wanted *wanted, struct sj_bytes note,
                                 const struct sj_log_key *ledger,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* The newest checkpoint that is as the policy wants it, watched. */
enum sj_status sj_wanted_fetch(struct sj_wanted *wanted, struct sj_link *link,
                               struct sj_arena *arena, struct sj_checkpoint *checkpoint,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* A line a witness whose cosignature was found, with its time. Without a policy the names that
 * stand on the note, as what was not checked. */
void sj_wanted_print(const struct sj_wanted *wanted, struct sj_bytes note, const char *origin);

#endif
