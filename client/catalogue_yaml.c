#include "client/catalogue_yaml.h"

#include "base/i18n.h"
#include "client/yaml.h"
#include "rules/catalogue_pb.h"

#include <stddef.h>

/* ---- the keys of an indicator ---- */

static const char *const better[] = {"more", "less", "neutral", NULL};
static const char *const totals[] = {"sum", "mean", "none", NULL};

#define AT(field) offsetof(Shangji__V1__Indicator, field)
static const struct sj_yaml_key indicator_keys[] = {
    {"zh", sj_yaml_text, AT(name_zh), 0, "name_zh", true, NULL},
    {"en", sj_yaml_text, AT(name_en), 0, "name_en", true, NULL},
    {"domain", sj_yaml_text, AT(domain), 0, "domain", true, NULL},
    {"unit", sj_yaml_text, AT(unit), 0, "unit", true, NULL},
    {"also", sj_yaml_list, AT(also), AT(n_also), "also", false, NULL},
    {"better", sj_yaml_choice, AT(better), 0, "better", true, better},
    {"total", sj_yaml_choice, AT(aggregation), 0, "aggregation", true, totals},
    {"weighted_by", sj_yaml_text, AT(weighted_by), 0, "weighted_by", false, NULL},
    {"limits", sj_yaml_range, AT(limit_lo), AT(limit_hi), "limit", false, NULL},
    {"plausible", sj_yaml_range, AT(plausible_lo), AT(plausible_hi), "plausible", false, NULL},
    {"required", sj_yaml_flag, AT(required), 0, "required", false, NULL},
    {"internal", sj_yaml_flag, AT(internal), 0, "internal", false, NULL},
    {"stock", sj_yaml_flag, AT(stock), 0, "stock", false, NULL},
    {"continues", sj_yaml_text, AT(continues), 0, "continues", false, NULL},
    {"phrases", sj_yaml_list, AT(phrases), AT(n_phrases), "phrases", false, NULL},
    {"not", sj_yaml_forbidden, AT(phrases), AT(n_phrases), "phrases", false, NULL},
    {"applies_to", sj_yaml_list, AT(applies_to), AT(n_applies_to), "applies_to", false, NULL},
    {NULL, NULL, 0, 0, NULL, false, NULL},
};
#undef AT

/* ---- the three lists: domains, units, indicators ---- */

static enum sj_status read_indicator(struct sj_yaml *yaml, Shangji__V1__Catalogue *catalogue,
                                     char *code)
{
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, code);
    if (status != SJ_OK)
        return status;
    Shangji__V1__Indicator *indicator =
        sj_yaml_new(yaml, &shangji__v1__indicator__descriptor, &status);
    if (!indicator)
        return status;
    indicator->code = code;
    status = sj_yaml_append(yaml, &catalogue->indicators, &catalogue->n_indicators, indicator);
    return status == SJ_OK ? sj_yaml_keys(yaml, indicator_keys, code, indicator) : status;
}

/* farming: [种植业, Farming] */
static enum sj_status read_domain(struct sj_yaml *yaml, Shangji__V1__Catalogue *catalogue,
                                  char *code)
{
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_SEQUENCE_START_EVENT, code);
    if (status != SJ_OK)
        return status;
    Shangji__V1__Domain *domain = sj_yaml_new(yaml, &shangji__v1__domain__descriptor, &status);
    if (!domain)
        return status;
    domain->code = code;
    char **const names[] = {&domain->name_zh, &domain->name_en};
    for (size_t i = 0; i < 2 && status == SJ_OK; i++) {
        status = sj_yaml_take(yaml);
        if (status == SJ_OK && yaml->event.type == YAML_SEQUENCE_END_EVENT)
            return sj_yaml_fail(yaml, _("%s: a name is missing; write [中文, English]"), code);
        if (status == SJ_OK)
            status = sj_yaml_words(yaml, code, names[i]);
    }
    if (status == SJ_OK)
        status = sj_yaml_take(yaml);
    if (status == SJ_OK && yaml->event.type != YAML_SEQUENCE_END_EVENT)
        return sj_yaml_fail(yaml, _("%s: more than two names; write [中文, English]"), code);
    return status == SJ_OK
               ? sj_yaml_append(yaml, &catalogue->domains, &catalogue->n_domains, domain)
               : status;
}

/* 亩: {公顷: 15} */
static enum sj_status read_family(struct sj_yaml *yaml, Shangji__V1__Catalogue *catalogue,
                                  char *base)
{
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, base);
    if (status != SJ_OK)
        return status;
    Shangji__V1__UnitFamily *family =
        sj_yaml_new(yaml, &shangji__v1__unit_family__descriptor, &status);
    if (!family)
        return status;
    family->base_unit = base;
    for (;;) {
        char *name;
        status = sj_yaml_take_key(yaml, &name);
        if (status != SJ_OK)
            return status;
        if (!name)
            return sj_yaml_append(yaml, &catalogue->families, &catalogue->n_families, family);
        Shangji__V1__Unit *unit = sj_yaml_new(yaml, &shangji__v1__unit__descriptor, &status);
        if (!unit)
            return status;
        unit->name = name;
        status = sj_yaml_take(yaml);
        if (status == SJ_OK)
            status = sj_yaml_words(yaml, name, &unit->times);
        if (status == SJ_OK)
            status = sj_yaml_append(yaml, &family->units, &family->n_units, unit);
        if (status != SJ_OK)
            return status;
    }
}

/* A mapping whose keys are names that the file gives; each value by `read_item`. */
static enum sj_status
read_named(struct sj_yaml *yaml, const struct sj_yaml_key *key, Shangji__V1__Catalogue *catalogue,
           enum sj_status (*read_item)(struct sj_yaml *, Shangji__V1__Catalogue *, char *))
{
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, key->word);
    yaml->list = key->field;
    for (yaml->index = 0; status == SJ_OK; yaml->index++) {
        char *name;
        status = sj_yaml_take_key(yaml, &name);
        if (status != SJ_OK || !name)
            break;
        status = sj_yaml_mark(yaml, "");
        if (status == SJ_OK)
            status = read_item(yaml, catalogue, name);
    }
    yaml->list = "";
    yaml->index = 0;
    return status;
}

static enum sj_status read_indicators(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                      void *message)
{
    return read_named(yaml, key, message, read_indicator);
}

static enum sj_status read_domains(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                   void *message)
{
    return read_named(yaml, key, message, read_domain);
}

static enum sj_status read_families(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                    void *message)
{
    return read_named(yaml, key, message, read_family);
}

/* ---- the whole ---- */

#define AT(field) offsetof(Shangji__V1__Catalogue, field)
static const struct sj_yaml_key catalogue_keys[] = {
    {"version", sj_yaml_text, AT(version), 0, "version", true, NULL},
    {"title", sj_yaml_text, AT(title), 0, "title", true, NULL},
    {"domains", read_domains, 0, 0, "domains", true, NULL},
    {"units", read_families, 0, 0, "families", false, NULL},
    {"indicators", read_indicators, 0, 0, "indicators", true, NULL},
    {NULL, NULL, 0, 0, NULL, false, NULL},
};
#undef AT

/* Judged here as well, while the lines are known: "indicators[3].limit_lo" helps nobody who has
 * a file before him. What is made of it is thrown away. */
static enum sj_status judge(struct sj_yaml *yaml, const Shangji__V1__Catalogue *message)
{
    struct sj_arena arena;
    struct sj_catalogue *catalogue;
    sj_arena_init(&arena, yaml->arena->limit_bytes);
    enum sj_status status = sj_catalogue_of_pb(message, &arena, &catalogue, yaml->error);
    sj_arena_clear(&arena);
    if (status == SJ_OK)
        return status;
    size_t line = sj_yaml_line_of(yaml, yaml->error->field);
    return sj_yaml_fail_at(yaml, line ? line : 1);
}

static enum sj_status load(struct sj_yaml *yaml, Shangji__V1__Catalogue *message)
{
    enum sj_status status = sj_yaml_take_kind(yaml, YAML_MAPPING_START_EVENT, _("the catalogue"));
    if (status == SJ_OK)
        status = sj_yaml_keys(yaml, catalogue_keys, _("the catalogue"), message);
    if (status == SJ_OK)
        status = sj_yaml_end(yaml);
    return status == SJ_OK ? judge(yaml, message) : status;
}

enum sj_status sj_catalogue_load_yaml(struct sj_bytes text, const char *name,
                                      struct sj_arena *arena, Shangji__V1__Catalogue **catalogue,
                                      struct sj_error *error)
{
    struct sj_error unasked;
    error = error ? error : &unasked;
    *catalogue = NULL;
    if (text.len > SJ_CATALOGUE_YAML_MAX_BYTES)
        return sj_error_set(error, SJ_EXHAUSTED, "FILE_TOO_LARGE",
                            _("%s has %zu bytes, and a catalogue may have %d"), name, text.len,
                            SJ_CATALOGUE_YAML_MAX_BYTES);
    struct sj_yaml yaml;
    enum sj_status status = sj_yaml_open(&yaml, text, name, arena, error);
    Shangji__V1__Catalogue *message = NULL;
    if (status == SJ_OK)
        message = sj_yaml_new(&yaml, &shangji__v1__catalogue__descriptor, &status);
    if (status == SJ_OK)
        status = load(&yaml, message);
    if (status == SJ_OK)
        *catalogue = message;
    sj_yaml_close(&yaml);
    return status;
}
