#include "base/encoding.h"

#include <string.h>

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char hex_digits[] = "0123456789abcdef";

/* One group: 1 to 3 bytes to four characters. */
static void encode_group(const uint8_t *data, size_t len, char text[static 4])
{
    uint32_t bits = (uint32_t)data[0] << 16;
    if (len > 1)
        bits |= (uint32_t)data[1] << 8;
    if (len > 2)
        bits |= data[2];
    text[0] = base64_digits[bits >> 18];
    text[1] = base64_digits[bits >> 12 & 63];
    text[2] = '=';
    text[3] = '=';
    if (len > 1)
        text[2] = base64_digits[bits >> 6 & 63];
    if (len > 2)
        text[3] = base64_digits[bits & 63];
}

void sj_base64_encode(struct sj_bytes bytes, char *text)
{
    for (size_t at = 0; at < bytes.len; at += 3) {
        size_t left = bytes.len - at;
        encode_group(bytes.data + at, left < 3 ? left : 3, text);
        text += 4;
    }
    *text = 0;
}

void sj_base64_append(struct sj_buffer *buffer, struct sj_bytes bytes)
{
    enum { STEP = 192 }; /* a multiple of 3, so that only the last step is padded */
    char text[SJ_BASE64_LEN(STEP) + 1];
    for (size_t at = 0; at < bytes.len; at += STEP) {
        struct sj_bytes part = sj_bytes_slice(bytes, at, at + STEP);
        sj_base64_encode(part, text);
        sj_buffer_add(buffer, text, SJ_BASE64_LEN(part.len));
    }
}

/* The digit's value, -1 if it is none. Branches on the alphabet rather than a table of 256. */
static int base64_value(uint8_t digit)
{
    if (digit >= 'A' && digit <= 'Z')
        return digit - 'A';
    if (digit >= 'a' && digit <= 'z')
        return digit - 'a' + 26;
    if (digit >= '0' && digit <= '9')
        return digit - '0' + 52;
    if (digit == '+')
        return 62;
    return digit == '/' ? 63 : -1;
}

/* The bits of a group of `count` digits, left-aligned in 24; UINT32_MAX if not of the alphabet. */
static uint32_t group_bits(const uint8_t *digits, size_t count)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = i < count ? base64_value(digits[i]) : 0;
        if (value < 0)
            return UINT32_MAX;
        bits = bits << 6 | (uint32_t)value;
    }
    return bits;
}

bool sj_base64_decode(struct sj_bytes text, uint8_t *data, size_t capacity, size_t *len)
{
    *len = 0;
    if (text.len % 4)
        return false;
    size_t padding = 0;
    while (padding < 2 && padding < text.len && text.data[text.len - 1 - padding] == '=')
        padding++;
    size_t total = text.len / 4 * 3 - padding;
    if (total > capacity)
        return false;
    size_t written = 0;
    for (size_t at = 0; at < text.len; at += 4) {
        size_t size = total - written < 3 ? total - written : 3;
        uint32_t bits = group_bits(text.data + at, size + 1);
        /* Set bits behind the last byte would give the same value a second text. */
        if (bits == UINT32_MAX || (size < 3 && bits & (0xFFFFFFU >> (8 * size))))
            return false;
        for (size_t i = 0; i < size; i++)
            data[written++] = (uint8_t)(bits >> (16 - 8 * i));
    }
    *len = total;
    return true;
}

void sj_hex_encode(struct sj_bytes bytes, char *text)
{
    for (size_t i = 0; i < bytes.len; i++) {
        *text++ = hex_digits[bytes.data[i] >> 4];
        *text++ = hex_digits[bytes.data[i] & 15];
    }
    *text = 0;
}

static int hex_value(uint8_t digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool sj_hex_decode(struct sj_bytes text, uint8_t *data, size_t capacity, size_t *len)
{
    *len = 0;
    if (text.len % 2 || text.len / 2 > capacity)
        return false;
    for (size_t i = 0; i < text.len; i += 2) {
        int high = hex_value(text.data[i]), low = hex_value(text.data[i + 1]);
        if (high < 0 || low < 0)
            return false;
        data[i / 2] = (uint8_t)(high << 4 | low);
    }
    *len = text.len / 2;
    return true;
}
