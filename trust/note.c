#include "trust/note.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "base/text.h"
#include "trust/lines.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

static const char em_dash[] = "\xE2\x80\x94 "; /* U+2014 and a space */

/* The longest signature field that is written here: a cosignature's, with the time. */
enum { SIGNED = SJ_NOTE_KEY_HASH + SJ_SIGNATURE, SIGNATURE_MAX = SJ_SIGNATURE + 8 };

static bool is_space(uint32_t code_point)
{
    /* Unicode's White_Space above the control characters, which are refused anyway. */
    static const uint32_t spaces[] = {0x20,   0x85,   0xA0,   0x1680, 0x2028,
                                      0x2029, 0x202F, 0x205F, 0x3000};
    for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
        if (code_point == spaces[i])
            return true;
    return code_point >= 0x2000 && code_point <= 0x200A;
}

static bool is_control(uint32_t code_point)
{
    return code_point < 0x20 || code_point == 0x7F;
}

/* UTF-8 without control characters, newlines excepted. */
static bool characters_valid(struct sj_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_control(text.data[i]) && text.data[i] != '\n')
            return false;
    return sj_utf8_valid(text);
}

bool sj_note_name_valid(struct sj_bytes name)
{
    size_t at = 0;
    if (name.len == 0 || !sj_utf8_valid(name))
        return false;
    while (at < name.len) {
        uint32_t code_point = sj_utf8_next(name, &at);
        if (is_control(code_point) || is_space(code_point) || code_point == '+')
            return false;
    }
    return true;
}

void sj_note_key_hash(struct sj_bytes name, uint8_t type, const struct sj_public_key *key,
                      uint8_t hash[static SJ_NOTE_KEY_HASH])
{
    uint8_t digest[crypto_hash_sha256_BYTES];
    const uint8_t middle[] = {'\n', type};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, name.data, name.len);
    crypto_hash_sha256_update(&state, middle, sizeof(middle));
    crypto_hash_sha256_update(&state, key->bytes, SJ_PUBLIC_KEY);
    crypto_hash_sha256_final(&state, digest);
    memcpy(hash, digest, SJ_NOTE_KEY_HASH);
}

static enum sj_status malformed(struct sj_error *error, const char *why)
{
    return sj_error_set(error, SJ_INVALID, "NOTE_MALFORMED",
                        _("the signed note is malformed: %s; fetch it again from where it came"),
                        why);
}

/* "— NAME BASE64", the base64 of a key hash and at least one byte of signature. */
static bool parse_signature(struct sj_bytes line, struct sj_note_signature *signature)
{
    uint8_t first[6];
    size_t len;
    if (!sj_bytes_starts(line, sj_bytes_of(em_dash)))
        return false;
    line = sj_bytes_slice(line, sizeof(em_dash) - 1, line.len);
    size_t blank = sj_bytes_find(line, SJ_LITERAL(" "), 0);
    if (blank == SIZE_MAX)
        return false;
    signature->name = sj_bytes_slice(line, 0, blank);
    signature->base64 = sj_bytes_slice(line, blank + 1, line.len);
    if (!sj_note_name_valid(signature->name) || !sj_line_base64_len(signature->base64, &len) ||
        len <= SJ_NOTE_KEY_HASH)
        return false;
    /* Eight characters hold the key hash; there are as many, since five bytes take eight. */
    if (!sj_base64_decode(sj_bytes_slice(signature->base64, 0, 8), first, sizeof(first), &len))
        return false;
    memcpy(signature->key_hash, first, SJ_NOTE_KEY_HASH);
    return true;
}

/* Where the last empty line begins; SIZE_MAX if there is none. */
static size_t last_empty_line(struct sj_bytes bytes)
{
    for (size_t at = bytes.len; at >= 2; at--)
        if (bytes.data[at - 1] == '\n' && bytes.data[at - 2] == '\n')
            return at - 1;
    return SIZE_MAX;
}

enum sj_status sj_note_parse(struct sj_bytes bytes, struct sj_note *note, struct sj_error *error)
{
    if (bytes.len > SJ_NOTE_MAX_BYTES)
        return malformed(error, _("it is too long"));
    if (!characters_valid(bytes))
        return malformed(error, _("it is not UTF-8 or holds control characters"));
    size_t end = last_empty_line(bytes);
    if (end == SIZE_MAX)
        return malformed(error, _("no empty line stands before its signatures"));
    struct sj_bytes rest = sj_bytes_slice(bytes, end + 1, bytes.len), line;
    note->text = sj_bytes_slice(bytes, 0, end);
    note->signature_count = 0;
    if (rest.len == 0)
        return malformed(error, _("it has no signature"));
    while (rest.len) {
        if (note->signature_count == SJ_NOTE_SIGNATURES_MAX)
            return malformed(error, _("it has too many signatures"));
        if (!sj_line_take(&rest, &line) ||
            !parse_signature(line, &note->signatures[note->signature_count++]))
            return malformed(error, _("one of its signature lines is none"));
    }
    return SJ_OK;
}

static bool signature_verifies(const struct sj_note *note, const struct sj_note_signature *line,
                               const struct sj_public_key *key)
{
    uint8_t bytes[SIGNED];
    return sj_line_base64(line->base64, bytes, SIGNED) &&
           sj_verify(key, note->text, SJ_BYTES(bytes + SJ_NOTE_KEY_HASH, SJ_SIGNATURE));
}

const struct sj_note_signature *sj_note_next(const struct sj_note *note, struct sj_bytes name,
                                             const uint8_t hash[static SJ_NOTE_KEY_HASH],
                                             size_t *at)
{
    while (*at < note->signature_count) {
        const struct sj_note_signature *line = &note->signatures[(*at)++];
        if (sj_bytes_equal(line->name, name) && memcmp(line->key_hash, hash, SJ_NOTE_KEY_HASH) == 0)
            return line;
    }
    return NULL;
}

enum sj_status sj_note_verify(const struct sj_note *note, struct sj_bytes name,
                              const struct sj_public_key *key, struct sj_error *error)
{
    uint8_t hash[SJ_NOTE_KEY_HASH];
    bool verified = false;
    sj_note_key_hash(name, SJ_NOTE_ED25519, key, hash);
    const struct sj_note_signature *line;
    for (size_t at = 0; (line = sj_note_next(note, name, hash, &at)) != NULL;) {
        if (!signature_verifies(note, line, key))
            return sj_error_set(error, SJ_UNAUTHENTICATED, "SIGNATURE_WRONG",
                                _("the signature of %.*s on the signed note is wrong: the note was "
                                  "changed; do not rely on it, and tell the office it came from"),
                                (int)name.len, (const char *)name.data);
        verified = true;
    }
    if (!verified)
        return sj_error_set(error, SJ_UNAUTHENTICATED, "SIGNATURE_MISSING",
                            _("the signed note has no signature by the known key of %.*s; check "
                              "the city card, and fetch the note again"),
                            (int)name.len, (const char *)name.data);
    return SJ_OK;
}

static void put_line(struct sj_bytes name, struct sj_bytes base64, struct sj_buffer *note)
{
    sj_buffer_add_text(note, em_dash);
    sj_buffer_add_bytes(note, name);
    sj_buffer_add_char(note, ' ');
    sj_buffer_add_bytes(note, base64);
    sj_buffer_add_char(note, '\n');
}

void sj_note_copy_lines(const struct sj_note *note, struct sj_bytes name, uint8_t type,
                        const struct sj_public_key *key, struct sj_buffer *lines)
{
    uint8_t hash[SJ_NOTE_KEY_HASH];
    const struct sj_note_signature *line;
    sj_note_key_hash(name, type, key, hash);
    for (size_t at = 0; (line = sj_note_next(note, name, hash, &at)) != NULL;)
        put_line(line->name, line->base64, lines);
}

void sj_note_put_line(struct sj_bytes name, const uint8_t hash[static SJ_NOTE_KEY_HASH],
                      struct sj_bytes signature, struct sj_buffer *note)
{
    uint8_t bytes[SJ_NOTE_KEY_HASH + SIGNATURE_MAX];
    char base64[SJ_BASE64_LEN(sizeof(bytes)) + 1];
    assert(signature.len <= SIGNATURE_MAX);
    memcpy(bytes, hash, SJ_NOTE_KEY_HASH);
    memcpy(bytes + SJ_NOTE_KEY_HASH, signature.data, signature.len);
    sj_base64_encode(SJ_BYTES(bytes, SJ_NOTE_KEY_HASH + signature.len), base64);
    put_line(name, sj_bytes_of(base64), note);
}

void sj_note_sign(struct sj_bytes text, struct sj_bytes name, const struct sj_key *key,
                  struct sj_buffer *note)
{
    uint8_t hash[SJ_NOTE_KEY_HASH], signature[SJ_SIGNATURE];
    struct sj_public_key public_key = sj_key_public(key);
    sj_note_key_hash(name, SJ_NOTE_ED25519, &public_key, hash);
    sj_key_sign(key, text, signature);
    sj_note_put_line(name, hash, SJ_BYTES(signature, sizeof(signature)), note);
}
