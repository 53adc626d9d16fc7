#include "trust/checkpoint.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "trust/lines.h"
#include "trust/vkey.h"

#include <string.h>

bool sj_origin_valid(struct sj_bytes origin)
{
    if (origin.len == 0 || origin.len > SJ_ORIGIN_MAX)
        return false;
    for (size_t i = 0; i < origin.len; i++)
        if (origin.data[i] <= ' ' || origin.data[i] >= 0x7F || origin.data[i] == '+')
            return false;
    return true;
}

static void set_origin(char to[static SJ_ORIGIN_MAX + 1], struct sj_bytes origin)
{
    memcpy(to, origin.data, origin.len);
    to[origin.len] = 0;
}

const char *sj_log_key_format(const struct sj_log_key *key, char text[static SJ_VKEY_TEXT])
{
    sj_vkey_format(sj_bytes_of(key->origin), SJ_NOTE_ED25519, &key->key, text);
    return text;
}

enum sj_status sj_log_key_parse(struct sj_bytes text, struct sj_log_key *key,
                                struct sj_error *error)
{
    struct sj_bytes name;
    struct sj_log_key parsed;
    if (!sj_vkey_parse(text, SJ_NOTE_ED25519, &name, &parsed.key) || !sj_origin_valid(name))
        return sj_error_set(error, SJ_INVALID, "LOG_KEY_INVALID",
                            _("this is no ledger key of the form NAME+HASH+KEY whose parts fit "
                              "together; copy it again, whole, from the city card"));
    set_origin(parsed.origin, name);
    *key = parsed;
    return SJ_OK;
}

enum sj_status sj_checkpoint_sign(const struct sj_checkpoint *checkpoint, const struct sj_key *key,
                                  struct sj_buffer *note, struct sj_error *error)
{
    struct sj_bytes origin = sj_bytes_of(checkpoint->origin);
    size_t start = note->len;
    if (!sj_origin_valid(origin))
        return sj_error_set(error, SJ_INVALID, "ORIGIN_INVALID",
                            _("\"%s\" cannot name a ledger: 1 to 128 printable ASCII characters "
                              "without blank and '+' can; change the ledger's origin"),
                            checkpoint->origin);
    sj_buffer_printf(note, "%s\n%llu\n", checkpoint->origin, (unsigned long long)checkpoint->size);
    sj_base64_append(note, SJ_BYTES(checkpoint->root.bytes, SJ_HASH));
    sj_buffer_add_char(note, '\n');
    if (!note->failed) {
        struct sj_bytes text = sj_bytes_slice(sj_buffer_bytes(note), start, note->len);
        struct sj_buffer line = {.limit = 1024};
        sj_note_sign(text, origin, key, &line);
        sj_buffer_add_char(note, '\n');
        sj_buffer_add_bytes(note, sj_buffer_bytes(&line));
        note->failed = note->failed || line.failed;
        sj_buffer_clear(&line);
    }
    if (note->failed)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY",
                            _("no memory to sign a checkpoint; close other programs and try "
                              "again"));
    return SJ_OK;
}

static enum sj_status malformed(struct sj_error *error, const char *why)
{
    return sj_error_set(error, SJ_INVALID, "CHECKPOINT_MALFORMED",
                        _("the checkpoint is malformed: %s; fetch it again"), why);
}

/* Exactly three lines: origin, size, root. */
static enum sj_status parse_text(struct sj_bytes text, struct sj_checkpoint *checkpoint,
                                 struct sj_error *error)
{
    struct sj_bytes rest = text, line;
    if (!sj_line_take(&rest, &line) || !sj_origin_valid(line))
        return malformed(error, _("its first line names no ledger"));
    set_origin(checkpoint->origin, line);
    if (!sj_line_take(&rest, &line) || !sj_line_number(line, &checkpoint->size))
        return malformed(error, _("its second line is not a number of entries"));
    if (!sj_line_take(&rest, &line) || !sj_line_base64(line, checkpoint->root.bytes, SJ_HASH))
        return malformed(error, _("its third line is not a hash of 32 bytes in base64"));
    if (rest.len)
        return malformed(error, _("it has more than three lines"));
    return SJ_OK;
}

enum sj_status sj_checkpoint_open(struct sj_bytes note, const struct sj_log_key *key,
                                  struct sj_checkpoint *checkpoint, struct sj_error *error)
{
    struct sj_note parsed;
    struct sj_checkpoint read;
    enum sj_status status = sj_note_parse(note, &parsed, error);
    if (!status)
        status = parse_text(parsed.text, &read, error);
    if (status)
        return status;
    /* Told before the signature, whose failure would only say that the keys differ. */
    if (strcmp(read.origin, key->origin) != 0)
        return sj_error_set(error, SJ_INVALID, "OTHER_LEDGER",
                            _("the checkpoint is of the ledger %s, not of %s; use the city card "
                              "that belongs to it"),
                            read.origin, key->origin);
    status = sj_note_verify(&parsed, sj_bytes_of(key->origin), &key->key, error);
    if (!status)
        *checkpoint = read;
    return status;
}

enum sj_status sj_checkpoint_bare(struct sj_bytes note, const struct sj_log_key *key,
                                  struct sj_buffer *bare, struct sj_error *error)
{
    struct sj_note parsed;
    struct sj_checkpoint checkpoint;
    enum sj_status status = sj_checkpoint_open(note, key, &checkpoint, error);
    if (status == SJ_OK)
        status = sj_note_parse(note, &parsed, error);
    if (status != SJ_OK)
        return status;
    sj_buffer_add_bytes(bare, parsed.text);
    sj_buffer_add_char(bare, '\n');
    sj_note_copy_lines(&parsed, sj_bytes_of(key->origin), SJ_NOTE_ED25519, &key->key, bare);
    if (bare->failed)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for a checkpoint"));
    return SJ_OK;
}
