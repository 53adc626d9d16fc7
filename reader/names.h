/* What stands beside a number: a person's name, and words that tell what the number is of. Looks no
 * farther than a few words, so that all work stays linear. Pure. For reader/ only. */
#ifndef SHANGJI_READER_NAMES_H
#define SHANGJI_READER_NAMES_H

#include "rules/fold.h"

struct sj_beside {
    size_t name, name_end; /* characters; equal: no name */
    bool phone, card;      /* 电话 …, 卡号 … */
    bool office;           /* 值班, 热线 …: not a person's */
};

/* Of a number that begins at `at`. */
struct sj_beside sj_beside_before(struct sj_folded text, size_t at);
/* Looks for a name behind a number that ends at `end`: 139…(张三). */
void sj_beside_after(struct sj_folded text, size_t end, struct sj_beside *beside);

#endif
