/* What the commands that ask a question have in common: options, the city, names of indicators and
 * townships made codes, the call, and how the answer is shown. For one thread. */
#ifndef SHANGJI_CLIENT_ASKER_H
#define SHANGJI_CLIENT_ASKER_H

#include "base/i18n.h"
#include "base/options.h"
#include "base/period.h"
#include "client/answer_table.h"
#include "client/where.h"

struct sj_asker {
    struct sj_where where;
    const char *period, *kind_name, *within, *format_name, *townships, *proof;
    uint64_t year, at;

    /* Set by sj_asker_open. */
    enum sj_format format;
    Shangji__V1__Kind kind;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
    struct sj_catalogue *catalogue;
    const char *unknown; /* an indicator that this catalogue does not have; the city's may */
};

/* Rows for a command's table of options. */
#define SJ_OPTIONS_ASKER_PERIOD(asker)                                                             \
    {.name = "year",                                                                               \
     .kind = SJ_OPTION_NUMBER,                                                                     \
     .target = &(asker)->year,                                                                     \
     .argument = N_("YEAR"),                                                                       \
     .help = N_("the year, 2021"),                                                                 \
     .min = SJ_YEAR_MIN,                                                                           \
     .max = SJ_YEAR_MAX},                                                                          \
    {                                                                                              \
        .name = "period", .kind = SJ_OPTION_TEXT, .target = &(asker)->period,                      \
        .argument = N_("PERIOD"), .help = N_("another period: 2021-S1, 2021-Q3, 2021-06")          \
    }
#define SJ_OPTION_ASKER_KIND(asker)                                                                \
    {                                                                                              \
        .name = "kind", .kind = SJ_OPTION_TEXT, .target = &(asker)->kind_name,                     \
        .argument = N_("KIND"), .help = N_("outcome (default), forecast or plan")                  \
    }
#define SJ_OPTION_ASKER_TOWNSHIPS(asker)                                                           \
    {                                                                                              \
        .name = "townships", .kind = SJ_OPTION_TEXT, .target = &(asker)->townships,                \
        .argument = N_("A,B,…"), .help = N_("codes or names of townships (else all)")              \
    }
#define SJ_OPTIONS_ASKER(asker)                                                                    \
    {.name = "within",                                                                             \
     .kind = SJ_OPTION_TEXT,                                                                       \
     .target = &(asker)->within,                                                                   \
     .argument = N_("CODE"),                                                                       \
     .help = N_("only townships whose code begins so")},                                           \
        {.name = "as-of",                                                                          \
         .kind = SJ_OPTION_NUMBER,                                                                 \
         .target = &(asker)->at,                                                                   \
         .argument = N_("N"),                                                                      \
         .help = N_("as the ledger stood with its first N entries"),                               \
         .min = 1,                                                                                 \
         .max = UINT32_MAX},                                                                       \
        {.name = "proof",                                                                          \
         .kind = SJ_OPTION_TEXT,                                                                   \
         .target = &(asker)->proof,                                                                \
         .argument = N_("FILE"),                                                                   \
         .help = N_("write the answer with all it rests on, for 'shangji verify'")},               \
        {.name = "format",                                                                         \
         .kind = SJ_OPTION_TEXT,                                                                   \
         .target = &(asker)->format_name,                                                          \
         .argument = N_("FORMAT"),                                                                 \
         .help = N_("table (default), json or csv")},                                              \
        SJ_OPTION_CARD(&(asker)->where.card), SJ_OPTION_HOME(&(asker)->where.home),                \
        SJ_OPTION_TIMEOUT(&(asker)->where.timeout_ms)

/* Judges the options and opens folder, card and link. `needs_period`: --year or --period must be
 * given; else both may be left out. Close it also after a failure. */
enum sj_status sj_asker_open(struct sj_asker *asker, bool needs_period,
                             struct sj_error *error) SJ_WARN_UNUSED;
void sj_asker_close(struct sj_asker *asker);

/* A command that asks one question: parses `line`, opens, calls `ask` with the arguments, closes.
 */
enum sj_status sj_asker_run(const struct sj_command_line *line, int argc, char **argv,
                            struct sj_asker *asker, bool needs_period,
                            enum sj_status (*ask)(struct sj_asker *asker, char *const *words,
                                                  int count, struct sj_error *error),
                            struct sj_error *error) SJ_WARN_UNUSED;

/* A copy in the arena for a string field of a request; NULL is "". */
enum sj_status sj_asker_text(struct sj_asker *asker, const char *text, char **field,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* Period (the field may be NULL) and division of a request. */
enum sj_status sj_asker_fill(struct sj_asker *asker, char **period, char **within,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* The code of an indicator told by its code or name. */
enum sj_status sj_asker_indicator(struct sj_asker *asker, const char *word, char **code,
                                  struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_asker_indicators(struct sj_asker *asker, char *const *words, int count,
                                   char ***codes, size_t *code_count,
                                   struct sj_error *error) SJ_WARN_UNUSED;
/* The code of a township told by its code or its name, which the city is asked for. */
enum sj_status sj_asker_township(struct sj_asker *asker, const char *word, char **code,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* Those of --townships, between commas (Chinese ones too); none if it was not given. */
enum sj_status sj_asker_townships(struct sj_asker *asker, char ***codes, size_t *count,
                                  struct sj_error *error) SJ_WARN_UNUSED;

/* Words of a command line as one, with blanks between. */
enum sj_status sj_asker_words(struct sj_asker *asker, char *const *words, int count, char **field,
                              struct sj_error *error) SJ_WARN_UNUSED;

/* Calls Query/METHOD, and writes the answer's proof where one is asked for. */
enum sj_status sj_asker_call(struct sj_asker *asker, const char *method,
                             const ProtobufCMessage *request, ProtobufCMessage **answer,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* Shows the answer in the format chosen: the message as JSON, or the table that `fill` makes. */
enum sj_status sj_asker_show(struct sj_asker *asker, const ProtobufCMessage *answer,
                             void (*fill)(struct sj_answer_table *table,
                                          const ProtobufCMessage *answer),
                             struct sj_error *error) SJ_WARN_UNUSED;

#endif
