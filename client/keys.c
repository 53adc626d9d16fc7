#include "client/keys.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "client/file.h"
#include "client/home.h"

#include <stdio.h>

enum { KEY_FILE_MAX_BYTES = 16 * 1024, TRIES = 3 };

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
    struct sj_buffer text = {.limit = KEY_FILE_MAX_BYTES};
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

static enum sj_status read_key(const char *path, struct sj_arena *arena, struct sj_bytes *text,
                               struct sj_error *error)
{
    sj_arena_init(arena, 2 * KEY_FILE_MAX_BYTES);
    return sj_file_read(path, KEY_FILE_MAX_BYTES, arena, text, error);
}

enum sj_status sj_keys_open(const char *path, const char *passphrase_file, const char *what,
                            struct sj_key **key, struct sj_error *error)
{
    *key = NULL;
    struct sj_arena arena;
    struct sj_bytes text;
    enum sj_status status = read_key(path, &arena, &text, error);
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

enum sj_status sj_keys_write_public(const char *path, const struct sj_public_key *key,
                                    const char *comment, struct sj_error *error)
{
    struct sj_buffer text = {.limit = KEY_FILE_MAX_BYTES};
    char fingerprint[SJ_FINGERPRINT_TEXT];
    sj_buffer_printf(&text, "# %s\n# %s\n", comment, sj_key_fingerprint(key, fingerprint));
    sj_base64_append(&text, SJ_BYTES(key->bytes, SJ_PUBLIC_KEY));
    sj_buffer_add_char(&text, '\n');
    enum sj_status status = sj_file_write(path, sj_buffer_bytes(&text), 0644, error);
    sj_buffer_clear(&text);
    return status;
}
