#include "trust/vkey.h"

#include "base/encoding.h"
#include "trust/lines.h"

#include <stdio.h>
#include <string.h>

enum { VKEY = 1 + SJ_PUBLIC_KEY, HASH_HEX = 2 * SJ_NOTE_KEY_HASH };

void sj_vkey_format(struct sj_bytes name, uint8_t type, const struct sj_public_key *key,
                    char text[static SJ_VKEY_TEXT])
{
    uint8_t hash[SJ_NOTE_KEY_HASH], typed[VKEY] = {type};
    char hex[HASH_HEX + 1], base64[SJ_BASE64_LEN(VKEY) + 1];
    sj_note_key_hash(name, type, key, hash);
    memcpy(typed + 1, key->bytes, SJ_PUBLIC_KEY);
    sj_hex_encode(SJ_BYTES(hash, sizeof(hash)), hex);
    sj_base64_encode(SJ_BYTES(typed, sizeof(typed)), base64);
    snprintf(text, SJ_VKEY_TEXT, "%.*s+%s+%s", (int)name.len, (const char *)name.data, hex, base64);
}

bool sj_vkey_parse(struct sj_bytes text, uint8_t type, struct sj_bytes *name,
                   struct sj_public_key *key)
{
    uint8_t told[SJ_NOTE_KEY_HASH], hash[SJ_NOTE_KEY_HASH], typed[VKEY];
    size_t told_len;
    size_t first = sj_bytes_find(text, SJ_LITERAL("+"), 0);
    if (first == SIZE_MAX || text.len - first < 1 + HASH_HEX + 1 ||
        text.data[first + 1 + HASH_HEX] != '+')
        return false;
    struct sj_bytes hex = sj_bytes_slice(text, first + 1, first + 1 + HASH_HEX);
    struct sj_bytes base64 = sj_bytes_slice(text, first + 1 + HASH_HEX + 1, text.len);
    if (!sj_hex_decode(hex, told, sizeof(told), &told_len) ||
        !sj_line_base64(base64, typed, sizeof(typed)) || typed[0] != type)
        return false;
    *name = sj_bytes_slice(text, 0, first);
    memcpy(key->bytes, typed + 1, SJ_PUBLIC_KEY);
    sj_note_key_hash(*name, type, key, hash);
    /* Reading a key is how it is enrolled here: points outside the group end there. */
    return memcmp(told, hash, sizeof(hash)) == 0 && sj_public_key_valid(key);
}
