/* Page tokens: "SIZE.START.QUESTION": the ledger's size, the first row, and a digest of what was
 * asked, so that a page is always one of the ranking that the first page was of. */
#include "projection/rank_parts.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "trust/key.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { QUESTION_BYTES = 8, TOKEN_MAX = 64 };

/* The request without what may change from page to page. */
static bool question_digest(const struct sj_rank_question *question, struct sj_arena *arena,
                            char hex[static 2 * QUESTION_BYTES + 1])
{
    struct sj_bytes packed;
    Shangji__V1__RankRequest asked = *question->request;
    Shangji__V1__RankRequest plain;
    shangji__v1__rank_request__init(&plain);
    asked.page_token = plain.page_token;
    asked.page_size = 0;
    asked.with_words = false;
    if (sj_pb_pack(&asked.base, arena, &packed, NULL) != SJ_OK)
        return false;
    struct sj_digest digest = sj_blake2b(packed);
    sj_hex_encode(SJ_BYTES(digest.bytes, QUESTION_BYTES), hex);
    return true;
}

char *sj_page_token(const struct sj_rank_question *question, struct sj_arena *arena, uint32_t start)
{
    char hex[2 * QUESTION_BYTES + 1];
    if (!question_digest(question, arena, hex))
        return NULL;
    return sj_arena_printf(arena, "%" PRIu64 ".%" PRIu32 ".%s", question->size, start, hex);
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

enum sj_status sj_page_start(const struct sj_rank_question *question, struct sj_arena *arena,
                             uint32_t *start, struct sj_error *error)
{
    char hex[2 * QUESTION_BYTES + 1];
    struct sj_bytes rest = sj_bytes_of(question->request->page_token);
    uint64_t size, first;
    *start = 0;
    if (rest.len == 0)
        return SJ_OK;
    if (!question_digest(question, arena, hex))
        return sj_reply_no_room(error);
    if (rest.len > TOKEN_MAX || !take_number(&rest, '.', &size) ||
        !take_number(&rest, '.', &first) || !sj_bytes_equal(rest, sj_bytes_of(hex)) ||
        first > UINT32_MAX)
        return not_ours(error);
    if (size != question->size) {
        sj_error_set(error, SJ_ABORTED, "LEDGER_GREW",
                     _("the ledger had %" PRIu64 " entries at the first page and has %" PRIu64
                       " now; ask for the first page again"),
                     size, question->size);
        return sj_error_at(error, "page_token");
    }
    *start = (uint32_t)first;
    return SJ_OK;
}
