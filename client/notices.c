#include "client/notices.h"

#include "base/i18n.h"
#include "client/file.h"
#include "client/outbox.h"
#include "trust/envelope.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTICE_MODE = 0600, ALARM_MAX_BYTES = 8 * 1024, PATH_TEXT = SJ_OUTBOX_NAME_MAX + 32 };

static const char folder[] = "notices";
static const char dot_entry[] = ".entry", dot_envelope[] = ".envelope", dot_alarm[] = ".alarm",
                  dot_acknowledged[] = ".acknowledged";

static enum sj_status no_room(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the notices"));
}

static const char *path_of(struct sj_home *home, const char *name, const char *ending)
{
    char relative[PATH_TEXT];
    int len = snprintf(relative, sizeof relative, "%s/%s%s", folder, name, ending);
    return len > 0 && (size_t)len < sizeof relative ? sj_home_file(home, relative) : NULL;
}

static bool stands(struct sj_home *home, const char *name, const char *ending)
{
    const char *path = path_of(home, name, ending);
    return path != NULL && sj_file_exists(path);
}

static enum sj_status write_part(struct sj_home *home, const char *name, const char *ending,
                                 struct sj_bytes bytes, struct sj_error *error)
{
    const char *path = path_of(home, name, ending);
    return path == NULL ? no_room(error) : sj_file_write(path, bytes, NOTICE_MODE, error);
}

/* "00000012-return-88aa2933183cdecb": sorted by name they stand in the ledger's order. */
static void name_of(uint64_t index, const struct sj_entry *entry,
                    char name[static SJ_OUTBOX_NAME_MAX])
{
    snprintf(name, SJ_OUTBOX_NAME_MAX, "%08" PRIu64 "-%s-%s", index, entry->type, entry->subject);
    for (char *c = name; *c != '\0'; c++)
        if ((unsigned char)*c < 0x80 && !isalnum((unsigned char)*c) && !strchr("-_.", *c))
            *c = '-';
}

enum sj_status sj_notice_keep(struct sj_home *home, uint64_t index, const struct sj_entry *entry,
                              struct sj_bytes envelope, const char *alarm, bool *fresh,
                              struct sj_error *error)
{
    char name[SJ_OUTBOX_NAME_MAX], line[SJ_ENTRY_MAX];
    const char *path = sj_home_file(home, folder);
    name_of(index, entry, name);
    bool is_new = !stands(home, name, dot_entry);
    if (fresh != NULL)
        *fresh = is_new;
    if (!is_new)
        return SJ_OK;
    enum sj_status status = path == NULL ? no_room(error) : sj_dir_make(path, error);
    if (status == SJ_OK && envelope.len > 0)
        status = write_part(home, name, dot_envelope, envelope, error);
    if (status == SJ_OK && alarm != NULL)
        status = write_part(home, name, dot_alarm, sj_bytes_of(alarm), error);
    if (status == SJ_OK)
        status =
            write_part(home, name, dot_entry, sj_bytes_of(sj_entry_format(entry, line)), error);
    return status;
}

/* ---- reading ---- */

static enum sj_status read_part(struct sj_home *home, const char *name, const char *ending,
                                size_t limit, struct sj_arena *arena, struct sj_bytes *bytes,
                                struct sj_error *error)
{
    const char *path = path_of(home, name, ending);
    *bytes = (struct sj_bytes){0};
    if (path == NULL)
        return no_room(error);
    return sj_file_exists(path) ? sj_file_read(path, limit, arena, bytes, error) : SJ_OK;
}

static enum sj_status load(struct sj_home *home, struct sj_arena *arena, struct sj_notice *notice,
                           struct sj_error *error)
{
    struct sj_bytes line, alarm;
    notice->acknowledged = stands(home, notice->name, dot_acknowledged);
    enum sj_status status =
        read_part(home, notice->name, dot_entry, SJ_ENTRY_MAX, arena, &line, error);
    if (status == SJ_OK)
        status = read_part(home, notice->name, dot_envelope, SJ_ENVELOPE_MAX_BYTES, arena,
                           &notice->envelope, error);
    if (status == SJ_OK)
        status = read_part(home, notice->name, notice->acknowledged ? dot_acknowledged : dot_alarm,
                           ALARM_MAX_BYTES, arena, &alarm, error);
    if (status != SJ_OK)
        return status;
    if (!sj_entry_parse(line, &notice->entry))
        return sj_error_set(error, SJ_DATA_LOSS, "BAD_NOTICE",
                            _("%s/%s/%s.entry is damaged; remove it and 'frontier' beside it, and "
                              "the ledger is read again"),
                            home->path, folder, notice->name);
    notice->index = strtoull(notice->name, NULL, 10);
    if (alarm.len > 0) {
        notice->alarm = sj_arena_text(arena, alarm);
        if (notice->alarm == NULL)
            return no_room(error);
    }
    return SJ_OK;
}

static int compare(const void *a, const void *b)
{
    return sj_name_compare(((const struct sj_notice *)a)->name,
                           ((const struct sj_notice *)b)->name);
}

/* Calls `take` with every name that ends so; stops where it returns false. */
static void each(struct sj_home *home, const char *ending, bool (*take)(void *, struct sj_bytes),
                 void *context)
{
    const char *path = sj_home_file(home, folder);
    DIR *dir = path == NULL ? NULL : opendir(path);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        struct sj_bytes name = sj_bytes_of(entry->d_name);
        if (!sj_bytes_ends(name, sj_bytes_of(ending)))
            continue;
        name.len -= strlen(ending);
        if (name.len == 0 || name.len >= SJ_OUTBOX_NAME_MAX || !take(context, name))
            break;
    }
    if (dir != NULL)
        closedir(dir);
}

struct gathering {
    struct sj_arena *arena;
    struct sj_notices *notices;
    bool failed;
};

static bool gather(void *context, struct sj_bytes name)
{
    struct gathering *gathering = context;
    const char *kept = sj_arena_text(gathering->arena, name);
    gathering->failed = kept == NULL || gathering->notices->count == SJ_NOTICES_MAX;
    if (gathering->failed)
        return false;
    gathering->notices->items[gathering->notices->count++] = (struct sj_notice){.name = kept};
    return true;
}

enum sj_status sj_notices_list(struct sj_home *home, struct sj_arena *arena,
                               struct sj_notices *notices, struct sj_error *error)
{
    struct gathering gathering = {.arena = arena, .notices = notices};
    *notices =
        (struct sj_notices){.items = sj_arena_array(arena, SJ_NOTICES_MAX, sizeof *notices->items)};
    if (notices->items == NULL)
        return no_room(error);
    each(home, dot_entry, gather, &gathering);
    if (gathering.failed)
        return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_NOTICES",
                            _("%s/%s holds more than %d notices, or memory ran out; move old ones "
                              "to another folder"),
                            home->path, folder, (int)SJ_NOTICES_MAX);
    if (notices->count > 0)
        qsort(notices->items, notices->count, sizeof *notices->items, compare);
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < notices->count; i++)
        status = load(home, arena, &notices->items[i], error);
    return status;
}

/* ---- alarms ---- */

static bool count_one(void *context, struct sj_bytes name)
{
    size_t *count = context;
    (void)name;
    ++*count;
    return true;
}

size_t sj_notices_waiting(struct sj_home *home)
{
    size_t count = 0;
    each(home, dot_alarm, count_one, &count);
    return count;
}

static enum sj_status acknowledge(struct sj_home *home, const char *name, struct sj_error *error)
{
    const char *from = path_of(home, name, dot_alarm), *to = path_of(home, name, dot_acknowledged);
    if (from == NULL || to == NULL)
        return no_room(error);
    return rename(from, to) == 0 ? SJ_OK : sj_error_errno(error, errno, _("cannot rename"), from);
}

enum sj_status sj_notices_acknowledge(struct sj_home *home, const char *name, size_t *count,
                                      struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_notices notices;
    bool all = strcmp(name, "all") == 0;
    *count = 0;
    sj_arena_init(&arena, (size_t)1 << 28);
    enum sj_status status = sj_notices_list(home, &arena, &notices, error);
    for (size_t i = 0; status == SJ_OK && i < notices.count; i++) {
        const struct sj_notice *notice = &notices.items[i];
        if (notice->alarm == NULL || notice->acknowledged ||
            (!all && strcmp(notice->name, name) != 0))
            continue;
        status = acknowledge(home, notice->name, error);
        ++*count;
    }
    sj_arena_clear(&arena);
    if (status == SJ_OK && *count == 0)
        status = sj_error_set(error, SJ_NOT_FOUND, "NO_ALARM",
                              _("no alarm called %s waits; 'shangji status' names them"), name);
    return status;
}
