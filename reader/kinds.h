/* What the parts of sj_kinds_set share; for kinds*.c only. */
#ifndef SHANGJI_READER_KINDS_H
#define SHANGJI_READER_KINDS_H

#include "reader/parts.h"
#include "rules/unit.h"

/* One figure among those of its sentence. */
struct sj_view {
    struct sj_folded text;
    const struct sj_sentence *sentence;
    const struct sj_found *found; /* of the sentence */
    size_t index, count;
    uint16_t year;
};

static inline const struct sj_found *sj_view_self(const struct sj_view *view)
{
    return &view->found[view->index];
}

/* `before` is the figure before it in the sentence, NULL for the first. */
bool sj_is_growth(const struct sj_view *view, const struct sj_figure *before, bool *falls);
bool sj_is_other(const struct sj_view *view, const struct sj_figure *before);

#endif
