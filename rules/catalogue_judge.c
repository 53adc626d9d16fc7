#include "rules/catalogue_judge.h"

#include "base/i18n.h"
#include "base/text.h"
#include "rules/fold.h"

#include <stdio.h>
#include <string.h>

enum sj_status sj_catalogue_refuse(struct catalogue_judge *judge, const char *field,
                                   const char *format, ...)
{
    char what[512];
    va_list list;
    va_start(list, format);
    if (vsnprintf(what, sizeof what, format, list) < 0)
        what[0] = 0;
    va_end(list);
    if (judge->place[0])
        sj_error_set(judge->error, SJ_INVALID, "CATALOGUE", "%.64s %s: %s",
                     judge->subject[0] ? judge->subject : judge->place, field, what);
    else
        sj_error_set(judge->error, SJ_INVALID, "CATALOGUE", "%s: %s", field, what);
    sj_error_at(judge->error, "%s%s%s", judge->place, judge->place[0] ? "." : "", field);
    return SJ_INVALID;
}

enum sj_status sj_catalogue_no_room(struct catalogue_judge *judge)
{
    return sj_error_set(judge->error, SJ_EXHAUSTED, "TOO_LARGE",
                        _("the catalogue needs more than %zu bytes"), judge->arena->limit_bytes);
}

void sj_catalogue_at(struct catalogue_judge *judge, const char *list, size_t index,
                     const char *subject)
{
    judge->place[0] = 0;
    judge->subject = subject;
    if (list)
        snprintf(judge->place, sizeof judge->place, "%s[%zu]", list, index);
}

/* ---- words ---- */

/* An unpacked message has valid UTF-8; one that a program filled in may have anything. */
enum sj_status sj_catalogue_words(struct catalogue_judge *judge, const char *field,
                                  const char *words, size_t max)
{
    struct sj_bytes bytes = sj_bytes_of(words);
    if (bytes.len == 0)
        return sj_catalogue_refuse(judge, field, _("is empty; write it"));
    if (bytes.len > max)
        return sj_catalogue_refuse(judge, field, _("is longer than %zu bytes; shorten it"), max);
    if (!sj_utf8_valid(bytes))
        return sj_catalogue_refuse(judge, field, _("is not UTF-8 text"));
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.data[i] < 0x20 || bytes.data[i] == 0x7F)
            return sj_catalogue_refuse(judge, field,
                                       _("has a line end or another control character"));
    if (sj_bytes_trim(bytes).len != bytes.len)
        return sj_catalogue_refuse(judge, field, _("begins or ends with a blank; remove it"));
    return SJ_OK;
}

enum sj_status sj_catalogue_code(struct catalogue_judge *judge, const char *field, const char *code)
{
    if (sj_code_valid(code))
        return SJ_OK;
    return sj_catalogue_refuse(
        judge, field,
        _("\"%.64s\" is no code: write at most %d small letters, digits and single "
          "underscores, a letter first, as grain_sown_area"),
        code, SJ_CODE_MAX);
}

enum sj_status sj_catalogue_version(struct catalogue_judge *judge)
{
    static const char allowed[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  ".-";
    const char *version = judge->message->version;
    size_t len = strlen(version);
    if (len > 0 && len <= SJ_CATALOGUE_VERSION_MAX && strspn(version, allowed) == len)
        return SJ_OK;
    return sj_catalogue_refuse(
        judge, "version",
        _("\"%.64s\" is no version: write 1 to %d letters, digits, points and hyphens, "
          "as 2021.1"),
        version, SJ_CATALOGUE_VERSION_MAX);
}

enum sj_status sj_catalogue_count(struct catalogue_judge *judge, const char *field, size_t count,
                                  size_t max)
{
    if (count <= max)
        return SJ_OK;
    return sj_catalogue_refuse(judge, field, _("%zu of them, and %zu are allowed"), count, max);
}

/* ---- units ---- */

static enum sj_status check_times(struct catalogue_judge *judge, const char *field,
                                  const char *text, struct sj_decimal *times)
{
    if (!sj_decimal_parse(sj_bytes_of(text), times))
        return sj_catalogue_refuse(judge, field,
                                   _("\"%.40s\" is no number; write digits, as 0.0015"), text);
    if (sj_decimal_sign(*times) <= 0)
        return sj_catalogue_refuse(judge, field, _("is %.40s, and must be above 0"), text);
    return SJ_OK;
}

const struct sj_unit_family *sj_catalogue_family(const struct sj_catalogue *catalogue,
                                                 struct sj_bytes unit, size_t *place)
{
    for (size_t i = 0; i < catalogue->family_count; i++) {
        const struct sj_unit_family *family = &catalogue->families[i];
        *place = SIZE_MAX;
        if (sj_fold_equal(family->base, unit))
            return family;
        for (*place = 0; *place < family->unit_count; ++*place)
            if (sj_fold_equal(family->units[*place].name, unit))
                return family;
    }
    return NULL;
}

static enum sj_status check_unit_name(struct catalogue_judge *judge, const char *field,
                                      const char *name)
{
    size_t place;
    enum sj_status status = sj_catalogue_words(judge, field, name, SJ_CATALOGUE_UNIT_MAX);
    if (status == SJ_OK && sj_catalogue_family(judge->catalogue, sj_bytes_of(name), &place))
        return sj_catalogue_refuse(judge, field, _("%s stands among the units twice; keep one"),
                                   name);
    return status;
}

static enum sj_status take_family(struct catalogue_judge *judge,
                                  const Shangji__V1__UnitFamily *from)
{
    struct sj_unit_family *family = &judge->catalogue->families[judge->catalogue->family_count];
    enum sj_status status = check_unit_name(judge, "base_unit", from->base_unit);
    if (status != SJ_OK)
        return status;
    family->base = sj_bytes_of(from->base_unit);
    family->units = sj_arena_array(judge->arena, from->n_units, sizeof *family->units);
    if (!family->units)
        return sj_catalogue_no_room(judge);
    judge->catalogue->family_count++;
    for (size_t i = 0; i < from->n_units; i++) {
        char field[48];
        snprintf(field, sizeof field, "units[%zu].name", i);
        status = check_unit_name(judge, field, from->units[i]->name);
        if (status != SJ_OK)
            return status;
        snprintf(field, sizeof field, "units[%zu].times", i);
        family->units[i].name = sj_bytes_of(from->units[i]->name);
        status = check_times(judge, field, from->units[i]->times, &family->units[i].times);
        if (status != SJ_OK)
            return status;
        family->unit_count++;
    }
    return SJ_OK;
}

enum sj_status sj_catalogue_families(struct catalogue_judge *judge)
{
    const Shangji__V1__Catalogue *message = judge->message;
    size_t units = message->n_families;
    sj_catalogue_at(judge, NULL, 0, "");
    for (size_t i = 0; i < message->n_families; i++)
        units += message->families[i]->n_units;
    enum sj_status status = sj_catalogue_count(judge, "families", units, SJ_CATALOGUE_UNITS_MAX);
    if (status != SJ_OK)
        return status;
    judge->catalogue->families =
        sj_arena_array(judge->arena, message->n_families, sizeof *judge->catalogue->families);
    if (!judge->catalogue->families)
        return sj_catalogue_no_room(judge);
    for (size_t i = 0; i < message->n_families && status == SJ_OK; i++) {
        sj_catalogue_at(judge, "families", i, message->families[i]->base_unit);
        status = take_family(judge, message->families[i]);
    }
    return status;
}

enum sj_status sj_catalogue_domains(struct catalogue_judge *judge)
{
    const Shangji__V1__Catalogue *message = judge->message;
    enum sj_status status =
        sj_catalogue_count(judge, "domains", message->n_domains, SJ_CATALOGUE_DOMAINS_MAX);
    for (size_t i = 0; i < message->n_domains && status == SJ_OK; i++) {
        const Shangji__V1__Domain *domain = message->domains[i];
        sj_catalogue_at(judge, "domains", i, domain->code);
        status = sj_catalogue_code(judge, "code", domain->code);
        for (size_t j = 0; j < i && status == SJ_OK; j++)
            if (strcmp(message->domains[j]->code, domain->code) == 0)
                status = sj_catalogue_refuse(judge, "code", _("stands here twice; keep one"));
        if (status == SJ_OK)
            status = sj_catalogue_words(judge, "name_zh", domain->name_zh, SJ_CATALOGUE_NAME_MAX);
        if (status == SJ_OK)
            status = sj_catalogue_words(judge, "name_en", domain->name_en, SJ_CATALOGUE_NAME_MAX);
    }
    return status;
}
