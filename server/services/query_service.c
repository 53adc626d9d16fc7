#include "rpc/server.h"
#include "server/services/query_replies.h"

static struct sj_ledger *ledger_of(Shangji__V1__Query_Service *service)
{
    return ((struct sj_query_service *)service)->ledger;
}

static bool deadline_passed(void *call)
{
    return sj_call_remaining_ms(call) == 0;
}

static void handle_rank(Shangji__V1__Query_Service *service,
                        const Shangji__V1__RankRequest *request,
                        Shangji__V1__RankAnswer_Closure closure, void *closure_data)
{
    struct sj_call *call = closure_data;
    struct sj_error error;
    struct sj_stop stop = {deadline_passed, call};
    Shangji__V1__RankAnswer answer;
    shangji__v1__rank_answer__init(&answer);
    if (sj_rank_reply(ledger_of(service), request, &stop, sj_call_arena(call), &answer, &error) ==
        SJ_OK)
        closure(&answer, call);
    else
        sj_call_fail(call, &error);
}

static void handle_coverage(Shangji__V1__Query_Service *service,
                            const Shangji__V1__CoverageRequest *request,
                            Shangji__V1__CoverageAnswer_Closure closure, void *closure_data)
{
    struct sj_call *call = closure_data;
    struct sj_error error;
    struct sj_stop stop = {deadline_passed, call};
    Shangji__V1__CoverageAnswer answer;
    shangji__v1__coverage_answer__init(&answer);
    if (sj_coverage_reply(ledger_of(service), request, &stop, sj_call_arena(call), &answer,
                          &error) == SJ_OK)
        closure(&answer, call);
    else
        sj_call_fail(call, &error);
}

/* One a question of sj_questions: all alike but for their types. */
#define HANDLE(Name, name)                                                                         \
    static void handle_##name(Shangji__V1__Query_Service *service,                                 \
                              const Shangji__V1__##Name##Request *request,                         \
                              Shangji__V1__##Name##Answer_Closure closure, void *closure_data)     \
    {                                                                                              \
        struct sj_call *call = closure_data;                                                       \
        struct sj_error error;                                                                     \
        struct sj_stop stop = {deadline_passed, call};                                             \
        Shangji__V1__##Name##Answer answer;                                                        \
        shangji__v1__##name##_answer__init(&answer);                                               \
        if (sj_question_reply(ledger_of(service), "/shangji.v1.Query/" #Name, &request->base,      \
                              &stop, sj_call_arena(call), &answer.base, &error) == SJ_OK)          \
            closure(&answer, call);                                                                \
        else                                                                                       \
            sj_call_fail(call, &error);                                                            \
    }

HANDLE(Compare, compare)
HANDLE(Trend, trend)
HANDLE(Profile, profile)
HANDLE(Movers, movers)
HANDLE(Totals, totals)
HANDLE(Outliers, outliers)
HANDLE(Pledges, pledges)
HANDLE(Indicators, indicators)
HANDLE(Townships, townships)

static void handle_score(Shangji__V1__Query_Service *service,
                         const Shangji__V1__ScoreRequest *request,
                         Shangji__V1__ScoreAnswer_Closure closure, void *closure_data)
{
    struct sj_call *call = closure_data;
    struct sj_error error;
    struct sj_stop stop = {deadline_passed, call};
    Shangji__V1__ScoreAnswer answer;
    shangji__v1__score_answer__init(&answer);
    if (sj_score_reply(ledger_of(service), request, &stop, sj_call_arena(call), &answer, &error) ==
        SJ_OK)
        closure(&answer, call);
    else
        sj_call_fail(call, &error);
}

void sj_query_service_init(struct sj_query_service *service, struct sj_ledger *ledger)
{
    static const Shangji__V1__Query_Service handlers = SHANGJI__V1__QUERY__INIT(handle_);
    service->service = handlers;
    service->ledger = ledger;
}
