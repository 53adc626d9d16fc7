#include "client/dsse_json.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "base/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the envelope's JSON form"));
}

/* ---- printing ---- */

static json_t *base64_of(struct sj_bytes bytes)
{
    struct sj_buffer text = {.limit = SJ_DSSE_JSON_MAX_BYTES};
    sj_base64_append(&text, bytes);
    json_t *made =
        text.failed ? NULL : json_stringn(text.len ? (const char *)text.data : "", text.len);
    sj_buffer_clear(&text);
    return made;
}

static json_t *text_of(struct sj_bytes text)
{
    return json_stringn(text.len ? (const char *)text.data : "", text.len);
}

/* jansson's "new" setters take what is NULL as a failure. */
static bool put_signature(json_t *list, const struct sj_envelope_signature *signature)
{
    json_t *made = json_object();
    bool put = json_object_set_new(made, "keyid", text_of(signature->keyid)) == 0 &&
               json_object_set_new(made, "sig", base64_of(signature->sig)) == 0;
    return json_array_append_new(list, made) == 0 && put;
}

static json_t *object_of(const struct sj_envelope *envelope)
{
    json_t *made = json_object(), *list = json_array();
    bool put = true;
    for (size_t i = 0; put && i < envelope->signature_count; i++)
        put = put_signature(list, &envelope->signatures[i]);
    put = put && json_object_set_new(made, "payload", base64_of(envelope->payload)) == 0 &&
          json_object_set_new(made, "payloadType", text_of(envelope->payload_type)) == 0;
    put = json_object_set_new(made, "signatures", list) == 0 && put;
    if (put)
        return made;
    json_decref(made);
    return NULL;
}

enum sj_status sj_dsse_json_print(const struct sj_envelope *envelope, struct sj_buffer *text,
                                  struct sj_error *error)
{
    json_t *made = object_of(envelope);
    char *line = made ? json_dumps(made, 0) : NULL;
    json_decref(made);
    if (line)
        sj_buffer_add_text(text, line);
    bool done = line && !text->failed;
    free(line);
    return done ? SJ_OK : no_memory(error);
}

/* ---- reading ---- */

static enum sj_status wrong(struct sj_error *error, const char *member, const char *what)
{
    (void)sj_error_set(error, SJ_INVALID, "DSSE_JSON", _("the envelope's JSON form: %s %s"), member,
                       what);
    return sj_error_at(error, "%s", member);
}

/* The string of a member; `optional` ones read as empty. */
static enum sj_status read_text(json_t *object, const char *name, bool optional, const char *member,
                                struct sj_arena *arena, struct sj_bytes *text,
                                struct sj_error *error)
{
    json_t *found = json_object_get(object, name);
    *text = SJ_BYTES("", 0);
    if (!found && optional)
        return SJ_OK;
    if (!found)
        return wrong(error, member, _("is missing"));
    if (!json_is_string(found))
        return wrong(error, member, _("is not a string"));
    *text = sj_arena_copy(arena, SJ_BYTES(json_string_value(found), json_string_length(found)));
    return text->data ? SJ_OK : no_memory(error);
}

/* To the standard alphabet. A text that mixes the two is neither. */
static bool make_standard(struct sj_bytes text, uint8_t *copy)
{
    bool standard = false, url = false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        standard |= c == '+' || c == '/';
        url |= c == '-' || c == '_';
        copy[i] = c == '-' ? '+' : c == '_' ? '/' : c;
    }
    return !(standard && url);
}

static enum sj_status read_base64(json_t *object, const char *name, const char *member,
                                  struct sj_arena *arena, struct sj_bytes *bytes,
                                  struct sj_error *error)
{
    struct sj_bytes text;
    size_t len = 0;
    enum sj_status status = read_text(object, name, false, member, arena, &text, error);
    if (status != SJ_OK)
        return status;
    uint8_t *copy = sj_arena_alloc(arena, text.len + 1),
            *data = sj_arena_alloc(arena, text.len + 1);
    if (!copy || !data)
        return no_memory(error);
    if (!make_standard(text, copy) ||
        !sj_base64_decode(SJ_BYTES(copy, text.len), data, text.len, &len))
        return wrong(error, member,
                     _("is not base64 as it has to be: padded, without blanks or line ends, "
                       "nothing behind the last byte"));
    *bytes = SJ_BYTES(data, len);
    return SJ_OK;
}

static enum sj_status read_signatures(json_t *object, struct sj_arena *arena,
                                      struct sj_envelope *envelope, struct sj_error *error)
{
    json_t *list = json_object_get(object, "signatures");
    char sig[48], keyid[48];
    if (!json_is_array(list))
        return wrong(error, "signatures", list ? _("is not a list") : _("is missing"));
    if (json_array_size(list) > SJ_ENVELOPE_SIGNATURES_MAX)
        return sj_error_set(error, SJ_INVALID, "ENVELOPE_SIGNATURES",
                            _("the envelope has %zu signatures and may have %d; leave out those "
                              "that nobody asks for"),
                            json_array_size(list), SJ_ENVELOPE_SIGNATURES_MAX);
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < json_array_size(list); i++) {
        struct sj_envelope_signature *signature = &envelope->signatures[i];
        json_t *item = json_array_get(list, i);
        snprintf(sig, sizeof(sig), "signatures[%zu].sig", i);
        snprintf(keyid, sizeof(keyid), "signatures[%zu].keyid", i);
        status = read_base64(item, "sig", sig, arena, &signature->sig, error);
        if (status == SJ_OK)
            status = read_text(item, "keyid", true, keyid, arena, &signature->keyid, error);
    }
    envelope->signature_count = json_array_size(list);
    return status;
}

static enum sj_status read_object(json_t *object, struct sj_arena *arena,
                                  struct sj_envelope *envelope, struct sj_error *error)
{
    struct sj_bytes binary;
    *envelope = (struct sj_envelope){0};
    if (!json_is_object(object))
        return wrong(error, "JSON", _("is not an object"));
    enum sj_status status =
        read_base64(object, "payload", "payload", arena, &envelope->payload, error);
    if (status == SJ_OK)
        status = read_text(object, "payloadType", false, "payloadType", arena,
                           &envelope->payload_type, error);
    if (status == SJ_OK)
        status = read_signatures(object, arena, envelope, error);
    /* The binary form is what is signed, stored and sent: it has the last word. */
    return status == SJ_OK ? sj_envelope_encode(envelope, arena, &binary, error) : status;
}

enum sj_status sj_dsse_json_parse(struct sj_bytes text, struct sj_arena *arena,
                                  struct sj_envelope *envelope, struct sj_error *error)
{
    json_error_t found;
    if (text.len > SJ_DSSE_JSON_MAX_BYTES)
        return sj_error_set(error, SJ_EXHAUSTED, "ENVELOPE_TOO_LONG",
                            _("the envelope's JSON form has more than %d bytes"),
                            (int)SJ_DSSE_JSON_MAX_BYTES);
    json_t *object = json_loadb(text.len ? (const char *)text.data : "", text.len,
                                JSON_REJECT_DUPLICATES, &found);
    if (!object)
        return sj_error_set(error, SJ_INVALID, "DSSE_JSON",
                            _("the envelope's JSON form cannot be read: line %d, column %d: %s"),
                            found.line, found.column, found.text);
    enum sj_status status = read_object(object, arena, envelope, error);
    json_decref(object);
    return status;
}
