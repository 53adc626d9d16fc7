/* Whose cosignatures a checkpoint must carry: a C2SP tlog-policy, and one line more. A line a
 * statement, words apart by blanks, '#' begins a comment line:
 *
 *     log VKEY                    the ledger; without such a line, whichever the card names
 *     witness NAME VKEY           NAME is for the lines below
 *     group NAME K|any|all NAME…  holds where at least K of its members do
 *     quorum NAME|none            what must hold; exactly one such line
 *     max-age SECONDS             ours: older cosignatures do not count
 *
 * A name is used below its own line only, and in one group at most; what URLs stand behind keys is
 * passed over. Text only; it is read into the caller's struct, which any thread may use. */
#ifndef SHANGJI_TRUST_POLICY_H
#define SHANGJI_TRUST_POLICY_H

#include "trust/cosignature.h"

enum {
    SJ_POLICY_MAX_BYTES = 64 * 1024,
    SJ_POLICY_WITNESSES_MAX = 32,
    SJ_POLICY_LOGS_MAX = 32,
    SJ_POLICY_NAMES_MAX = 64, /* witnesses and groups */
    SJ_POLICY_NAME_MAX = 64,
    SJ_POLICY_NO_GROUP = -1
};

/* A witness or a group, in the order of their lines: members stand before their group. */
struct sj_policy_node {
    char name[SJ_POLICY_NAME_MAX + 1];
    int witness;         /* its number; SJ_POLICY_NO_GROUP for a group */
    int group;           /* the node that it is a member of; SJ_POLICY_NO_GROUP: of none */
    unsigned needed, of; /* of a group */
};

struct sj_policy {
    struct sj_witness_key witnesses[SJ_POLICY_WITNESSES_MAX];
    size_t witness_count;
    struct sj_log_key logs[SJ_POLICY_LOGS_MAX];
    size_t log_count;
    struct sj_policy_node nodes[SJ_POLICY_NAMES_MAX];
    size_t node_count;
    int quorum;              /* a node; SJ_POLICY_NO_GROUP: none is asked for */
    int64_t max_age_seconds; /* 0 = any */
};

/* SJ_INVALID names the line. */
enum sj_status sj_policy_parse(struct sj_bytes text, struct sj_policy *policy,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* The fewest witnesses by whom the quorum can hold; 0 where none is asked for. */
unsigned sj_policy_least(const struct sj_policy *policy);

/* What a note carries. */
struct sj_policy_found {
    int64_t
        times[SJ_POLICY_WITNESSES_MAX]; /* of each witness's cosignature; 0 = none within max-age */
    unsigned held, untimely;            /* how many count, and how many max-age leaves out */
};

/* Looks for the cosignatures of all witnesses of the policy. SJ_UNAUTHENTICATED where one of them
 * is wrong; SJ_PRECONDITION where the policy is for another ledger. That too few are there is no
 * error here. `log` verified the note before. */
enum sj_status sj_policy_look(const struct sj_policy *policy, struct sj_bytes note,
                              const struct sj_log_key *log, int64_t now_unix,
                              struct sj_policy_found *found, struct sj_error *error) SJ_WARN_UNUSED;
bool sj_policy_holds(const struct sj_policy *policy, const struct sj_policy_found *found);
/* The same as an error: SJ_PRECONDITION "NOT_COSIGNED", which names who is missing. */
enum sj_status sj_policy_require(const struct sj_policy *policy,
                                 const struct sj_policy_found *found,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
