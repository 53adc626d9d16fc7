#include "projection/page.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "trust/key.h"

#include <inttypes.h>

enum { QUESTION_BYTES = 8, TOKEN_MAX = 64 };

static void question_digest(const struct sj_paging *paging, char hex[static 2 * QUESTION_BYTES + 1])
{
    struct sj_digest digest = sj_blake2b(paging->asked);
    sj_hex_encode(SJ_BYTES(digest.bytes, QUESTION_BYTES), hex);
}

char *sj_paging_token(const struct sj_paging *paging, struct sj_arena *arena, uint32_t start)
{
    char hex[2 * QUESTION_BYTES + 1];
    question_digest(paging, hex);
    return sj_arena_printf(arena, "%" PRIu64 ".%" PRIu32 ".%s", paging->size, start, hex);
}

static enum sj_status not_ours(struct sj_error *error)
{
    sj_error_set(error, SJ_INVALID, "PAGE_TOKEN",
                 _("the page token belongs to another question; leave it out to begin anew"));
    return sj_error_at(error, "page_token");
}

/* Decimal digits up to `end`, which is skipped. */
static bool take_number(struct sj_bytes *rest, char end, uint64_t *number)
{
    size_t at = 0;
    *number = 0;
    for (; at < rest->len && rest->data[at] >= '0' && rest->data[at] <= '9'; at++)
        if (__builtin_mul_overflow(*number, 10, number) ||
            __builtin_add_overflow(*number, (uint64_t)(rest->data[at] - '0'), number))
            return false;
    if (at == 0 || at == rest->len || rest->data[at] != (uint8_t)end)
        return false;
    *rest = sj_bytes_slice(*rest, at + 1, rest->len);
    return true;
}

enum sj_status sj_paging_start(const struct sj_paging *paging, uint32_t *start,
                               struct sj_error *error)
{
    char hex[2 * QUESTION_BYTES + 1];
    struct sj_bytes rest = sj_bytes_of(paging->token);
    uint64_t size, first;
    *start = 0;
    if (rest.len == 0)
        return SJ_OK;
    question_digest(paging, hex);
    if (rest.len > TOKEN_MAX || !take_number(&rest, '.', &size) ||
        !take_number(&rest, '.', &first) || !sj_bytes_equal(rest, sj_bytes_of(hex)) ||
        first > UINT32_MAX)
        return not_ours(error);
    if (size != paging->size) {
        sj_error_set(error, SJ_ABORTED, "LEDGER_GREW",
                     _("the ledger had %" PRIu64 " entries at the first page and has %" PRIu64
                       " now; ask for the first page again"),
                     size, paging->size);
        return sj_error_at(error, "page_token");
    }
    *start = (uint32_t)first;
    return SJ_OK;
}

uint32_t sj_paging_end(uint32_t start, uint32_t wanted, uint32_t most, size_t count)
{
    uint32_t size = wanted == 0 || wanted > most ? most : wanted;
    return start < count && size < count - start ? start + size : (uint32_t)count;
}
