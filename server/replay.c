/* From the store to the state, when the server opens. */
#include "server/ledger_impl.h"
#include "trust/frontier.h"

#include "base/i18n.h"
#include "server/log.h"

#include <inttypes.h>
#include <string.h>

enum { PAGE_BYTES = 64 * 1024 * 1024, NOTE_MAX_BYTES = 4096 };

struct replay {
    struct sj_ledger *ledger;
    struct sj_store_view *view;
    uint64_t size; /* entries in the store */
    bool has_checkpoint;
    uint64_t unsigned_size; /* of a stored checkpoint that our key did not sign; 0: there is none */
    struct sj_checkpoint checkpoint; /* the last that was stored */
    struct sj_frontier frontier;     /* the tree made again from the entries */
    struct sj_arena arena;           /* of one act */
};

#define RESTORE_HINT                                                                               \
    N_("the database was changed or is incomplete: do not serve from it, restore a backup")

static enum sj_status damaged(uint64_t index, const char *what, struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "LEDGER_DAMAGED",
                        _("entry %" PRIu64 " of the ledger: %s; %s"), index, what, _(RESTORE_HINT));
}

static enum sj_status not_signed(uint64_t size, struct sj_error *error)
{
    return sj_error_set(
        error, SJ_DATA_LOSS, "CHECKPOINT_DAMAGED",
        _("the stored checkpoint of %" PRIu64 " entries is not what the ledger key signed; %s"),
        size, _(RESTORE_HINT));
}

/* One that our key did not sign waits for the entries to say which key the ledger's is. */
static enum sj_status read_checkpoint(struct replay *replay, struct sj_error *error)
{
    uint64_t size;
    struct sj_bytes note;
    enum sj_status status =
        sj_store_last_checkpoint(replay->view, &replay->arena, &size, &note, error);
    if (status != SJ_OK || size == 0)
        return status;
    status = sj_checkpoint_open(note, &replay->ledger->log_key, &replay->checkpoint, error);
    const struct sj_key *next = replay->ledger->config.next_key;
    if (status != SJ_OK && next != NULL) { /* a rotation that was killed when all but done */
        struct sj_log_key key = replay->ledger->log_key;
        key.key = sj_key_public(next);
        status = sj_checkpoint_open(note, &key, &replay->checkpoint, error);
    }
    if (status != SJ_OK || replay->checkpoint.size != size) {
        replay->unsigned_size = size;
        return SJ_OK;
    }
    replay->has_checkpoint = true;
    if (size > replay->size)
        return sj_error_set(error, SJ_DATA_LOSS, "ENTRIES_LOST",
                            _("a checkpoint of %" PRIu64 " entries was signed, but only %" PRIu64
                              " are stored; %s"),
                            size, replay->size, _(RESTORE_HINT));
    return SJ_OK;
}

/* Verifies and judges the act again; the line that follows must be the stored one. */
static enum sj_status replay_act(struct replay *replay, uint64_t index,
                                 const struct sj_entry *entry, struct sj_error *error)
{
    struct sj_admission admission;
    struct sj_entry judged;
    struct sj_bytes envelope;
    char line[SJ_ENTRY_MAX], stored[SJ_ENTRY_MAX];
    struct sj_city *city = replay->ledger->city;
    enum sj_status status =
        sj_store_envelope(replay->view, index, &replay->arena, &envelope, error);
    if (status != SJ_OK)
        return status;
    status = sj_admission_prepare(city, envelope, NULL, &replay->arena, &admission, NULL, error);
    if (status == SJ_OK)
        status = sj_admission_judge(city, &admission, index, entry->taken_at, &judged, error);
    if (status == SJ_NO_MEMORY)
        return status;
    if (status != SJ_OK)
        return damaged(index, error->message, error);
    if (strcmp(sj_entry_format(&judged, line), sj_entry_format(entry, stored)) != 0)
        return damaged(index, _("its line is not that of its envelope"), error);
    return sj_city_apply(city, index, entry, &admission.submission, admission.signers,
                         admission.signer_count, error);
}

static enum sj_status check_root(struct replay *replay, struct sj_error *error)
{
    struct sj_hash root;
    if (!replay->has_checkpoint || replay->frontier.size != replay->checkpoint.size)
        return SJ_OK;
    enum sj_status status = sj_frontier_root(&replay->frontier, &root, error);
    if (status == SJ_OK && memcmp(root.bytes, replay->checkpoint.root.bytes, SJ_HASH) != 0)
        status = sj_error_set(error, SJ_DATA_LOSS, "ROOT_DIFFERS",
                              _("the first %" PRIu64
                                " entries are not those that the last checkpoint was signed over; "
                                "%s"),
                              replay->checkpoint.size, _(RESTORE_HINT));
    return status;
}

static enum sj_status replay_entry(struct replay *replay, uint64_t index, struct sj_bytes line,
                                   struct sj_error *error)
{
    struct sj_entry entry;
    struct sj_hash leaf = sj_merkle_leaf(line);
    enum sj_status status = SJ_OK;
    if (!sj_entry_parse(line, &entry))
        return damaged(index, _("its line is malformed"), error);
    if (entry.taken_at < replay->ledger->last_taken_at)
        return damaged(index, _("its time runs back"), error);
    replay->ledger->last_taken_at = entry.taken_at;
    if (strcmp(entry.type, "report") == 0) {
        status = sj_city_apply(replay->ledger->city, index, &entry, NULL, NULL, 0, error);
    } else {
        status = replay_act(replay, index, &entry, error);
        sj_arena_clear(&replay->arena);
    }
    if (status == SJ_OK)
        status = sj_frontier_append(&replay->frontier, &leaf, error);
    if (status == SJ_OK)
        status = check_root(replay, error);
    return status;
}

static enum sj_status replay_entries(struct replay *replay, struct sj_error *error)
{
    struct sj_arena page;
    enum sj_status status = SJ_OK;
    size_t found = 1;
    sj_arena_init(&page, PAGE_BYTES);
    for (uint64_t start = 0; status == SJ_OK && found > 0; start += found) {
        struct sj_bytes *lines;
        status = sj_store_entries(replay->view, start, SJ_STORE_PAGE, &page, &lines, &found, error);
        for (size_t i = 0; status == SJ_OK && i < found; i++)
            status = replay_entry(replay, start + i, lines[i], error);
        sj_arena_clear(&page);
    }
    return status;
}

/* The stored nodes are derived; proofs come from them, so they must yield the same root. */
static enum sj_status check_nodes(struct replay *replay, struct sj_error *error)
{
    struct sj_hash made, stored;
    struct sj_merkle_source source = sj_tree_source(&replay->ledger->tree);
    enum sj_status status = sj_frontier_root(&replay->frontier, &made, error);
    if (status == SJ_OK && replay->size > 0)
        status = sj_merkle_root(&source, replay->size, &stored, error);
    if (status == SJ_OK && replay->size > 0 && memcmp(made.bytes, stored.bytes, SJ_HASH) != 0)
        status = sj_error_set(error, SJ_DATA_LOSS, "TREE_DIFFERS",
                              _("the stored tree is not that of the %" PRIu64 " entries; %s"),
                              replay->size, _(RESTORE_HINT));
    return status;
}

/* The ledger's key of now is the founding's, or what replaced it. */
static enum sj_status check_key(struct sj_ledger *ledger, struct sj_error *error)
{
    const struct sj_public_key *now = sj_city_ledger_key(ledger->city);
    if (sj_public_key_equal(now, &ledger->log_key.key))
        return SJ_OK;
    if (ledger->config.next_key != NULL) {
        struct sj_public_key next = sj_key_public(ledger->config.next_key);
        if (sj_public_key_equal(now, &next)) { /* a rotation that was interrupted */
            sj_ledger_use_next_key(ledger);
            return SJ_OK;
        }
    }
    return sj_error_set(error, SJ_PRECONDITION, "LEDGER_KEY",
                        _("the ledger key is not the one that this ledger is signed with now; put "
                          "the right key file back, or finish 'shangjid rotate'"));
}

static enum sj_status load_checkpoint(struct replay *replay, struct sj_error *error)
{
    struct sj_ledger *ledger = replay->ledger;
    if (replay->size == 0)
        return SJ_OK;
    ledger->note = (struct sj_buffer){.limit = NOTE_MAX_BYTES};
    enum sj_status status = sj_ledger_sign(ledger, replay->size, &ledger->note, error);
    ledger->state.checkpoint = sj_buffer_bytes(&ledger->note);
    ledger->note_unstored = !replay->has_checkpoint || replay->checkpoint.size < replay->size;
    if (status == SJ_OK && ledger->note_unstored)
        sj_log("checkpoint_signed_late", "size=%" PRIu64, replay->size);
    return status;
}

enum sj_status sj_ledger_replay(struct sj_ledger *ledger, struct sj_error *error)
{
    struct replay replay = {.ledger = ledger, .view = sj_store_writer(ledger->config.store)};
    sj_arena_init(&replay.arena, PAGE_BYTES);
    enum sj_status status = sj_store_size(replay.view, &replay.size, error);
    if (status == SJ_OK)
        status = read_checkpoint(&replay, error);
    if (status == SJ_OK)
        status = replay_entries(&replay, error);
    if (status == SJ_OK && replay.frontier.size != replay.size)
        status = damaged(replay.frontier.size, _("it is missing"), error);
    if (status == SJ_OK)
        status = check_nodes(&replay, error);
    if (status == SJ_OK)
        status = check_key(ledger, error);
    if (status == SJ_OK && replay.unsigned_size > 0)
        status = not_signed(replay.unsigned_size, error);
    if (status == SJ_OK)
        status = load_checkpoint(&replay, error);
    if (status == SJ_OK)
        status = sj_ledger_load_columns(ledger, &ledger->columns, error);
    sj_arena_clear(&replay.arena);
    ledger->state.city = ledger->city;
    ledger->state.columns = ledger->columns;
    ledger->state.size = replay.size;
    return status;
}
