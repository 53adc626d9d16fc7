/* Vector files for people: a line an example, cells apart by |, # begins a remark. */
#ifndef SHANGJI_TESTS_VECTOR_CELLS_H
#define SHANGJI_TESTS_VECTOR_CELLS_H

#include "base/bytes.h"

#include <stdio.h>
#include <stdlib.h>

enum { VECTOR_CELLS = 8 };

/* The whole file, terminated; the caller frees. Empty where it cannot be read. */
static inline char *vector_load(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *data = calloc(1, 1 << 20);
    *size = 0;
    if (file && data)
        *size = fread(data, 1, (1 << 20) - 1, file);
    if (file)
        fclose(file);
    return data;
}

/* The next line without its end; false behind the last. */
static inline bool vector_line(struct sj_bytes *rest, struct sj_bytes *line)
{
    size_t end = sj_bytes_find(*rest, SJ_LITERAL("\n"), 0);
    if (rest->len == 0)
        return false;
    if (end == SIZE_MAX)
        end = rest->len;
    *line = sj_bytes_trim(sj_bytes_slice(*rest, 0, end));
    *rest = sj_bytes_slice(*rest, end < rest->len ? end + 1 : end, rest->len);
    return true;
}

/* Cells of a line; missing ones are empty. */
static inline void vector_split(struct sj_bytes line, struct sj_bytes cells[VECTOR_CELLS])
{
    for (size_t i = 0; i < VECTOR_CELLS; i++) {
        size_t end = sj_bytes_find(line, SJ_LITERAL("|"), 0);
        size_t stop = end == SIZE_MAX || i + 1 == VECTOR_CELLS ? line.len : end;
        cells[i] = sj_bytes_trim(sj_bytes_slice(line, 0, stop));
        line = sj_bytes_slice(line, stop < line.len ? stop + 1 : line.len, line.len);
    }
}

#endif
