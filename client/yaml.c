#include "client/yaml.h"

#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

/* ---- errors ---- */

static size_t line_of(const struct sj_yaml *yaml)
{
    return yaml->event.start_mark.line + 1;
}

enum sj_status sj_yaml_fail_at(struct sj_yaml *yaml, size_t line)
{
    sj_error_in(yaml->error, "%s:%zu", yaml->name, line);
    sj_error_at(yaml->error, "%s:%zu", yaml->name, line);
    return yaml->error->status;
}

enum sj_status sj_yaml_fail(struct sj_yaml *yaml, const char *format, ...)
{
    char what[512];
    va_list list;
    va_start(list, format);
    if (vsnprintf(what, sizeof what, format, list) < 0)
        what[0] = 0;
    va_end(list);
    sj_error_set(yaml->error, SJ_INVALID, "YAML", "%s", what);
    return sj_yaml_fail_at(yaml, line_of(yaml));
}

enum sj_status sj_yaml_no_room(struct sj_yaml *yaml)
{
    sj_error_set(yaml->error, SJ_EXHAUSTED, "TOO_LARGE",
                 _("the catalogue needs more than %zu bytes of memory; make it smaller"),
                 yaml->arena->limit_bytes);
    return sj_yaml_fail_at(yaml, line_of(yaml));
}

static enum sj_status fail_syntax(struct sj_yaml *yaml)
{
    const yaml_parser_t *parser = &yaml->parser;
    size_t line = parser->problem_mark.line + 1;
    if (parser->error == YAML_MEMORY_ERROR) {
        sj_error_set(yaml->error, SJ_NO_MEMORY, NULL, _("no memory to read it"));
    } else if (parser->error == YAML_READER_ERROR) {
        line = 1;
        for (size_t i = 0; i < parser->problem_offset && i < yaml->text.len; i++)
            line += yaml->text.data[i] == '\n';
        sj_error_set(yaml->error, SJ_INVALID, "YAML",
                     _("%s; save the file as UTF-8 text without control characters"),
                     parser->problem);
    } else {
        sj_error_set(yaml->error, SJ_INVALID, "YAML",
                     _("%s; check that lines are indented by blanks as their neighbours are, that "
                       ": , [ ] are half-width with a blank behind : and that words beginning with "
                       "# ! %% & * are in quotes"),
                     parser->problem ? parser->problem : "?");
    }
    return sj_yaml_fail_at(yaml, line);
}

/* ---- events ---- */

enum sj_status sj_yaml_take(struct sj_yaml *yaml)
{
    if (yaml->has_event)
        yaml_event_delete(&yaml->event);
    yaml->has_event = yaml_parser_parse(&yaml->parser, &yaml->event);
    if (!yaml->has_event)
        return fail_syntax(yaml);
    const yaml_event_t *event = &yaml->event;
    bool scalar = event->type == YAML_SCALAR_EVENT;
    bool sequence = event->type == YAML_SEQUENCE_START_EVENT;
    bool mapping = event->type == YAML_MAPPING_START_EVENT;
    if (event->type == YAML_ALIAS_EVENT || (scalar && event->data.scalar.anchor) ||
        (sequence && event->data.sequence_start.anchor) ||
        (mapping && event->data.mapping_start.anchor))
        return sj_yaml_fail(yaml,
                            _("anchors (&) and aliases (*) have no place here; write it out, and "
                              "put words that begin with & or * in quotes"));
    if ((scalar && event->data.scalar.tag) || (sequence && event->data.sequence_start.tag) ||
        (mapping && event->data.mapping_start.tag))
        return sj_yaml_fail(yaml, _("words that begin with ! stand in quotes, as \"!示范\""));
    return SJ_OK;
}

enum sj_status sj_yaml_take_kind(struct sj_yaml *yaml, yaml_event_type_t type, const char *word)
{
    enum sj_status status = sj_yaml_take(yaml);
    if (status != SJ_OK || yaml->event.type == type)
        return status;
    if (type == YAML_MAPPING_START_EVENT)
        return sj_yaml_fail(yaml,
                            _("%s: here stand lines of \"key: value\", further indented, "
                              "with a half-width colon and a blank behind it"),
                            word);
    return sj_yaml_fail(yaml, _("%s: here stands a list, as [A, B]"), word);
}

enum sj_status sj_yaml_words(struct sj_yaml *yaml, const char *word, char **words)
{
    if (yaml->event.type != YAML_SCALAR_EVENT)
        return sj_yaml_fail(yaml, _("%s: here stands one value, no list and no further keys"),
                            word);
    struct sj_bytes bytes = SJ_BYTES(yaml->event.data.scalar.value, yaml->event.data.scalar.length);
    bool plain = yaml->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (bytes.len == 0 || (plain && (sj_bytes_equal(bytes, SJ_LITERAL("~")) ||
                                     sj_bytes_equal(bytes, SJ_LITERAL("null")))))
        return sj_yaml_fail(yaml, _("%s has no value; write one or take the line out"), word);
    if (memchr(bytes.data, 0, bytes.len))
        return sj_yaml_fail(yaml, _("%s has a NUL character; take it out"), word);
    *words = sj_arena_text(yaml->arena, bytes);
    return *words ? SJ_OK : sj_yaml_no_room(yaml);
}

enum sj_status sj_yaml_take_key(struct sj_yaml *yaml, char **key)
{
    *key = NULL;
    enum sj_status status = sj_yaml_take(yaml);
    if (status != SJ_OK || yaml->event.type == YAML_MAPPING_END_EVENT)
        return status;
    yaml->key_line = line_of(yaml);
    return sj_yaml_words(yaml, _("the key"), key);
}

/* ---- the message ---- */

/* One more item in an array that lives in the arena; doubled when a power of two is full. */
static void *grow(struct sj_yaml *yaml, void *items, size_t count, size_t size_bytes)
{
    if (count & (count - 1))
        return items;
    void *larger = sj_arena_array(yaml->arena, count ? 2 * count : 1, size_bytes);
    if (larger && count)
        memcpy(larger, items, count * size_bytes);
    return larger;
}

enum sj_status sj_yaml_append(struct sj_yaml *yaml, void *items, size_t *count, void *item)
{
    void *array;
    memcpy(&array, items, sizeof array);
    array = item ? grow(yaml, array, *count, sizeof item) : NULL;
    if (!array)
        return sj_yaml_no_room(yaml);
    memcpy((char *)array + *count * sizeof item, &item, sizeof item);
    memcpy(items, &array, sizeof array);
    ++*count;
    return SJ_OK;
}

enum sj_status sj_yaml_mark(struct sj_yaml *yaml, const char *field)
{
    struct sj_yaml_mark *marks = grow(yaml, yaml->marks, yaml->mark_count, sizeof *marks);
    if (!marks)
        return sj_yaml_no_room(yaml);
    yaml->marks = marks;
    marks[yaml->mark_count++] =
        (struct sj_yaml_mark){yaml->list, yaml->index, field, line_of(yaml)};
    return SJ_OK;
}

static enum sj_status fail_key(struct sj_yaml *yaml, const struct sj_yaml_key *keys,
                               const char *word)
{
    char known[256] = "";
    for (size_t i = 0, len = 0; keys[i].word && len < sizeof known; i++)
        len +=
            (size_t)snprintf(known + len, sizeof known - len, "%s%s", i ? ", " : "", keys[i].word);
    return sj_yaml_fail(yaml, _("there is no key \"%.64s\" here; there are %s"), word, known);
}

static enum sj_status check_complete(struct sj_yaml *yaml, const struct sj_yaml_key *keys,
                                     uint32_t seen, const char *whose, size_t line)
{
    for (size_t i = 0; keys[i].word; i++)
        if (keys[i].required && !(seen & UINT32_C(1) << i)) {
            sj_error_set(yaml->error, SJ_INVALID, "YAML", _("%s: the key %s is missing; add it"),
                         whose, keys[i].word);
            return sj_yaml_fail_at(yaml, line);
        }
    return SJ_OK;
}

enum sj_status sj_yaml_keys(struct sj_yaml *yaml, const struct sj_yaml_key *keys, const char *whose,
                            void *message)
{
    size_t line = yaml->key_line ? yaml->key_line : line_of(yaml);
    uint32_t seen = 0;
    for (;;) {
        char *word;
        enum sj_status status = sj_yaml_take_key(yaml, &word);
        if (status != SJ_OK)
            return status;
        if (!word)
            return check_complete(yaml, keys, seen, whose, line);
        size_t i = 0;
        while (keys[i].word && strcmp(keys[i].word, word) != 0)
            i++;
        if (!keys[i].word)
            return fail_key(yaml, keys, word);
        if (seen & UINT32_C(1) << i)
            return sj_yaml_fail(yaml, _("the key %s stands here twice; keep one"), word);
        seen |= UINT32_C(1) << i;
        status = sj_yaml_mark(yaml, keys[i].field);
        if (status == SJ_OK)
            status = keys[i].read(yaml, &keys[i], message);
        if (status != SJ_OK)
            return status;
    }
}

static void put_text(void *message, size_t at, char *text)
{
    memcpy((char *)message + at, &text, sizeof text);
}

/* The words of the next event; NULL: *status says why there are none. */
static char *take_words(struct sj_yaml *yaml, const struct sj_yaml_key *key, enum sj_status *status)
{
    char *words = NULL;
    *status = sj_yaml_take(yaml);
    if (*status == SJ_OK)
        *status = sj_yaml_words(yaml, key->word, &words);
    return *status == SJ_OK ? words : NULL;
}

enum sj_status sj_yaml_text(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message)
{
    enum sj_status status;
    char *words = take_words(yaml, key, &status);
    if (words)
        put_text(message, key->at, words);
    return status;
}

/* One more text in a list, marked by itself as "phrases[2]". */
static enum sj_status add_words(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message,
                                const char *before)
{
    char *words = NULL;
    size_t *count = (void *)((char *)message + key->also_at);
    enum sj_status status = sj_yaml_words(yaml, key->word, &words);
    if (status != SJ_OK)
        return status;
    const char *field = sj_arena_printf(yaml->arena, "%s[%zu]", key->field, *count);
    if (before[0])
        words = sj_arena_printf(yaml->arena, "%s%s", before, words);
    status = field ? sj_yaml_mark(yaml, field) : sj_yaml_no_room(yaml);
    return status == SJ_OK ? sj_yaml_append(yaml, (char *)message + key->at, count, words) : status;
}

/* [A, B] or lines of "- A", or a single A. */
static enum sj_status read_words(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message,
                                 const char *before)
{
    enum sj_status status = sj_yaml_take(yaml);
    if (status != SJ_OK)
        return status;
    if (yaml->event.type != YAML_SEQUENCE_START_EVENT)
        return add_words(yaml, key, message, before);
    for (;;) {
        status = sj_yaml_take(yaml);
        if (status != SJ_OK || yaml->event.type == YAML_SEQUENCE_END_EVENT)
            return status;
        status = add_words(yaml, key, message, before);
        if (status != SJ_OK)
            return status;
    }
}

enum sj_status sj_yaml_list(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message)
{
    return read_words(yaml, key, message, "");
}

enum sj_status sj_yaml_forbidden(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message)
{
    return read_words(yaml, key, message, "!");
}

/* 0..100, 0.. or ..100; the ends themselves are judged with the rest. */
enum sj_status sj_yaml_range(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message)
{
    enum sj_status status;
    char *words = take_words(yaml, key, &status);
    if (!words)
        return status;
    char *dots = strstr(words, "..");
    if (!dots || strlen(words) == 2)
        return sj_yaml_fail(yaml, _("%s: \"%.40s\" is no range; write 0..100, 0.. or ..100"),
                            key->word, words);
    *dots = 0;
    put_text(message, key->at, words);
    put_text(message, key->also_at, dots + 2);
    return SJ_OK;
}

enum sj_status sj_yaml_choice(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message)
{
    char known[64] = "";
    enum sj_status status;
    char *words = take_words(yaml, key, &status);
    if (!words)
        return status;
    for (int i = 0; key->choices[i]; i++) {
        if (strcmp(words, key->choices[i]) == 0) {
            int value = i + 1;
            memcpy((char *)message + key->at, &value, sizeof value);
            return SJ_OK;
        }
        size_t len = strlen(known);
        snprintf(known + len, sizeof known - len, "%s%s", i ? ", " : "", key->choices[i]);
    }
    return sj_yaml_fail(yaml, _("%s: \"%.40s\" is none of %s; write one of them"), key->word, words,
                        known);
}

enum sj_status sj_yaml_flag(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message)
{
    enum sj_status status;
    char *words = take_words(yaml, key, &status);
    if (!words)
        return status;
    protobuf_c_boolean value = strcmp(words, "yes") == 0 || strcmp(words, "true") == 0;
    if (!value && strcmp(words, "no") != 0 && strcmp(words, "false") != 0)
        return sj_yaml_fail(yaml, _("%s: \"%.40s\" is neither yes nor no; write one of them"),
                            key->word, words);
    memcpy((char *)message + key->at, &value, sizeof value);
    return SJ_OK;
}

/* ---- the whole ---- */

enum sj_status sj_yaml_open(struct sj_yaml *yaml, struct sj_bytes text, const char *name,
                            struct sj_arena *arena, struct sj_error *error)
{
    static const uint8_t nothing[1];
    if (sj_bytes_starts(text, SJ_LITERAL("\xEF\xBB\xBF"))) /* which Windows likes to put there */
        text = sj_bytes_slice(text, 3, text.len);
    *yaml =
        (struct sj_yaml){.text = text, .name = name, .arena = arena, .error = error, .list = ""};
    if (!yaml_parser_initialize(&yaml->parser))
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to read %s"), name);
    yaml->is_open = true;
    yaml_parser_set_input_string(&yaml->parser, text.data ? text.data : nothing, text.len);
    yaml_parser_set_encoding(&yaml->parser, YAML_UTF8_ENCODING);
    enum sj_status status = sj_yaml_take(yaml); /* the stream's beginning */
    if (status == SJ_OK)
        status = sj_yaml_take(yaml);
    if (status == SJ_OK && yaml->event.type != YAML_DOCUMENT_START_EVENT)
        return sj_yaml_fail(yaml, _("the file is empty"));
    return status;
}

enum sj_status sj_yaml_end(struct sj_yaml *yaml)
{
    enum sj_status status = sj_yaml_take(yaml); /* the document's end */
    if (status == SJ_OK)
        status = sj_yaml_take(yaml);
    if (status == SJ_OK && yaml->event.type != YAML_STREAM_END_EVENT)
        return sj_yaml_fail(yaml, _("a second document begins here; one file holds one"));
    return status;
}

void sj_yaml_close(struct sj_yaml *yaml)
{
    if (yaml->has_event)
        yaml_event_delete(&yaml->event);
    if (yaml->is_open)
        yaml_parser_delete(&yaml->parser);
    *yaml = (struct sj_yaml){0};
}
