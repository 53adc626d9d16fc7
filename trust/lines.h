/* What the line-based texts of this folder have in common: key files, notes, checkpoints and
 * receipts are read a line at a time and every value in them has exactly one spelling. Private to
 * trust/. Nothing is owned; any thread may call it. */
#ifndef SHANGJI_TRUST_LINES_H
#define SHANGJI_TRUST_LINES_H

#include "base/bytes.h"

/* Takes the first line off *rest, without its newline. False if no newline is left. */
bool sj_line_take(struct sj_bytes *rest, struct sj_bytes *line) SJ_WARN_UNUSED;
/* Takes a line "NAME VALUE" off *rest. False (and *rest unmoved) if the next line is none. */
bool sj_line_field(struct sj_bytes *rest, const char *name, struct sj_bytes *value) SJ_WARN_UNUSED;
/* Decimal digits without leading zeros, up to 2^64−1. */
bool sj_line_number(struct sj_bytes text, uint64_t *number) SJ_WARN_UNUSED;
/* Base64 of exactly `len` bytes. */
bool sj_line_base64(struct sj_bytes text, uint8_t *data, size_t len) SJ_WARN_UNUSED;
/* Strict base64 of any length, decoded nowhere; *len is how many bytes it stands for. */
bool sj_line_base64_len(struct sj_bytes text, size_t *len) SJ_WARN_UNUSED;

#endif
