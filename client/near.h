/* "Did you mean …?": the names nearest to a word that is none of them. Pure. */
#ifndef SHANGJI_CLIENT_NEAR_H
#define SHANGJI_CLIENT_NEAR_H

#include "base/bytes.h"

enum { SJ_NEAR_MAX = 5 };

/* The nearest so far, best first. Init with {0}. */
struct sj_near {
    struct {
        const char *name; /* borrowed */
        unsigned distance;
    } items[SJ_NEAR_MAX];
    size_t count;
};

/* Considers `name`, or `alias` for it (NULL: none): taken if few changes of a character turn one
 * into the word, or if one holds the other. */
void sj_near_add(struct sj_near *near, const char *word, const char *name, const char *alias);
/* Insertions, removals, changes and swaps of neighbours that turn one into the other, in code
 * points; texts are looked at up to 64 of them. */
unsigned sj_near_distance(struct sj_bytes a, struct sj_bytes b);

#endif
