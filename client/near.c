#include "client/near.h"

#include "base/text.h"

#include <string.h>

enum { CHARS_MAX = 64, HOLDS = 1 /* as near as one change */, FAR = 1000 };

static size_t decode(struct sj_bytes text, uint32_t chars[static CHARS_MAX])
{
    size_t at = 0, count = 0;
    for (uint32_t c; count < CHARS_MAX && (c = sj_utf8_next(text, &at)) != UINT32_MAX;)
        chars[count++] = c;
    return count;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Optimal string alignment, three rows at a time. */
unsigned sj_near_distance(struct sj_bytes a, struct sj_bytes b)
{
    uint32_t left[CHARS_MAX], right[CHARS_MAX];
    size_t left_count = decode(a, left), right_count = decode(b, right);
    unsigned rows[3][CHARS_MAX + 1];
    for (size_t j = 0; j <= right_count; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= left_count; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= right_count; j++) {
            unsigned change = above[j - 1] + (left[i - 1] != right[j - 1]);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[left_count % 3][right_count];
}

static bool holds(struct sj_bytes text, struct sj_bytes part)
{
    /* A part of one ASCII letter says nothing; one Chinese character does. */
    return part.len >= 2 && sj_bytes_find(text, part, 0) != SIZE_MAX;
}

static unsigned nearness(struct sj_bytes word, const char *name)
{
    struct sj_bytes candidate = sj_bytes_of(name);
    if (candidate.len == 0)
        return FAR;
    unsigned distance = sj_near_distance(word, candidate);
    size_t longer = sj_utf8_length(word), other = sj_utf8_length(candidate);
    if (other > longer)
        longer = other;
    if (distance > 1 && (holds(candidate, word) || holds(word, candidate)))
        return HOLDS;
    return distance <= 1 + longer / 4 && distance < longer ? distance : FAR;
}

void sj_near_add(struct sj_near *near, const char *word, const char *name, const char *alias)
{
    struct sj_bytes text = sj_bytes_of(word);
    unsigned distance = nearness(text, name);
    if (alias)
        distance = least(distance, nearness(text, alias));
    size_t at = near->count;
    while (at > 0 && near->items[at - 1].distance > distance)
        at--;
    if (distance == FAR || at == SJ_NEAR_MAX)
        return;
    size_t moved = near->count < SJ_NEAR_MAX ? near->count - at : SJ_NEAR_MAX - 1 - at;
    memmove(&near->items[at + 1], &near->items[at], moved * sizeof(near->items[0]));
    near->items[at].name = name;
    near->items[at].distance = distance;
    if (near->count < SJ_NEAR_MAX)
        near->count++;
}
