#include "trust/cosignature.h"

#include "base/i18n.h"
#include "trust/lines.h"
#include "trust/vkey.h"

#include <stdio.h>
#include <string.h>

#define WITNESS "/witness/"

enum {
    TIME = 8,
    COSIGNED = SJ_NOTE_KEY_HASH + TIME + SJ_SIGNATURE,
    STATEMENT_HEAD = 64 /* "cosignature/v1", "time " and 19 digits have room */
};

/* ---- names and keys ---- */

static bool name_valid(struct sj_bytes name)
{
    return name.len <= SJ_WITNESS_NAME_MAX && sj_note_name_valid(name);
}

enum sj_status sj_witness_name(const char *origin, const char *township,
                               char name[static SJ_WITNESS_NAME_MAX + 1], struct sj_error *error)
{
    int len = snprintf(name, SJ_WITNESS_NAME_MAX + 1, "%s" WITNESS "%s", origin, township);
    if (len < 0 || len > SJ_WITNESS_NAME_MAX || !name_valid(sj_bytes_of(name)))
        return sj_error_set(error, SJ_INVALID, "WITNESS_NAME",
                            _("a witness of the ledger %s cannot be called after \"%s\""), origin,
                            township);
    return SJ_OK;
}

bool sj_witness_township(struct sj_bytes name, const char *origin, struct sj_bytes *township)
{
    struct sj_bytes prefix = sj_bytes_of(origin), middle = SJ_LITERAL(WITNESS);
    if (!sj_bytes_starts(name, prefix))
        return false;
    name = sj_bytes_slice(name, prefix.len, name.len);
    *township = sj_bytes_slice(name, middle.len, name.len);
    return sj_bytes_starts(name, middle);
}

const char *sj_witness_key_format(const struct sj_witness_key *key, char text[static SJ_VKEY_TEXT])
{
    sj_vkey_format(sj_bytes_of(key->name), SJ_NOTE_COSIGNATURE, &key->key, text);
    return text;
}

enum sj_status sj_witness_key_parse(struct sj_bytes text, struct sj_witness_key *key,
                                    struct sj_error *error)
{
    struct sj_bytes name;
    struct sj_witness_key parsed = {.name = ""};
    if (!sj_vkey_parse(text, SJ_NOTE_COSIGNATURE, &name, &parsed.key) || !name_valid(name))
        return sj_error_set(error, SJ_INVALID, "WITNESS_KEY_INVALID",
                            _("this is no witness key of the form NAME+HASH+KEY whose parts fit "
                              "together; copy it again, whole, from 'shangji witness --key'"));
    memcpy(parsed.name, name.data, name.len);
    *key = parsed;
    return SJ_OK;
}

/* ---- cosigning ---- */

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for a cosignature"));
}

/* What is signed; the buffer is the caller's to clear. */
static bool make_statement(struct sj_bytes text, int64_t time_unix, struct sj_buffer *statement)
{
    *statement = (struct sj_buffer){.limit = SJ_NOTE_MAX_BYTES + STATEMENT_HEAD};
    sj_buffer_printf(statement, "cosignature/v1\ntime %lld\n", (long long)time_unix);
    sj_buffer_add_bytes(statement, text);
    return !statement->failed;
}

enum sj_status sj_cosign(struct sj_bytes note, const char *name, const struct sj_key *key,
                         int64_t time_unix, struct sj_buffer *line, struct sj_error *error)
{
    struct sj_note parsed;
    struct sj_buffer statement;
    uint8_t hash[SJ_NOTE_KEY_HASH], signature[TIME + SJ_SIGNATURE];
    struct sj_public_key public_key = sj_key_public(key);
    enum sj_status status = sj_note_parse(note, &parsed, error);
    if (status != SJ_OK)
        return status;
    if (!name_valid(sj_bytes_of(name)) || time_unix <= 0)
        return sj_error_set(error, SJ_INVALID, "COSIGNATURE",
                            _("\"%s\" cannot cosign at the time %lld: check the clock"), name,
                            (long long)time_unix);
    if (make_statement(parsed.text, time_unix, &statement)) {
        for (unsigned i = 0; i < TIME; i++)
            signature[i] = (uint8_t)((uint64_t)time_unix >> 8 * (TIME - 1 - i));
        sj_key_sign(key, sj_buffer_bytes(&statement), signature + TIME);
        sj_note_key_hash(sj_bytes_of(name), SJ_NOTE_COSIGNATURE, &public_key, hash);
        sj_note_put_line(sj_bytes_of(name), hash, SJ_BYTES(signature, sizeof(signature)), line);
    }
    bool failed = statement.failed || line->failed;
    sj_buffer_clear(&statement);
    return failed ? no_memory(error) : SJ_OK;
}

/* ---- verifying ---- */

/* The time of a signature line that the key made over the text; 0 if it did not. */
static enum sj_status verify_line(const struct sj_note *note, const struct sj_note_signature *line,
                                  const struct sj_public_key *key, int64_t *time_unix,
                                  struct sj_error *error)
{
    uint8_t bytes[COSIGNED];
    uint64_t time = 0;
    struct sj_buffer statement;
    *time_unix = 0;
    if (!sj_line_base64(line->base64, bytes, COSIGNED))
        return SJ_OK;
    for (size_t i = 0; i < TIME; i++)
        time = time << 8 | bytes[SJ_NOTE_KEY_HASH + i];
    if (time == 0 || time > INT64_MAX)
        return SJ_OK;
    bool made = make_statement(note->text, (int64_t)time, &statement);
    if (made && sj_verify(key, sj_buffer_bytes(&statement),
                          SJ_BYTES(bytes + SJ_NOTE_KEY_HASH + TIME, SJ_SIGNATURE)))
        *time_unix = (int64_t)time;
    sj_buffer_clear(&statement);
    return made ? SJ_OK : no_memory(error);
}

enum sj_status sj_cosignature_find(struct sj_bytes bytes, const struct sj_witness_key *witness,
                                   int64_t *time_unix, struct sj_error *error)
{
    struct sj_note note;
    const struct sj_note_signature *line;
    uint8_t hash[SJ_NOTE_KEY_HASH];
    struct sj_bytes name = sj_bytes_of(witness->name);
    *time_unix = 0;
    enum sj_status status = sj_note_parse(bytes, &note, error);
    if (status != SJ_OK)
        return status;
    sj_note_key_hash(name, SJ_NOTE_COSIGNATURE, &witness->key, hash);
    for (size_t at = 0; (line = sj_note_next(&note, name, hash, &at)) != NULL;) {
        int64_t time;
        status = verify_line(&note, line, &witness->key, &time, error);
        if (status != SJ_OK)
            return status;
        if (time == 0)
            return sj_error_set(error, SJ_UNAUTHENTICATED, "COSIGNATURE_WRONG",
                                _("the cosignature of %s on the checkpoint is wrong: the note was "
                                  "changed; do not rely on it, and fetch it again"),
                                witness->name);
        if (time > *time_unix)
            *time_unix = time;
    }
    return SJ_OK;
}

enum sj_status sj_cosignature_name(struct sj_bytes line, struct sj_bytes *name,
                                   struct sj_error *error)
{
    struct sj_note note;
    struct sj_buffer text = {.limit = SJ_COSIGNATURE_LINE_MAX + 2};
    sj_buffer_add_text(&text, "\n\n"); /* a note of one empty line, signed by it */
    sj_buffer_add_bytes(&text, line);
    size_t at = text.len - line.len;
    /* A line that began with its end would be a longer text to the note. */
    bool valid = !text.failed && line.len > 0 && line.data[0] != '\n' &&
                 sj_note_parse(sj_buffer_bytes(&text), &note, NULL) == SJ_OK &&
                 note.signature_count == 1 && name_valid(note.signatures[0].name);
    if (valid) {
        size_t start = (size_t)(note.signatures[0].name.data - text.data) - at;
        *name = sj_bytes_slice(line, start, start + note.signatures[0].name.len);
    }
    sj_buffer_clear(&text);
    if (!valid)
        return sj_error_set(error, SJ_INVALID, "COSIGNATURE_MALFORMED",
                            _("this is no cosignature: one line of a signed note is expected"));
    return SJ_OK;
}

static bool has_line(const struct sj_buffer *lines, struct sj_bytes name)
{
    struct sj_bytes rest = sj_buffer_bytes(lines), line;
    while (sj_line_take(&rest, &line))
        if (sj_bytes_equal(line, name))
            return true;
    return false;
}

enum sj_status sj_cosignature_names(struct sj_bytes bytes, const char *origin,
                                    struct sj_buffer *names, struct sj_error *error)
{
    struct sj_note note;
    enum sj_status status = sj_note_parse(bytes, &note, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < note.signature_count; i++) {
        struct sj_bytes name = note.signatures[i].name;
        if (sj_bytes_equal(name, sj_bytes_of(origin)) || has_line(names, name))
            continue;
        sj_buffer_add_bytes(names, name);
        sj_buffer_add_char(names, '\n');
    }
    return names->failed ? no_memory(error) : SJ_OK;
}
