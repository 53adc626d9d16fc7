#include "client/asker.h"

#include "client/choice.h"
#include "client/indicator_name.h"
#include "client/proof.h"

#include <stdlib.h>
#include <string.h>

enum { ASKER_ARENA_BYTES = 512 * 1024 * 1024, LIST_MAX = 200, PATH_MAX_BYTES = 64 };

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the question"));
}

enum sj_status sj_asker_open(struct sj_asker *asker, bool needs_period, struct sj_error *error)
{
    int kind = 0;
    sj_arena_init(&asker->arena, ASKER_ARENA_BYTES);
    enum sj_status status = sj_format_parse(
        asker->format_name ? asker->format_name : "table",
        1U << SJ_FORMAT_TABLE | 1U << SJ_FORMAT_JSON | 1U << SJ_FORMAT_CSV, &asker->format, error);
    if (status == SJ_OK)
        status = sj_choose_kind(asker->kind_name, &kind, error);
    if (status == SJ_OK)
        status = sj_choose_period(&asker->period, asker->year, needs_period, &asker->arena, error);
    if (status == SJ_OK && asker->proof && asker->at)
        status = sj_error_set(error, SJ_USAGE, "BAD_CHOICE",
                              _("a proof is of the ledger as it stands: leave out --as-of"));
    if (status == SJ_OK)
        status = sj_where_open(&asker->where, &asker->home, &asker->link, error);
    if (status == SJ_OK)
        status = sj_home_catalogue(&asker->home, NULL, &asker->arena, &asker->catalogue, error);
    asker->kind = (Shangji__V1__Kind)kind;
    return status;
}

void sj_asker_close(struct sj_asker *asker)
{
    sj_link_close(&asker->link);
    sj_arena_clear(&asker->arena);
    sj_home_clear(&asker->home);
}

enum sj_status sj_asker_run(const struct sj_command_line *line, int argc, char **argv,
                            struct sj_asker *asker, bool needs_period,
                            enum sj_status (*ask)(struct sj_asker *asker, char *const *words,
                                                  int count, struct sj_error *error),
                            struct sj_error *error)
{
    int count;
    bool help;
    enum sj_status status = sj_options_parse(line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    status = sj_asker_open(asker, needs_period, error);
    if (status == SJ_OK)
        status = ask(asker, argv + 1, count, error);
    if (status == SJ_NOT_FOUND && asker->unknown && strcmp(error->reason, "UNKNOWN_INDICATOR") == 0)
        status = sj_indicator_unknown(asker->catalogue, asker->unknown, error);
    sj_asker_close(asker);
    return status;
}

enum sj_status sj_asker_text(struct sj_asker *asker, const char *text, char **field,
                             struct sj_error *error)
{
    char *copy = sj_arena_text(&asker->arena, sj_bytes_of(text ? text : ""));
    if (!copy)
        return no_memory(error);
    *field = copy;
    return SJ_OK;
}

enum sj_status sj_asker_fill(struct sj_asker *asker, char **period, char **within,
                             struct sj_error *error)
{
    enum sj_status status = sj_asker_text(asker, asker->within, within, error);
    return status == SJ_OK && period ? sj_asker_text(asker, asker->period, period, error) : status;
}

enum sj_status sj_asker_indicator(struct sj_asker *asker, const char *word, char **code,
                                  struct sj_error *error)
{
    const char *found = word;
    enum sj_status status = sj_indicator_name(asker->catalogue, word, &found, error);
    if (status == SJ_OK && !sj_catalogue_find(asker->catalogue, sj_bytes_of(found)))
        asker->unknown = word;
    return status == SJ_OK ? sj_asker_text(asker, found, code, error) : status;
}

static char **new_list(struct sj_asker *asker, size_t count)
{
    return sj_arena_array(&asker->arena, count + 1, sizeof(char *));
}

enum sj_status sj_asker_indicators(struct sj_asker *asker, char *const *words, int count,
                                   char ***codes, size_t *code_count, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    *codes = new_list(asker, count > 0 ? (size_t)count : 0);
    *code_count = 0;
    if (!*codes)
        return no_memory(error);
    for (int i = 0; status == SJ_OK && i < count; i++)
        status = sj_asker_indicator(asker, words[i], &(*codes)[(*code_count)++], error);
    return status;
}

enum sj_status sj_asker_words(struct sj_asker *asker, char *const *words, int count, char **field,
                              struct sj_error *error)
{
    struct sj_buffer text = {.limit = 0};
    for (int i = 0; i < count; i++) {
        sj_buffer_add_text(&text, i > 0 ? " " : "");
        sj_buffer_add_text(&text, words[i]);
    }
    enum sj_status status = sj_asker_text(asker, sj_buffer_text(&text), field, error);
    sj_buffer_clear(&text);
    return status;
}

static bool is_code(const char *word)
{
    return strlen(word) == 9 && strspn(word, "0123456789") == 9;
}

/* The one of that name; else the one whose name holds the word, if it is the only one. */
static enum sj_status pick(const Shangji__V1__TownshipsAnswer *roll, const char *word, char **code,
                           struct sj_error *error)
{
    const Shangji__V1__TownshipsRow *found = NULL;
    size_t named = 0;
    for (size_t i = 0; i < roll->n_rows; i++) {
        if (strcmp(roll->rows[i]->name, word) != 0 && roll->n_rows > 1)
            continue;
        found = roll->rows[i];
        named++;
    }
    if (named == 1) {
        *code = found->township;
        return SJ_OK;
    }
    if (roll->n_rows == 0)
        return sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP",
                            _("no township of the city is called '%s'; 'shangji townships' lists "
                              "them"),
                            word);
    return sj_error_set(error, SJ_NOT_FOUND, "WHICH_TOWNSHIP",
                        _("several townships are called '%s': %s (%s), %s (%s), …; name one by its "
                          "code"),
                        word, roll->rows[0]->name, roll->rows[0]->township, roll->rows[1]->name,
                        roll->rows[1]->township);
}

enum sj_status sj_asker_township(struct sj_asker *asker, const char *word, char **code,
                                 struct sj_error *error)
{
    Shangji__V1__TownshipsRequest request;
    ProtobufCMessage *message = NULL;
    shangji__v1__townships_request__init(&request);
    if (is_code(word))
        return sj_asker_text(asker, word, code, error);
    enum sj_status status = sj_asker_text(asker, word, &request.words, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Townships", &request.base, &message, error);
    return status == SJ_OK ? pick((const Shangji__V1__TownshipsAnswer *)message, word, code, error)
                           : status;
}

/* Up to the next comma, of whatever kind; blanks around it do not count. */
static struct sj_bytes next_word(struct sj_bytes *rest)
{
    static const char *const commas[] = {",", "，", "、"};
    size_t end = 0, skip = 0;
    for (; end < rest->len && skip == 0; end += skip == 0)
        for (size_t i = 0; i < 3 && skip == 0; i++)
            if (sj_bytes_starts(sj_bytes_slice(*rest, end, rest->len), sj_bytes_of(commas[i])))
                skip = strlen(commas[i]);
    struct sj_bytes word = sj_bytes_slice(*rest, 0, end);
    *rest = sj_bytes_slice(*rest, end + skip, rest->len);
    while (word.len > 0 && word.data[0] == ' ')
        word = sj_bytes_slice(word, 1, word.len);
    while (word.len > 0 && word.data[word.len - 1] == ' ')
        word = sj_bytes_slice(word, 0, word.len - 1);
    return word;
}

enum sj_status sj_asker_townships(struct sj_asker *asker, char ***codes, size_t *count,
                                  struct sj_error *error)
{
    struct sj_bytes rest = sj_bytes_of(asker->townships ? asker->townships : "");
    enum sj_status status = SJ_OK;
    *codes = new_list(asker, LIST_MAX);
    *count = 0;
    if (!*codes)
        return no_memory(error);
    while (status == SJ_OK && rest.len > 0) {
        struct sj_bytes word = next_word(&rest);
        const char *text = sj_arena_text(&asker->arena, word);
        if (word.len == 0)
            continue;
        if (!text)
            return no_memory(error);
        if (*count == LIST_MAX)
            return sj_error_set(error, SJ_USAGE, "TOO_MANY", _("--townships: at most %d"),
                                LIST_MAX);
        status = sj_asker_township(asker, text, &(*codes)[(*count)++], error);
    }
    return status;
}

enum sj_status sj_asker_call(struct sj_asker *asker, const char *method,
                             const ProtobufCMessage *request, ProtobufCMessage **answer,
                             struct sj_error *error)
{
    char path[PATH_MAX_BYTES];
    snprintf(path, sizeof(path), "/shangji.v1.Query/%s", method);
    enum sj_status status = sj_link_call(&asker->link, path, request, &asker->arena, answer, error);
    if (status != SJ_OK || !asker->proof)
        return status;
    return sj_proof_write_question(&asker->link, path, request, *answer, asker->proof, error);
}

enum sj_status sj_asker_show(struct sj_asker *asker, const ProtobufCMessage *answer,
                             void (*fill)(struct sj_answer_table *table,
                                          const ProtobufCMessage *answer),
                             struct sj_error *error)
{
    struct sj_answer_table table;
    if (asker->format == SJ_FORMAT_JSON)
        return sj_print_json(answer, stdout, error);
    sj_answer_table_init(&table, &asker->arena);
    fill(&table, answer);
    if (asker->format == SJ_FORMAT_CSV)
        sj_answer_table_print_csv(&table, stdout);
    else
        sj_answer_table_show(&table);
    sj_answer_table_clear(&table);
    return SJ_OK;
}
