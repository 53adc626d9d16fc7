#include "client/outbox.h"

#include "base/i18n.h"
#include "client/file.h"
#include "trust/envelope.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RECEIPT_MAX_BYTES = 64 * 1024, SECRET_MODE = 0600 };

static const char outbox[] = "outbox", sent[] = "sent";
static const char dot_envelope[] = ".envelope", dot_text[] = ".text", dot_refused[] = ".refused",
                  dot_receipt[] = ".tlog-proof", dot_entry[] = ".entry";

bool sj_outbox_name_valid(const char *name)
{
    size_t len = strlen(name);
    if (len == 0 || len > SJ_OUTBOX_NAME_MAX || name[0] == '.')
        return false;
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c < 0x80 && !isalnum((unsigned char)*c) && !strchr("-_.", *c))
            return false;
    return true;
}

static const char *path_of(struct sj_home *home, const char *folder, const char *name,
                           const char *ending)
{
    char relative[SJ_OUTBOX_NAME_MAX + 32];
    int len = snprintf(relative, sizeof(relative), "%s/%s%s", folder, name, ending);
    return len > 0 && (size_t)len < sizeof(relative) ? sj_home_file(home, relative) : NULL;
}

static bool stands(struct sj_home *home, const char *folder, const char *name, const char *ending)
{
    const char *path = path_of(home, folder, name, ending);
    return path && sj_file_exists(path);
}

static enum sj_status no_room(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the names of files"));
}

static enum sj_status write_part(struct sj_home *home, const char *folder, const char *name,
                                 const char *ending, struct sj_bytes bytes, struct sj_error *error)
{
    const char *path = path_of(home, folder, name, ending);
    return path ? sj_file_write(path, bytes, SECRET_MODE, error) : no_room(error);
}

static enum sj_status remove_part(struct sj_home *home, const char *folder, const char *name,
                                  const char *ending, struct sj_error *error)
{
    const char *path = path_of(home, folder, name, ending);
    return path ? sj_file_remove(path, error) : no_room(error);
}

/* What is not there reads as empty, but for the envelope. */
static enum sj_status read_part(struct sj_home *home, const char *folder, const char *name,
                                const char *ending, size_t limit, struct sj_arena *arena,
                                struct sj_bytes *bytes, struct sj_error *error)
{
    const char *path = path_of(home, folder, name, ending);
    if (!path)
        return no_room(error);
    *bytes = (struct sj_bytes){0};
    if (ending != dot_envelope && !sj_file_exists(path))
        return SJ_OK;
    return sj_file_read(path, limit, arena, bytes, error);
}

static enum sj_status make_folder(struct sj_home *home, const char *folder, struct sj_error *error)
{
    const char *path = sj_home_file(home, folder);
    return path ? sj_dir_make(path, error) : no_room(error);
}

enum sj_status sj_outbox_lock(struct sj_home *home, int *lock, struct sj_error *error)
{
    enum sj_status status = make_folder(home, outbox, error);
    if (status != SJ_OK)
        return status;
    const char *path = sj_home_file(home, "outbox/.lock");
    if (!path)
        return no_room(error);
    return sj_file_lock(path, true, lock, error);
}

void sj_outbox_unlock(int lock)
{
    close(lock);
}

static enum sj_status check_name(const char *name, struct sj_error *error)
{
    if (sj_outbox_name_valid(name))
        return SJ_OK;
    return sj_error_set(error, SJ_USAGE, "BAD_NAME",
                        _("'%s' cannot be the name of what is sent: use letters, digits, - and _, "
                          "at most %d bytes"),
                        name, (int)SJ_OUTBOX_NAME_MAX);
}

/* The old envelope goes first: a crash must not leave it beside the new text. */
static enum sj_status put_locked(struct sj_home *home, const char *name, struct sj_bytes envelope,
                                 struct sj_bytes text, struct sj_error *error)
{
    enum sj_status status = remove_part(home, outbox, name, dot_envelope, error);
    if (status == SJ_OK)
        status = remove_part(home, outbox, name, dot_refused, error);
    if (status == SJ_OK && text.len > 0)
        status = write_part(home, outbox, name, dot_text, text, error);
    else if (status == SJ_OK)
        status = remove_part(home, outbox, name, dot_text, error);
    if (status == SJ_OK)
        status = write_part(home, outbox, name, dot_envelope, envelope, error);
    return status;
}

enum sj_status sj_outbox_put(struct sj_home *home, const char *name, struct sj_bytes envelope,
                             struct sj_bytes text, struct sj_error *error)
{
    enum sj_status status = check_name(name, error);
    if (status != SJ_OK)
        return status;
    if (stands(home, sent, name, dot_envelope)) {
        struct sj_arena arena;
        struct sj_bytes old = {0};
        sj_arena_init(&arena, 2 * SJ_ENVELOPE_MAX_BYTES);
        status =
            read_part(home, sent, name, dot_envelope, SJ_ENVELOPE_MAX_BYTES, &arena, &old, error);
        if (status == SJ_OK && !sj_bytes_equal(old, envelope))
            status = sj_error_set(error, SJ_EXISTS, "SENT_ALREADY",
                                  _("%s was sent already with other content; what was sent stays: "
                                    "a correction takes the next revision"),
                                  name);
        sj_arena_clear(&arena);
        return status;
    }
    int lock = -1;
    status = sj_outbox_lock(home, &lock, error);
    if (status != SJ_OK)
        return status;
    status = put_locked(home, name, envelope, text, error);
    sj_outbox_unlock(lock);
    return status;
}

/* Whether the outbox's envelope of that name is exactly `was`. */
static enum sj_status check_unchanged(struct sj_home *home, const char *name, struct sj_bytes was,
                                      struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_bytes found = {0};
    sj_arena_init(&arena, 2 * SJ_ENVELOPE_MAX_BYTES);
    enum sj_status status =
        read_part(home, outbox, name, dot_envelope, SJ_ENVELOPE_MAX_BYTES, &arena, &found, error);
    if (status == SJ_NOT_FOUND || (status == SJ_OK && !sj_bytes_equal(found, was)))
        status = sj_error_set(error, SJ_ABORTED, "OUTBOX_CHANGED",
                              _("%s was packed again or sent meanwhile; nothing was changed, look "
                                "at it once more"),
                              name);
    sj_arena_clear(&arena);
    return status;
}

enum sj_status sj_outbox_resign(struct sj_home *home, const char *name, struct sj_bytes was,
                                struct sj_bytes now, struct sj_error *error)
{
    int lock = -1;
    enum sj_status status = check_name(name, error);
    if (status == SJ_OK)
        status = sj_outbox_lock(home, &lock, error);
    if (status != SJ_OK)
        return status;
    status = check_unchanged(home, name, was, error);
    if (status == SJ_OK)
        status = write_part(home, outbox, name, dot_envelope, now, error);
    if (status == SJ_OK)
        status = remove_part(home, outbox, name, dot_refused, error);
    sj_outbox_unlock(lock);
    return status;
}

int sj_name_compare(const char *a, const char *b)
{
    while (*a && *b) {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            a += strspn(a, "0");
            b += strspn(b, "0");
            size_t a_len = strspn(a, "0123456789"), b_len = strspn(b, "0123456789");
            int order = a_len == b_len ? memcmp(a, b, a_len) : a_len < b_len ? -1 : 1;
            if (order)
                return order;
            a += a_len;
            b += b_len;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            a++;
            b++;
        }
    }
    return *a ? 1 : *b ? -1 : 0;
}

static int compare_items(const void *a, const void *b)
{
    const struct sj_outbox_item *left = a, *right = b;
    int order = sj_name_compare(left->name, right->name);
    return order ? order : strcmp(left->name, right->name);
}

static enum sj_status too_many(struct sj_error *error, const char *folder)
{
    return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_ITEMS",
                        _("%s/ holds more than %d envelopes, or memory ran out; move old ones to "
                          "another folder"),
                        folder, (int)SJ_OUTBOX_ITEMS_MAX);
}

/* A kill between the removals of an item that has been sent leaves its text behind. */
static void clear_leftover(struct sj_home *home, struct sj_bytes file)
{
    char name[SJ_OUTBOX_NAME_MAX + 1];
    const char *ending = sj_bytes_ends(file, sj_bytes_of(dot_text)) ? dot_text : dot_refused;
    if (!sj_bytes_ends(file, sj_bytes_of(ending)) || file.len - strlen(ending) >= sizeof(name))
        return;
    memcpy(name, file.data, file.len - strlen(ending));
    name[file.len - strlen(ending)] = 0;
    if (!stands(home, outbox, name, dot_envelope) && stands(home, sent, name, dot_envelope)) {
        struct sj_error ignored; /* it is in nobody's way */
        (void)!remove_part(home, outbox, name, ending, &ignored);
    }
}

static enum sj_status read_folder(struct sj_home *home, const char *folder, DIR *dir,
                                  struct sj_arena *arena, struct sj_outbox_items *items,
                                  struct sj_error *error)
{
    size_t capacity = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct sj_bytes name = sj_bytes_of(entry->d_name);
        if (!sj_bytes_ends(name, sj_bytes_of(dot_envelope))) {
            if (folder == outbox)
                clear_leftover(home, name);
            continue;
        }
        name.len -= strlen(dot_envelope);
        if (items->count == SJ_OUTBOX_ITEMS_MAX)
            return too_many(error, folder);
        if (items->count == capacity) {
            capacity = capacity ? 2 * capacity : 64;
            struct sj_outbox_item *grown = sj_arena_array(arena, capacity, sizeof(*grown));
            if (!grown)
                return too_many(error, folder);
            if (items->count)
                memcpy(grown, items->items, items->count * sizeof(*grown));
            items->items = grown;
        }
        const char *kept = sj_arena_text(arena, name);
        if (!kept)
            return too_many(error, folder);
        if (sj_outbox_name_valid(kept))
            items->items[items->count++] =
                (struct sj_outbox_item){kept, stands(home, folder, kept, dot_refused)};
    }
    return SJ_OK;
}

static enum sj_status list(struct sj_home *home, const char *folder, struct sj_arena *arena,
                           struct sj_outbox_items *items, struct sj_error *error)
{
    *items = (struct sj_outbox_items){0};
    const char *path = sj_home_file(home, folder);
    if (!path)
        return no_room(error);
    sj_dir_tidy(path);
    DIR *dir = opendir(path);
    if (!dir && errno == ENOENT)
        return SJ_OK;
    if (!dir)
        return sj_error_errno(error, errno, _("cannot read"), path);
    enum sj_status status = read_folder(home, folder, dir, arena, items, error);
    closedir(dir);
    if (status == SJ_OK && items->count)
        qsort(items->items, items->count, sizeof(*items->items), compare_items);
    return status;
}

enum sj_status sj_outbox_list(struct sj_home *home, struct sj_arena *arena,
                              struct sj_outbox_items *items, struct sj_error *error)
{
    return list(home, outbox, arena, items, error);
}

enum sj_status sj_sent_list(struct sj_home *home, struct sj_arena *arena,
                            struct sj_outbox_items *items, struct sj_error *error)
{
    return list(home, sent, arena, items, error);
}

static enum sj_status load(struct sj_home *home, const char *folder, const char *name,
                           struct sj_arena *arena, struct sj_outbox_parcel *parcel,
                           struct sj_error *error)
{
    *parcel = (struct sj_outbox_parcel){0};
    enum sj_status status = check_name(name, error);
    if (status == SJ_OK)
        status = read_part(home, folder, name, dot_envelope, SJ_ENVELOPE_MAX_BYTES, arena,
                           &parcel->envelope, error);
    if (status == SJ_OK)
        status = read_part(home, folder, name, dot_text, SJ_OUTBOX_TEXT_MAX_BYTES, arena,
                           &parcel->text, error);
    return status;
}

enum sj_status sj_outbox_load(struct sj_home *home, const char *name, struct sj_arena *arena,
                              struct sj_outbox_parcel *parcel, struct sj_error *error)
{
    return load(home, outbox, name, arena, parcel, error);
}

enum sj_status sj_sent_load(struct sj_home *home, const char *name, struct sj_arena *arena,
                            struct sj_outbox_parcel *parcel, struct sj_error *error)
{
    enum sj_status status = load(home, sent, name, arena, parcel, error);
    if (status == SJ_OK)
        status = read_part(home, sent, name, dot_receipt, RECEIPT_MAX_BYTES, arena,
                           &parcel->receipt, error);
    if (status == SJ_OK)
        status =
            read_part(home, sent, name, dot_entry, RECEIPT_MAX_BYTES, arena, &parcel->entry, error);
    return status;
}

static enum sj_status keep(struct sj_home *home, const char *name,
                           const struct sj_outbox_parcel *parcel, struct sj_error *error)
{
    enum sj_status status = make_folder(home, sent, error);
    if (status == SJ_OK)
        status = write_part(home, sent, name, dot_receipt, parcel->receipt, error);
    if (status == SJ_OK)
        status = write_part(home, sent, name, dot_entry, parcel->entry, error);
    if (status == SJ_OK && parcel->text.len > 0)
        status = write_part(home, sent, name, dot_text, parcel->text, error);
    if (status == SJ_OK)
        status = write_part(home, sent, name, dot_envelope, parcel->envelope, error);
    return status;
}

enum sj_status sj_outbox_sent(struct sj_home *home, const char *name,
                              const struct sj_outbox_parcel *parcel, struct sj_error *error)
{
    enum sj_status status = check_name(name, error);
    if (status == SJ_OK)
        status = keep(home, name, parcel, error);
    if (status == SJ_OK)
        status = remove_part(home, outbox, name, dot_envelope, error);
    if (status == SJ_OK)
        status = remove_part(home, outbox, name, dot_refused, error);
    if (status == SJ_OK)
        status = remove_part(home, outbox, name, dot_text, error);
    return status;
}

enum sj_status sj_outbox_refused(struct sj_home *home, const char *name, struct sj_bytes note,
                                 struct sj_error *error)
{
    enum sj_status status = check_name(name, error);
    if (status == SJ_OK)
        status = write_part(home, outbox, name, dot_refused, note, error);
    return status;
}
