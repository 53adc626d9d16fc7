/* Who speaks, and when: the issuing body under the title or at the end, the date of the report,
 * and the township that it names. For reader/ only. */
#ifndef SHANGJI_READER_HEADING_H
#define SHANGJI_READER_HEADING_H

#include "reader/parts.h"

/* Fills issuer, date and township of the reading; what is not found stays empty. */
void sj_heading_read(const struct sj_lexed *lexed, const struct sj_outline *outline,
                     struct sj_reading *reading);

/* ---- its inside, for the tests ---- */

/* The name of a township that ends at `end` (behind 镇, 乡 or 街道), without province, city and
 * county before it; false if no name stands there (全镇, 乡镇, 返乡). */
bool sj_township_ends(struct sj_folded text, size_t from, size_t end, size_t *start);

#endif
