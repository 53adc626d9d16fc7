#include "client/proof.h"

#include "base/i18n.h"
#include "client/fetch.h"
#include "proto/pb.h"
#include "rules/entry.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FETCH_BYTES = 1 << 30 };

/* ---- what an answer rests on ---- */

/* "430482107/2021/annual/1": the part up to the last slash, and the period in it. */
static struct sj_bytes report_of(const struct sj_entry *entry)
{
    const char *slash = strrchr(entry->subject, '/');
    return SJ_BYTES(entry->subject, slash == NULL ? 0 : (size_t)(slash - entry->subject));
}

static bool is_of_period(const struct sj_entry *entry, const char *period)
{
    const char *slash = strchr(entry->subject, '/');
    size_t len = strlen(period);
    return slash != NULL && strncmp(slash + 1, period, len) == 0 && slash[1 + len] == '/';
}

struct last_revision {
    struct sj_bytes report;
    uint64_t index;
};

static int compare_revisions(const void *a, const void *b)
{
    const struct last_revision *x = a, *y = b;
    int order = sj_bytes_compare(x->report, y->report);
    return order != 0 ? order : x->index < y->index ? -1 : x->index > y->index;
}

/* All acts, and the newest revision of every report of the period; of a plan, which may stand in
 * any report, of all periods. Who says nothing is shown by its report as well. */
static enum sj_status choose(char *const *lines, uint64_t size,
                             const Shangji__V1__RankRequest *request, struct sj_arena *arena,
                             bool **wanted, struct sj_error *error)
{
    bool any_period = request->kind == SHANGJI__V1__KIND__KIND_PLAN;
    struct sj_entry *entries = sj_arena_array(arena, (size_t)size, sizeof *entries);
    struct last_revision *reports = sj_arena_array(arena, (size_t)size, sizeof *reports);
    size_t count = 0;
    *wanted = sj_arena_array(arena, (size_t)size, sizeof **wanted);
    if (entries == NULL || reports == NULL || *wanted == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the proof"));
    for (uint64_t i = 0; i < size; i++) {
        if (!sj_entry_parse(sj_bytes_of(lines[i]), &entries[i]))
            return sj_error_set(error, SJ_DATA_LOSS, "BAD_ENTRY",
                                _("the city gives an entry that is none"));
        (*wanted)[i] = strcmp(entries[i].type, "report") != 0;
        if (!(*wanted)[i] && (any_period || is_of_period(&entries[i], request->period)))
            reports[count++] = (struct last_revision){report_of(&entries[i]), i};
    }
    qsort(reports, count, sizeof *reports, compare_revisions);
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || !sj_bytes_equal(reports[i].report, reports[i + 1].report))
            (*wanted)[reports[i].index] = true;
    return SJ_OK;
}

/* ---- writing ---- */

static enum sj_status put(void *context, const Shangji__V1__GetEnvelopeReply *record,
                          struct sj_error *error)
{
    return sj_records_put(context, record, error);
}

static enum sj_status write_records(struct sj_link *link, const Shangji__V1__ProofHead *head,
                                    uint64_t size, const char *path, struct sj_arena *arena,
                                    struct sj_error *error)
{
    FILE *file = NULL;
    char **lines;
    bool *wanted = NULL;
    enum sj_status status = sj_fetch_lines(link, size, arena, &lines, error);
    if (status == SJ_OK)
        status = choose(lines, size, head->rank, arena, &wanted, error);
    if (status == SJ_OK)
        status = sj_records_create(path, head, &file, error);
    if (status != SJ_OK)
        return status;
    status = sj_fetch_some(link, size, wanted, put, file, error);
    if (status == SJ_OK)
        return sj_records_finish(path, file, error);
    sj_records_abandon(path, file);
    return status;
}

enum sj_status sj_proof_write(struct sj_link *link, const Shangji__V1__RankRequest *request,
                              Shangji__V1__RankAnswer *answer, const char *path,
                              struct sj_error *error)
{
    static char none[] = "";
    struct sj_arena arena;
    struct sj_checkpoint checkpoint;
    struct sj_bytes note;
    Shangji__V1__ProofHead head;
    Shangji__V1__RankRequest asked = *request;
    shangji__v1__proof_head__init(&head);
    asked.page_token = none;
    asked.page_size = 0;
    sj_arena_init(&arena, FETCH_BYTES);
    enum sj_status status = sj_fetch_checkpoint(link, &arena, &checkpoint, &note, error);
    if (status == SJ_OK && checkpoint.size != answer->ledger_size)
        status = sj_error_set(error, SJ_ABORTED, "LEDGER_GROWS",
                              _("reports came in while the proof was fetched; ask again"));
    if (status == SJ_OK) {
        head.origin = link->ledger.origin;
        head.ledger_key = link->card->ledger_key;
        head.checkpoint = sj_arena_text(&arena, note);
        head.rank = &asked;
        head.rank_answer = answer;
        status = head.checkpoint == NULL
                     ? sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the proof"))
                     : write_records(link, &head, checkpoint.size, path, &arena, error);
    }
    sj_arena_clear(&arena);
    if (status != SJ_OK)
        return status;
    struct sj_proof_verified verified;
    sj_arena_init(&arena, FETCH_BYTES);
    status = sj_proof_verify(path, link->card, &arena, &verified, error);
    sj_arena_clear(&arena);
    return status;
}

/* ---- verifying ---- */

static enum sj_status check_head(const Shangji__V1__ProofHead *head,
                                 const Shangji__V1__CityCard *card, struct sj_error *error)
{
    struct sj_log_key told;
    if (head->rank == NULL || head->rank_answer == NULL || head->checkpoint[0] == '\0')
        return sj_error_set(error, SJ_INVALID, "NO_ANSWER",
                            _("this file holds no answer: it is a copy of a ledger"));
    enum sj_status status = sj_log_key_parse(sj_bytes_of(head->ledger_key), &told, error);
    if (status == SJ_OK && strcmp(told.origin, head->origin) != 0)
        status = sj_error_set(error, SJ_INVALID, "BAD_HEAD",
                              _("the file's key and ledger do not belong together"));
    if (status == SJ_OK && card != NULL && strcmp(card->origin, head->origin) != 0)
        status = sj_error_set(error, SJ_DATA_LOSS, "OTHER_CITY",
                              _("the proof is of the ledger %s, the card is of %s"), head->origin,
                              card->origin);
    return status;
}

/* Whoever has a standing report that could state it is shown to do so or not: without its envelope
 * "not stated" would be the city's word. */
static enum sj_status check_complete(const struct sj_replica *replica,
                                     const Shangji__V1__RankRequest *request,
                                     struct sj_error *error)
{
    const struct sj_city *city = sj_replay_state(replica->replay)->city;
    bool any_period = request->kind == SHANGJI__V1__KIND__KIND_PLAN;
    struct sj_period period;
    if (!sj_period_parse(sj_bytes_of(request->period), &period))
        return sj_error_set(error, SJ_INVALID, "BAD_PERIOD", _("the period is malformed"));
    for (size_t i = 0; i < sj_city_report_count(city); i++) {
        const struct sj_city_report *report = sj_city_report(city, i);
        if ((any_period || sj_period_compare(report->period, period) == 0) &&
            !sj_replica_has(replica, report->index))
            return sj_error_set(error, SJ_DATA_LOSS, "REPORT_MISSING",
                                _("the report of %s (entry %" PRIu64 ") is not in the proof: what "
                                  "it states is not shown"),
                                sj_city_township(city, report->township)->name, report->index);
    }
    return SJ_OK;
}

static enum sj_status verify_records(struct sj_replica *replica, const Shangji__V1__CityCard *card,
                                     struct sj_arena *arena, struct sj_proof_verified *verified,
                                     struct sj_error *error)
{
    Shangji__V1__RankAnswer *made = NULL;
    const Shangji__V1__ProofHead *head = verified->head;
    struct sj_log_key told;
    enum sj_status status = sj_replica_load(replica, NULL, error);
    if (status == SJ_OK)
        status = sj_replica_check(replica, sj_bytes_of(head->checkpoint), card, error);
    if (status == SJ_OK)
        status = sj_log_key_parse(sj_bytes_of(head->ledger_key), &told, error);
    if (status != SJ_OK)
        return status;
    verified->counts = *sj_replay_counts(replica->replay);
    verified->key = sj_replay_log_key(replica->replay, sj_replica_size(replica));
    const struct sj_city *city = sj_replay_state(replica->replay)->city;
    verified->division = sj_arena_text(arena, sj_bytes_of(sj_city_division(city)));
    verified->name = sj_arena_text(arena, sj_bytes_of(sj_city_division_name(city)));
    if (verified->division == NULL || verified->name == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to verify the proof"));
    if (!sj_public_key_equal(&told.key, &verified->key.key))
        return sj_error_set(error, SJ_DATA_LOSS, "OTHER_KEY",
                            _("the file names another ledger key than the one that signed"));
    status = check_complete(replica, head->rank, error);
    if (status != SJ_OK)
        return status;
    status = sj_replica_rank(replica, head->rank, arena, &made, error);
    if (status != SJ_OK) {
        (void)sj_error_in(error, _("the answer cannot be recomputed"));
        return error->status = SJ_DATA_LOSS;
    }
    return sj_rank_compare(head->rank_answer, made, error);
}

enum sj_status sj_proof_verify(const char *path, const Shangji__V1__CityCard *card,
                               struct sj_arena *arena, struct sj_proof_verified *verified,
                               struct sj_error *error)
{
    FILE *file = NULL;
    struct sj_replica replica;
    *verified = (struct sj_proof_verified){.head = NULL};
    enum sj_status status = sj_records_open(path, false, &file, arena, &verified->head, error);
    if (status != SJ_OK)
        return status;
    status = check_head(verified->head, card, error);
    if (status == SJ_OK) {
        sj_replica_init(&replica, verified->head->origin, file);
        status = verify_records(&replica, card, arena, verified, error);
        sj_replica_clear(&replica);
    }
    fclose(file);
    return status;
}
