#include "client/keys.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "client/file.h"
#include "client/home.h"

#include <stdio.h>

enum { TRIES = 3 };

enum sj_status sj_keys_make(const char *path, const struct sj_passphrase *passphrase,
                            enum sj_key_strength strength, struct sj_key **key,
                            struct sj_error *error)
{
    *key = NULL;
    if (sj_file_exists(path))
        return sj_error_set(error, SJ_EXISTS, "KEY_EXISTS",
                            _("there is a key in %s already, and a key is never written over; move "
                              "it away if you really want another"),
                            path);
    struct sj_buffer text = {.limit = SJ_KEY_FILE_MAX_BYTES};
    enum sj_status status = sj_key_new(key, error);
    if (status == SJ_OK)
        status = sj_key_save(*key, sj_passphrase_bytes(passphrase), strength, &text, error);
    if (status == SJ_OK)
        status = sj_file_write(path, sj_buffer_bytes(&text), 0600, error);
    sj_buffer_clear(&text);
    if (status != SJ_OK) {
        sj_key_free(*key);
        *key = NULL;
    }
    return status;
}

/* Without a passphrase over it, whoever reads the file has the key. */
static enum sj_status check_mode(const char *path, struct sj_bytes text, struct sj_error *error)
{
    if (!sj_file_is_open_to_others(path) || sj_key_is_encrypted(text)) {
        sj_file_warn_if_open(path);
        return SJ_OK;
    }
    return sj_error_set(error, SJ_DENIED, "KEY_FILE_OPEN",
                        _("%s holds a key without a passphrase, and others may read it: take it "
                          "as known to them, make a new one, and keep that with chmod 600"),
                        path);
}

static enum sj_status read_key(const char *path, struct sj_arena *arena, struct sj_bytes *text,
                               struct sj_error *error)
{
    sj_arena_init(arena, 2 * SJ_KEY_FILE_MAX_BYTES);
    return sj_file_read(path, SJ_KEY_FILE_MAX_BYTES, arena, text, error);
}

enum sj_status sj_keys_open(const char *path, const char *passphrase_file, const char *what,
                            struct sj_key **key, struct sj_error *error)
{
    *key = NULL;
    struct sj_arena arena;
    struct sj_bytes text;
    enum sj_status status = read_key(path, &arena, &text, error);
    if (status == SJ_OK)
        status = check_mode(path, text, error);
    for (int tries = passphrase_file ? 1 : TRIES; status == SJ_OK && !*key && tries > 0; tries--) {
        struct sj_passphrase passphrase;
        status = sj_passphrase_get(passphrase_file, what, &passphrase, error);
        if (status != SJ_OK)
            break;
        status = sj_key_load(text, sj_passphrase_bytes(&passphrase), key, error);
        sj_passphrase_clear(&passphrase);
        if (status == SJ_UNAUTHENTICATED && tries > 1) {
            fprintf(stderr, "%s\n", error->message);
            status = SJ_OK;
        }
    }
    sj_arena_clear(&arena);
    return status;
}

enum sj_status sj_keys_public(const char *path, struct sj_public_key *key, struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_bytes text;
    enum sj_status status = read_key(path, &arena, &text, error);
    if (status == SJ_OK)
        status = sj_key_load_public(text, key, error);
    sj_arena_clear(&arena);
    return status;
}

/* Lines with # are comments, the key is base64 on a line of its own. */
static bool find_public(struct sj_bytes text, struct sj_public_key *key)
{
    while (text.len > 0) {
        size_t len = 0, end = sj_bytes_find(text, SJ_LITERAL("\n"), 0);
        struct sj_bytes line = sj_bytes_trim(sj_bytes_slice(text, 0, end));
        text = sj_bytes_slice(text, end == SIZE_MAX ? text.len : end + 1, text.len);
        if (line.len == 0 || line.data[0] == '#')
            continue;
        return sj_base64_decode(line, key->bytes, SJ_PUBLIC_KEY, &len) && len == SJ_PUBLIC_KEY;
    }
    return false;
}

enum sj_status sj_keys_read_public(const char *path, struct sj_public_key *key,
                                   struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_bytes text;
    enum sj_status status = read_key(path, &arena, &text, error);
    if (status == SJ_OK && sj_bytes_starts(text, SJ_LITERAL("shangji-key ")))
        status = sj_key_load_public(text, key, error);
    else if (status == SJ_OK && !find_public(text, key))
        status = sj_error_set(error, SJ_INVALID, "NO_KEY", _("%s holds no public key"), path);
    sj_arena_clear(&arena);
    return status;
}

enum sj_status sj_keys_write_public(const char *path, const struct sj_public_key *key,
                                    const char *comment, struct sj_error *error)
{
    struct sj_buffer text = {.limit = SJ_KEY_FILE_MAX_BYTES};
    char fingerprint[SJ_FINGERPRINT_TEXT];
    sj_buffer_printf(&text, "# %s\n# %s\n", comment, sj_key_fingerprint(key, fingerprint));
    sj_base64_append(&text, SJ_BYTES(key->bytes, SJ_PUBLIC_KEY));
    sj_buffer_add_char(&text, '\n');
    enum sj_status status = sj_file_write(path, sj_buffer_bytes(&text), 0644, error);
    sj_buffer_clear(&text);
    return status;
}
