#include "client/command.h"

#include "base/period.h"
#include "client/indicator_name.h"
#include "client/operator_report.h"
#include "client/rank_print.h"
#include "client/ranking.h"
#include "proto/pb.h"

#include <stdio.h>

enum { ANSWER_BYTES = 512 * 1024 * 1024 };

struct publishing {
    const char *period, *within, *title, *word;
    uint64_t year;
    bool yes;
    struct sj_operator office;
    struct sj_ledger_copy copy;
    struct sj_arena arena; /* of the answer */
    Shangji__V1__RankRequest request;
    Shangji__V1__RankAnswer *answer;
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
}

/* The ranking from an own copy of the ledger: the operator signs what follows, and not what the
 * server says. */
static enum sj_status make(struct publishing *publishing, struct sj_error *error)
{
    struct sj_operator *office = &publishing->office;
    const char *code;
    enum sj_status status =
        sj_ledger_copy_open(&office->home, &office->link, NULL, &publishing->copy, error);
    if (status == SJ_OK)
        status = sj_ledger_copy_bring_up(&publishing->copy, error);
    if (status != SJ_OK)
        return status;
    const struct sj_city *city = sj_replay_state(publishing->copy.replica.replay)->city;
    const struct sj_catalogue *catalogue = sj_city_catalogue(city, (struct sj_bytes){0}, NULL);
    if (catalogue == NULL)
        return sj_error_set(error, SJ_PRECONDITION, "NO_CATALOGUE",
                            _("no catalogue is published: there is nothing to rank"));
    status = sj_indicator_name(catalogue, publishing->word, &code, error);
    if (status != SJ_OK)
        return status;
    shangji__v1__rank_request__init(&publishing->request);
    publishing->request.indicator = sj_operator_text(office, code);
    publishing->request.period = sj_operator_text(office, publishing->period);
    publishing->request.within = sj_operator_text(office, publishing->within);
    if (!publishing->request.indicator || !publishing->request.period ||
        !publishing->request.within)
        return no_memory(error);
    return sj_replica_rank(&publishing->copy.replica, &publishing->request, &publishing->arena,
                           &publishing->answer, error);
}

static enum sj_status enter(struct publishing *publishing, struct sj_error *error)
{
    struct sj_operator *office = &publishing->office;
    struct sj_bytes packed;
    struct sj_digest digest;
    Shangji__V1__Act act;
    Shangji__V1__PublishedRanking ranking;
    shangji__v1__act__init(&act);
    shangji__v1__published_ranking__init(&ranking);
    enum sj_status status = sj_ranking_digest(publishing->answer, &digest, error);
    if (status == SJ_OK)
        status = sj_pb_pack(&publishing->request.base, &office->arena, &packed, error);
    if (status != SJ_OK)
        return status;
    ranking.indicator = publishing->request.indicator;
    ranking.period = publishing->request.period;
    ranking.request = sj_pb_binary(&office->arena, packed);
    ranking.ledger_size = publishing->answer->ledger_size;
    ranking.answer_digest = sj_pb_binary(&office->arena, SJ_BYTES(digest.bytes, SJ_DIGEST));
    ranking.title = sj_operator_text(office, publishing->title);
    if (!ranking.title || !ranking.request.data || !ranking.answer_digest.data)
        return no_memory(error);
    act.act_case = SHANGJI__V1__ACT__ACT_RANKING;
    act.ranking = &ranking;
    return sj_operator_do(office, &act, error);
}

static enum sj_status publish(struct publishing *publishing, struct sj_error *error)
{
    enum sj_status status = make(publishing, error);
    if (status != SJ_OK)
        return status;
    sj_rank_print(publishing->answer, false, &publishing->arena, stdout);
    if (publishing->title == NULL)
        publishing->title = sj_arena_printf(&publishing->office.arena, "%s %s",
                                            publishing->answer->name_zh, publishing->period);
    if (!publishing->yes)
        status = sj_operator_confirm(
            _("It is entered as the ranking that the city published. Type yes: "), error);
    return status == SJ_OK ? enter(publishing, error) : status;
}

static enum sj_status choose_period(struct publishing *publishing, char text[static SJ_PERIOD_TEXT],
                                    struct sj_error *error)
{
    struct sj_period period;
    if (!publishing->period == !publishing->year)
        return sj_error_set(error, SJ_USAGE, "NO_PERIOD",
                            _("say which period: --year 2021 or --period 2021-Q3"));
    if (publishing->year > 0) {
        snprintf(text, SJ_PERIOD_TEXT, "%u", (unsigned)publishing->year);
        publishing->period = text;
    }
    if (!sj_period_parse(sj_bytes_of(publishing->period), &period))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("'%s' is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
                            publishing->period);
    return SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct publishing publishing = {.within = ""};
    struct sj_operator_options chosen = {0};
    char period[SJ_PERIOD_TEXT];
    const struct sj_option options[] = {
        {.name = "year",
         .kind = SJ_OPTION_NUMBER,
         .target = &publishing.year,
         .argument = N_("YEAR"),
         .help = N_("the year, 2021"),
         .min = SJ_YEAR_MIN,
         .max = SJ_YEAR_MAX},
        {.name = "period",
         .kind = SJ_OPTION_TEXT,
         .target = &publishing.period,
         .argument = N_("PERIOD"),
         .help = N_("another period: 2021-S1, 2021-Q3, 2021-06")},
        {.name = "within",
         .kind = SJ_OPTION_TEXT,
         .target = &publishing.within,
         .argument = N_("CODE"),
         .help = N_("only townships whose code begins so")},
        {.name = "title",
         .kind = SJ_OPTION_TEXT,
         .target = &publishing.title,
         .argument = N_("WORDS"),
         .help = N_("what it was published as; stands in the ledger")},
        {.name = "yes",
         .kind = SJ_OPTION_FLAG,
         .target = &publishing.yes,
         .help = N_("do not ask")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator publish-rank",
        .arguments = N_("INDICATOR --year YEAR"),
        .summary = sj_cmd_operator_publish_rank.summary,
        .notes = N_("Recomputes the ranking from an own copy of the ledger and enters what was "
                    "asked, at which place, and\nthe digest of the answer: 'shangji audit' makes "
                    "it again and compares."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status == SJ_OK && !help)
        status = choose_period(&publishing, period, error);
    if (status != SJ_OK || help)
        return status;
    publishing.word = argv[1];
    sj_arena_init(&publishing.arena, ANSWER_BYTES);
    status = sj_operator_open(&chosen, &publishing.office, error);
    if (status == SJ_OK)
        status = publish(&publishing, error);
    sj_ledger_copy_close(&publishing.copy);
    sj_arena_clear(&publishing.arena);
    sj_operator_close(&publishing.office);
    return status;
}

const struct sj_command sj_cmd_operator_publish_rank = {
    .name = "operator publish-rank",
    .summary = N_("enter a ranking that the city publishes"),
    .run = run,
};
