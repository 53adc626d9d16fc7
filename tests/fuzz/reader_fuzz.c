/* Any valid UTF-8 is read, within the arena's limit, into figures that lie in the text in their
 * order and whose surfaces read the same alone. */
#include "reader/reader.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static const struct sj_matcher *matcher_once(void)
{
    static struct sj_bytes phrases[4][2] = {
        {{(const uint8_t *)"早稻..种植|面积", 22}, {(const uint8_t *)"!示范", 7}},
        {{(const uint8_t *)"#戒毒人员..检测", 22}, {(const uint8_t *)"投入#敬老院|一", 20}},
        {{(const uint8_t *)"万|一", 7}, {(const uint8_t *)"收入", 6}},
        {{(const uint8_t *)"赴京上访", 12}, {(const uint8_t *)"纠纷..其中", 14}}};
    static struct sj_indicator indicators[4] = {
        {.code = "a", .unit = {(const uint8_t *)"亩", 3}, .phrases = phrases[0], .phrase_count = 2},
        {.code = "b", .unit = {(const uint8_t *)"名", 3}, .phrases = phrases[1], .phrase_count = 2},
        {.code = "c", .unit = {(const uint8_t *)"元", 3}, .phrases = phrases[2], .phrase_count = 2},
        {.code = "d",
         .unit = {(const uint8_t *)"人", 3},
         .better = SJ_BETTER_LESS,
         .aggregation = SJ_AGGREGATE_SUM,
         .phrases = phrases[3],
         .phrase_count = 2}};
    static const struct sj_catalogue catalogue = {.indicators = indicators, .indicator_count = 4};
    static struct sj_arena arena;
    static struct sj_matcher *matcher;
    if (!matcher) {
        sj_arena_init(&arena, 4 << 20);
        require(sj_matcher_new(&catalogue, &arena, &matcher, NULL) == SJ_OK);
    }
    return matcher;
}

static void check_heading(struct sj_bytes text, const struct sj_reading *reading)
{
    require(reading->title.start <= reading->title.end && reading->title.end <= text.len);
    require(reading->issuer.start <= reading->issuer.end && reading->issuer.end <= text.len);
    require(reading->township.start <= reading->township.end && reading->township.end <= text.len);
    require(strlen(reading->date) == 0 || strlen(reading->date) == 10);
}

static void check(struct sj_bytes text, const struct sj_reading *reading)
{
    uint32_t last = 0;
    check_heading(text, reading);
    for (size_t i = 0; i < reading->figure_count; i++) {
        const struct sj_figure *figure = &reading->figures[i];
        struct sj_quantity again;
        require(figure->span.start >= last && figure->span.end <= text.len);
        require(figure->clause.start <= figure->span.start &&
                figure->clause.end >= figure->span.end && figure->clause.end <= text.len);
        require(figure->clause.end - figure->clause.start <= SJ_CLAUSE_MAX_BYTES);
        require(figure->section < (int32_t)reading->section_count);
        require(sj_quantity_read(sj_bytes_slice(text, figure->span.start, figure->span.end), &again,
                                 NULL) == SJ_OK);
        require(sj_interval_equal(&again.interval, &figure->quantity.interval));
        last = figure->span.end;
    }
    for (size_t i = 0; i < reading->section_count; i++) {
        const struct sj_section *section = &reading->sections[i];
        require(section->level >= 1 && section->level <= 4);
        require(section->number.start <= section->number.end && section->title.end <= text.len &&
                section->title.start <= section->title.end &&
                section->span.start <= section->span.end && section->span.end <= text.len);
    }
    for (size_t i = 0; i < reading->statement_count; i++)
        require(reading->statements[i].span.start < reading->statements[i].span.end &&
                reading->statements[i].span.end <= text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_bytes text = SJ_BYTES(data, size);
    struct sj_reading reading;
    struct sj_arena arena;
    if (!sj_utf8_valid(text))
        return 0;
    sj_arena_init(&arena, 64 << 20);
    if (sj_read(text, matcher_once(), &arena, &reading, NULL) == SJ_OK)
        check(text, &reading);
    sj_arena_clear(&arena);
    return 0;
}
