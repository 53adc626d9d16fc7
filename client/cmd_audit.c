/* shangji audit: the whole ledger read, judged and recomputed, and the city's answers held against
 * it. */
#include "client/command.h"

#include "client/audit_questions.h"
#include "client/ledger_copy.h"
#include "client/pages.h"
#include "client/ranking.h"
#include "client/where.h"
#include "client/witness_policy.h"
#include "proto/pb.h"
#include "rules/city_reference.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { ANSWER_BYTES = 256 * 1024 * 1024 };

struct audit {
    struct sj_where where;
    const char *path;
    bool no_answers;
    struct sj_home home;
    struct sj_link link;
    struct sj_ledger_copy copy;
    uint64_t rankings, coverages, questions, witnessed;
    size_t published;
    const char *witnesses;
    struct sj_wanted wanted;
};

/* ---- the city's answers ---- */

static enum sj_status ask_rank(struct audit *audit, Shangji__V1__RankRequest *request,
                               struct sj_arena *arena, Shangji__V1__RankAnswer **answer,
                               struct sj_error *error)
{
    ProtobufCMessage *message;
    request->page_size = SJ_RANK_PAGE_MAX;
    enum sj_status status = sj_link_call(&audit->link, "/shangji.v1.Query/Rank", &request->base,
                                         arena, &message, error);
    *answer = (Shangji__V1__RankAnswer *)message;
    return status;
}

struct asked {
    const char *code, *per, *group; /* NULL: none */
};

/* A country's ranking has several pages; the first of both is held against each other. */
static enum sj_status compare_rank(struct audit *audit, struct sj_period period,
                                   const struct asked *asked, struct sj_arena *arena,
                                   struct sj_error *error)
{
    char text[SJ_PERIOD_TEXT];
    Shangji__V1__RankRequest request;
    Shangji__V1__RankAnswer *told, *made;
    shangji__v1__rank_request__init(&request);
    request.indicator = sj_arena_text(arena, sj_bytes_of(asked->code));
    request.per = sj_arena_text(arena, sj_bytes_of(asked->per));
    request.group = sj_arena_text(arena, sj_bytes_of(asked->group));
    request.period = sj_arena_text(arena, sj_bytes_of(sj_period_format(period, text)));
    request.direction = SHANGJI__V1__BETTER__BETTER_MORE;
    if (request.indicator == NULL || request.period == NULL || request.per == NULL ||
        request.group == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the audit"));
    enum sj_status status = ask_rank(audit, &request, arena, &told, error);
    if (status != SJ_OK)
        return status;
    if (told->ledger_size != audit->copy.size)
        return sj_error_set(error, SJ_ABORTED, "LEDGER_GROWS",
                            _("the ledger grew while it was audited; run it again"));
    status = sj_replica_rank(&audit->copy.replica, &request, arena, &made, error);
    if (status == SJ_OK && told->next_page_token[0] == '\0')
        status = sj_rank_compare(told, made, error);
    audit->rankings += status == SJ_OK;
    return status;
}

/* As it is, and with every table and every grouping once. */
static enum sj_status compare_indicator(struct audit *audit, struct sj_period period,
                                        const struct sj_indicator *indicator,
                                        struct sj_arena *arena, struct sj_error *error)
{
    const struct sj_city *city = sj_replay_state(audit->copy.replica.replay)->city;
    size_t tables = sj_city_reference_count(city), groupings = sj_city_grouping_count(city);
    enum sj_status status =
        compare_rank(audit, period, &(struct asked){.code = indicator->code}, arena, error);
    for (size_t i = 0; status == SJ_OK && (i < tables || i < groupings); i++) {
        struct asked asked = {.code = indicator->code};
        const struct sj_city_reference *table = i < tables ? sj_city_reference(city, i) : NULL;
        if (table != NULL && indicator->aggregation != SJ_AGGREGATE_MEAN &&
            sj_city_find_reference(city, sj_bytes_of(table->code), period) == table)
            asked.per = table->code;
        if (i < groupings)
            asked.group = sj_city_grouping(city, i)->code;
        sj_arena_clear(arena);
        if (asked.per != NULL || asked.group != NULL)
            status = compare_rank(audit, period, &asked, arena, error);
    }
    return status;
}

static enum sj_status compare_coverage(struct audit *audit, const struct sj_city_period *period,
                                       struct sj_arena *arena, struct sj_error *error)
{
    char text[SJ_PERIOD_TEXT];
    Shangji__V1__CoverageRequest request;
    Shangji__V1__CoverageAnswer *made;
    ProtobufCMessage *told;
    struct sj_bytes ours, theirs;
    shangji__v1__coverage_request__init(&request);
    request.period = sj_arena_text(arena, sj_bytes_of(sj_period_format(period->period, text)));
    request.kind = sj_arena_text(arena, sj_bytes_of(period->kind));
    if (request.period == NULL || request.kind == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the audit"));
    enum sj_status status = sj_link_pages(&audit->link, "/shangji.v1.Query/Coverage", &request.base,
                                          arena, &told, error);

    if (status == SJ_OK)
        status = sj_replica_coverage(&audit->copy.replica, &request, arena, &made, error);
    if (status == SJ_OK)
        status = sj_pb_pack(told, arena, &theirs, error);
    if (status == SJ_OK)
        status = sj_pb_pack(&made->base, arena, &ours, error);
    if (status != SJ_OK)
        return status;
    if (((Shangji__V1__CoverageAnswer *)told)->ledger_size != audit->copy.size)
        return sj_error_set(error, SJ_ABORTED, "LEDGER_GROWS",
                            _("the ledger grew while it was audited; run it again"));
    if (!sj_bytes_equal(ours, theirs))
        return sj_error_set(error, SJ_DATA_LOSS, "ANSWER_DIFFERS",
                            _("what the city says of who reported for %s is not what follows from "
                              "the ledger"),
                            request.period);
    audit->coverages++;
    return SJ_OK;
}

static enum sj_status compare_period(struct audit *audit, const struct sj_city_period *period,
                                     struct sj_error *error)
{
    struct sj_arena arena;
    const struct sj_state *state = sj_replay_state(audit->copy.replica.replay);
    sj_arena_init(&arena, ANSWER_BYTES);
    enum sj_status status = compare_coverage(audit, period, &arena, error);
    for (size_t i = 0; status == SJ_OK && i < period->catalogue->indicator_count; i++) {
        const struct sj_indicator *indicator = &period->catalogue->indicators[i];
        int64_t number = sj_city_indicator_number(state->city, sj_bytes_of(indicator->code));
        bool any = false;
        if (number >= 0)
            status = sj_columns_any(state->columns, (uint32_t)number, period->period, &any, error);
        if (status != SJ_OK || !any)
            continue;
        sj_arena_clear(&arena);
        status = compare_indicator(audit, period->period, indicator, &arena, error);
        if (status != SJ_OK)
            (void)sj_error_in(error, "%s", indicator->code);
    }
    sj_arena_clear(&arena);
    if (status == SJ_OK)
        status = sj_audit_questions(&audit->link, &audit->copy.replica, period, &audit->questions,
                                    error);
    return status;
}

static enum sj_status compare_answers(struct audit *audit, struct sj_error *error)
{
    const struct sj_city *city = sj_replay_state(audit->copy.replica.replay)->city;
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < sj_city_period_count(city); i++)
        status = compare_period(audit, sj_city_period(city, i), error);
    return status;
}

/* ---- the whole ---- */

/* What witnesses saw must be what was read here. */
static enum sj_status check_witnesses(struct audit *audit, struct sj_error *error)
{
    struct sj_checkpoint seen;
    struct sj_hash root;
    enum sj_status status = sj_wanted_load(&audit->home, audit->witnesses,
                                           audit->link.ledger.origin, &audit->wanted, error);
    if (status != SJ_OK || !audit->wanted.is_set)
        return status;
    status = sj_wanted_fetch(&audit->wanted, &audit->link, &audit->copy.arena, &seen, error);
    if (status == SJ_OK && seen.size > sj_replica_size(&audit->copy.replica))
        return sj_error_set(error, SJ_ABORTED, "LEDGER_GROWS",
                            _("the ledger grew while it was audited; run it again"));
    if (status == SJ_OK && (!sj_replay_root_at(audit->copy.replica.replay, seen.size, &root) ||
                            memcmp(&root, &seen.root, sizeof root) != 0))
        status = sj_error_set(error, SJ_DATA_LOSS, "ROOT_DIFFERS",
                              _("ALARM: the witnesses cosigned another history of %" PRIu64
                                " entries than the one that was audited"),
                              seen.size);
    audit->witnessed = seen.size;
    return status;
}

/* Keys that nobody but the operator says are the township's. */
static size_t count_recoveries(const struct sj_city *city)
{
    size_t count = 0;
    for (size_t i = 0; i < sj_city_key_count(city); i++)
        count += sj_city_key(city, i)->recovery;
    return count;
}

static void print_found(const struct audit *audit)
{
    const struct sj_replay_counts *counts = sj_replay_counts(audit->copy.replica.replay);
    const struct sj_city *city = sj_replay_state(audit->copy.replica.replay)->city;
    printf(_("%s (%s), ledger %s\n"), sj_city_division_name(city), sj_city_division(city),
           audit->copy.replica.origin);
    printf(_("  %" PRIu64 " entries under the newest checkpoint, %" PRIu64
             " of them new since the last audit\n"),
           counts->entries, counts->entries - audit->copy.kept);
    printf(_("  %" PRIu64 " acts, %" PRIu64 " reports, %" PRIu64
             " signatures by keys that could sign at their place\n"),
           counts->acts, counts->reports, counts->signatures);
    printf(_("  %" PRIu64 " figures against their words, %" PRIu64 " facts; %" PRIu64
             " texts whole, %" PRIu64 " not there (withheld)\n"),
           counts->figures, counts->facts, counts->texts, counts->wordless);
    printf(_("  %" PRIu64 " checkpoints that townships had seen lie in this history\n"),
           counts->seen);
    if (count_recoveries(city) > 0)
        printf(_("  %zu keys were enrolled as a recovery: without the signature of a key that the "
                 "township had before\n"),
               count_recoveries(city));
    if (!audit->no_answers)
        printf(_("  %" PRIu64 " rankings and %" PRIu64
                 " overviews of the city are what follows from it\n"),
               audit->rankings, audit->coverages);
    if (!audit->no_answers)
        printf(_("  %" PRIu64 " other answers (totals, pledges, changes, …) as well\n"),
               audit->questions);
    if (audit->published > 0)
        printf(_("  %zu published rankings are what followed at their place\n"), audit->published);
    if (audit->wanted.is_set)
        printf(_("  %u witnesses of the policy cosigned its first %" PRIu64 " entries\n"),
               audit->wanted.found.held, audit->witnessed);
    printf(_("The ledger holds.\n"));
}

static enum sj_status audit_city(struct audit *audit, struct sj_error *error)
{
    enum sj_status status = sj_where_open(&audit->where, &audit->home, &audit->link, error);
    if (status == SJ_OK)
        status = sj_ledger_copy_open(&audit->home, &audit->link, audit->path, &audit->copy, error);
    if (status == SJ_OK)
        status = sj_ledger_copy_bring_up(&audit->copy, error);
    if (status == SJ_OK)
        status = check_witnesses(audit, error);
    if (status == SJ_OK)
        status = sj_rankings_check(&audit->copy, &audit->published, error);
    if (status == SJ_OK && !audit->no_answers)
        status = compare_answers(audit, error);
    if (status == SJ_OK)
        print_found(audit);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct audit audit = {.path = NULL};
    const struct sj_option options[] = {
        {.name = "copy",
         .kind = SJ_OPTION_TEXT,
         .target = &audit.path,
         .argument = N_("FILE"),
         .help = N_("where the ledger's copy is kept (else ledger.copy in the folder)")},
        {.name = "no-answers",
         .kind = SJ_OPTION_FLAG,
         .target = &audit.no_answers,
         .help = N_("do not ask for rankings to compare")},
        SJ_OPTION_WITNESSES(&audit.witnesses),
        SJ_OPTION_CARD(&audit.where.card),
        SJ_OPTION_HOME(&audit.where.home),
        SJ_OPTION_TIMEOUT(&audit.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji audit",
        .summary = sj_cmd_audit.summary,
        .notes = N_("Keeps a copy, so that the next audit fetches what is new only. Exit status: 0 "
                    "all holds, 76 something\ndoes not: the message names the first entry or "
                    "answer."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    status = audit_city(&audit, error);
    sj_ledger_copy_close(&audit.copy);
    sj_link_close(&audit.link);
    sj_home_clear(&audit.home);
    return status;
}

const struct sj_command sj_cmd_audit = {
    .name = "audit",
    .summary = N_("read the whole ledger and recompute it"),
    .run = run,
};
