#include "client/city_entries.h"

#include "base/i18n.h"
#include "client/entry_judge.h"
#include "client/file.h"
#include "trust/frontier.h"

#include <inttypes.h>
#include <string.h>

enum { PAGE_BYTES = 8 * 1024 * 1024, FRONTIER_MAX_BYTES = 8 * 1024, FRONTIER_MODE = 0600 };

/* Where the folder stands: nowhere, if its frontier is missing, damaged or ahead. */
static void load(const char *path, uint64_t end, struct sj_frontier *frontier)
{
    struct sj_arena arena;
    struct sj_bytes text;
    struct sj_error ignored;
    sj_arena_init(&arena, 2 * FRONTIER_MAX_BYTES);
    if (!sj_file_exists(path) ||
        sj_file_read(path, FRONTIER_MAX_BYTES, &arena, &text, &ignored) != SJ_OK ||
        !sj_frontier_decode(text, frontier) || frontier->size > end)
        *frontier = (struct sj_frontier){0};
    sj_arena_clear(&arena);
}

static enum sj_status store(const char *path, const struct sj_frontier *frontier,
                            struct sj_error *error)
{
    struct sj_buffer text = {.limit = FRONTIER_MAX_BYTES};
    sj_frontier_encode(frontier, &text);
    enum sj_status status =
        text.failed ? sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to watch the ledger"))
                    : sj_file_write(path, sj_buffer_bytes(&text), FRONTIER_MODE, error);
    sj_buffer_clear(&text);
    return status;
}

/* The folder's frontier is this checkpoint's: nothing new is behind it. */
static bool fits(struct sj_frontier *frontier, const struct sj_checkpoint *head)
{
    struct sj_hash root;
    struct sj_error ignored;
    return frontier->size == head->size && frontier->size > 0 &&
           sj_frontier_root(frontier, &root, &ignored) == SJ_OK &&
           memcmp(&root, &head->root, sizeof root) == 0;
}

struct reading {
    struct sj_frontier frontier;
    struct sj_entry_judge judge;
    struct sj_buffer found; /* struct found, one behind the other */
};

/* What may concern the folder; judged once the root is known to be right. */
struct found {
    uint64_t index;
    struct sj_entry entry;
};

static enum sj_status take(struct reading *reading, uint64_t index, struct sj_bytes line,
                           struct sj_error *error)
{
    struct found found = {.index = index};
    struct sj_hash leaf = sj_merkle_leaf(line);
    if (!sj_entry_parse(line, &found.entry))
        return sj_error_set(error, SJ_DATA_LOSS, "BAD_ENTRY",
                            _("the city gives an entry %" PRIu64 " that is none"), index);
    if (sj_entry_judge_may(&reading->judge, &found.entry))
        sj_buffer_add(&reading->found, &found, sizeof found);
    if (reading->found.failed)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to watch the ledger"));
    return sj_frontier_append(&reading->frontier, &leaf, error);
}

static enum sj_status read_page(struct sj_link *link, struct reading *reading, uint64_t end,
                                struct sj_error *error)
{
    Shangji__V1__GetEntriesRequest request;
    ProtobufCMessage *message;
    struct sj_arena arena;
    shangji__v1__get_entries_request__init(&request);
    request.start = reading->frontier.size;
    sj_arena_init(&arena, PAGE_BYTES);
    enum sj_status status =
        sj_link_call(link, "/shangji.v1.Ledger/GetEntries", &request.base, &arena, &message, error);
    const Shangji__V1__GetEntriesReply *reply = (const Shangji__V1__GetEntriesReply *)message;
    if (status == SJ_OK && reply->n_entries == 0)
        status = sj_error_set(error, SJ_ABORTED, "ENTRIES_MISSING",
                              _("the city does not give all of its %" PRIu64 " entries"), end);
    for (size_t i = 0; status == SJ_OK && i < reply->n_entries && reading->frontier.size < end; i++)
        status = take(reading, reading->frontier.size, sj_bytes_of(reply->entries[i]), error);
    sj_arena_clear(&arena);
    return status;
}

static enum sj_status read_up_to(struct sj_link *link, struct reading *reading,
                                 const struct sj_checkpoint *head, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    while (status == SJ_OK && reading->frontier.size < head->size)
        status = read_page(link, reading, head->size, error);
    if (status == SJ_OK && !fits(&reading->frontier, head))
        status = sj_error_set(error, SJ_DATA_LOSS, "ROOT_DIFFERS",
                              _("the %" PRIu64 " entries that the city gives are not those that "
                                "its checkpoint was signed over"),
                              head->size);
    return status;
}

static enum sj_status judge_found(struct reading *reading, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    struct found found;
    for (size_t at = 0; status == SJ_OK && at < reading->found.len; at += sizeof found) {
        memcpy(&found, reading->found.data + at, sizeof found);
        status = sj_entry_judge_one(&reading->judge, found.index, &found.entry, error);
    }
    return status;
}

static enum sj_status read_and_judge(struct sj_link *link, struct reading *reading,
                                     const struct sj_checkpoint *head, struct sj_error *error)
{
    bool anew = reading->frontier.size == 0;
    enum sj_status status = read_up_to(link, reading, head, error);
    /* The frontier may be what is wrong: before anybody is accused, all entries are read. */
    if (status == SJ_DATA_LOSS && !anew) {
        reading->frontier = (struct sj_frontier){0};
        reading->found.len = 0;
        status = read_up_to(link, reading, head, error);
    }
    return status == SJ_OK ? judge_found(reading, error) : status;
}

enum sj_status sj_city_entries(struct sj_link *link, const struct sj_checkpoint *head,
                               struct sj_error *error)
{
    struct reading reading = {.found = {.limit = 0}};
    if (link->home == NULL || head->size == 0)
        return SJ_OK;
    const char *path = sj_home_file(link->home, "frontier");
    if (path == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to watch the ledger"));
    load(path, head->size, &reading.frontier);
    if (fits(&reading.frontier, head))
        return SJ_OK;
    enum sj_status status = sj_entry_judge_init(link, link->home, &reading.judge, error);
    if (status == SJ_OK)
        status = read_and_judge(link, &reading, head, error);
    if (status == SJ_OK) /* after the notices: what was not kept is read again */
        status = store(path, &reading.frontier, error);
    sj_entry_judge_clear(&reading.judge);
    sj_buffer_clear(&reading.found);
    return status;
}
