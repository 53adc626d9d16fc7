#include "rules/catalogue.h"

#include "base/i18n.h"
#include "rules/fold.h"

#include <string.h>

bool sj_code_valid(const char *code)
{
    size_t len = strlen(code);
    if (len == 0 || len > SJ_CODE_MAX || code[0] < 'a' || code[0] > 'z' || code[len - 1] == '_')
        return false;
    for (size_t i = 0; i < len; i++) {
        bool letter = code[i] >= 'a' && code[i] <= 'z';
        bool digit = code[i] >= '0' && code[i] <= '9';
        if (!letter && !digit && !(code[i] == '_' && code[i + 1] != '_'))
            return false;
    }
    return true;
}

/* Sinks one element of a heap of indicator numbers ordered by code; heapsort needs no further
 * memory and no worst case, and qsort has no way to hand over the catalogue. */
static void sink(const struct sj_catalogue *catalogue, size_t root, size_t count)
{
    uint32_t *order = catalogue->by_code;
    const struct sj_indicator *indicators = catalogue->indicators;
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= count)
            return;
        if (child + 1 < count &&
            strcmp(indicators[order[child]].code, indicators[order[child + 1]].code) < 0)
            child++;
        if (strcmp(indicators[order[root]].code, indicators[order[child]].code) >= 0)
            return;
        uint32_t swap = order[root];
        order[root] = order[child];
        order[child] = swap;
        root = child;
    }
}

enum sj_status sj_catalogue_index(struct sj_catalogue *catalogue, struct sj_arena *arena,
                                  struct sj_error *error)
{
    size_t count = catalogue->indicator_count;
    catalogue->by_code = sj_arena_array(arena, count ? count : 1, sizeof *catalogue->by_code);
    if (!catalogue->by_code)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory left for the catalogue"));
    for (size_t i = 0; i < count; i++)
        catalogue->by_code[i] = (uint32_t)i;
    for (size_t i = count / 2; i-- > 0;)
        sink(catalogue, i, count);
    for (size_t i = count; i-- > 1;) {
        uint32_t last = catalogue->by_code[i];
        catalogue->by_code[i] = catalogue->by_code[0];
        catalogue->by_code[0] = last;
        sink(catalogue, 0, i);
    }
    for (size_t i = 1; i < count; i++) {
        const char *code = catalogue->indicators[catalogue->by_code[i]].code;
        if (strcmp(catalogue->indicators[catalogue->by_code[i - 1]].code, code) == 0)
            return sj_error_set(error, SJ_INVALID, "CODE_TWICE",
                                _("the catalogue has two indicators %s; rename one"), code);
    }
    return SJ_OK;
}

const struct sj_indicator *sj_catalogue_find(const struct sj_catalogue *catalogue,
                                             struct sj_bytes code)
{
    size_t low = 0, high = catalogue->by_code ? catalogue->indicator_count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct sj_indicator *indicator = &catalogue->indicators[catalogue->by_code[middle]];
        int order = sj_bytes_compare(sj_bytes_of(indicator->code), code);
        if (order == 0)
            return indicator;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Of a unit in its family; false if it is not in it. */
static bool times_in(const struct sj_unit_family *family, struct sj_bytes unit,
                     struct sj_decimal *times)
{
    *times = sj_decimal_of(1);
    if (sj_fold_equal(family->base, unit))
        return true;
    for (size_t i = 0; i < family->unit_count; i++)
        if (sj_fold_equal(family->units[i].name, unit)) {
            *times = family->units[i].times;
            return true;
        }
    return false;
}

bool sj_unit_factor(const struct sj_catalogue *catalogue, const struct sj_indicator *indicator,
                    struct sj_bytes unit, struct sj_decimal *factor)
{
    *factor = sj_decimal_of(1);
    if (sj_fold_equal(indicator->unit, unit))
        return true;
    if (unit.len == 0)
        return false;
    for (size_t i = 0; i < indicator->also_count; i++)
        if (sj_fold_equal(indicator->also[i], unit))
            return true;
    for (size_t i = 0; i < catalogue->family_count; i++) {
        struct sj_decimal own;
        if (times_in(&catalogue->families[i], indicator->unit, &own) &&
            sj_decimal_compare(own, sj_decimal_of(1)) == 0 &&
            times_in(&catalogue->families[i], unit, factor))
            return true;
    }
    *factor = sj_decimal_of(1);
    return false;
}
