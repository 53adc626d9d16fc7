/* Pages of an answer over a ledger that may grow between them. A token is "SIZE.START.QUESTION":
 * the ledger's size, the first item of the page, and a digest of what was asked, so that a page is
 * always one of the answer that the first page was of. Pure. */
#ifndef SHANGJI_PROJECTION_PAGE_H
#define SHANGJI_PROJECTION_PAGE_H

#include "base/arena.h"

struct sj_paging {
    const char *token;     /* of the request; "" = the first page */
    uint64_t size;         /* of the ledger */
    struct sj_bytes asked; /* the request packed, without what may change from page to page */
};

/* Where the page begins: 0, or what the token says. SJ_ABORTED for a token of another state of the
 * ledger, SJ_INVALID for one that is none or of another question. */
enum sj_status sj_paging_start(const struct sj_paging *paging, uint32_t *start,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* The token of the page that begins at `start`; NULL without room. */
char *sj_paging_token(const struct sj_paging *paging, struct sj_arena *arena, uint32_t start);
/* Where the page ends that begins at `start`, of `wanted` items (0 = as many as there may be). */
uint32_t sj_paging_end(uint32_t start, uint32_t wanted, uint32_t most, size_t count);

#endif
