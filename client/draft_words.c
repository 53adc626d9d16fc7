#include "client/draft_words.h"

#include "base/period.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct word {
    enum sj_draft_words words;
    int value;
    const char *zh, *en;
};

/* The first word of a value is the one that is written. */
static const struct word table[] = {
    {SJ_WORDS_DECISION, SJ_CONFIRMED, "", ""},
    {SJ_WORDS_DECISION, SJ_CONFIRMED, "确认", "confirmed"},
    {SJ_WORDS_DECISION, SJ_CORRECTED, "更正", "corrected"},
    {SJ_WORDS_DECISION, SJ_CERTIFIED, "属实", "certified"},
    {SJ_WORDS_DECISION, SJ_DISCARDED, "舍弃", "discarded"},
    {SJ_WORDS_DECISION, SJ_ADDED, "补充", "added"},
    {SJ_WORDS_DECISION, SJ_DECISION_SOURCE, "来源", "source"},
    {SJ_WORDS_QUALIFIER, SJ_EXACT, "确数", "exact"},
    {SJ_WORDS_QUALIFIER, SJ_AT_LEAST, "以上", "at_least"},
    {SJ_WORDS_QUALIFIER, SJ_UP_TO, "以内", "up_to"},
    {SJ_WORDS_QUALIFIER, SJ_ABOUT, "约", "about"},
    {SJ_WORDS_QUALIFIER, SJ_RANGE, "区间", "range"},
    {SJ_WORDS_KIND, SJ_OUTCOME, "实绩", "outcome"},
    {SJ_WORDS_KIND, SJ_FORECAST, "预计", "forecast"},
    {SJ_WORDS_KIND, SJ_PLAN, "计划", "plan"},
    {SJ_WORDS_KIND, SJ_GROWTH, "增长", "growth"},
    {SJ_WORDS_KIND, SJ_OTHER, "其他", "other"},
    {SJ_WORDS_MOOD, SJ_DONE, "已完成", "done"},
    {SJ_WORDS_MOOD, SJ_EXPECTED, "预期", "expected"},
    {SJ_WORDS_MOOD, SJ_PLANNED, "计划", "planned"},
    {SJ_WORDS_BASIS, SJ_BASIS_YEAR, "全年", "year"},
    {SJ_WORDS_BASIS, SJ_BASIS_TO_DATE, "截至", "to_date"},
    {SJ_WORDS_BASIS, SJ_BASIS_CUMULATIVE, "累计", "cumulative"},
    {SJ_WORDS_BASIS, SJ_BASIS_POINT, "时点", "point"},
    {SJ_WORDS_SCOPE, SJ_SCOPE_WHOLE, "全镇", "whole"},
    {SJ_WORDS_SCOPE, SJ_SCOPE_WHOLE, "全乡", "whole"},
    {SJ_WORDS_SCOPE, SJ_SCOPE_WHOLE, "全街道", "whole"},
    {SJ_WORDS_SCOPE, SJ_SCOPE_PART, "其中", "part"},
    {SJ_WORDS_SCOPE, SJ_SCOPE_DEMO, "示范片", "demo"},
    {SJ_WORDS_SCOPE, SJ_SCOPE_VILLAGE, "村", "village"},
    {SJ_WORDS_STATEMENT, SJ_STATES_ZERO, "无", "none"},
    {SJ_WORDS_STATEMENT, SJ_STATES_NOT_APPLICABLE, "不适用", "not_applicable"},
    {SJ_WORDS_STATEMENT, SJ_STATES_NOT_COUNTED, "未统计", "not_counted"},
};
enum { TABLE_COUNT = sizeof table / sizeof *table };

const char *sj_draft_word(enum sj_draft_words words, int value)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (table[i].words == words && table[i].value == value)
            return table[i].zh;
    return "";
}

static bool is_word(struct sj_bytes text, const char *word)
{
    return strlen(word) == text.len &&
           (text.len == 0 || strncasecmp((const char *)text.data, word, text.len) == 0);
}

bool sj_draft_word_find(enum sj_draft_words words, struct sj_bytes text, int *value)
{
    struct sj_bytes word = sj_bytes_trim(text);
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (table[i].words != words || (!is_word(word, table[i].zh) && !is_word(word, table[i].en)))
            continue;
        *value = table[i].value;
        return true;
    }
    return false;
}

const char *sj_draft_word_list(enum sj_draft_words words, struct sj_arena *arena)
{
    const char *list = "";
    for (size_t i = 0; i < TABLE_COUNT && list != NULL; i++) {
        if (table[i].words != words || table[i].zh[0] == '\0' ||
            table[i].value == SJ_DECISION_SOURCE)
            continue;
        list = sj_arena_printf(arena, "%s%s%s", list, list[0] == '\0' ? "" : ", ", table[i].zh);
    }
    return list == NULL ? "" : list;
}

const char *sj_draft_basis_format(const struct sj_draft_basis *basis, struct sj_arena *arena)
{
    char year[24] = "";
    if (basis->year != 0)
        snprintf(year, sizeof year, "%u年", basis->year);
    return sj_arena_printf(arena, "%s%s%s", year, sj_draft_word(SJ_WORDS_BASIS, (int)basis->basis),
                           basis->date);
}

/* Takes "2022年" off the front of `rest`. */
static bool take_year(struct sj_bytes *rest, uint16_t *year)
{
    struct sj_bytes mark = SJ_LITERAL("年");
    struct sj_decimal number;
    if (rest->len < 4 + mark.len || !sj_bytes_equal(sj_bytes_slice(*rest, 4, 4 + mark.len), mark) ||
        !sj_decimal_parse(sj_bytes_slice(*rest, 0, 4), &number) || number.scale != 0 ||
        number.coefficient < SJ_YEAR_MIN || number.coefficient > SJ_YEAR_MAX)
        return false;
    *year = (uint16_t)number.coefficient;
    *rest = sj_bytes_trim(sj_bytes_slice(*rest, 4 + mark.len, rest->len));
    return true;
}

bool sj_draft_basis_parse(struct sj_bytes text, struct sj_draft_basis *basis)
{
    struct sj_bytes rest = sj_bytes_trim(text);
    struct sj_bytes date = {NULL, 0};
    int value = 0;
    *basis = (struct sj_draft_basis){0};
    (void)take_year(&rest, &basis->year);
    if (rest.len > 10 && sj_date_valid(sj_bytes_slice(rest, rest.len - 10, rest.len))) {
        date = sj_bytes_slice(rest, rest.len - 10, rest.len);
        rest = sj_bytes_slice(rest, 0, rest.len - 10);
        memcpy(basis->date, date.data, date.len);
    }
    if (!sj_draft_word_find(SJ_WORDS_BASIS, rest, &value))
        return false;
    basis->basis = (enum sj_basis)value;
    if (basis->basis == SJ_BASIS_TO_DATE)
        return date.len > 0;
    return date.len == 0 || basis->basis == SJ_BASIS_POINT;
}

const char *sj_draft_scope_format(enum sj_scope scope, const char *name, struct sj_arena *arena)
{
    return sj_arena_printf(arena, "%s%s%s", sj_draft_word(SJ_WORDS_SCOPE, (int)scope),
                           name[0] == '\0' ? "" : ":", name);
}

bool sj_draft_scope_parse(struct sj_bytes text, enum sj_scope *scope, struct sj_bytes *name)
{
    struct sj_bytes narrow = SJ_LITERAL(":"), wide = SJ_LITERAL("：");
    size_t colon = sj_bytes_find(text, narrow, 0), end = colon + narrow.len;
    int value = 0;
    if (sj_bytes_find(text, wide, 0) < colon) {
        colon = sj_bytes_find(text, wide, 0);
        end = colon + wide.len;
    }
    *name = (struct sj_bytes){NULL, 0};
    if (colon != SIZE_MAX)
        *name = sj_bytes_trim(sj_bytes_slice(text, end, text.len));
    if (!sj_draft_word_find(SJ_WORDS_SCOPE, sj_bytes_slice(text, 0, colon), &value))
        return false;
    *scope = (enum sj_scope)value;
    return true;
}
