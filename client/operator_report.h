/* What the operator's commands about single reports share: naming one by township, period and kind,
 * finding it in the city's roll, and fetching it, verified. */
#ifndef SHANGJI_CLIENT_OPERATOR_REPORT_H
#define SHANGJI_CLIENT_OPERATOR_REPORT_H

#include "base/period.h"
#include "client/operator.h"

struct sj_named_report {
    const char *township, *period, *kind, *reason;
};

/* Rows for a command's option table. */
#define SJ_OPTIONS_NAMED(n)                                                                        \
    {.name = "period",                                                                             \
     .kind = SJ_OPTION_TEXT,                                                                       \
     .target = &(n)->period,                                                                       \
     .argument = N_("PERIOD"),                                                                     \
     .help = N_("which period: 2021, 2021-S1, 2021-Q3, 2021-06")},                                 \
        {.name = "kind",                                                                           \
         .kind = SJ_OPTION_TEXT,                                                                   \
         .target = &(n)->kind,                                                                     \
         .argument = N_("KIND"),                                                                   \
         .help = N_("annual (default), interim, …")},                                              \
    {                                                                                              \
        .name = "reason", .kind = SJ_OPTION_TEXT, .target = &(n)->reason, .argument = N_("WORDS"), \
        .help = N_("why; stands in the ledger")                                                    \
    }

/* SJ_USAGE for what is missing or malformed; kind NULL becomes "annual". */
enum sj_status sj_named_check(struct sj_named_report *named, struct sj_error *error) SJ_WARN_UNUSED;
const Shangji__V1__TownshipState *sj_roll_township(const Shangji__V1__GetRollReply *roll,
                                                   const char *code);
/* The standing revision; SJ_NOT_FOUND. */
enum sj_status sj_named_find(const struct sj_named_report *named,
                             const Shangji__V1__GetRollReply *roll,
                             const Shangji__V1__ReportState **state,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* The envelope of that identity from the ledger: SJ_DATA_LOSS where the city gives another. */
enum sj_status sj_fetch_payload(struct sj_link *link, struct sj_bytes identity,
                                struct sj_arena *arena, struct sj_envelope *envelope,
                                struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_fetch_report(struct sj_link *link, struct sj_bytes identity,
                               struct sj_arena *arena, const Shangji__V1__Report **report,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* Shows `question` and waits for yes (是); SJ_UNRESOLVED for anything else. */
enum sj_status sj_operator_confirm(const char *question, struct sj_error *error) SJ_WARN_UNUSED;
/* Opens the key and sends the act. */
enum sj_status sj_operator_do(struct sj_operator *office, Shangji__V1__Act *act,
                              struct sj_error *error) SJ_WARN_UNUSED;

#endif
