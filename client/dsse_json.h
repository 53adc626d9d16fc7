/* Envelopes in DSSE's own JSON form (protocol 1.0.2), for other people's tools:
 *
 *     {"payload": BASE64, "payloadType": TEXT, "signatures": [{"keyid": TEXT, "sig": BASE64}]}
 *
 * Not proto3's mapping: DSSE has readers pass over members they do not know, wants the required
 * ones also when they are empty, and lets base64 be the standard or the URL-safe one. Pure; all in
 * the arena given. */
#ifndef SHANGJI_CLIENT_DSSE_JSON_H
#define SHANGJI_CLIENT_DSSE_JSON_H

#include "trust/envelope.h"

enum { SJ_DSSE_JSON_MAX_BYTES = 2 * SJ_ENVELOPE_MAX_BYTES };

/* Appends one line in standard base64; no newline. */
enum sj_status sj_dsse_json_print(const struct sj_envelope *envelope, struct sj_buffer *text,
                                  struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_EXHAUSTED above SJ_DSSE_JSON_MAX_BYTES, SJ_INVALID with the member in error->field for what is
 * no JSON, has a member twice, lacks one, or is not strict base64. What the binary form refuses is
 * refused here as well. */
enum sj_status sj_dsse_json_parse(struct sj_bytes text, struct sj_arena *arena,
                                  struct sj_envelope *envelope,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
