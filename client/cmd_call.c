#include "client/command.h"

#include "client/call_describe.h"
#include "client/output.h"
#include "client/where.h"
#include "proto/methods.h"
#include "rpc/channel.h"
#include "rpc/json.h"

#include <stdio.h>
#include <string.h>

enum { CALL_ARENA_BYTES = 64 * 1024 * 1024, JSON_MAX_BYTES = 4 * 1024 * 1024 };

struct call {
    struct sj_where where;
    const char *url;
    bool describe;
    struct sj_home home;
    struct sj_arena arena;
    struct sj_channel *channel;
};

static void list_methods(void)
{
    char path[SJ_METHOD_NAME];
    for (size_t i = 0; i < sj_method_count; i++)
        printf("%s\n", sj_method_path(&sj_methods[i], path));
}

/* With --url the card is needed for TLS alone; its URL gives way. */
static enum sj_status open_channel(struct call *call, struct sj_error *error)
{
    Shangji__V1__CityCard *card = NULL;
    struct sj_tls_trust trust = {0};
    bool tls = false;
    enum sj_status status = sj_home_open(call->where.home, &call->home, error);
    if (status == SJ_OK && call->url)
        status = sj_url_check(call->url, &tls, error);
    if (status == SJ_OK && (!call->url || tls || call->where.card))
        status = sj_where_card(&call->where, &call->home, &card, error);
    if (status == SJ_OK && !call->url) {
        call->url = card->url;
        status = sj_url_check(call->url, &tls, error);
    }
    if (status != SJ_OK)
        return status;
    if (card)
        trust = (struct sj_tls_trust){card->ca_certificate, card->server_name};
    struct sj_channel_config config = {
        .url = call->url,
        .tls = tls ? &trust : NULL,
        .methods = sj_methods,
        .method_count = sj_method_count,
        .seed = sj_random_u64(),
    };
    return sj_channel_open(&config, &call->channel, error);
}

static enum sj_status read_request(struct call *call, const struct sj_method *method,
                                   const char *json, ProtobufCMessage **request,
                                   struct sj_error *error)
{
    struct sj_bytes text = sj_bytes_of(json ? json : "{}");
    const ProtobufCMessageDescriptor *input =
        method->service->methods[sj_method_index(method)].input;
    enum sj_status status = SJ_OK;
    if (json && strcmp(json, "-") == 0)
        status = sj_file_read("/dev/stdin", JSON_MAX_BYTES, &call->arena, &text, error);
    if (status == SJ_OK)
        status = sj_json_parse(input, text, &call->arena, request, error);
    return status;
}

static enum sj_status call_method(struct call *call, const char *name, const char *json,
                                  struct sj_error *error)
{
    char path[SJ_METHOD_NAME];
    const struct sj_method *method;
    ProtobufCMessage *request, *reply;
    struct sj_call_options options = {.timeout_ms = (uint32_t)call->where.timeout_ms};
    enum sj_status status = sj_call_find(name, &method, error);
    if (status != SJ_OK)
        return status;
    if (call->describe) {
        sj_call_describe(method, stdout);
        return SJ_OK;
    }
    status = read_request(call, method, json, &request, error);
    if (status == SJ_OK)
        status = open_channel(call, error);
    if (status == SJ_OK)
        status = sj_channel_call(call->channel, sj_method_path(method, path), request, &call->arena,
                                 &reply, &options, error);
    if (status == SJ_OK)
        return sj_print_json(reply, stdout, error);
    /* For scripts: the canonical code, and the reason within it. */
    fprintf(stderr, "%d %s%s%s\n", sj_status_grpc(status), sj_status_grpc_name(status),
            error->reason[0] ? " " : "", error->reason);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct call call = {.url = NULL};
    const struct sj_option options[] = {
        {.name = "url",
         .kind = SJ_OPTION_TEXT,
         .target = &call.url,
         .argument = N_("URL"),
         .help = N_("another address than the card's; tcp://127.0.0.1:PORT needs no card")},
        {.name = "describe",
         .kind = SJ_OPTION_FLAG,
         .target = &call.describe,
         .help = N_("show the fields of request and reply, call nothing")},
        SJ_OPTION_CARD(&call.where.card),
        SJ_OPTION_HOME(&call.where.home),
        SJ_OPTION_TIMEOUT(&call.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji call",
        .arguments = N_("[METHOD [JSON|-]]"),
        .summary = sj_cmd_call.summary,
        .notes = N_("Without METHOD lists the methods. METHOD may be written "
                    "/shangji.v1.Query/Rank,\nshangji.v1.Query.Rank, Query/Rank or Rank; the "
                    "request is JSON, - reads it from standard input."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .max_arguments = 2,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    if (count == 0) {
        list_methods();
        return SJ_OK;
    }
    sj_arena_init(&call.arena, CALL_ARENA_BYTES);
    status = call_method(&call, argv[1], count > 1 ? argv[2] : NULL, error);
    sj_channel_close(call.channel);
    sj_arena_clear(&call.arena);
    sj_home_clear(&call.home);
    return status;
}

const struct sj_command sj_cmd_call = {
    .name = "call",
    .summary = N_("call any method of the city with JSON"),
    .run = run,
};
