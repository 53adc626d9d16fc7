/* The pages of a ranking. */
#include "projection/page.h"
#include "projection/rank_parts.h"

/* The request without what may change from page to page. */
static bool paging_of(const struct sj_rank_question *question, struct sj_arena *arena,
                      struct sj_paging *paging)
{
    Shangji__V1__RankRequest asked = *question->request;
    Shangji__V1__RankRequest plain;
    shangji__v1__rank_request__init(&plain);
    asked.page_token = plain.page_token;
    asked.page_size = 0;
    asked.with_words = false;
    *paging = (struct sj_paging){.token = question->request->page_token, .size = question->size};
    return sj_pb_pack(&asked.base, arena, &paging->asked, NULL) == SJ_OK;
}

char *sj_page_token(const struct sj_rank_question *question, struct sj_arena *arena, uint32_t start)
{
    struct sj_paging paging;
    return paging_of(question, arena, &paging) ? sj_paging_token(&paging, arena, start) : NULL;
}

enum sj_status sj_page_start(const struct sj_rank_question *question, struct sj_arena *arena,
                             uint32_t *start, struct sj_error *error)
{
    struct sj_paging paging;
    if (!paging_of(question, arena, &paging))
        return sj_reply_no_room(error);
    return sj_paging_start(&paging, start, error);
}
