#include "rules/entry.h"

#include "base/encoding.h"
#include "base/period.h"

#include <stdio.h>

static const char FORMAT[] = "1";

static bool word_valid(struct sj_bytes word, size_t capacity)
{
    if (word.len == 0 || word.len >= capacity)
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (word.data[i] <= ' ' || word.data[i] > '~')
            return false;
    return true;
}

const char *sj_entry_format(const struct sj_entry *entry, char line[static SJ_ENTRY_MAX])
{
    char time[SJ_TIME_TEXT];
    char identity[SJ_BASE64_LEN(SJ_DIGEST) + 1], digest[SJ_BASE64_LEN(SJ_DIGEST) + 1];
    sj_base64_encode(SJ_BYTES(entry->identity.bytes, SJ_DIGEST), identity);
    sj_base64_encode(SJ_BYTES(entry->digest.bytes, SJ_DIGEST), digest);
    snprintf(line, SJ_ENTRY_MAX, "%s %s %s %s %s %s", FORMAT, entry->type, entry->subject,
             sj_time_format(entry->taken_at, time), identity, digest);
    return line;
}

/* The word up to the next blank (or the end); `line` moves behind it. */
static struct sj_bytes next_word(struct sj_bytes *line)
{
    size_t end = sj_bytes_find(*line, SJ_LITERAL(" "), 0);
    struct sj_bytes word = sj_bytes_slice(*line, 0, end == SIZE_MAX ? line->len : end);
    *line = sj_bytes_slice(*line, end == SIZE_MAX ? line->len : end + 1, line->len);
    return word;
}

static bool digest_parse(struct sj_bytes text, struct sj_digest *digest)
{
    size_t len = 0;
    return sj_base64_decode(text, digest->bytes, SJ_DIGEST, &len) && len == SJ_DIGEST;
}

bool sj_entry_parse(struct sj_bytes line, struct sj_entry *entry)
{
    if (line.len >= SJ_ENTRY_MAX)
        return false;
    struct sj_bytes rest = line;
    struct sj_bytes format = next_word(&rest), type = next_word(&rest), subject = next_word(&rest);
    struct sj_bytes time = next_word(&rest), identity = next_word(&rest), digest = next_word(&rest);
    *entry = (struct sj_entry){0};
    if (!sj_bytes_equal(format, sj_bytes_of(FORMAT)) || !word_valid(type, SJ_ENTRY_TYPE) ||
        !word_valid(subject, SJ_ENTRY_SUBJECT) || !sj_time_parse(time, &entry->taken_at) ||
        !digest_parse(identity, &entry->identity) || !digest_parse(digest, &entry->digest))
        return false;
    memcpy(entry->type, type.data, type.len);
    memcpy(entry->subject, subject.data, subject.len);
    char again[SJ_ENTRY_MAX];
    return sj_bytes_equal(line, sj_bytes_of(sj_entry_format(entry, again)));
}
