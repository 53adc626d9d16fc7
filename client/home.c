#include "client/home.h"

#include "base/i18n.h"
#include "client/card.h"
#include "client/file.h"
#include "client/keys.h"
#include "rules/submission.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { HOME_ARENA_BYTES = 64 * 1024 * 1024, TOWNSHIP_MAX_BYTES = 64 };

/* The folder as written, made absolute by nobody: messages shall say what the user said. */
static char *choose_path(const char *dir, struct sj_arena *arena)
{
    const char *home = getenv("HOME"), *set = getenv("SHANGJI_HOME");
    if (!dir || !dir[0])
        dir = set;
    if (dir && dir[0]) {
        size_t len = strlen(dir);
        while (len > 1 && dir[len - 1] == '/')
            len--;
        return sj_arena_text(arena, SJ_BYTES(dir, len));
    }
    return home && home[0] ? sj_arena_printf(arena, "%s/.shangji", home) : NULL;
}

enum sj_status sj_home_open(const char *dir, struct sj_home *home, struct sj_error *error)
{
    sj_arena_init(&home->arena, HOME_ARENA_BYTES);
    home->path = choose_path(dir, &home->arena);
    if (!home->path || strlen(home->path) + 300 > PATH_MAX)
        return sj_error_set(error, SJ_PRECONDITION, "NO_HOME",
                            _("it is not known where keys are kept: give --home DIR, or set "
                              "SHANGJI_HOME or HOME"));
    return SJ_OK;
}

void sj_home_clear(struct sj_home *home)
{
    sj_arena_clear(&home->arena);
}

const char *sj_home_file(struct sj_home *home, const char *name)
{
    return sj_arena_printf(&home->arena, "%s/%s", home->path, name);
}

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the client's folder"));
}

static enum sj_status read_in_home(struct sj_home *home, const char *name, size_t limit,
                                   struct sj_bytes *bytes, struct sj_error *error)
{
    const char *path = sj_home_file(home, name);
    if (!path)
        return no_memory(error);
    return sj_file_read(path, limit, &home->arena, bytes, error);
}

static enum sj_status not_joined(struct sj_home *home, struct sj_error *error)
{
    return sj_error_set(error, SJ_PRECONDITION, "NOT_JOINED",
                        _("%s belongs to no city yet; first: shangji join CARD --township CODE"),
                        home->path);
}

enum sj_status sj_home_card(struct sj_home *home, Shangji__V1__CityCard **card,
                            struct sj_error *error)
{
    const char *path = sj_home_file(home, "city.card");
    if (!path)
        return no_memory(error);
    if (!sj_file_exists(path))
        return not_joined(home, error);
    return sj_card_read(path, &home->arena, card, error);
}

enum sj_status sj_home_township(struct sj_home *home, const char **code, struct sj_error *error)
{
    struct sj_bytes bytes = {0};
    enum sj_status status = read_in_home(home, "township", TOWNSHIP_MAX_BYTES, &bytes, error);
    if (status == SJ_NOT_FOUND)
        return not_joined(home, error);
    if (status != SJ_OK)
        return status;
    char *text = sj_arena_text(&home->arena, sj_bytes_trim(bytes));
    if (!text)
        return no_memory(error);
    if (!sj_township_code_valid(sj_bytes_of(text)))
        return sj_error_set(error, SJ_INVALID, "BAD_TOWNSHIP",
                            _("%s/township holds no nine-digit code; run 'shangji join' again"),
                            home->path);
    *code = text;
    return SJ_OK;
}

bool sj_home_is_head(struct sj_home *home)
{
    struct sj_bytes bytes = {0};
    struct sj_error ignored;
    return read_in_home(home, "role", TOWNSHIP_MAX_BYTES, &bytes, &ignored) == SJ_OK &&
           sj_bytes_equal(sj_bytes_trim(bytes), SJ_LITERAL("head"));
}

enum sj_status sj_home_key(struct sj_home *home, const char *passphrase_file, struct sj_key **key,
                           struct sj_error *error)
{
    const char *path = sj_home_file(home, "key");
    if (!path)
        return no_memory(error);
    if (!sj_file_exists(path)) {
        *key = NULL;
        return sj_error_set(error, SJ_PRECONDITION, "NO_KEY",
                            _("there is no key in %s yet; first: shangji init"), home->path);
    }
    return sj_keys_open(path, passphrase_file, _("Passphrase of the township's key"), key, error);
}
