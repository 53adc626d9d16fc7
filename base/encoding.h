/* Strict base64 (RFC 4648 with padding) and lower-case hex. Strict: no blanks, no missing or
 * extra padding, no set bits behind the last byte, so that each value has one text. */
#ifndef SHANGJI_BASE_ENCODING_H
#define SHANGJI_BASE_ENCODING_H

#include "base/bytes.h"

#define SJ_BASE64_LEN(n) (((n) + 2) / 3 * 4)

/* Writes SJ_BASE64_LEN(bytes.len) characters and a NUL. */
void sj_base64_encode(struct sj_bytes bytes, char *text);
void sj_base64_append(struct sj_buffer *buffer, struct sj_bytes bytes);
/* Decodes at most `capacity` bytes; *len is what was written. False if malformed or too long. */
bool sj_base64_decode(struct sj_bytes text, uint8_t *data, size_t capacity,
                      size_t *len) SJ_WARN_UNUSED;
/* Writes 2 × bytes.len characters and a NUL. */
void sj_hex_encode(struct sj_bytes bytes, char *text);
bool sj_hex_decode(struct sj_bytes text, uint8_t *data, size_t capacity,
                   size_t *len) SJ_WARN_UNUSED;

#endif
