/* A server with made-up Query handlers and a channel to it, both in this process. What a handler
 * does is chosen by the request's indicator. */
#ifndef SHANGJI_TESTS_RPC_FIXTURE_H
#define SHANGJI_TESTS_RPC_FIXTURE_H

#include "proto/descriptors.h"
#include "rpc/channel.h"
#include "rpc/server.h"

#include <health.pb-c.h>
#include <query.pb-c.h>
#include <reflection.pb-c.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define RANK "/shangji.v1.Query/Rank"
#define HEALTH_CHECK "/grpc.health.v1.Health/Check"

enum { FIXTURE_REQUEST_MAX = 4096, FIXTURE_REPLY_MAX = 64 * 1024 };

/* A method of the Query service that no test calls. */
#define FIXTURE_IDLE(name)                                                                         \
    {                                                                                              \
        &shangji__v1__query__descriptor, (name), SJ_ACCESS_OPEN, 1024, 1024, 5000                  \
    }

static const struct sj_method fixture_methods[] = {
    {&shangji__v1__query__descriptor, "Rank", SJ_ACCESS_OPEN, FIXTURE_REQUEST_MAX,
     FIXTURE_REPLY_MAX, 5000},
    {&shangji__v1__query__descriptor, "Coverage", SJ_ACCESS_ENROLLED, 1024, 1024, 5000},
    FIXTURE_IDLE("Compare"),
    FIXTURE_IDLE("Trend"),
    FIXTURE_IDLE("Profile"),
    FIXTURE_IDLE("Movers"),
    FIXTURE_IDLE("Totals"),
    FIXTURE_IDLE("Outliers"),
    FIXTURE_IDLE("Pledges"),
    FIXTURE_IDLE("Indicators"),
    FIXTURE_IDLE("Townships"),
    FIXTURE_IDLE("Score"),
    {&grpc__health__v1__health__descriptor, "Check", SJ_ACCESS_OPEN, 1024, 1024, 2000},
    {&grpc__reflection__v1__server_reflection__descriptor, "ServerReflectionInfo", SJ_ACCESS_OPEN,
     1024, 1024 * 1024, 5000},
};
enum { FIXTURE_METHOD_COUNT = sizeof fixture_methods / sizeof *fixture_methods };

/* Calls that wait for the test, and the door they wait behind. */
struct fixture_door {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    unsigned waiting;
    bool open;
};

static struct fixture_door fixture_door = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0,
                                           false};

static inline void door_set(bool open)
{
    pthread_mutex_lock(&fixture_door.mutex);
    fixture_door.open = open;
    pthread_cond_broadcast(&fixture_door.changed);
    pthread_mutex_unlock(&fixture_door.mutex);
}

static inline void door_pass(void)
{
    pthread_mutex_lock(&fixture_door.mutex);
    fixture_door.waiting++;
    pthread_cond_broadcast(&fixture_door.changed);
    while (!fixture_door.open)
        pthread_cond_wait(&fixture_door.changed, &fixture_door.mutex);
    fixture_door.waiting--;
    pthread_cond_broadcast(&fixture_door.changed);
    pthread_mutex_unlock(&fixture_door.mutex);
}

static inline void door_await(unsigned waiting)
{
    pthread_mutex_lock(&fixture_door.mutex);
    while (fixture_door.waiting != waiting)
        pthread_cond_wait(&fixture_door.changed, &fixture_door.mutex);
    pthread_mutex_unlock(&fixture_door.mutex);
}

static inline int64_t fixture_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline void fixture_sleep_ms(unsigned ms)
{
    struct timespec time = {ms / 1000, (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

struct fixture_late {
    Shangji__V1__RankAnswer_Closure closure;
    struct sj_call *call;
    char *name;
    uint32_t number;
};

static inline void *fixture_answer_late(void *argument)
{
    struct fixture_late *late = argument;
    Shangji__V1__RankAnswer answer;
    shangji__v1__rank_answer__init(&answer);
    door_pass();
    answer.name_zh = late->name;
    answer.ranked = late->number;
    late->closure(&answer, late->call);
    free(late->name);
    free(late);
    return NULL;
}

static inline void fixture_hand_over(const Shangji__V1__RankRequest *request,
                                     Shangji__V1__RankAnswer_Closure closure, void *call)
{
    struct fixture_late *late = calloc(1, sizeof *late);
    *late = (struct fixture_late){closure, call, strdup(request->period), request->limit};
    pthread_t thread;
    pthread_attr_t detached;
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_create(&thread, &detached, fixture_answer_late, late);
    pthread_attr_destroy(&detached);
}

static inline void fixture_fail(void *call)
{
    struct sj_error error;
    sj_error_set(&error, SJ_PRECONDITION, "PERIOD_CLOSED", "the period is closed");
    sj_error_at(&error, "period");
    sj_call_add_detail(call, "SECOND", "kind", "and this");
    sj_call_fail(call, &error);
}

static inline void query_rank(Shangji__V1__Query_Service *service,
                              const Shangji__V1__RankRequest *request,
                              Shangji__V1__RankAnswer_Closure closure, void *call)
{
    const char *what = request->indicator;
    Shangji__V1__RankAnswer answer;
    shangji__v1__rank_answer__init(&answer);
    answer.name_zh = request->period;
    answer.ranked = request->limit;
    if (strcmp(what, "late") == 0) {
        fixture_hand_over(request, closure, call);
        return;
    }
    if (strcmp(what, "fail") == 0) {
        fixture_fail(call);
        return;
    }
    if (strcmp(what, "nothing") == 0) {
        closure(NULL, call);
        return;
    }
    if (strcmp(what, "wait") == 0)
        door_pass();
    if (strcmp(what, "remaining") == 0)
        answer.ranked = sj_call_remaining_ms(call);
    if (strcmp(what, "metadata") == 0)
        answer.name_zh = sj_arena_text(sj_call_arena(call), sj_call_metadata(call, "who"));
    if (strcmp(what, "large") == 0) {
        answer.name_zh = sj_arena_alloc(sj_call_arena(call), request->limit + 1);
        memset(answer.name_zh, 'x', request->limit);
    }
    closure(&answer, call);
}

static inline void query_coverage(Shangji__V1__Query_Service *service,
                                  const Shangji__V1__CoverageRequest *request,
                                  Shangji__V1__CoverageAnswer_Closure closure, void *call)
{
    closure(NULL, call);
}

static inline void query_score(Shangji__V1__Query_Service *service,
                               const Shangji__V1__ScoreRequest *request,
                               Shangji__V1__ScoreAnswer_Closure closure, void *call)
{
    closure(NULL, call);
}

struct fixture {
    Shangji__V1__Query_Service query;
    ProtobufCService *services[1];
    struct sj_rpc_server_config config;
    struct sj_rpc_server *server;
    struct sj_channel *channel;
    struct sj_arena arena;
    struct sj_error error;
};

static inline void fixture_config(struct fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    fixture->query = (Shangji__V1__Query_Service){
        .base = SHANGJI__V1__QUERY__BASE_INIT, .rank = query_rank, .coverage = query_coverage};
    fixture->services[0] = &fixture->query.base;
    fixture->config = (struct sj_rpc_server_config){
        .url = "tcp://127.0.0.1:0",
        .methods = fixture_methods,
        .method_count = FIXTURE_METHOD_COUNT,
        .descriptors = sj_descriptors(),
        .services = fixture->services,
        .service_count = 1,
    };
    sj_arena_init(&fixture->arena, 4 << 20);
    door_set(false);
}

static inline struct sj_channel *fixture_channel(const char *url, unsigned retries)
{
    struct sj_channel_config config = {.url = url,
                                       .methods = fixture_methods,
                                       .method_count = FIXTURE_METHOD_COUNT,
                                       .retries = retries,
                                       .seed = 7};
    struct sj_channel *channel = NULL;
    struct sj_error error;
    assert_int_equal(sj_channel_open(&config, &channel, &error), SJ_OK);
    return channel;
}

/* Opens the server as configured, and a channel without retries. */
static inline void fixture_open(struct fixture *fixture)
{
    if (sj_rpc_server_open(&fixture->config, &fixture->server, &fixture->error) != SJ_OK)
        fail_msg("%s", fixture->error.message);
    fixture->channel = fixture_channel(sj_rpc_server_url(fixture->server), 0);
}

/* The server first: what it still had to answer is then through. A channel that closes while an
 * answer comes in may leave nng 1.5.2 waiting for a read that it dropped, and every later close
 * in this process with it. */
static inline void fixture_close(struct fixture *fixture)
{
    door_set(true);
    sj_rpc_server_close(fixture->server, 5000);
    sj_channel_close(fixture->channel);
    sj_arena_clear(&fixture->arena);
    door_await(0);
}

static inline enum sj_status fixture_rank(struct sj_channel *channel, struct sj_arena *arena,
                                          const char *what, const char *text, uint32_t number,
                                          const struct sj_call_options *options,
                                          Shangji__V1__RankAnswer **answer, struct sj_error *error)
{
    Shangji__V1__RankRequest request;
    shangji__v1__rank_request__init(&request);
    request.indicator = strdup(what);
    request.period = strdup(text);
    request.limit = number;
    ProtobufCMessage *reply = NULL;
    enum sj_status status =
        sj_channel_call(channel, RANK, &request.base, arena, &reply, options, error);
    *answer = (Shangji__V1__RankAnswer *)reply;
    free(request.indicator);
    free(request.period);
    return status;
}

static inline enum sj_status fixture_call(struct fixture *fixture, const char *what,
                                          const char *text, uint32_t number,
                                          Shangji__V1__RankAnswer **answer)
{
    return fixture_rank(fixture->channel, &fixture->arena, what, text, number, NULL, answer,
                        &fixture->error);
}

/* A Rank call on a channel of its own, in a thread of its own. */
struct fixture_caller {
    pthread_t thread;
    const char *url, *what;
    uint32_t number, answered;
    unsigned calls;
    struct sj_call_options options;
    enum sj_status status;
    struct sj_error error;
};

static inline void *fixture_caller_run(void *argument)
{
    struct fixture_caller *caller = argument;
    struct sj_channel *channel = fixture_channel(caller->url, 0);
    struct sj_arena arena;
    sj_arena_init(&arena, 4 << 20);
    caller->status = SJ_OK;
    for (unsigned i = 0; i < caller->calls && caller->status == SJ_OK; i++) {
        Shangji__V1__RankAnswer *answer = NULL;
        caller->status = fixture_rank(channel, &arena, caller->what, "2021", caller->number + i,
                                      &caller->options, &answer, &caller->error);
        if (answer != NULL && answer->ranked == caller->number + i)
            caller->answered++;
        sj_arena_clear(&arena);
    }
    sj_channel_close(channel);
    return NULL;
}

static inline void fixture_caller_start(struct fixture_caller *caller,
                                        const struct fixture *fixture, const char *what,
                                        uint32_t number, unsigned calls)
{
    memset(caller, 0, sizeof *caller);
    caller->url = sj_rpc_server_url(fixture->server);
    caller->what = what;
    caller->number = number;
    caller->calls = calls;
    pthread_create(&caller->thread, NULL, fixture_caller_run, caller);
}

#endif
