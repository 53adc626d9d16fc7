/* The key file: one name and value a line, in this order and no other.
 *
 *     shangji-key 1
 *     public BASE64          32 bytes
 *     kdf argon2id           or "kdf none", and then the seed follows at once, in the clear
 *     ops 3
 *     memory 268435456       bytes
 *     salt BASE64            16 bytes
 *     nonce BASE64           24 bytes
 *     seed BASE64            32 bytes, and a tag of 16 where it is encrypted
 *
 * The seed is encrypted with XChaCha20-Poly1305 under Argon2id of the passphrase. All bytes
 * before the seed's line are its associated data, so no line can be changed unseen. */
#include "base/encoding.h"
#include "base/i18n.h"
#include "trust/key.h"
#include "trust/key_secret.h"
#include "trust/lines.h"

#include <sodium.h>

enum {
    SALT = crypto_pwhash_argon2id_SALTBYTES,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    WRAP = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    SEALED = SJ_SEED + crypto_aead_xchacha20poly1305_ietf_ABYTES
};

struct key_file {
    struct sj_public_key public_key;
    bool encrypted;
    uint64_t ops, memory_bytes;
    uint8_t salt[SALT], nonce[NONCE];
    struct sj_bytes header; /* all before the seed's line */
    struct sj_bytes seed;   /* in base64, of the right length */
};

/* Lives in sodium_malloc memory. */
struct secrets {
    uint8_t wrap[WRAP]; /* the key that the passphrase makes */
    uint8_t seed[SJ_SEED];
};

static enum sj_status bad_line(struct sj_error *error, const char *name)
{
    return sj_error_set(error, SJ_INVALID, "KEY_FILE_DAMAGED",
                        _("the key file is damaged: its line \"%s\" is missing or wrong; restore "
                          "the file from your backup"),
                        name);
}

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY",
                        _("not enough memory to work on the key file; close other programs and "
                          "try again"));
}

/* The limits come from a file that anybody may have written: they are checked here, before a
 * single byte is allocated on their word. */
static enum sj_status parse_limits(struct sj_bytes *rest, struct key_file *file,
                                   struct sj_error *error)
{
    struct sj_bytes value;
    if (!sj_line_field(rest, "ops", &value) || !sj_line_number(value, &file->ops))
        return bad_line(error, "ops");
    if (!sj_line_field(rest, "memory", &value) || !sj_line_number(value, &file->memory_bytes))
        return bad_line(error, "memory");
    if (file->ops < crypto_pwhash_argon2id_OPSLIMIT_MIN ||
        file->ops > crypto_pwhash_argon2id_OPSLIMIT_MODERATE ||
        file->memory_bytes < crypto_pwhash_argon2id_MEMLIMIT_MIN ||
        file->memory_bytes > crypto_pwhash_argon2id_MEMLIMIT_MODERATE)
        return sj_error_set(error, SJ_INVALID, "KEY_FILE_LIMITS",
                            _("the key file's lines \"ops\" and \"memory\" ask for more work than "
                              "any key file of this program; do not use it, restore your own"));
    return SJ_OK;
}

static enum sj_status parse_kdf(struct sj_bytes *rest, struct key_file *file,
                                struct sj_error *error)
{
    struct sj_bytes value;
    if (!sj_line_field(rest, "kdf", &value))
        return bad_line(error, "kdf");
    if (sj_bytes_equal(value, SJ_LITERAL("none")))
        return SJ_OK;
    if (!sj_bytes_equal(value, SJ_LITERAL("argon2id")))
        return bad_line(error, "kdf");
    file->encrypted = true;
    enum sj_status status = parse_limits(rest, file, error);
    if (status)
        return status;
    if (!sj_line_field(rest, "salt", &value) || !sj_line_base64(value, file->salt, SALT))
        return bad_line(error, "salt");
    if (!sj_line_field(rest, "nonce", &value) || !sj_line_base64(value, file->nonce, NONCE))
        return bad_line(error, "nonce");
    return SJ_OK;
}

static enum sj_status parse(struct sj_bytes text, struct key_file *file, struct sj_error *error)
{
    struct sj_bytes rest = text, value;
    size_t seed_len;
    *file = (struct key_file){0};
    if (!sj_line_field(&rest, "shangji-key", &value) || !sj_bytes_equal(value, SJ_LITERAL("1")))
        return sj_error_set(error, SJ_INVALID, "KEY_FILE_UNKNOWN",
                            _("this is no key file that this program can read: it does not begin "
                              "with \"shangji-key 1\"; check which file was given"));
    if (!sj_line_field(&rest, "public", &value) ||
        !sj_line_base64(value, file->public_key.bytes, SJ_PUBLIC_KEY))
        return bad_line(error, "public");
    enum sj_status status = parse_kdf(&rest, file, error);
    if (status)
        return status;
    file->header = sj_bytes_slice(text, 0, text.len - rest.len);
    if (!sj_line_field(&rest, "seed", &file->seed) || !sj_line_base64_len(file->seed, &seed_len) ||
        seed_len != (file->encrypted ? SEALED : SJ_SEED) || rest.len)
        return bad_line(error, "seed");
    return SJ_OK;
}

static enum sj_status derive(const struct key_file *file, struct sj_bytes passphrase,
                             struct secrets *secrets, struct sj_error *error)
{
    if (crypto_pwhash(secrets->wrap, WRAP, (const char *)passphrase.data, passphrase.len,
                      file->salt, file->ops, (size_t)file->memory_bytes,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return no_memory(error);
    return SJ_OK;
}

/* The seed out of the file into `secrets`. */
static enum sj_status unseal(const struct key_file *file, struct sj_bytes passphrase,
                             struct secrets *secrets, struct sj_error *error)
{
    uint8_t sealed[SEALED];
    if (!file->encrypted)
        return sj_line_base64(file->seed, secrets->seed, SJ_SEED) ? SJ_OK : bad_line(error, "seed");
    if (passphrase.len == 0)
        return sj_error_set(error, SJ_UNAUTHENTICATED, "PASSPHRASE_MISSING",
                            _("this key is encrypted and no passphrase was given; give it"));
    if (!sj_line_base64(file->seed, sealed, SEALED))
        return bad_line(error, "seed");
    enum sj_status status = derive(file, passphrase, secrets, error);
    if (status)
        return status;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(secrets->seed, NULL, NULL, sealed, SEALED,
                                                   file->header.data, file->header.len, file->nonce,
                                                   secrets->wrap) != 0)
        return sj_error_set(error, SJ_UNAUTHENTICATED, "PASSPHRASE_WRONG",
                            _("the passphrase does not open this key (or the file was changed); "
                              "type it again, or restore the file from your backup"));
    return SJ_OK;
}

enum sj_status sj_key_load(struct sj_bytes text, struct sj_bytes passphrase, struct sj_key **key,
                           struct sj_error *error)
{
    struct key_file file;
    struct sj_key *made = NULL;
    enum sj_status status = parse(text, &file, error);
    if (status)
        return status;
    struct secrets *secrets = sodium_malloc(sizeof(*secrets));
    if (!secrets)
        return no_memory(error);
    status = unseal(&file, passphrase, secrets, error);
    if (!status)
        status = sj_key_of_seed(secrets->seed, &made, error);
    sodium_free(secrets);
    if (status)
        return status;
    struct sj_public_key public_key = sj_key_public(made);
    if (!sj_public_key_equal(&public_key, &file.public_key)) {
        sj_key_free(made);
        return bad_line(error, "public");
    }
    *key = made;
    return SJ_OK;
}

enum sj_status sj_key_load_public(struct sj_bytes text, struct sj_public_key *public_key,
                                  struct sj_error *error)
{
    struct key_file file;
    enum sj_status status = parse(text, &file, error);
    if (!status)
        *public_key = file.public_key;
    return status;
}

bool sj_key_is_encrypted(struct sj_bytes text)
{
    struct key_file file;
    return parse(text, &file, NULL) == SJ_OK && file.encrypted;
}

enum sj_key_strength sj_key_strength_of(struct sj_bytes text)
{
    struct key_file file;
    bool moderate = parse(text, &file, NULL) == SJ_OK &&
                    file.memory_bytes >= crypto_pwhash_argon2id_MEMLIMIT_MODERATE;
    return moderate ? SJ_KEY_MODERATE : SJ_KEY_INTERACTIVE;
}

static void set_strength(struct key_file *file, enum sj_key_strength strength)
{
    switch (strength) {
    case SJ_KEY_INTERACTIVE:
        file->ops = crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE;
        file->memory_bytes = crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE;
        break;
    case SJ_KEY_MODERATE:
        file->ops = crypto_pwhash_argon2id_OPSLIMIT_MODERATE;
        file->memory_bytes = crypto_pwhash_argon2id_MEMLIMIT_MODERATE;
        break;
    case SJ_KEY_MINIMAL:
        file->ops = crypto_pwhash_argon2id_OPSLIMIT_MIN;
        file->memory_bytes = crypto_pwhash_argon2id_MEMLIMIT_MIN;
        break;
    }
}

static void append_base64(struct sj_buffer *text, const char *name, struct sj_bytes value)
{
    sj_buffer_printf(text, "%s ", name);
    sj_base64_append(text, value);
    sj_buffer_add_char(text, '\n');
}

static void append_header(struct sj_buffer *text, const struct key_file *file)
{
    sj_buffer_add_text(text, "shangji-key 1\n");
    append_base64(text, "public", SJ_BYTES(file->public_key.bytes, SJ_PUBLIC_KEY));
    if (!file->encrypted) {
        sj_buffer_add_text(text, "kdf none\n");
        return;
    }
    sj_buffer_printf(text, "kdf argon2id\nops %llu\nmemory %llu\n", (unsigned long long)file->ops,
                     (unsigned long long)file->memory_bytes);
    append_base64(text, "salt", SJ_BYTES(file->salt, SALT));
    append_base64(text, "nonce", SJ_BYTES(file->nonce, NONCE));
}

/* Encrypts the key's seed under the passphrase, with `header` as associated data. */
static enum sj_status seal(const struct sj_key *key, const struct key_file *file,
                           struct sj_bytes passphrase, struct sj_bytes header,
                           uint8_t sealed[static SEALED], struct sj_error *error)
{
    struct secrets *secrets = sodium_malloc(sizeof(*secrets));
    if (!secrets)
        return no_memory(error);
    enum sj_status status = derive(file, passphrase, secrets, error);
    if (!status)
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, key->secret, SJ_SEED, header.data,
                                                   header.len, NULL, file->nonce, secrets->wrap);
    sodium_free(secrets);
    return status;
}

enum sj_status sj_key_save(const struct sj_key *key, struct sj_bytes passphrase,
                           enum sj_key_strength strength, struct sj_buffer *text,
                           struct sj_error *error)
{
    struct key_file file = {.public_key = key->public_key, .encrypted = passphrase.data != NULL};
    uint8_t sealed[SEALED];
    size_t start = text->len;
    if (file.encrypted && passphrase.len == 0)
        return sj_error_set(error, SJ_USAGE, "PASSPHRASE_EMPTY",
                            _("the key is not saved: its passphrase is empty; choose one"));
    set_strength(&file, strength);
    sj_random(file.salt, sizeof(file.salt));
    sj_random(file.nonce, sizeof(file.nonce));
    append_header(text, &file);
    if (text->failed)
        return no_memory(error);
    if (file.encrypted) {
        struct sj_bytes header = sj_bytes_slice(sj_buffer_bytes(text), start, text->len);
        enum sj_status status = seal(key, &file, passphrase, header, sealed, error);
        if (status)
            return status;
        append_base64(text, "seed", SJ_BYTES(sealed, SEALED));
    } else {
        append_base64(text, "seed", SJ_BYTES(key->secret, SJ_SEED));
    }
    return text->failed ? no_memory(error) : SJ_OK;
}
