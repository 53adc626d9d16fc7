#include "client/follow.h"

#include "base/i18n.h"
#include "client/card.h"
#include "client/file.h"
#include "client/outbox.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { FORMER_MAX = 64, NOTE_MAX_BYTES = 16 * 1024, ITEM_ARENA_BYTES = 8 * 1024 * 1024 };

static const char former[] = "former";

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the city's new ledger"));
}

static enum sj_status not_its_successor(const struct sj_home *home,
                                        const Shangji__V1__CityCard *old, const char *why,
                                        struct sj_error *error)
{
    return sj_error_set(error, SJ_EXISTS, "OTHER_CITY",
                        _("%s belongs to %s already, and the new card's ledger %s; choose another "
                          "folder with --home"),
                        home->path, old->origin, why);
}

/* ---- the founding ---- */

static enum sj_status fetch_founding(struct sj_link *link, struct sj_arena *arena,
                                     const Shangji__V1__Founding **founding, struct sj_error *error)
{
    Shangji__V1__GetEnvelopeRequest request;
    ProtobufCMessage *message;
    struct sj_envelope envelope;
    struct sj_submission submission;
    struct sj_log_key keys[SJ_CARD_LOG_KEYS_MAX];
    size_t count, matched = 0;
    shangji__v1__get_envelope_request__init(&request);
    request.of_case = SHANGJI__V1__GET_ENVELOPE_REQUEST__OF_INDEX;
    enum sj_status status =
        sj_link_call(link, "/shangji.v1.Ledger/GetEnvelope", &request.base, arena, &message, error);
    if (status == SJ_OK)
        status = sj_envelope_decode(
            sj_pb_bytes(((const Shangji__V1__GetEnvelopeReply *)message)->envelope), arena,
            &envelope, error);
    if (status == SJ_OK)
        status = sj_submission_decode(envelope.payload_type, envelope.payload, arena, &submission,
                                      error);
    if (status == SJ_OK)
        status = sj_card_log_keys(link->card, keys, &count, error);
    for (size_t i = 0; status == SJ_OK && matched == 0 && i < count; i++) {
        bool signed_by;
        status = sj_envelope_verify(&envelope, &keys[i].key, 1, arena, &signed_by, &matched, error);
    }
    if (status != SJ_OK)
        return status;
    if (matched == 0 || submission.act == NULL ||
        submission.act->act_case != SHANGJI__V1__ACT__ACT_FOUNDING ||
        strcmp(submission.act->origin, link->card->origin) != 0)
        return sj_error_set(error, SJ_DATA_LOSS, "NO_FOUNDING",
                            _("the first entry that the city gives is not the founding of the "
                              "card's ledger"));
    *founding = submission.act->founding;
    return SJ_OK;
}

/* Whoever began the new ledger holds, or held, a key that the old card names. */
static bool same_hands(const Shangji__V1__CityCard *old, const Shangji__V1__CityCard *new)
{
    return sj_bytes_equal(sj_pb_bytes(old->operator_key), sj_pb_bytes(new->operator_key)) ||
           sj_bytes_equal(sj_pb_bytes(old->recovery_key), sj_pb_bytes(new->recovery_key));
}

static enum sj_status open_by_card(const Shangji__V1__CityCard *card, struct sj_bytes note,
                                   struct sj_checkpoint *checkpoint, struct sj_error *error)
{
    struct sj_log_key keys[SJ_CARD_LOG_KEYS_MAX];
    size_t count;
    enum sj_status status = sj_card_log_keys(card, keys, &count, error);
    if (status != SJ_OK)
        return status;
    status = SJ_UNAUTHENTICATED;
    for (size_t i = 0; status != SJ_OK && i < count; i++)
        status = sj_checkpoint_open(note, &keys[i], checkpoint, error);
    return status;
}

/* The last checkpoint that this folder has seen, also after a move that was interrupted. */
static bool last_seen(struct sj_home *home, const Shangji__V1__CityCard *old, const char *folder,
                      struct sj_arena *arena, struct sj_checkpoint *last)
{
    struct sj_error ignored;
    const char *paths[] = {sj_home_file(home, "checkpoint"),
                           sj_arena_printf(arena, "%s/checkpoint", folder)};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct sj_bytes note;
        if (paths[i] != NULL && sj_file_exists(paths[i]) &&
            sj_file_read(paths[i], NOTE_MAX_BYTES, arena, &note, &ignored) == SJ_OK &&
            open_by_card(old, note, last, &ignored) == SJ_OK)
            return true;
    }
    return false;
}

static enum sj_status check(struct sj_home *home, const Shangji__V1__CityCard *old,
                            struct sj_link *link, const char *folder, struct sj_arena *arena,
                            struct sj_error *error)
{
    const Shangji__V1__Founding *founding = NULL;
    struct sj_checkpoint followed, last;
    struct sj_error ignored;
    if (!same_hands(old, link->card))
        return not_its_successor(home, old, _("has other operator's and recovery keys"), error);
    enum sj_status status = fetch_founding(link, arena, &founding, error);
    if (status != SJ_OK || founding == NULL)
        return status;
    if (founding->previous_checkpoint[0] == '\0' ||
        open_by_card(old, sj_bytes_of(founding->previous_checkpoint), &followed, &ignored) != SJ_OK)
        return not_its_successor(home, old, _("does not say that it takes its place"), error);
    printf(_("%s takes the place of %s, from its entry %" PRIu64 " on.\n"), link->card->origin,
           old->origin, followed.size);
    if (!last_seen(home, old, folder, arena, &last))
        return SJ_OK;
    if (followed.size == last.size && memcmp(&followed.root, &last.root, sizeof last.root) != 0)
        return sj_error_set(error, SJ_DATA_LOSS, "LEDGER_REWRITTEN",
                            _("ALARM: the new ledger follows another history of %s than the one "
                              "that %s/checkpoint shows; keep copies of both and tell another "
                              "township"),
                            old->origin, home->path);
    if (followed.size < last.size)
        printf(_("This folder has seen %" PRIu64 " entries: %" PRIu64
                 " that the city has lost. They can be shown: see %s\n"),
               last.size, last.size - followed.size, folder);
    return SJ_OK;
}

/* ---- the move ---- */

static const char *folder_of(struct sj_home *home, const char *origin, struct sj_arena *arena)
{
    char *name = sj_arena_printf(arena, "%s/%s/%s", home->path, former, origin);
    if (name == NULL)
        return NULL;
    for (char *c = name + strlen(home->path) + sizeof former + 1; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && strchr("-.", *c) == NULL)
            *c = '_';
    return name;
}

/* The card goes last: as long as it is there, a move that was interrupted is done again. */
static enum sj_status move(struct sj_home *home, const char *folder, struct sj_arena *arena,
                           struct sj_error *error)
{
    static const char *const names[] = {"sent", "notices",          "frontier", "checkpoint",
                                        "roll", "checkpoint.alarm", "city.card"};
    enum sj_status status = sj_dir_make(folder, error);
    for (size_t i = 0; status == SJ_OK && i < sizeof names / sizeof *names; i++) {
        const char *from = sj_home_file(home, names[i]);
        const char *to = sj_arena_printf(arena, "%s/%s", folder, names[i]);
        if (from == NULL || to == NULL)
            return no_memory(error);
        if (rename(from, to) != 0 && errno != ENOENT)
            status = sj_error_errno(error, errno, _("cannot move"), from);
    }
    return status;
}

enum sj_status sj_follow(struct sj_home *home, const Shangji__V1__CityCard *old,
                         struct sj_link *link, struct sj_error *error)
{
    struct sj_arena arena;
    sj_arena_init(&arena, ITEM_ARENA_BYTES);
    const char *folder = folder_of(home, old->origin, &arena);
    enum sj_status status =
        folder == NULL ? no_memory(error) : check(home, old, link, folder, &arena, error);
    if (status == SJ_OK)
        status = move(home, folder, &arena, error);
    if (status == SJ_OK)
        printf(_("What was kept of the old ledger is in %s; when the new key is enrolled and the "
                 "period open, 'shangji submit --again' sends your reports again.\n"),
               folder);
    sj_arena_clear(&arena);
    return status;
}

/* ---- sending again ---- */

enum sj_status sj_former_list(struct sj_home *home, struct sj_arena *arena, const char ***paths,
                              size_t *count, struct sj_error *error)
{
    const char *folder = sj_home_file(home, former);
    *count = 0;
    *paths = sj_arena_array(arena, FORMER_MAX, sizeof **paths);
    if (folder == NULL || *paths == NULL)
        return no_memory(error);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.' || *count == FORMER_MAX)
            continue;
        const char *path = sj_arena_printf(arena, "%s/%s", folder, entry->d_name);
        if (path == NULL) {
            closedir(dir);
            return no_memory(error);
        }
        (*paths)[(*count)++] = path;
    }
    if (dir != NULL)
        closedir(dir);
    return SJ_OK;
}

static bool is_report(struct sj_bytes bytes, struct sj_arena *arena)
{
    struct sj_envelope envelope;
    struct sj_error ignored;
    return sj_envelope_decode(bytes, arena, &envelope, &ignored) == SJ_OK &&
           sj_bytes_equal(envelope.payload_type, sj_bytes_of(SJ_TYPE_REPORT));
}

static bool was_sent(struct sj_home *home, const char *name, struct sj_arena *arena)
{
    const char *file = sj_arena_printf(arena, "sent/%s.envelope", name);
    const char *path = file == NULL ? NULL : sj_home_file(home, file);
    return path != NULL && sj_file_exists(path);
}

static enum sj_status again(struct sj_home *home, struct sj_home *old, const char *name,
                            size_t *count, struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_outbox_parcel parcel;
    sj_arena_init(&arena, ITEM_ARENA_BYTES);
    enum sj_status status = sj_sent_load(old, name, &arena, &parcel, error);
    if (status == SJ_OK && is_report(parcel.envelope, &arena) && !was_sent(home, name, &arena)) {
        status = sj_outbox_put(home, name, parcel.envelope, parcel.text, error);
        ++*count;
    }
    sj_arena_clear(&arena);
    return status;
}

static enum sj_status again_from(struct sj_home *home, const char *path, size_t *count,
                                 struct sj_error *error)
{
    struct sj_home old;
    struct sj_outbox_items items;
    enum sj_status status = sj_home_open(path, &old, error);
    if (status == SJ_OK)
        status = sj_sent_list(&old, &old.arena, &items, error);
    for (size_t i = 0; status == SJ_OK && i < items.count; i++)
        status = again(home, &old, items.items[i].name, count, error);
    sj_home_clear(&old);
    return status;
}

enum sj_status sj_former_again(struct sj_home *home, size_t *count, struct sj_error *error)
{
    struct sj_arena arena;
    const char **paths;
    size_t folders;
    *count = 0;
    sj_arena_init(&arena, 1 << 20);
    enum sj_status status = sj_former_list(home, &arena, &paths, &folders, error);
    if (status == SJ_OK && folders == 0)
        status = sj_error_set(error, SJ_PRECONDITION, "NO_FORMER_LEDGER",
                              _("%s has followed its city into no new ledger: there is nothing to "
                                "send again"),
                              home->path);
    for (size_t i = 0; status == SJ_OK && i < folders; i++)
        status = again_from(home, paths[i], count, error);
    sj_arena_clear(&arena);
    return status;
}
