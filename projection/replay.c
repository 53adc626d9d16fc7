#include "projection/replay.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "trust/frontier.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRY_ARENA_BYTES = 64 * 1024 * 1024, KEYS_MAX = 64 };

/* From which size on checkpoints are by this key. */
struct era {
    uint64_t from;
    struct sj_public_key key;
};

/* A report that came without its text: an act must withhold it, and that comes later. */
struct textless {
    uint64_t index;
    struct sj_digest identity;
};

struct sj_replay {
    struct sj_log_key founding;
    struct sj_city *city;
    struct sj_columns *columns;
    struct sj_state state;
    struct sj_frontier frontier;
    struct sj_hash
        *roots; /* of every size from 1 on: what reports say that they saw is looked up */
    size_t root_room;
    struct era eras[KEYS_MAX];
    size_t era_count;
    int64_t last_taken_at;
    struct textless *textless;
    size_t textless_room;  /* counts.wordless of them are there */
    struct sj_arena arena; /* of the last entry */
    struct sj_admission admission;
    struct sj_replayed last;
    struct sj_replay_counts counts;
};

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory to replay the ledger"));
}

static enum sj_status bad_entry(const struct sj_replay *replay, const char *what,
                                struct sj_error *error)
{
    struct sj_error told = {0};
    snprintf(told.message, sizeof told.message, "%s", what); /* `what` may be error's own */
    return sj_error_set(error, SJ_DATA_LOSS, "BAD_ENTRY", _("entry %" PRIu64 " of the ledger: %s"),
                        replay->state.size, told.message);
}

enum sj_status sj_replay_new(const struct sj_log_key *founding, struct sj_replay **replay,
                             struct sj_error *error)
{
    struct sj_replay *made = calloc(1, sizeof *made);
    *replay = NULL;
    if (made == NULL)
        return no_memory(error);
    made->founding = *founding;
    made->eras[made->era_count++] = (struct era){.from = 0, .key = founding->key};
    sj_arena_init(&made->arena, ENTRY_ARENA_BYTES);
    made->columns = sj_columns_new();
    enum sj_status status = made->columns == NULL ? no_memory(error) : SJ_OK;
    if (status == SJ_OK)
        status = sj_city_new(&founding->key, founding->origin, &made->city, error);
    if (status != SJ_OK) {
        sj_replay_free(made);
        return status;
    }
    made->state = (struct sj_state){.city = made->city, .columns = made->columns};
    *replay = made;
    return SJ_OK;
}

void sj_replay_free(struct sj_replay *replay)
{
    if (replay == NULL)
        return;
    sj_arena_clear(&replay->arena);
    sj_columns_free(replay->columns);
    sj_city_free(replay->city);
    free(replay->roots);
    free(replay->textless);
    free(replay);
}

/* ---- one entry ---- */

static enum sj_status keep_root(struct sj_replay *replay, struct sj_error *error)
{
    size_t number = (size_t)replay->frontier.size - 1;
    if (number == replay->root_room) {
        size_t room = replay->root_room == 0 ? 1024 : 2 * replay->root_room;
        struct sj_hash *roots = reallocarray(replay->roots, room, sizeof *roots);
        if (roots == NULL)
            return no_memory(error);
        replay->roots = roots;
        replay->root_room = room;
    }
    return sj_frontier_root(&replay->frontier, &replay->roots[number], error);
}

static enum sj_status read_line(struct sj_replay *replay, struct sj_bytes line,
                                struct sj_error *error)
{
    sj_arena_clear(&replay->arena);
    replay->last = (struct sj_replayed){.admission = &replay->admission};
    if (!sj_entry_parse(line, &replay->last.entry))
        return bad_entry(replay, _("its line is malformed"), error);
    if (replay->last.entry.taken_at < replay->last_taken_at)
        return bad_entry(replay, _("its time runs back"), error);
    return SJ_OK;
}

/* The tree, after all else was found good. */
static enum sj_status append(struct sj_replay *replay, struct sj_bytes line, struct sj_error *error)
{
    struct sj_hash leaf = sj_merkle_leaf(line);
    enum sj_status status = sj_frontier_append(&replay->frontier, &leaf, error);
    if (status == SJ_OK)
        status = keep_root(replay, error);
    replay->last_taken_at = replay->last.entry.taken_at;
    replay->state.size++;
    replay->counts.entries++;
    return status;
}

/* Every report signs the last checkpoint that its client saw: it must lie in this history. One of
 * another ledger (the city began a new one) says nothing about this one. */
static enum sj_status check_seen(struct sj_replay *replay, const Shangji__V1__Report *report,
                                 struct sj_error *error)
{
    struct sj_bytes note = sj_bytes_of(report->seen_checkpoint);
    struct sj_checkpoint seen;
    struct sj_hash root;
    struct sj_error ignored;
    if (note.len == 0)
        return SJ_OK;
    for (size_t i = replay->era_count; i-- > 0;) {
        struct sj_log_key key = replay->founding;
        key.key = replay->eras[i].key;
        if (sj_checkpoint_open(note, &key, &seen, &ignored) != SJ_OK)
            continue;
        if (!sj_replay_root_at(replay, seen.size, &root) ||
            memcmp(root.bytes, seen.root.bytes, SJ_HASH) != 0)
            return bad_entry(replay,
                             _("the township had seen another history of this ledger when it "
                               "signed: two were shown"),
                             error);
        replay->counts.seen++;
        return SJ_OK;
    }
    return SJ_OK;
}

static enum sj_status put_facts(struct sj_replay *replay, struct sj_error *error)
{
    const struct sj_admission *admission = &replay->admission;
    const Shangji__V1__Report *report = admission->submission.report;
    struct sj_column_fact *facts;
    struct sj_report_place place = {.kind = report->kind};
    int64_t township = sj_city_find_township(replay->city, sj_bytes_of(report->township));
    enum sj_status status = sj_admission_pack(replay->city, admission, &replay->arena, &facts,
                                              &replay->last.packed, error);
    if (status != SJ_OK || township < 0 ||
        !sj_period_parse(sj_bytes_of(report->period), &place.period))
        return status;
    place.township = (uint32_t)township;
    return sj_columns_put(replay->columns, &place, (uint32_t)replay->state.size, facts,
                          admission->facts.count, error);
}

/* A report of which only the line is known: it stands, with facts that nobody here has. */
static enum sj_status note_report(struct sj_replay *replay, struct sj_error *error)
{
    const struct sj_city_report *report =
        sj_city_find_standing(replay->city, &replay->last.entry.identity);
    if (report == NULL)
        return bad_entry(replay, _("it names no report of this roll"), error);
    struct sj_report_place place = {report->township, report->period, report->kind};
    return sj_columns_put(replay->columns, &place, (uint32_t)replay->state.size, NULL, 0, error);
}

static enum sj_status judge(struct sj_replay *replay, struct sj_bytes line,
                            struct sj_bytes envelope, const Shangji__V1__SourceText *text,
                            struct sj_error *error)
{
    struct sj_entry judged;
    char formatted[SJ_ENTRY_MAX];
    enum sj_status status = sj_admission_prepare(replay->city, envelope, text, &replay->arena,
                                                 &replay->admission, NULL, error);
    if (status == SJ_OK)
        status = sj_admission_judge(replay->city, &replay->admission, replay->state.size,
                                    replay->last.entry.taken_at, &judged, error);
    if (status == SJ_NO_MEMORY)
        return status;
    if (status != SJ_OK)
        return bad_entry(replay, error->message, error);
    if (!sj_bytes_equal(line, sj_bytes_of(sj_entry_format(&judged, formatted))))
        return bad_entry(replay, _("its line is not that of its envelope"), error);
    return SJ_OK;
}

static enum sj_status note_textless(struct sj_replay *replay, struct sj_error *error)
{
    size_t count = (size_t)replay->counts.wordless;
    if (count == replay->textless_room) {
        size_t room = count == 0 ? 64 : 2 * count;
        struct textless *made = reallocarray(replay->textless, room, sizeof *made);
        if (made == NULL)
            return no_memory(error);
        replay->textless = made;
        replay->textless_room = room;
    }
    replay->textless[count] = (struct textless){replay->state.size, replay->last.entry.identity};
    return SJ_OK;
}

static void count(struct sj_replay *replay, bool with_text)
{
    const struct sj_admission *admission = &replay->admission;
    const Shangji__V1__Report *report = admission->submission.report;
    replay->counts.signatures += admission->signer_count;
    if (report == NULL) {
        replay->counts.acts++;
        return;
    }
    replay->counts.reports++;
    replay->counts.figures += report->n_figures;
    replay->counts.facts += admission->facts.count;
    if (with_text)
        replay->counts.texts++;
    else
        replay->counts.wordless++;
}

static enum sj_status note_ledger_key(struct sj_replay *replay, struct sj_error *error)
{
    const struct sj_public_key *key = sj_city_ledger_key(replay->city);
    if (sj_public_key_equal(key, &replay->eras[replay->era_count - 1].key))
        return SJ_OK;
    if (replay->era_count == KEYS_MAX)
        return bad_entry(replay, _("the ledger key was replaced too often"), error);
    /* The checkpoint over the entry that brings it is the first by the new key. */
    replay->eras[replay->era_count++] = (struct era){.from = replay->state.size + 1, .key = *key};
    return SJ_OK;
}

enum sj_status sj_replay_entry(struct sj_replay *replay, struct sj_bytes line,
                               struct sj_bytes envelope, const Shangji__V1__SourceText *text,
                               struct sj_error *error)
{
    enum sj_status status = read_line(replay, line, error);
    if (status == SJ_OK)
        status = judge(replay, line, envelope, text, error);
    if (status != SJ_OK)
        return status;
    const struct sj_admission *admission = &replay->admission;
    const Shangji__V1__Report *report = admission->submission.report;
    if (report != NULL)
        status = check_seen(replay, report, error);
    if (status == SJ_OK)
        status = sj_city_apply(replay->city, replay->state.size, &replay->last.entry,
                               &admission->submission, admission->signers, admission->signer_count,
                               error);
    if (status == SJ_OK && report != NULL)
        status = put_facts(replay, error);
    if (status == SJ_OK && report == NULL)
        status = note_ledger_key(replay, error);
    if (status == SJ_OK && report != NULL && text == NULL)
        status = note_textless(replay, error);
    if (status != SJ_OK)
        return status;
    count(replay, text != NULL);
    return append(replay, line, error);
}

enum sj_status sj_replay_line(struct sj_replay *replay, struct sj_bytes line,
                              struct sj_error *error)
{
    enum sj_status status = read_line(replay, line, error);
    if (status == SJ_OK && strcmp(replay->last.entry.type, "report") != 0)
        status = bad_entry(replay, _("the envelope of an act is missing"), error);
    if (status == SJ_OK)
        status = sj_city_apply(replay->city, replay->state.size, &replay->last.entry, NULL, NULL, 0,
                               error);
    if (status == SJ_OK)
        status = note_report(replay, error);
    if (status != SJ_OK)
        return status;
    replay->counts.reports++;
    replay->counts.unread++;
    return append(replay, line, error);
}

/* ---- what it came to ---- */

const struct sj_state *sj_replay_state(const struct sj_replay *replay)
{
    return &replay->state;
}

enum sj_status sj_replay_root(struct sj_replay *replay, struct sj_hash *root,
                              struct sj_error *error)
{
    if (replay->state.size > 0)
        return sj_frontier_root(&replay->frontier, root, error);
    *root = sj_merkle_empty();
    return SJ_OK;
}

bool sj_replay_root_at(const struct sj_replay *replay, uint64_t size, struct sj_hash *root)
{
    if (size > replay->frontier.size)
        return false;
    *root = size == 0 ? sj_merkle_empty() : replay->roots[size - 1];
    return true;
}

bool sj_replay_text_missing(const struct sj_replay *replay, uint64_t *index)
{
    uint64_t place;
    bool withheld;
    for (size_t i = 0; i < replay->counts.wordless; i++) {
        *index = replay->textless[i].index;
        if (!sj_city_find_revision(replay->city, &replay->textless[i].identity, &place,
                                   &withheld) ||
            !withheld)
            return true;
    }
    return false;
}

struct sj_log_key sj_replay_log_key(const struct sj_replay *replay, uint64_t size)
{
    struct sj_log_key key = replay->founding;
    for (size_t i = 0; i < replay->era_count; i++)
        if (replay->eras[i].from <= size)
            key.key = replay->eras[i].key;
    return key;
}

const struct sj_replayed *sj_replay_last(const struct sj_replay *replay)
{
    return &replay->last;
}

const struct sj_replay_counts *sj_replay_counts(const struct sj_replay *replay)
{
    return &replay->counts;
}

enum sj_status sj_admission_pack(const struct sj_city *city, const struct sj_admission *admission,
                                 struct sj_arena *arena, struct sj_column_fact **facts,
                                 struct sj_bytes *packed, struct sj_error *error)
{
    const struct sj_facts *found = &admission->facts;
    struct sj_buffer bytes = {.limit = SJ_ENVELOPE_MAX_BYTES};
    *facts = sj_arena_array(arena, found->count, sizeof **facts);
    if (*facts == NULL)
        return no_memory(error);
    for (size_t i = 0; i < found->count; i++) {
        const char *code = found->items[i].indicator->code;
        int64_t number = sj_city_indicator_number(city, sj_bytes_of(code));
        if (number < 0)
            return sj_error_set(error, SJ_INTERNAL, "INDICATOR", _("indicator %s has no number"),
                                code);
        (*facts)[i] = sj_column_fact_of(&found->items[i], (uint32_t)number);
    }
    enum sj_status status = sj_facts_pack(*facts, found->count, &bytes, error);
    if (status == SJ_OK) {
        *packed = sj_arena_copy(arena, sj_buffer_bytes(&bytes));
        if (packed->data == NULL)
            status = no_memory(error);
    }
    sj_buffer_clear(&bytes);
    return status;
}
