#include "client/scorecard_yaml.h"

#include "base/i18n.h"
#include "client/home.h"
#include "client/yaml.h"
#include "rules/scorecard.h"

#include <stddef.h>
#include <string.h>

/* ---- what stands under the keys ---- */

static const char *const directions[] = {"more", "less", NULL};
static const char *const normalisations[] = {"min-max",  "z-score",    "percentile",
                                             "distance", "completion", NULL};
static const char *const means[] = {"arithmetic", "geometric", NULL};
static const char *const policies[] = {"leave_out", "available", "worst", NULL};

#define AT(field) offsetof(Shangji__V1__ScorecardItem, field)
static const struct sj_yaml_key item_keys[] = {
    {"weight", sj_yaml_text, AT(weight), 0, "weight", true, NULL},
    {"direction", sj_yaml_choice, AT(direction), 0, "direction", false, directions},
    {"normalise", sj_yaml_choice, AT(normalisation), 0, "normalisation", true, normalisations},
    {"goalposts", sj_yaml_range, AT(goalpost_lo), AT(goalpost_hi), "goalpost", false, NULL},
    {"target", sj_yaml_text, AT(target), 0, "target", false, NULL},
    {"floor", sj_yaml_text, AT(floor), 0, "floor", false, NULL},
    {"cap", sj_yaml_text, AT(cap), 0, "cap", false, NULL},
    {NULL, NULL, 0, 0, NULL, false, NULL},
};
#undef AT

#define AT(field) offsetof(Shangji__V1__ScorecardAdjustment, field)
static const struct sj_yaml_key adjustment_keys[] = {
    {"township", sj_yaml_text, AT(township), 0, "township", true, NULL},
    {"points", sj_yaml_text, AT(points), 0, "points", true, NULL},
    {"reason", sj_yaml_text, AT(reason), 0, "reason", true, NULL},
    {"document", sj_yaml_text, AT(document), 0, "document", true, NULL},
    {NULL, NULL, 0, 0, NULL, false, NULL},
};
#undef AT

#define AT(field) offsetof(Shangji__V1__ScorecardVeto, field)
static const struct sj_yaml_key veto_keys[] = {
    {"township", sj_yaml_text, AT(township), 0, "township", true, NULL},
    {"reason", sj_yaml_text, AT(reason), 0, "reason", true, NULL},
    {"document", sj_yaml_text, AT(document), 0, "document", true, NULL},
    {NULL, NULL, 0, 0, NULL, false, NULL},
};
#undef AT

/* ---- dimensions and their items, by code ---- */

/* Reading: items are numbered through all dimensions, as the judge calls them. */
struct place {
    const char *list;
    size_t index;
};

static struct place enter(struct sj_yaml *yaml, const char *list, size_t index)
{
    struct place before = {yaml->list, yaml->index};
    yaml->list = list;
    yaml->index = index;
    return before;
}

static void leave(struct sj_yaml *yaml, struct place before)
{
    yaml->list = before.list;
    yaml->index = before.index;
}

static enum sj_status read_item(struct sj_yaml *yaml, char *code, size_t number,
                                Shangji__V1__ScorecardDimension *dimension)
{
    struct place before = enter(yaml, "items", number);
    enum sj_status status = sj_yaml_mark(yaml, "");
    if (status == SJ_OK)
        status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, code);
    if (status != SJ_OK)
        return status;
    Shangji__V1__ScorecardItem *item =
        sj_yaml_new(yaml, &shangji__v1__scorecard_item__descriptor, &status);
    if (!item)
        return status;
    item->indicator = code;
    status = sj_yaml_append(yaml, &dimension->items, &dimension->n_items, item);
    if (status == SJ_OK)
        status = sj_yaml_keys(yaml, item_keys, code, item);
    leave(yaml, before);
    return status;
}

/* How many items the dimensions before this one have: they are counted through. */
struct reading {
    Shangji__V1__ScorecardDimension dimension; /* what the keys fill in */
    size_t before;
};

static enum sj_status read_items(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message)
{
    struct reading *reading = message;
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, key->word);
    while (status == SJ_OK) {
        char *code;
        status = sj_yaml_take_key(yaml, &code);
        if (status != SJ_OK || !code)
            return status;
        status = read_item(yaml, code, reading->before + reading->dimension.n_items,
                           &reading->dimension);
    }
    return status;
}

#define AT(field) offsetof(struct reading, dimension.field)
static const struct sj_yaml_key dimension_keys[] = {
    {"title", sj_yaml_text, AT(title), 0, "title", true, NULL},
    {"weight", sj_yaml_text, AT(weight), 0, "weight", false, NULL},
    {"items", read_items, 0, 0, "items", true, NULL},
    {NULL, NULL, 0, 0, NULL, false, NULL},
};
#undef AT

static enum sj_status read_dimension(struct sj_yaml *yaml, char *code, Shangji__V1__Scorecard *card)
{
    struct reading reading = {.before = sj_scorecard_item_count(card)};
    struct place before = enter(yaml, "dimensions", card->n_dimensions);
    enum sj_status status = sj_yaml_mark(yaml, "");
    if (status == SJ_OK)
        status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, code);
    if (status != SJ_OK)
        return status;
    Shangji__V1__ScorecardDimension *dimension =
        sj_yaml_new(yaml, &shangji__v1__scorecard_dimension__descriptor, &status);
    if (!dimension)
        return status;
    reading.dimension = *dimension;
    reading.dimension.code = code;
    status = sj_yaml_keys(yaml, dimension_keys, code, &reading);
    *dimension = reading.dimension;
    leave(yaml, before);
    return status == SJ_OK ? sj_yaml_append(yaml, &card->dimensions, &card->n_dimensions, dimension)
                           : status;
}

static enum sj_status read_dimensions(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                      void *message)
{
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, key->word);
    while (status == SJ_OK) {
        char *code;
        status = sj_yaml_take_key(yaml, &code);
        if (status != SJ_OK || !code)
            return status;
        status = read_dimension(yaml, code, message);
    }
    return status;
}

/* ---- lists of what documents attest ---- */

/* "- township: …" again and again, each a message of `descriptor`. */
static enum sj_status read_list(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                const struct sj_yaml_key *keys,
                                const ProtobufCMessageDescriptor *descriptor, void *items,
                                size_t *count)
{
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_SEQUENCE_START_EVENT, key->word);
    struct place before = enter(yaml, key->field, 0);
    while (status == SJ_OK) {
        status = sj_yaml_take(yaml);
        if (status != SJ_OK || yaml->event.type == YAML_SEQUENCE_END_EVENT)
            break;
        if (yaml->event.type != YAML_MAPPING_START_EVENT)
            return sj_yaml_fail(yaml,
                                _("%s: each item begins with \"- \" and has lines of \"key: "
                                  "value\""),
                                key->word);
        yaml->index = *count;
        yaml->key_line = 0;
        void *message = sj_yaml_new(yaml, descriptor, &status);
        if (status == SJ_OK)
            status = sj_yaml_mark(yaml, "");
        if (status == SJ_OK)
            status = sj_yaml_append(yaml, items, count, message);
        if (status == SJ_OK)
            status = sj_yaml_keys(yaml, keys, key->word, message);
    }
    leave(yaml, before);
    return status;
}

static enum sj_status read_adjustments(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                       void *message)
{
    Shangji__V1__Scorecard *card = message;
    return read_list(yaml, key, adjustment_keys, &shangji__v1__scorecard_adjustment__descriptor,
                     &card->adjustments, &card->n_adjustments);
}

static enum sj_status read_vetoes(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                  void *message)
{
    Shangji__V1__Scorecard *card = message;
    return read_list(yaml, key, veto_keys, &shangji__v1__scorecard_veto__descriptor, &card->vetoes,
                     &card->n_vetoes);
}

/* ---- the whole ---- */

static enum sj_status read_points(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                  void *message)
{
    char *words;
    enum sj_status status = sj_yaml_take(yaml);
    if (status == SJ_OK)
        status = sj_yaml_words(yaml, key->word, &words);
    if (status != SJ_OK)
        return status;
    bool hundred = strcmp(words, "100") == 0;
    if (!hundred && strcmp(words, "1000") != 0)
        return sj_yaml_fail(yaml, _("%s: \"%.40s\" is neither 100 nor 1000; write one of them"),
                            key->word, words);
    ((Shangji__V1__Scorecard *)message)->points = hundred ? 100 : 1000;
    return SJ_OK;
}

#define AT(field) offsetof(Shangji__V1__Scorecard, field)
static const struct sj_yaml_key card_keys[] = {
    {"code", sj_yaml_text, AT(code), 0, "code", true, NULL},
    {"version", sj_yaml_text, AT(version), 0, "version", true, NULL},
    {"title", sj_yaml_text, AT(title), 0, "title", true, NULL},
    {"period", sj_yaml_text, AT(period), 0, "period", false, NULL},
    {"points", read_points, 0, 0, "points", true, NULL},
    {"mean", sj_yaml_choice, AT(mean), 0, "mean", true, means},
    {"missing", sj_yaml_choice, AT(missing), 0, "missing", true, policies},
    {"townships", sj_yaml_list, AT(townships), AT(n_townships), "townships", false, NULL},
    {"dimensions", read_dimensions, 0, 0, "dimensions", true, NULL},
    {"adjustments", read_adjustments, 0, 0, "adjustments", false, NULL},
    {"vetoes", read_vetoes, 0, 0, "vetoes", false, NULL},
    {NULL, NULL, 0, 0, NULL, false, NULL},
};
#undef AT

static enum sj_status load(struct sj_yaml *yaml, Shangji__V1__Scorecard *card)
{
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, _("the scorecard"));
    if (status == SJ_OK)
        status = sj_yaml_keys(yaml, card_keys, _("the scorecard"), card);
    if (status == SJ_OK)
        status = sj_yaml_end(yaml);
    if (status != SJ_OK || sj_scorecard_check(card, yaml->error) == SJ_OK)
        return status;
    size_t line = sj_yaml_line_of(yaml, yaml->error->field);
    return sj_yaml_fail_at(yaml, line ? line : 1);
}

enum sj_status sj_scorecard_load_yaml(struct sj_bytes text, const char *name,
                                      struct sj_arena *arena, Shangji__V1__Scorecard **card,
                                      struct sj_error *error)
{
    struct sj_error unasked;
    struct sj_yaml yaml;
    error = error ? error : &unasked;
    *card = NULL;
    if (text.len > SJ_SCORECARD_YAML_MAX_BYTES)
        return sj_error_set(error, SJ_EXHAUSTED, "FILE_TOO_LARGE",
                            _("%s has %zu bytes, and a scorecard may have %d"), name, text.len,
                            SJ_SCORECARD_YAML_MAX_BYTES);
    Shangji__V1__Scorecard *message = NULL;
    enum sj_status status = sj_yaml_open(&yaml, text, name, arena, error);
    if (status == SJ_OK)
        message = sj_yaml_new(&yaml, &shangji__v1__scorecard__descriptor, &status);
    if (status == SJ_OK)
        status = load(&yaml, message);
    if (status == SJ_OK)
        *card = message;
    sj_yaml_close(&yaml);
    return status;
}

enum sj_status sj_scorecard_read(const char *path, struct sj_arena *arena,
                                 Shangji__V1__Scorecard **card, struct sj_error *error)
{
    struct sj_bytes yaml;
    enum sj_status status =
        sj_file_read(path, SJ_SCORECARD_YAML_MAX_BYTES + 1, arena, &yaml, error);
    return status == SJ_OK ? sj_scorecard_load_yaml(yaml, path, arena, card, error) : status;
}
