/* Reads the text files in tests/vectors: a case a line, fields separated by tabs, '#' begins a
 * comment. SHANGJI_TEST_VECTORS is their folder. */
#ifndef SHANGJI_TESTS_UNIT_VECTORS_H
#define SHANGJI_TESTS_UNIT_VECTORS_H

#include "base/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VECTOR_FIELDS_MAX = 12 };

struct vector {
    char *fields[VECTOR_FIELDS_MAX];
    size_t count;
    size_t line;
};

/* Calls `each` for every case; returns how many there were. */
static inline size_t vectors_read(const char *name, void (*each)(const struct vector *vector))
{
    char path[4096], *line = NULL;
    size_t capacity = 0, cases = 0, number = 0;
    ssize_t len;
    snprintf(path, sizeof(path), "%s/%s", SHANGJI_TEST_VECTORS, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    while ((len = getline(&line, &capacity, file)) > 0) {
        struct vector vector = {.line = ++number};
        line[strcspn(line, "\n")] = 0;
        if (line[0] == '#' || line[0] == 0)
            continue;
        char *rest = line;
        for (size_t i = 0; i < VECTOR_FIELDS_MAX; i++)
            vector.fields[i] = line + strlen(line); /* those not there are empty */
        while (rest && vector.count < VECTOR_FIELDS_MAX)
            vector.fields[vector.count++] = strsep(&rest, "\t");
        each(&vector);
        cases++;
    }
    free(line);
    fclose(file);
    return cases;
}

/* Bytes of a field in hex, "-" for none; SIZE_MAX if it is not hex or has more than `capacity`. */
static inline size_t vector_hex(const char *field, uint8_t *data, size_t capacity)
{
    size_t len;
    if (!field || strcmp(field, "-") == 0)
        return field ? 0 : SIZE_MAX;
    return sj_hex_decode(sj_bytes_of(field), data, capacity, &len) ? len : SIZE_MAX;
}

#endif
