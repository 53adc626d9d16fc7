/* shangjid serve: the ledger of a directory, open to callers until a signal ends it. */
#include "server/command.h"

#include "base/i18n.h"
#include "proto/descriptors.h"
#include "proto/methods.h"
#include "rpc/server.h"
#include "server/certificate.h"
#include "server/city_files.h"
#include "server/log.h"
#include "server/notify.h"
#include "server/services/services.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    ARENA_BYTES = 4 * 1024 * 1024,
    WORKERS_MAX = 64,
    CALLS_MAX = 128,
    DRAIN_MS = 15 * 1000,
    FILES_WANTED = 65536,
    SERVICES = 2,
    MEMORY_DEFAULT_MB = 450,
    MEMORY_MAX_MB = 1024 * 1024,
    URL_TEXT = 300 /* a host name has at most 253 characters */
};

struct serve {
    const char *directory, *url, *ready_file, *passphrase_file;
    char bound[URL_TEXT]; /* where it listens, once it does */
    uint64_t workers, memory_mb;
    struct sj_clock clock;
    struct sj_arena arena;
    sigset_t signals;
    struct sj_key *key;
    struct sj_store *store;
    struct sj_ledger *ledger;
    struct sj_ledger_service ledger_service;
    struct sj_query_service query_service;
    ProtobufCService *services[SERVICES];
    bool tls;
    struct sj_tls_identity identity;
    struct sj_rpc_server *server;
};

/* A few silent peers must not use up the descriptors of a default shell. */
static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= FILES_WANTED)
        return;
    rlim_t had = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max < FILES_WANTED ? limit.rlim_max : FILES_WANTED;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        sj_log("file_limit", "descriptors=%ju", (uintmax_t)had);
}

/* In the main thread, before there are others: they inherit the mask. */
static void hold_signals(struct serve *serve)
{
    sigemptyset(&serve->signals);
    sigaddset(&serve->signals, SIGTERM);
    sigaddset(&serve->signals, SIGINT);
    sigaddset(&serve->signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &serve->signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static enum sj_status read_file(struct serve *serve, const char *name, struct sj_bytes *bytes,
                                struct sj_error *error)
{
    char path[SJ_PATH_TEXT];
    enum sj_status status = sj_path_join(serve->directory, name, path, error);
    if (status == SJ_OK)
        status = sj_path_read(path, SJ_CITY_FILE_MAX_BYTES, &serve->arena, bytes, error);
    return status;
}

static enum sj_status open_ledger(struct serve *serve, struct sj_error *error)
{
    struct sj_bytes passphrase;
    /* One view a worker, and one for facts that are read again while a worker holds its own. */
    struct sj_store_config store_config = {.directory = serve->directory,
                                           .views = (unsigned)serve->workers + 1};
    enum sj_status status = sj_store_open(&store_config, &serve->store, error);
    if (status == SJ_OK)
        status = sj_passphrase_argument(serve->passphrase_file, &serve->arena, &passphrase, error);
    if (status == SJ_OK)
        status = sj_ledger_key_load(serve->directory, SJ_FILE_LEDGER_KEY, passphrase, &serve->key,
                                    error);
    if (status != SJ_OK)
        return status;
    struct sj_ledger_config config = {
        .store = serve->store,
        .key = serve->key,
        .clock = serve->clock,
        .facts_max_bytes = (size_t)serve->memory_mb * 1024 * 1024,
    };
    status = sj_ledger_open(&config, &serve->ledger, error);
    if (status != SJ_OK)
        return status;
    const struct sj_ledger_state *state = sj_ledger_lock(serve->ledger);
    bool founded = sj_city_founded(state->city);
    sj_log("opened", "origin=%s entries=%" PRIu64 " townships=%zu reports=%zu",
           sj_city_origin(state->city), state->size, sj_city_township_count(state->city),
           sj_city_report_count(state->city));
    sj_ledger_unlock(serve->ledger);
    if (!founded)
        return sj_error_set(error, SJ_PRECONDITION, "NOT_FOUNDED",
                            _("%s holds no founded city: 'shangjid init' did not finish; remove "
                              "the directory and run it again"),
                            serve->directory);
    return SJ_OK;
}

/* The server's certificate, renewed if it is time. */
static enum sj_status keep_certificate(struct serve *serve, struct sj_bytes *server,
                                       struct sj_error *error)
{
    bool due = false;
    char path[SJ_PATH_TEXT];
    struct sj_bytes authority;
    Shangji__V1__CityCard *card;
    int64_t now = serve->clock.now_unix(serve->clock.context);
    enum sj_status status = sj_city_card_load(serve->directory, &serve->arena, &card, error);
    if (status == SJ_OK)
        status = read_file(serve, SJ_FILE_AUTHORITY, &authority, error);
    if (status != SJ_OK)
        return status;
    status = read_file(serve, SJ_FILE_SERVER, server, error);
    if (status == SJ_OK)
        status = sj_server_certificate_due(authority, *server, card->server_name, now, &due, error);
    else
        due = status == SJ_NOT_FOUND; /* it can always be made again */
    if (!due)
        return status;
    status =
        sj_server_certificate_make(authority, card->server_name, now, &serve->arena, server, error);
    if (status == SJ_OK)
        status = sj_path_join(serve->directory, SJ_FILE_SERVER, path, error);
    if (status == SJ_OK)
        status = sj_path_write(path, *server, 0600, error);
    if (status == SJ_OK)
        sj_log("certificate_renewed", "server_name=%s days=%d", card->server_name,
               (int)SJ_SERVER_CERTIFICATE_DAYS);
    return status;
}

static enum sj_status open_server(struct serve *serve, struct sj_error *error)
{
    struct sj_bytes pem = {NULL, 0};
    enum sj_status status = serve->tls ? keep_certificate(serve, &pem, error) : SJ_OK;
    if (status != SJ_OK)
        return status;
    /* Certificate and key stand in one text; each is found by its own heading. */
    serve->identity = (struct sj_tls_identity){(const char *)pem.data, (const char *)pem.data};
    sj_ledger_service_init(&serve->ledger_service, serve->ledger);
    sj_query_service_init(&serve->query_service, serve->ledger);
    serve->services[0] = &serve->ledger_service.service.base;
    serve->services[1] = &serve->query_service.service.base;
    struct sj_rpc_server_config config = {
        .url = serve->url,
        .tls = serve->tls ? &serve->identity : NULL,
        .methods = sj_methods,
        .method_count = sj_method_count,
        .descriptors = sj_descriptors(),
        .services = serve->services,
        .service_count = SERVICES,
        .workers = (unsigned)serve->workers,
        .calls_max = CALLS_MAX,
    };
    return sj_rpc_server_open(&config, &serve->server, error);
}

static enum sj_status announce(struct serve *serve, struct sj_error *error)
{
    const char *url = sj_rpc_server_url(serve->server);
    enum sj_status status = SJ_OK;
    if (serve->ready_file) {
        char *line = sj_arena_printf(&serve->arena, "%s\n", url);
        status = line ? sj_path_write(serve->ready_file, sj_bytes_of(line), 0644, error)
                      : sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory"));
    }
    if (status == SJ_OK) {
        fprintf(stderr, _("listening on %s\n"), url);
        sj_notify_ready(url);
    }
    return status;
}

/* The listener is closed and opened again with what the directory holds now: a certificate that was
 * renewed, or is due. Calls under way are answered first; the ledger goes on. */
static enum sj_status reload(struct serve *serve, struct sj_error *error)
{
    sj_log("reloading", "signal=%s", "HUP");
    sj_notify_reloading();
    /* Port 0 chose a port: the same one, or nobody would find the server again. */
    snprintf(serve->bound, sizeof serve->bound, "%s", sj_rpc_server_url(serve->server));
    serve->url = serve->bound;
    sj_rpc_server_close(serve->server, DRAIN_MS);
    serve->server = NULL;
    sj_arena_clear(&serve->arena); /* held the certificate that was served so far */
    sj_arena_init(&serve->arena, ARENA_BYTES);
    enum sj_status status = open_server(serve, error);
    return status == SJ_OK ? announce(serve, error) : status;
}

/* Until a signal, or until the ledger cannot go on. */
static enum sj_status wait_for_the_end(struct serve *serve, struct sj_error *error)
{
    const struct timespec second = {.tv_sec = 1};
    for (;;) {
        int caught = sigtimedwait(&serve->signals, NULL, &second);
        sj_notify_alive();
        if (caught == SIGHUP) {
            enum sj_status status = reload(serve, error);
            if (status != SJ_OK)
                return status;
        } else if (caught > 0) {
            sj_notify_stopping();
            sj_log("stopping", "signal=%s", caught == SIGINT ? "INT" : "TERM");
            return SJ_OK;
        }
        if (sj_ledger_is_broken(serve->ledger))
            return sj_error_set(error, SJ_INTERNAL, "LEDGER_STOPPED",
                                _("the ledger stopped (see the log); start shangjid again"));
    }
}

static void close_all(struct serve *serve)
{
    sj_rpc_server_close(serve->server, DRAIN_MS);
    sj_ledger_close(serve->ledger);
    sj_store_close(serve->store);
    sj_key_free(serve->key);
    sj_arena_clear(&serve->arena);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct serve serve = {.clock = sj_clock_system(), .workers = 4, .memory_mb = MEMORY_DEFAULT_MB};
    const struct sj_option options[] = {
        {"listen", 'l', SJ_OPTION_TEXT, &serve.url, N_("URL"),
         N_("tls+tcp://HOST:PORT, or tcp://127.0.0.1:PORT on one host; port 0 = any"), 0, 0},
        {"workers", 'w', SJ_OPTION_NUMBER, &serve.workers, N_("N"),
         N_("threads that handle calls; default 4"), 1, WORKERS_MAX},
        {"memory-mb", 0, SJ_OPTION_NUMBER, &serve.memory_mb, N_("MB"),
         N_("facts kept in memory; older periods are read when asked for; default 450"), 1,
         MEMORY_MAX_MB},
        {"passphrase-file", 0, SJ_OPTION_TEXT, &serve.passphrase_file, N_("FILE"),
         N_("its first line opens the ledger key"), 0, 0},
        {"ready-file", 0, SJ_OPTION_TEXT, &serve.ready_file, N_("FILE"),
         N_("write the URL there when listening"), 0, 0},
    };
    const struct sj_command_line line = {
        .program = "shangjid serve",
        .arguments = N_("DIR"),
        .summary = N_("Serves the city in DIR until SIGTERM or SIGINT. Logs to stderr."),
        .options = options,
        .option_count = sizeof options / sizeof *options,
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    serve.directory = argv[1];
    if (!serve.url)
        return sj_error_set(error, SJ_USAGE, "LISTEN", _("--listen URL is needed"));
    status = sj_url_check(serve.url, &serve.tls, error);
    if (status != SJ_OK)
        return status;
    sj_log_enable(true);
    hold_signals(&serve);
    raise_file_limit();
    sj_arena_init(&serve.arena, ARENA_BYTES);
    status = open_ledger(&serve, error);
    if (status == SJ_OK)
        status = open_server(&serve, error);
    if (status == SJ_OK)
        status = announce(&serve, error);
    if (status == SJ_OK)
        status = wait_for_the_end(&serve, error);
    close_all(&serve);
    if (status == SJ_OK)
        sj_log("stopped", "%s", "code=0");
    return status;
}

const struct sj_command sj_cmd_serve = {"serve", N_("serve a city"), run};
