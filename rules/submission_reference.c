/* The form of reference tables and groupings. Townships stand in the order of their codes, so that
 * what is told can be written in one way only. */
#include "rules/submission_parts.h"

#include "base/decimal.h"
#include "base/i18n.h"
#include "base/period.h"
#include "rules/city_reference.h"

#include <string.h>

static enum sj_status check_code(const char *code, const char *field, struct sj_error *error)
{
    if (sj_code_valid(code))
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_CODE",
                 _("\"%.64s\" is no code: write at most %d small letters, digits and single "
                   "underscores, a letter first, as grain_sown_area"),
                 code, SJ_CODE_MAX);
    return sj_error_at(error, "%s", field);
}

/* One line that people will read for as long as the ledger lasts. */
static enum sj_status check_line(const char *words, size_t max, const char *field,
                                 struct sj_error *error)
{
    struct sj_bytes bytes = sj_bytes_of(words);
    bool good = bytes.len >= 1 && bytes.len <= max && sj_bytes_trim(bytes).len == bytes.len;
    for (size_t i = 0; good && i < bytes.len; i++)
        good = bytes.data[i] >= 0x20 && bytes.data[i] != 0x7F;
    if (good)
        return SJ_OK;
    sj_error_set(error, SJ_INVALID, "BAD_WORDS",
                 _("1 to %zu bytes on one line are needed here, without blanks around them; this "
                   "has %zu"),
                 max, bytes.len);
    return sj_error_at(error, "%s", field);
}

struct line {
    const char *words, *field;
    size_t max;
};

static enum sj_status check_lines(const struct line *lines, size_t count, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < count; i++)
        status = check_line(lines[i].words, lines[i].max, lines[i].field, error);
    return status;
}

static enum sj_status check_value(const Shangji__V1__ReferenceTable__Value *value,
                                  struct sj_error *error)
{
    struct sj_decimal parsed;
    char shortest[SJ_DECIMAL_TEXT];
    int64_t fixed;
    bool exact;
    if (sj_decimal_parse(sj_bytes_of(value->value), &parsed) && sj_decimal_sign(parsed) >= 0 &&
        sj_decimal_to_fixed_floor(parsed, &fixed, &exact) && exact &&
        strcmp(sj_decimal_format(parsed, shortest), value->value) == 0)
        return SJ_OK;
    return sj_error_set(error, SJ_INVALID, "BAD_VALUE",
                        _("township %s: \"%.40s\" is no value: write digits, as 25430 or 0.5, not "
                          "below zero, with at most %d decimal places and no needless zeros"),
                        value->township, value->value, SJ_DECIMAL_FIXED_PLACES);
}

static enum sj_status out_of_order(const char *code, struct sj_error *error)
{
    return sj_error_set(error, SJ_INVALID, "BAD_ORDER",
                        _("township %s: townships must stand in the order of their codes, each "
                          "once"),
                        code);
}

static enum sj_status check_values(const Shangji__V1__ReferenceTable *table, struct sj_error *error)
{
    if (table->n_values < 1 || table->n_values > SJ_REFERENCE_VALUES_MAX) {
        sj_error_set(error, SJ_INVALID, "BAD_COUNT", _("a table has 1 to %d values, this one %zu"),
                     SJ_REFERENCE_VALUES_MAX, table->n_values);
        return sj_error_at(error, "reference.values");
    }
    for (size_t i = 0; i < table->n_values; i++) {
        const Shangji__V1__ReferenceTable__Value *value = table->values[i];
        enum sj_status status = sj_subject_check(value->township, NULL, NULL, error);
        if (status == SJ_OK && i > 0 &&
            strcmp(table->values[i - 1]->township, value->township) >= 0)
            status = out_of_order(value->township, error);
        if (status == SJ_OK)
            status = check_value(value, error);
        if (status != SJ_OK)
            return sj_error_at(error, "reference.values[%zu]", i);
    }
    return SJ_OK;
}

enum sj_status sj_reference_check(const Shangji__V1__ReferenceTable *table, struct sj_error *error)
{
    const struct line lines[] = {
        {table->name_zh, "reference.name_zh", SJ_REFERENCE_NAME_MAX},
        {table->name_en, "reference.name_en", SJ_REFERENCE_NAME_MAX},
        {table->unit, "reference.unit", SJ_REFERENCE_UNIT_MAX},
        {table->definition, "reference.definition", SJ_REFERENCE_WORDS_MAX},
        {table->source, "reference.source", SJ_REFERENCE_WORDS_MAX},
    };
    enum sj_status status = check_code(table->code, "reference.code", error);
    if (status == SJ_OK)
        status = check_lines(lines, sizeof lines / sizeof lines[0], error);
    if (status == SJ_OK && !sj_date_valid(sj_bytes_of(table->date))) {
        sj_error_set(error, SJ_INVALID, "BAD_DATE", _("date \"%.32s\": write a day as 2023-12-31"),
                     table->date);
        return sj_error_at(error, "reference.date");
    }
    if (status == SJ_OK && table->period[0] != '\0')
        status = sj_subject_check(NULL, table->period, NULL, error);
    return status == SJ_OK ? check_values(table, error) : status;
}

static enum sj_status check_members(const Shangji__V1__Grouping__Group *group,
                                    struct sj_error *error)
{
    if (group->n_townships < 1 || group->n_townships > SJ_REFERENCE_VALUES_MAX)
        return sj_error_set(error, SJ_INVALID, "BAD_COUNT",
                            _("a group has 1 to %d townships, this one %zu"),
                            SJ_REFERENCE_VALUES_MAX, group->n_townships);
    for (size_t i = 0; i < group->n_townships; i++) {
        enum sj_status status = sj_subject_check(group->townships[i], NULL, NULL, error);
        if (status == SJ_OK && i > 0 && strcmp(group->townships[i - 1], group->townships[i]) >= 0)
            status = out_of_order(group->townships[i], error);
        if (status != SJ_OK)
            return status;
    }
    return SJ_OK;
}

static enum sj_status check_group(const Shangji__V1__Grouping *grouping, size_t number,
                                  struct sj_error *error)
{
    const Shangji__V1__Grouping__Group *group = grouping->groups[number];
    const struct line lines[] = {
        {group->name_zh, "grouping.groups.name_zh", SJ_REFERENCE_NAME_MAX},
        {group->name_en, "grouping.groups.name_en", SJ_REFERENCE_NAME_MAX},
    };
    enum sj_status status = check_code(group->code, "grouping.groups.code", error);
    for (size_t i = 0; status == SJ_OK && i < number; i++)
        if (strcmp(grouping->groups[i]->code, group->code) == 0)
            status = sj_error_set(error, SJ_INVALID, "GROUP_TWICE",
                                  _("group %s stands here twice; keep one"), group->code);
    if (status == SJ_OK)
        status = check_lines(lines, sizeof lines / sizeof lines[0], error);
    if (status == SJ_OK)
        status = check_members(group, error);
    return status == SJ_OK ? SJ_OK : sj_error_at(error, "grouping.groups[%zu]", number);
}

enum sj_status sj_grouping_check(const Shangji__V1__Grouping *grouping, struct sj_error *error)
{
    const struct line lines[] = {
        {grouping->name_zh, "grouping.name_zh", SJ_REFERENCE_NAME_MAX},
        {grouping->name_en, "grouping.name_en", SJ_REFERENCE_NAME_MAX},
    };
    enum sj_status status = check_code(grouping->code, "grouping.code", error);
    if (status == SJ_OK)
        status = check_lines(lines, sizeof lines / sizeof lines[0], error);
    if (status == SJ_OK && (grouping->n_groups < 1 || grouping->n_groups > SJ_GROUPS_MAX)) {
        sj_error_set(error, SJ_INVALID, "BAD_COUNT",
                     _("a grouping has 1 to %d groups, this one %zu"), SJ_GROUPS_MAX,
                     grouping->n_groups);
        return sj_error_at(error, "grouping.groups");
    }
    for (size_t i = 0; status == SJ_OK && i < grouping->n_groups; i++)
        status = check_group(grouping, i, error);
    return status;
}
