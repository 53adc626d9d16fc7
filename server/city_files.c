#include "server/city_files.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "rpc/json.h"
#include "trust/checkpoint.h"

enum { KEY_FILE_MAX_BYTES = 4096, SCRATCH_BYTES = 65536 };

enum sj_status sj_city_card_write(const char *directory, const Shangji__V1__CityCard *card,
                                  struct sj_error *error)
{
    char path[SJ_PATH_TEXT];
    struct sj_buffer text = {.limit = SJ_CITY_FILE_MAX_BYTES};
    enum sj_status status = sj_path_join(directory, SJ_FILE_CARD, path, error);
    if (status == SJ_OK)
        status = sj_json_print(&card->base, SJ_JSON_INDENTED, &text, error);
    sj_buffer_add_char(&text, '\n');
    if (status == SJ_OK && text.failed)
        status = sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the city card"));
    if (status == SJ_OK)
        status = sj_path_write(path, sj_buffer_bytes(&text), 0644, error);
    sj_buffer_clear(&text);
    return status;
}

static enum sj_status load_card(const char *path, struct sj_arena *arena,
                                Shangji__V1__CityCard **card, struct sj_error *error)
{
    struct sj_bytes text;
    ProtobufCMessage *message = NULL;
    enum sj_status status = sj_path_read(path, SJ_CITY_FILE_MAX_BYTES, arena, &text, error);
    if (status != SJ_OK)
        return status;
    status = sj_json_parse(&shangji__v1__city_card__descriptor, text, arena, &message, error);
    if (status != SJ_OK)
        return sj_error_in(error, "%s", path);
    *card = (Shangji__V1__CityCard *)message;
    return SJ_OK;
}

enum sj_status sj_city_card_load(const char *directory, struct sj_arena *arena,
                                 Shangji__V1__CityCard **card, struct sj_error *error)
{
    char path[SJ_PATH_TEXT];
    enum sj_status status = sj_path_join(directory, SJ_FILE_CARD, path, error);
    return status == SJ_OK ? load_card(path, arena, card, error) : status;
}

enum sj_status sj_followed_load(const char *card_path, const char *note, struct sj_arena *arena,
                                struct sj_bytes *bytes, uint64_t *size, struct sj_error *error)
{
    Shangji__V1__CityCard *card = NULL;
    struct sj_log_key key;
    struct sj_checkpoint checkpoint;
    enum sj_status status = load_card(card_path, arena, &card, error);
    if (status != SJ_OK || card == NULL)
        return status;
    status = sj_log_key_parse(sj_bytes_of(card->ledger_key), &key, error);
    if (status == SJ_OK)
        status = sj_path_read(note, SJ_CITY_FILE_MAX_BYTES, arena, bytes, error);
    if (status != SJ_OK)
        return status;
    status = sj_checkpoint_open(*bytes, &key, &checkpoint, error);
    if (status != SJ_OK)
        return sj_error_in(error, "%s", note);
    *size = checkpoint.size;
    return SJ_OK;
}

/* The first line that is neither blank nor a comment. */
static struct sj_bytes first_line(struct sj_bytes text)
{
    while (text.len > 0) {
        size_t end = sj_bytes_find(text, SJ_LITERAL("\n"), 0);
        struct sj_bytes line = sj_bytes_trim(sj_bytes_slice(text, 0, end));
        if (line.len > 0 && line.data[0] != '#')
            return line;
        text = sj_bytes_slice(text, end == SIZE_MAX ? text.len : end + 1, text.len);
    }
    return text;
}

static bool parse_key(struct sj_bytes text, struct sj_public_key *key)
{
    size_t len;
    return sj_base64_decode(text, key->bytes, sizeof key->bytes, &len) && len == sizeof key->bytes;
}

enum sj_status sj_public_key_argument(const char *argument, struct sj_public_key *key,
                                      struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_bytes text = sj_bytes_of(argument);
    sj_arena_init(&arena, SCRATCH_BYTES);
    enum sj_status status = SJ_OK;
    if (!parse_key(text, key)) {
        status = sj_path_read(argument, KEY_FILE_MAX_BYTES, &arena, &text, error);
        if (status == SJ_OK && !parse_key(first_line(text), key))
            status = sj_error_set(error, SJ_INVALID, "PUBLIC_KEY",
                                  _("%s holds no public key: a line of base64 with 32 bytes, as "
                                    "'shangji operator init' writes it"),
                                  argument);
    }
    if (status == SJ_OK && !sj_public_key_valid(key))
        status = sj_error_set(error, SJ_INVALID, "PUBLIC_KEY",
                              _("%s: the bytes are no sound Ed25519 key"), argument);
    sj_arena_clear(&arena);
    return status;
}

enum sj_status sj_passphrase_argument(const char *file, struct sj_arena *arena,
                                      struct sj_bytes *passphrase, struct sj_error *error)
{
    struct sj_bytes text;
    *passphrase = SJ_BYTES(NULL, 0);
    if (!file)
        return SJ_OK;
    enum sj_status status = sj_path_read(file, KEY_FILE_MAX_BYTES, arena, &text, error);
    if (status != SJ_OK)
        return status;
    *passphrase = sj_bytes_slice(text, 0, sj_bytes_find(text, SJ_LITERAL("\n"), 0));
    while (passphrase->len > 0 && passphrase->data[passphrase->len - 1] == '\r')
        passphrase->len--;
    if (passphrase->len == 0)
        return sj_error_set(error, SJ_INVALID, "PASSPHRASE", _("%s: its first line is empty"),
                            file);
    return SJ_OK;
}

enum sj_status sj_ledger_key_make(const char *directory, const char *name,
                                  struct sj_bytes passphrase, struct sj_key **key,
                                  struct sj_error *error)
{
    char path[SJ_PATH_TEXT];
    struct sj_buffer text = {.limit = SJ_CITY_FILE_MAX_BYTES};
    enum sj_status status = sj_key_new(key, error);
    if (status == SJ_OK)
        status = sj_key_save(*key, passphrase, SJ_KEY_MODERATE, &text, error);
    if (status == SJ_OK)
        status = sj_path_join(directory, name, path, error);
    if (status == SJ_OK)
        status = sj_path_write(path, sj_buffer_bytes(&text), 0600, error);
    if (text.data)
        sj_wipe(text.data, text.len);
    sj_buffer_clear(&text);
    return status;
}

/* Whoever reads a key without a passphrase can sign a second history. */
static enum sj_status check_key_file(const char *path, struct sj_bytes text, struct sj_error *error)
{
    if (sj_key_is_encrypted(text) || !sj_path_is_open_to_others(path))
        return SJ_OK;
    return sj_error_set(error, SJ_DENIED, "KEY_FILE_OPEN",
                        _("%s holds the ledger's key without a passphrase, and others may read "
                          "it: chmod 600 it, and think of who has read it"),
                        path);
}

enum sj_status sj_ledger_key_load(const char *directory, const char *name,
                                  struct sj_bytes passphrase, struct sj_key **key,
                                  struct sj_error *error)
{
    char path[SJ_PATH_TEXT];
    struct sj_bytes text;
    struct sj_arena arena;
    sj_arena_init(&arena, SCRATCH_BYTES);
    enum sj_status status = sj_path_join(directory, name, path, error);
    if (status == SJ_OK)
        status = sj_path_read(path, KEY_FILE_MAX_BYTES, &arena, &text, error);
    if (status == SJ_OK)
        status = check_key_file(path, text, error);
    if (status == SJ_OK)
        status = sj_key_load(text, passphrase, key, error);
    sj_arena_clear(&arena);
    return status;
}
