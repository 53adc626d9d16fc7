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
    bool titled; /* the year is from the title */
};

static inline const struct sj_found *sj_view_self(const struct sj_view *view)
{
    return &view->found[view->index];
}

/* `before` is the figure before it in the sentence, NULL for the first. */
bool sj_is_growth(const struct sj_view *view, const struct sj_figure *before, bool *falls);
/* A payment standard or a norm for each: 每人每月1100元, 低保标准500元, 每月一次. */
bool sj_is_payment(const struct sj_view *view, const struct sj_figure *before);
bool sj_is_other(const struct sj_view *view, const struct sj_figure *before);

#endif
