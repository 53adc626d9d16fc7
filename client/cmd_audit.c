/* shangji audit: the whole ledger read, judged and recomputed, and the city's answers held against
 * it. */
#include "client/command.h"

#include "client/fetch.h"
#include "client/file.h"
#include "client/pages.h"
#include "client/replica.h"
#include "client/where.h"
#include "proto/pb.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_BYTES = 256 * 1024 * 1024, PROGRESS_EVERY = 500 };

struct audit {
    struct sj_where where;
    const char *copy;
    bool no_answers;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
    struct sj_replica replica;
    FILE *file;
    bool created, progress;
    long end; /* of the records that were found good before */
    uint64_t size, rankings, coverages, kept;
};

/* ---- the copy ---- */

static enum sj_status open_copy(struct audit *audit, struct sj_error *error)
{
    Shangji__V1__ProofHead *head;
    long cut = -1;
    enum sj_status status = SJ_OK;
    if (audit->copy == NULL) { /* whoever audits needs no key, so there may be no folder yet */
        audit->copy = sj_home_file(&audit->home, "ledger.copy");
        status = sj_dir_make(audit->home.path, error);
    }
    if (audit->copy == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the audit"));
    if (status != SJ_OK)
        return status;
    status = sj_records_open(audit->copy, true, &audit->file, &audit->arena, &head, error);
    if (status == SJ_NOT_FOUND) {
        Shangji__V1__ProofHead made;
        shangji__v1__proof_head__init(&made);
        made.origin = audit->link.ledger.origin;
        made.ledger_key = audit->link.card->ledger_key;
        audit->created = true;
        status = sj_records_create(audit->copy, &made, &audit->file, error);
        if (status == SJ_OK)
            sj_replica_init(&audit->replica, made.origin, NULL);
        return status;
    }
    if (status == SJ_OK && strcmp(head->origin, audit->link.ledger.origin) != 0)
        status = sj_error_set(error, SJ_PRECONDITION, "OTHER_LEDGER",
                              _("%s is a copy of the ledger %s; name another file with --copy"),
                              audit->copy, head->origin);
    if (status != SJ_OK)
        return status;
    sj_replica_init(&audit->replica, head->origin, audit->file);
    status = sj_replica_load(&audit->replica, &cut, error);
    /* An audit that was killed left half a record: it is fetched again. */
    if (status == SJ_OK && cut >= 0 &&
        (fflush(audit->file) != 0 || ftruncate(fileno(audit->file), cut) != 0))
        status = sj_error_set(error, SJ_IO, "COPY", _("cannot mend %s"), audit->copy);
    if (status == SJ_OK && fseek(audit->file, 0, SEEK_END) != 0)
        status = sj_error_set(error, SJ_IO, "COPY", _("cannot read %s"), audit->copy);
    audit->kept = sj_replica_size(&audit->replica);
    audit->end = ftell(audit->file);
    return status;
}

static enum sj_status take(void *context, const Shangji__V1__GetEnvelopeReply *record,
                           struct sj_error *error)
{
    struct audit *audit = context;
    long place = ftell(audit->file);
    enum sj_status status = sj_replica_feed(&audit->replica, record, place, error);
    if (status == SJ_OK)
        status = sj_records_put(audit->file, record, error);
    if (audit->progress && record->index % PROGRESS_EVERY == 0)
        fprintf(stderr, "\r%" PRIu64 "/%" PRIu64, record->index, audit->size);
    return status;
}

/* What is not in the copy yet. The copy is kept once its root is the checkpoint's, and not before.
 */
static enum sj_status bring_up(struct audit *audit, struct sj_error *error)
{
    struct sj_checkpoint checkpoint;
    struct sj_bytes note;
    enum sj_status status =
        sj_fetch_checkpoint(&audit->link, &audit->arena, &checkpoint, &note, error);
    if (status != SJ_OK)
        return status;
    audit->size = checkpoint.size;
    if (sj_replica_size(&audit->replica) > checkpoint.size)
        return sj_error_set(error, SJ_DATA_LOSS, "ENTRIES_LOST",
                            _("ALARM: %" PRIu64 " entries were audited before and the city has "
                              "only %" PRIu64 ": entries were taken back"),
                            sj_replica_size(&audit->replica), checkpoint.size);
    status = sj_fetch_all(&audit->link, sj_replica_size(&audit->replica), checkpoint.size, take,
                          audit, error);
    if (audit->progress)
        fprintf(stderr, "\r\033[K");
    if (status == SJ_OK)
        status = sj_replica_check(&audit->replica, note, audit->link.card, error);
    return status;
}

static enum sj_status keep_copy(struct audit *audit, struct sj_error *error)
{
    struct sj_arena arena;
    Shangji__V1__ProofHead *head;
    enum sj_status status =
        sj_records_finish(audit->created ? audit->copy : NULL, audit->file, error);
    audit->file = NULL;
    if (status != SJ_OK)
        return status;
    audit->created = false;
    sj_arena_init(&arena, 1 << 20);
    status = sj_records_open(audit->copy, false, &audit->file, &arena, &head, error);
    sj_arena_clear(&arena);
    audit->replica.file = audit->file;
    audit->end = -1; /* all of it is good */
    return status;
}

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

/* A country's ranking has several pages; the first of both is held against each other. */
static enum sj_status compare_rank(struct audit *audit, struct sj_period period, const char *code,
                                   struct sj_arena *arena, struct sj_error *error)
{
    char text[SJ_PERIOD_TEXT];
    Shangji__V1__RankRequest request;
    Shangji__V1__RankAnswer *told, *made;
    shangji__v1__rank_request__init(&request);
    request.indicator = sj_arena_text(arena, sj_bytes_of(code));
    request.period = sj_arena_text(arena, sj_bytes_of(sj_period_format(period, text)));
    request.direction = SHANGJI__V1__BETTER__BETTER_MORE;
    if (request.indicator == NULL || request.period == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the audit"));
    enum sj_status status = ask_rank(audit, &request, arena, &told, error);
    if (status != SJ_OK)
        return status;
    if (told->ledger_size != audit->size)
        return sj_error_set(error, SJ_ABORTED, "LEDGER_GROWS",
                            _("the ledger grew while it was audited; run it again"));
    status = sj_replica_rank(&audit->replica, &request, arena, &made, error);
    if (status == SJ_OK && told->next_page_token[0] == '\0')
        status = sj_rank_compare(told, made, error);
    audit->rankings += status == SJ_OK;
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
        status = sj_replica_coverage(&audit->replica, &request, arena, &made, error);
    if (status == SJ_OK)
        status = sj_pb_pack(told, arena, &theirs, error);
    if (status == SJ_OK)
        status = sj_pb_pack(&made->base, arena, &ours, error);
    if (status != SJ_OK)
        return status;
    if (((Shangji__V1__CoverageAnswer *)told)->ledger_size != audit->size)
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
    const struct sj_state *state = sj_replay_state(audit->replica.replay);
    sj_arena_init(&arena, ANSWER_BYTES);
    enum sj_status status = compare_coverage(audit, period, &arena, error);
    for (size_t i = 0; status == SJ_OK && i < period->catalogue->indicator_count; i++) {
        const char *code = period->catalogue->indicators[i].code;
        int64_t number = sj_city_indicator_number(state->city, sj_bytes_of(code));
        bool any = false;
        if (number >= 0)
            status = sj_columns_any(state->columns, (uint32_t)number, period->period, &any, error);
        if (status != SJ_OK || !any)
            continue;
        sj_arena_clear(&arena);
        status = compare_rank(audit, period->period, code, &arena, error);
        if (status != SJ_OK)
            (void)sj_error_in(error, "%s", code);
    }
    sj_arena_clear(&arena);
    return status;
}

static enum sj_status compare_answers(struct audit *audit, struct sj_error *error)
{
    const struct sj_city *city = sj_replay_state(audit->replica.replay)->city;
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < sj_city_period_count(city); i++)
        status = compare_period(audit, sj_city_period(city, i), error);
    return status;
}

/* ---- the whole ---- */

static void print_found(const struct audit *audit)
{
    const struct sj_replay_counts *counts = sj_replay_counts(audit->replica.replay);
    const struct sj_city *city = sj_replay_state(audit->replica.replay)->city;
    printf(_("%s (%s), ledger %s\n"), sj_city_division_name(city), sj_city_division(city),
           audit->replica.origin);
    printf(_("  %" PRIu64 " entries under the newest checkpoint, %" PRIu64
             " of them new since the last audit\n"),
           counts->entries, counts->entries - audit->kept);
    printf(_("  %" PRIu64 " acts, %" PRIu64 " reports, %" PRIu64
             " signatures by keys that could sign at their place\n"),
           counts->acts, counts->reports, counts->signatures);
    printf(_("  %" PRIu64 " figures against their words, %" PRIu64 " facts; %" PRIu64
             " texts whole, %" PRIu64 " not there (withheld)\n"),
           counts->figures, counts->facts, counts->texts, counts->wordless);
    printf(_("  %" PRIu64 " checkpoints that townships had seen lie in this history\n"),
           counts->seen);
    if (!audit->no_answers)
        printf(_("  %" PRIu64 " rankings and %" PRIu64
                 " overviews of the city are what follows from it\n"),
               audit->rankings, audit->coverages);
    printf(_("The ledger holds.\n"));
}

static enum sj_status audit_city(struct audit *audit, struct sj_error *error)
{
    enum sj_status status = sj_where_open(&audit->where, &audit->home, &audit->link, error);
    if (status == SJ_OK)
        status = open_copy(audit, error);
    if (status == SJ_OK)
        status = bring_up(audit, error);
    if (status == SJ_OK)
        status = keep_copy(audit, error);
    if (status == SJ_OK && !audit->no_answers)
        status = compare_answers(audit, error);
    if (status == SJ_OK)
        print_found(audit);
    return status;
}

/* What was fetched and not found good does not stay in the copy. */
static void let_go(struct audit *audit)
{
    if (audit->file == NULL)
        return;
    if (audit->created) {
        sj_records_abandon(audit->copy, audit->file);
        return;
    }
    fclose(audit->file);
    if (audit->end >= 0 && truncate(audit->copy, audit->end) != 0)
        fprintf(stderr, _("note: remove %s before the next audit\n"), audit->copy);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct audit audit = {.progress = isatty(STDERR_FILENO)};
    const struct sj_option options[] = {
        {.name = "copy",
         .kind = SJ_OPTION_TEXT,
         .target = &audit.copy,
         .argument = N_("FILE"),
         .help = N_("where the ledger's copy is kept (else ledger.copy in the folder)")},
        {.name = "no-answers",
         .kind = SJ_OPTION_FLAG,
         .target = &audit.no_answers,
         .help = N_("do not ask for rankings to compare")},
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
    sj_arena_init(&audit.arena, ANSWER_BYTES);
    status = audit_city(&audit, error);
    sj_replica_clear(&audit.replica);
    let_go(&audit);
    sj_link_close(&audit.link);
    sj_arena_clear(&audit.arena);
    sj_home_clear(&audit.home);
    return status;
}

const struct sj_command sj_cmd_audit = {
    .name = "audit",
    .summary = N_("read the whole ledger and recompute it"),
    .run = run,
};
