/* Any bytes as a draft. What is read is written and read again, and must be the same; and it is
 * held against a small reading, as `check` does. */
#include "client/draft.h"
#include "client/draft_decide.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char text[] = "全镇早稻1140余亩,油菜15000千余亩";

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void fill(struct sj_figure *figure, uint32_t start, uint32_t end,
                 const struct sj_indicator *indicator)
{
    struct sj_error error = {0};
    *figure = (struct sj_figure){.span = {start, end},
                                 .clause = {start, end},
                                 .section = -1,
                                 .kind = SJ_OUTCOME,
                                 .mood = SJ_DONE,
                                 .basis = SJ_BASIS_YEAR,
                                 .scope = SJ_SCOPE_WHOLE,
                                 .indicator = indicator};
    must(sj_quantity_read(SJ_BYTES(text + start, end - start), &figure->quantity, &error) == SJ_OK);
    figure->anomalies = figure->quantity.anomalies;
}

static void decide(const struct sj_draft *draft, struct sj_arena *arena)
{
    struct sj_indicator indicator = {
        .code = "early_rice_area", .name_zh = "早稻", .unit = SJ_BYTES("亩", 3)};
    struct sj_catalogue catalogue = {
        .version = "1", .title = "", .indicators = &indicator, .indicator_count = 1};
    struct sj_figure figures[2];
    struct sj_reading reading = {.figures = figures, .figure_count = 2, .year = 2021};
    struct sj_draft_source source = {"a.txt", "00", "1", "r", "", 2021};
    struct sj_draft fresh;
    struct sj_decisions decisions;
    struct sj_findings findings;
    struct sj_error error = {0};
    fill(&figures[0], 12, 22, &indicator);
    fill(&figures[1], 29, 43, NULL);
    sj_findings_init(&findings, arena);
    must(sj_catalogue_index(&catalogue, arena, &error) == SJ_OK);
    must(sj_draft_make("d.csv", &source, sj_bytes_of(text), &reading, arena, &fresh, &error) ==
         SJ_OK);
    must(sj_draft_decide(draft, &fresh, &reading, &catalogue, arena, &findings, &decisions,
                         &error) == SJ_OK);
}

static void round_trip(const struct sj_draft *draft, struct sj_arena *arena)
{
    struct sj_buffer csv = {.limit = 0};
    struct sj_draft again;
    struct sj_findings findings;
    struct sj_error error = {0};
    sj_findings_init(&findings, arena);
    must(sj_draft_format(draft, arena, &csv, &error) == SJ_OK);
    must(sj_draft_parse("d.csv", sj_buffer_bytes(&csv), arena, &findings, &again, &error) == SJ_OK);
    must(again.row_count == draft->row_count);
    for (size_t i = 0; i < draft->row_count; i++)
        for (size_t column = 0; column < SJ_DRAFT_COLUMNS; column++)
            must(strcmp(again.rows[i].cells[column], draft->rows[i].cells[column]) == 0);
    sj_buffer_clear(&csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_draft draft;
    struct sj_draft_source source;
    struct sj_findings findings;
    struct sj_error error = {0};
    sj_arena_init(&arena, 64 * 1024 * 1024);
    sj_findings_init(&findings, &arena);
    if (sj_draft_parse("d.csv", SJ_BYTES(data, size), &arena, &findings, &draft, &error) == SJ_OK) {
        (void)!sj_draft_get_source(&draft, &arena, &source, &error);
        round_trip(&draft, &arena);
        decide(&draft, &arena);
    }
    sj_arena_clear(&arena);
    return 0;
}
