/* Any bytes as a table: lines are rows, '|' parts cells, '<' and '^' are cells that span. */
#include "base/text.h"
#include "client/grid.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_cell(struct sj_grid_maker *maker, struct sj_bytes cell)
{
    uint32_t across = 1, down = 1;
    if (cell.len > 0 && cell.data[0] == '^') {
        sj_grid_continue(maker, 1);
        return;
    }
    for (; cell.len > 0 && cell.data[0] == '<'; cell = sj_bytes_slice(cell, 1, cell.len))
        across += across;
    for (; cell.len > 0 && cell.data[0] == 'v'; cell = sj_bytes_slice(cell, 1, cell.len))
        down += down;
    sj_grid_cell(maker, cell, across, down);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_arena arena;
    struct sj_grid_maker maker = {0};
    struct sj_grid grid;
    struct sj_error error = {0};
    struct sj_buffer out = {.limit = 256 * 1024};
    sj_arena_init(&arena, 128 * 1024 * 1024);
    sj_grid_row(&maker);
    for (size_t at = 0, start = 0; at <= size; at++) {
        if (at < size && data[at] != '|' && data[at] != '\n')
            continue;
        add_cell(&maker, SJ_BYTES(data + start, at - start));
        if (at < size && data[at] == '\n')
            sj_grid_row(&maker);
        start = at + 1;
    }
    if (sj_grid_make(&maker, &arena, &grid, &error) == SJ_OK) {
        if (sj_grid_write(&grid, SJ_BYTES(data, size < 100 ? size : 100), &arena, &out, &error) !=
                SJ_OK &&
            error.message[0] == '\0')
            abort();
        if (sj_utf8_valid(SJ_BYTES(data, size)) && !out.failed && out.len > 0 &&
            !sj_utf8_valid(sj_buffer_bytes(&out)))
            abort();
    } else if (error.message[0] == '\0') {
        abort();
    }
    sj_buffer_clear(&out);
    sj_grid_maker_clear(&maker);
    sj_arena_clear(&arena);
    return 0;
}
