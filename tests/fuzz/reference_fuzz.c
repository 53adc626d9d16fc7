/* Any bytes as a reference table and as groups: refused, or read into an act whose townships stand
 * in order, each once, and whose values say the same as the cells. */
#include "client/reference_csv.h"
#include "proto/pb.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_table(const struct sj_reference_sheet *sheet, struct sj_arena *arena)
{
    struct sj_error error = {0};
    Shangji__V1__ReferenceTable table;
    shangji__v1__reference_table__init(&table);
    if (sj_reference_values(sheet, arena, &table, &error) != SJ_OK)
        return;
    must(table.n_values == sheet->count);
    for (size_t i = 1; i < table.n_values; i++)
        must(strcmp(table.values[i - 1]->township, table.values[i]->township) < 0);
}

static void check_groups(const struct sj_reference_sheet *sheet, struct sj_arena *arena)
{
    struct sj_error error = {0};
    Shangji__V1__Grouping grouping;
    size_t members = 0;
    shangji__v1__grouping__init(&grouping);
    if (sj_reference_groups(sheet, arena, &grouping, &error) != SJ_OK)
        return;
    for (size_t i = 0; i < grouping.n_groups; i++)
        members += grouping.groups[i]->n_townships;
    must(members == sheet->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_reference_sheet sheet;
    struct sj_error error = {0};
    sj_arena_init(&arena, 64 * 1024 * 1024);
    if (sj_reference_read("t.csv", SJ_BYTES(data, size), SJ_REFERENCE_VALUE, &arena, &sheet,
                          &error) == SJ_OK)
        check_table(&sheet, &arena);
    if (sj_reference_read("t.csv", SJ_BYTES(data, size), SJ_REFERENCE_GROUP, &arena, &sheet,
                          &error) == SJ_OK)
        check_groups(&sheet, &arena);
    sj_arena_clear(&arena);
    return 0;
}
