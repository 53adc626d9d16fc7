#include "server/inspect.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "trust/frontier.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_BYTES = 8 * 1024 * 1024, ENTRY_BYTES = 4 * 1024 * 1024, PROGRESS_EVERY = 1000 };

struct walk {
    struct sj_inspection *inspection;
    struct sj_store_view *view;
    struct sj_replay *replay;
    struct sj_frontier frontier;
    struct sj_arena arena; /* of one entry */
    uint64_t size, nodes;
};

static enum sj_status bad(uint64_t index, const char *what, struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "BAD_ENTRY", _("entry %" PRIu64 " of the ledger: %s"),
                        index, what);
}

enum sj_status sj_inspect_ledger(struct sj_store *store, struct sj_log_key *ledger,
                                 struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_store_ledger told;
    sj_arena_init(&arena, 65536);
    enum sj_status status = sj_store_ledger(sj_store_writer(store), &arena, &told, error);
    if (status == SJ_OK && !sj_origin_valid(sj_bytes_of(told.origin)))
        status = sj_error_set(error, SJ_DATA_LOSS, "BAD_ORIGIN",
                              _("the ledger's database names no valid origin: restore a backup"));
    if (status == SJ_OK) {
        snprintf(ledger->origin, sizeof ledger->origin, "%s", told.origin);
        ledger->key = told.key;
    }
    sj_arena_clear(&arena);
    return status;
}

/* ---- one entry ---- */

static enum sj_status check_identity(struct walk *walk, uint64_t index, struct sj_bytes line,
                                     struct sj_error *error)
{
    bool found = false;
    uint64_t place = 0;
    struct sj_bytes other;
    const struct sj_replayed *last = sj_replay_last(walk->replay);
    enum sj_status status = sj_store_find_entry(walk->view, &last->entry.identity, &walk->arena,
                                                &found, &place, &other, error);
    if (status == SJ_OK && (!found || place != index || !sj_bytes_equal(line, other)))
        status = bad(index, _("its identity in the database is not that of its line"), error);
    return status;
}

static enum sj_status do_nodes(struct walk *walk, uint64_t index, struct sj_bytes line,
                               struct sj_error *error)
{
    struct sj_hash leaf = sj_merkle_leaf(line), nodes[SJ_FRONTIER_LEVELS], stored;
    size_t count;
    enum sj_status status = sj_frontier_append_nodes(&walk->frontier, &leaf, nodes, &count, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++) {
        if (walk->inspection->rebuild) {
            status = sj_store_put_node(walk->inspection->store, (unsigned)i, index >> i,
                                       SJ_BYTES(nodes[i].bytes, SJ_HASH), error);
            continue;
        }
        status = sj_store_node(walk->view, (unsigned)i, index >> i, stored.bytes, error);
        if (status == SJ_DATA_LOSS ||
            (status == SJ_OK && memcmp(stored.bytes, nodes[i].bytes, SJ_HASH) != 0))
            status = bad(index,
                         _("a stored node of the tree is not the one that follows; "
                           "'shangjid rebuild' makes the tree again"),
                         error);
    }
    walk->nodes += count;
    return status;
}

static enum sj_status do_facts(struct walk *walk, uint64_t index, struct sj_error *error)
{
    const struct sj_replayed *last = sj_replay_last(walk->replay);
    const Shangji__V1__Report *report = last->admission->submission.report;
    struct sj_store_facts *stored;
    size_t found = 0;
    if (report == NULL)
        return SJ_OK;
    if (walk->inspection->rebuild) {
        struct sj_store_facts facts = {.index = index,
                                       .township = report->township,
                                       .period = report->period,
                                       .kind = report->kind,
                                       .revision = report->revision,
                                       .facts = last->packed};
        return sj_store_put_facts(walk->inspection->store, &facts, error);
    }
    enum sj_status status =
        sj_store_facts(walk->view, index, 1, &walk->arena, &stored, &found, error);
    if (status != SJ_OK)
        return status;
    if (found == 0 || stored->index != index || !sj_bytes_equal(stored->facts, last->packed) ||
        strcmp(stored->township, report->township) != 0 ||
        strcmp(stored->period, report->period) != 0 || strcmp(stored->kind, report->kind) != 0 ||
        stored->revision != report->revision)
        return bad(index,
                   _("its stored facts are not those of its envelope; 'shangjid rebuild' "
                     "makes them again"),
                   error);
    return SJ_OK;
}

/* A text is there until an act withholds it, and from then on it is not. */
static enum sj_status do_text(struct walk *walk, uint64_t index, bool found, struct sj_error *error)
{
    struct sj_digest identity;
    struct sj_bytes salt, text;
    uint64_t report;
    bool withheld, kept = false;
    const struct sj_submission *submission = &sj_replay_last(walk->replay)->admission->submission;
    if (submission->report != NULL)
        return SJ_OK; /* one that is missing is told at the end */
    if (found)
        return bad(index, _("a text stands beside an act"), error);
    if (submission->act->act_case != SHANGJI__V1__ACT__ACT_WITHHOLDING)
        return SJ_OK;
    memcpy(identity.bytes, submission->act->withholding->report.data, SJ_DIGEST);
    const struct sj_city *city = sj_replay_state(walk->replay)->city;
    if (!sj_city_find_revision(city, &identity, &report, &withheld))
        return SJ_OK;
    enum sj_status status =
        sj_store_text(walk->view, report, &walk->arena, &kept, &salt, &text, error);
    if (status == SJ_OK && kept)
        status = bad(report, _("its text is withheld and still there"), error);
    return status;
}

static enum sj_status do_entry(struct walk *walk, uint64_t index, struct sj_bytes line,
                               struct sj_error *error)
{
    struct sj_bytes envelope, salt, text;
    bool found = false;
    Shangji__V1__SourceText source;
    shangji__v1__source_text__init(&source);
    enum sj_status status = sj_store_envelope(walk->view, index, &walk->arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_store_text(walk->view, index, &walk->arena, &found, &salt, &text, error);
    if (status != SJ_OK)
        return status;
    if (found) {
        source.salt = sj_pb_borrow(salt);
        source.text = sj_pb_borrow(text);
    }
    status = sj_replay_entry(walk->replay, line, envelope, found ? &source : NULL, error);
    if (status == SJ_OK)
        status = check_identity(walk, index, line, error);
    if (status == SJ_OK)
        status = do_text(walk, index, found, error);
    if (status == SJ_OK)
        status = do_nodes(walk, index, line, error);
    if (status == SJ_OK)
        status = do_facts(walk, index, error);
    return status;
}

static enum sj_status do_entries(struct walk *walk, struct sj_error *error)
{
    struct sj_arena page;
    size_t found = 1;
    enum sj_status status = SJ_OK;
    sj_arena_init(&page, PAGE_BYTES);
    for (uint64_t start = 0; status == SJ_OK && found > 0; start += found) {
        struct sj_bytes *lines;
        status = sj_store_entries(walk->view, start, SJ_STORE_PAGE, &page, &lines, &found, error);
        for (size_t i = 0; status == SJ_OK && i < found; i++) {
            status = do_entry(walk, start + i, lines[i], error);
            sj_arena_clear(&walk->arena);
            if (walk->inspection->progress != NULL && (start + i) % PROGRESS_EVERY == 0)
                walk->inspection->progress(walk->inspection->context, start + i, walk->size);
        }
        sj_arena_clear(&page);
    }
    return status;
}

/* ---- what stands beside ---- */

static enum sj_status check_checkpoint(struct walk *walk, uint64_t size, struct sj_bytes note,
                                       struct sj_error *error)
{
    struct sj_checkpoint checkpoint;
    struct sj_hash root;
    struct sj_log_key key = sj_replay_log_key(walk->replay, size);
    enum sj_status status = sj_checkpoint_open(note, &key, &checkpoint, error);
    if (status != SJ_OK || checkpoint.size != size)
        return sj_error_set(
            error, SJ_DATA_LOSS, "BAD_CHECKPOINT",
            _("the stored checkpoint of %" PRIu64 " entries is not what the ledger key signed"),
            size);
    if (!sj_replay_root_at(walk->replay, size, &root))
        return sj_error_set(
            error, SJ_DATA_LOSS, "ENTRIES_LOST",
            _("a checkpoint of %" PRIu64 " entries was signed, but only %" PRIu64 " are stored"),
            size, sj_replay_state(walk->replay)->size);
    if (memcmp(root.bytes, checkpoint.root.bytes, SJ_HASH) != 0)
        return sj_error_set(
            error, SJ_DATA_LOSS, "ROOT_DIFFERS",
            _("the first %" PRIu64 " entries are not those that a checkpoint was signed over"),
            size);
    return SJ_OK;
}

static enum sj_status check_checkpoints(struct walk *walk, struct sj_error *error)
{
    uint64_t size = 1;
    enum sj_status status = SJ_OK;
    for (uint64_t after = 0; status == SJ_OK && size > 0; after = size) {
        struct sj_bytes note;
        status = sj_store_next_checkpoint(walk->view, after, &walk->arena, &size, &note, error);
        if (status == SJ_OK && size > 0) {
            status = check_checkpoint(walk, size, note, error);
            walk->inspection->checkpoints++;
        }
        sj_arena_clear(&walk->arena);
    }
    return status;
}

static enum sj_status check_texts(const struct walk *walk, struct sj_error *error)
{
    uint64_t index;
    if (!sj_replay_text_missing(walk->replay, &index))
        return SJ_OK;
    return bad(index, _("its text is missing and no act withholds it: restore a backup"), error);
}

/* Nodes that nothing leads to would be found by no comparison. */
static enum sj_status check_node_count(struct walk *walk, struct sj_error *error)
{
    uint64_t count = 0;
    enum sj_status status = sj_store_node_count(walk->view, &count, error);
    if (status == SJ_OK && count != walk->nodes)
        status = sj_error_set(error, SJ_DATA_LOSS, "TREE_DIFFERS",
                              _("the tree has %" PRIu64 " stored nodes instead of %" PRIu64
                                "; 'shangjid rebuild' makes it again"),
                              count, walk->nodes);
    return status;
}

static enum sj_status run_walk(struct walk *walk, struct sj_error *error)
{
    struct sj_store *store = walk->inspection->store;
    enum sj_status status = sj_store_size(walk->view, &walk->size, error);
    if (status == SJ_OK && walk->inspection->rebuild)
        status = sj_store_clear_derived(store, error);
    if (status == SJ_OK)
        status = do_entries(walk, error);
    if (status == SJ_OK)
        status = check_texts(walk, error);
    if (status == SJ_OK)
        status = check_checkpoints(walk, error);
    if (status == SJ_OK)
        status = sj_inspect_cosignatures(walk->view, sj_replay_state(walk->replay)->city,
                                         &walk->inspection->cosignatures, error);
    return status == SJ_OK ? check_node_count(walk, error) : status;
}

enum sj_status sj_inspect(struct sj_inspection *inspection, struct sj_error *error)
{
    struct walk walk = {.inspection = inspection, .view = sj_store_writer(inspection->store)};
    enum sj_status status = sj_replay_new(&inspection->ledger, &walk.replay, error);
    if (status != SJ_OK)
        return status;
    sj_arena_init(&walk.arena, ENTRY_BYTES);
    if (inspection->rebuild)
        status = sj_store_begin(inspection->store, error);
    if (status == SJ_OK) {
        status = run_walk(&walk, error);
        if (inspection->rebuild && status == SJ_OK)
            status = sj_store_commit(inspection->store, error);
        else if (inspection->rebuild)
            sj_store_rollback(inspection->store);
    }
    inspection->counts = *sj_replay_counts(walk.replay);
    inspection->newest = sj_replay_log_key(walk.replay, UINT64_MAX);
    sj_arena_clear(&walk.arena);
    sj_replay_free(walk.replay);
    return status;
}
