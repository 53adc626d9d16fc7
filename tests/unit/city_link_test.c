/* The client against a city that may lie: a server in this process that answers from a small
 * ledger, whose lines the tests change behind its back. */
#include "folder.h"
#include "small_ledger.h"

#include "client/city_link.h"
#include "client/file.h"
#include "client/home.h"
#include "rpc/server.h"
#include "rules/entry.h"
#include "trust/frontier.h"

#include <health.pb-c.h>
#include <reflection.pb-c.h>

static struct small_ledger city;

#define LEDGER_ROW(name)                                                                           \
    {                                                                                              \
        &shangji__v1__ledger__descriptor, name, SJ_ACCESS_OPEN, 4096, 65536, 5000                  \
    }
static const struct sj_method methods[] = {
    LEDGER_ROW("Submit"),
    LEDGER_ROW("GetReceipt"),
    LEDGER_ROW("GetCheckpoint"),
    LEDGER_ROW("AddCosignature"),
    LEDGER_ROW("GetEntries"),
    LEDGER_ROW("GetEnvelope"),
    LEDGER_ROW("GetEnvelopes"),
    LEDGER_ROW("GetRoll"),
    LEDGER_ROW("GetCatalogue"),
    {&grpc__health__v1__health__descriptor, "Check", SJ_ACCESS_OPEN, 1024, 1024, 2000},
    {&grpc__reflection__v1__server_reflection__descriptor, "ServerReflectionInfo", SJ_ACCESS_OPEN,
     1024, 65536, 5000},
};

static void refuse(void *call)
{
    struct sj_error error;
    (void)sj_error_set(&error, SJ_UNIMPLEMENTED, "", "not here");
    sj_call_fail(call, &error);
}

#define REFUSED(name, request, closure_type)                                                       \
    static void city_##name(Shangji__V1__Ledger_Service *service, const request *input,            \
                            closure_type closure, void *call)                                      \
    {                                                                                              \
        refuse(call);                                                                              \
    }
REFUSED(get_receipt, Shangji__V1__GetReceiptRequest, Shangji__V1__SubmitReply_Closure)
REFUSED(add_cosignature, Shangji__V1__AddCosignatureRequest,
        Shangji__V1__AddCosignatureReply_Closure)
REFUSED(get_envelope, Shangji__V1__GetEnvelopeRequest, Shangji__V1__GetEnvelopeReply_Closure)
REFUSED(get_envelopes, Shangji__V1__GetEnvelopesRequest, Shangji__V1__GetEnvelopesReply_Closure)
REFUSED(get_roll, Shangji__V1__GetRollRequest, Shangji__V1__GetRollReply_Closure)
REFUSED(get_catalogue, Shangji__V1__GetCatalogueRequest, Shangji__V1__GetCatalogueReply_Closure)

/* How the entries that it gives are not those that it signed. */
static enum { HONEST, OTHER_ENTRY, NO_ENTRIES, RUBBISH } lie;
static uint64_t asked_from;

static void city_get_entries(Shangji__V1__Ledger_Service *service,
                             const Shangji__V1__GetEntriesRequest *input,
                             Shangji__V1__GetEntriesReply_Closure closure, void *call)
{
    Shangji__V1__GetEntriesReply reply;
    char *lines[SMALL_LEDGER_MAX], other[SMALL_LEDGER_LINE];
    shangji__v1__get_entries_reply__init(&reply);
    asked_from = input->start;
    reply.entries = lines;
    for (uint64_t i = input->start; i < city.size && lie != NO_ENTRIES; i++)
        lines[reply.n_entries++] = city.lines[i];
    snprintf(other, sizeof other, "%s", lie == RUBBISH ? "rubbish" : city.lines[0]);
    if ((lie == OTHER_ENTRY || lie == RUBBISH) && reply.n_entries > 0)
        lines[reply.n_entries - 1] = other;
    closure(&reply, call);
}

/* What the city answers to whatever is submitted. */
static struct sj_error submit_answer;

static void city_submit(Shangji__V1__Ledger_Service *service,
                        const Shangji__V1__SubmitRequest *input,
                        Shangji__V1__SubmitReply_Closure closure, void *call)
{
    sj_call_fail(call, &submit_answer);
}

static void city_get_checkpoint(Shangji__V1__Ledger_Service *service,
                                const Shangji__V1__GetCheckpointRequest *input,
                                Shangji__V1__GetCheckpointReply_Closure closure, void *call)
{
    Shangji__V1__GetCheckpointReply reply;
    struct sj_error error = {0};
    struct sj_proof proof = {.count = 0};
    struct sj_buffer note = {.limit = 0};
    ProtobufCBinaryData hashes[SJ_PROOF_MAX];
    struct sj_merkle_source source = small_ledger_source(&city);
    shangji__v1__get_checkpoint_reply__init(&reply);
    if (input->old_size > 0 &&
        sj_merkle_consistency(&source, input->old_size, city.size, &proof, &error) != SJ_OK) {
        sj_call_fail(call, &error);
        return;
    }
    small_ledger_note(&city, city.size, &note);
    for (size_t i = 0; i < proof.count; i++)
        hashes[i] = (ProtobufCBinaryData){.len = SJ_HASH, .data = proof.hashes[i].bytes};
    reply.checkpoint = (char *)note.data;
    reply.consistency = hashes;
    reply.n_consistency = proof.count;
    closure(&reply, call);
    sj_buffer_clear(&note);
}

struct watch {
    struct folder *folder;
    Shangji__V1__Ledger_Service service;
    struct sj_rpc_server *server;
    Shangji__V1__CityCard card;
    char url[128], origin[64], vkey[SJ_VKEY_TEXT], checkpoint[PATH_MAX];
    struct sj_link link;
    struct sj_error error;
};

static int setup(void **state)
{
    if (folder_setup(state) != 0)
        return 1;
    struct watch *watch = calloc(1, sizeof(*watch));
    watch->folder = *state;
    *state = watch;
    watch->service = (Shangji__V1__Ledger_Service)SHANGJI__V1__LEDGER__INIT(city_);
    ProtobufCService *services[] = {&watch->service.base};
    struct sj_rpc_server_config config = {
        .url = "tcp://127.0.0.1:0",
        .methods = methods,
        .method_count = sizeof(methods) / sizeof(methods[0]),
        .services = services,
        .service_count = 1,
    };
    small_ledger_init(&city, 1);
    small_ledger_fill(&city, 5);
    if (sj_rpc_server_open(&config, &watch->server, &watch->error) != SJ_OK)
        fail_msg("%s", watch->error.message);
    shangji__v1__city_card__init(&watch->card);
    snprintf(watch->url, sizeof(watch->url), "%s", sj_rpc_server_url(watch->server));
    snprintf(watch->origin, sizeof(watch->origin), "%s", SMALL_LEDGER_ORIGIN);
    sj_log_key_format(&city.log, watch->vkey);
    watch->card.url = watch->url;
    watch->card.origin = watch->origin;
    watch->card.ledger_key = watch->vkey;
    snprintf(watch->checkpoint, sizeof(watch->checkpoint), "%s",
             folder_file(watch->folder, "checkpoint"));
    assert_int_equal(sj_link_open(&watch->card, watch->checkpoint, &watch->link, &watch->error),
                     SJ_OK);
    return 0;
}

static int teardown(void **state)
{
    struct watch *watch = *state;
    sj_link_close(&watch->link);
    sj_rpc_server_close(watch->server, 5000);
    small_ledger_clear(&city);
    *state = watch->folder;
    free(watch);
    return folder_teardown(state);
}

static uint64_t kept_size(struct watch *watch)
{
    struct sj_arena arena;
    struct sj_bytes note;
    struct sj_checkpoint checkpoint;
    sj_arena_init(&arena, 1 << 16);
    assert_int_equal(sj_file_read(watch->checkpoint, 4096, &arena, &note, &watch->error), SJ_OK);
    assert_int_equal(sj_checkpoint_open(note, &city.log, &checkpoint, &watch->error), SJ_OK);
    sj_arena_clear(&arena);
    return checkpoint.size;
}

static bool alarm_is_kept(struct watch *watch)
{
    return sj_file_exists(folder_file(watch->folder, "checkpoint.alarm"));
}

/* That the alarm's note proves the lie: it is `note`. */
static void assert_alarm(struct watch *watch, struct sj_bytes note)
{
    struct sj_arena arena;
    struct sj_bytes kept;
    sj_arena_init(&arena, 1 << 16);
    assert_int_equal(sj_file_read(folder_file(watch->folder, "checkpoint.alarm"), 4096, &arena,
                                  &kept, &watch->error),
                     SJ_OK);
    assert_true(sj_bytes_equal(kept, note));
    sj_arena_clear(&arena);
}

static enum sj_status look(struct watch *watch)
{
    return sj_link_look(&watch->link, &watch->error);
}

/* The checkpoint over the first `size` lines, as a receipt would bring it. */
static enum sj_status see(struct watch *watch, uint64_t size)
{
    struct sj_buffer note = {.limit = 0};
    struct sj_checkpoint checkpoint;
    small_ledger_note(&city, size, &note);
    assert_int_equal(
        sj_checkpoint_open(sj_buffer_bytes(&note), &city.log, &checkpoint, &watch->error), SJ_OK);
    enum sj_status status =
        sj_link_watch(&watch->link, &checkpoint, sj_buffer_bytes(&note), &watch->error);
    sj_buffer_clear(&note);
    return status;
}

static void test_link__follows_a_ledger_that_grows(void **state)
{
    struct watch *watch = *state;
    assert_int_equal(look(watch), SJ_OK);
    assert_int_equal(kept_size(watch), 5);
    assert_int_equal(look(watch), SJ_OK);
    small_ledger_fill(&city, 13);
    assert_int_equal(look(watch), SJ_OK);
    assert_int_equal(kept_size(watch), 13);
    assert_false(alarm_is_kept(watch));
}

/* A receipt may rest on an older checkpoint than the last one seen, or on a newer one than the
 * city's head of a moment later. */
static void test_link__takes_older_and_middle_checkpoints_of_the_same_history(void **state)
{
    struct watch *watch = *state;
    assert_int_equal(look(watch), SJ_OK);
    assert_int_equal(see(watch, 3), SJ_OK);
    assert_int_equal(kept_size(watch), 5);
    small_ledger_fill(&city, 13);
    assert_int_equal(see(watch, 9), SJ_OK);
    assert_int_equal(kept_size(watch), 13);
    assert_false(alarm_is_kept(watch));
}

static void test_link__raises_an_alarm_when_entries_are_taken_back(void **state)
{
    struct watch *watch = *state;
    assert_int_equal(look(watch), SJ_OK);
    city.size = 4;
    assert_int_equal(look(watch), SJ_DATA_LOSS);
    assert_string_equal(watch->error.reason, "LEDGER_REWRITTEN");
    assert_non_null(strstr(watch->error.message, watch->checkpoint));
    assert_true(alarm_is_kept(watch));
    assert_int_equal(kept_size(watch), 5); /* both proofs stay */
}

static void test_link__raises_an_alarm_over_a_second_history(void **state)
{
    struct watch *watch = *state;
    assert_int_equal(look(watch), SJ_OK);
    snprintf(city.lines[2], SMALL_LEDGER_LINE, "another line 2");
    assert_int_equal(look(watch), SJ_DATA_LOSS);
    assert_true(alarm_is_kept(watch));
    assert_int_equal(kept_size(watch), 5);
}

static void test_link__raises_an_alarm_when_old_entries_change_under_new_ones(void **state)
{
    struct watch *watch = *state;
    assert_int_equal(look(watch), SJ_OK);
    snprintf(city.lines[2], SMALL_LEDGER_LINE, "another line 2");
    small_ledger_fill(&city, 13);
    assert_int_equal(look(watch), SJ_DATA_LOSS);
    assert_true(alarm_is_kept(watch));
    assert_int_equal(kept_size(watch), 5);
}

/* The head follows what was seen; the receipt's checkpoint is of another history. */
static void test_link__raises_an_alarm_over_a_receipt_of_another_history(void **state)
{
    struct watch *watch = *state;
    struct sj_buffer note = {.limit = 0};
    struct sj_checkpoint checkpoint;
    char line[SMALL_LEDGER_LINE];
    assert_int_equal(look(watch), SJ_OK);
    small_ledger_fill(&city, 13);
    memcpy(line, city.lines[8], sizeof(line));
    snprintf(city.lines[8], SMALL_LEDGER_LINE, "for this township only");
    small_ledger_note(&city, 9, &note);
    memcpy(city.lines[8], line, sizeof(line));
    assert_int_equal(
        sj_checkpoint_open(sj_buffer_bytes(&note), &city.log, &checkpoint, &watch->error), SJ_OK);
    assert_int_equal(
        sj_link_watch(&watch->link, &checkpoint, sj_buffer_bytes(&note), &watch->error),
        SJ_DATA_LOSS);
    assert_alarm(watch, sj_buffer_bytes(&note));
    assert_int_equal(kept_size(watch), 5);
    sj_buffer_clear(&note);
}

static void test_link__refuses_a_checkpoint_of_another_key(void **state)
{
    struct watch *watch = *state;
    struct sj_key *own = city.key;
    uint8_t seed[32] = {77};
    assert_int_equal(look(watch), SJ_OK);
    small_ledger_fill(&city, 6);
    assert_int_equal(sj_key_of_seed(seed, &city.key, &watch->error), SJ_OK);
    assert_int_equal(look(watch), SJ_UNAUTHENTICATED);
    assert_int_equal(kept_size(watch), 5);
    sj_key_free(city.key);
    city.key = own;
}

static void test_link__does_not_go_on_from_a_damaged_checkpoint(void **state)
{
    struct watch *watch = *state;
    assert_int_equal(sj_file_write(watch->checkpoint, SJ_LITERAL("rubbish\n"), 0600, &watch->error),
                     SJ_OK);
    assert_int_equal(look(watch), SJ_DATA_LOSS);
    assert_non_null(strstr(watch->error.message, watch->checkpoint));
}

static bool is_refused(struct watch *watch, enum sj_status status, const char *reason,
                       struct sj_bytes text)
{
    struct sj_arena arena;
    struct sj_taken taken;
    (void)sj_error_set(&submit_answer, status, reason, "no");
    watch->link.timeout_ms = 2000;
    sj_arena_init(&arena, 1 << 16);
    assert_int_not_equal(sj_link_submit(&watch->link, SJ_LITERAL("an envelope"), text, &arena,
                                        &taken, &watch->error),
                         SJ_OK);
    sj_arena_clear(&arena);
    return taken.refused;
}

/* Else one report that is too large would keep all behind it from being sent. */
static void test_link__tells_a_refusal_from_a_busy_city(void **state)
{
    struct watch *watch = *state;
    const struct sj_bytes none = {0};
    assert_true(is_refused(watch, SJ_INVALID, "WORDS_NOT_IN_TEXT", none));
    assert_true(is_refused(watch, SJ_EXHAUSTED, "TOO_MANY", none));
    assert_true(is_refused(watch, SJ_EXHAUSTED, "TEXT_TOO_LONG", none));
    assert_true(is_refused(watch, SJ_EXHAUSTED, "ENVELOPE_TOO_LONG", none));
    assert_string_equal(watch->error.reason, "ENVELOPE_TOO_LONG");
    assert_false(is_refused(watch, SJ_EXHAUSTED, "QUEUE_FULL", none));
    assert_false(is_refused(watch, SJ_EXHAUSTED, "DISK_FULL", none));
    assert_false(is_refused(watch, SJ_NO_MEMORY, "NO_MEMORY", none));
}

static void test_link__a_parcel_damaged_here_is_not_refused_by_the_city(void **state)
{
    struct watch *watch = *state;
    assert_false(is_refused(watch, SJ_INVALID, "WORDS_NOT_IN_TEXT", SJ_LITERAL("\xff")));
    assert_int_equal(watch->error.status, SJ_INVALID);
    assert_string_equal(watch->error.reason, "MALFORMED");
}

static void test_link__says_when_nobody_answers(void **state)
{
    struct watch *watch = *state;
    struct sj_link link;
    char nowhere[] = "tcp://127.0.0.1:1";
    watch->card.url = nowhere;
    assert_int_equal(sj_link_open(&watch->card, NULL, &link, &watch->error), SJ_OK);
    link.timeout_ms = 300;
    assert_int_equal(sj_link_look(&link, &watch->error), SJ_UNAVAILABLE);
    sj_link_close(&link);
}

/* Lines that are entries, about nobody in particular. */
static void fill_entries(uint64_t size)
{
    while (city.size < size) {
        char line[SJ_ENTRY_MAX];
        struct sj_entry entry = {.type = "close", .taken_at = 1638928800 + (int64_t)city.size};
        snprintf(entry.subject, sizeof entry.subject, "2021/annual");
        entry.identity.bytes[0] = (uint8_t)city.size;
        small_ledger_add(&city, sj_entry_format(&entry, line));
    }
}

static void with_home(struct watch *watch, struct sj_home *home)
{
    city.size = 0;
    lie = HONEST;
    fill_entries(5);
    assert_int_equal(sj_home_open(watch->folder->path, home, &watch->error), SJ_OK);
    watch->link.home = home;
}

static uint64_t frontier_size(struct watch *watch)
{
    struct sj_arena arena;
    struct sj_bytes text;
    struct sj_frontier frontier;
    sj_arena_init(&arena, 1 << 16);
    assert_int_equal(
        sj_file_read(folder_file(watch->folder, "frontier"), 8192, &arena, &text, &watch->error),
        SJ_OK);
    assert_true(sj_frontier_decode(text, &frontier));
    sj_arena_clear(&arena);
    return frontier.size;
}

static void test_link__reads_the_entries_behind_a_checkpoint(void **state)
{
    struct watch *watch = *state;
    struct sj_home home;
    with_home(watch, &home);
    assert_int_equal(look(watch), SJ_OK);
    assert_int_equal(frontier_size(watch), 5);
    fill_entries(13);
    assert_int_equal(look(watch), SJ_OK);
    assert_int_equal(asked_from, 5); /* what is new, and no more */
    assert_int_equal(frontier_size(watch), 13);
    unlink(folder_file(watch->folder, "frontier"));
    assert_int_equal(look(watch), SJ_OK); /* the same checkpoint, whose entries are not known */
    assert_int_equal(asked_from, 0);
    assert_int_equal(frontier_size(watch), 13);
    sj_home_clear(&home);
}

static void test_link__raises_an_alarm_when_other_entries_are_shown_than_signed(void **state)
{
    struct watch *watch = *state;
    struct sj_home home;
    with_home(watch, &home);
    assert_int_equal(look(watch), SJ_OK);
    fill_entries(13);
    lie = OTHER_ENTRY;
    assert_int_equal(look(watch), SJ_DATA_LOSS);
    assert_string_equal(watch->error.reason, "LEDGER_REWRITTEN");
    assert_true(alarm_is_kept(watch));
    assert_int_equal(kept_size(watch), 5);
    assert_int_equal(frontier_size(watch), 5);
    lie = HONEST;
    assert_int_equal(look(watch), SJ_OK);
    assert_int_equal(kept_size(watch), 13);
    sj_home_clear(&home);
}

static void test_link__goes_no_further_without_the_entries(void **state)
{
    struct watch *watch = *state;
    struct sj_home home;
    with_home(watch, &home);
    assert_int_equal(look(watch), SJ_OK);
    fill_entries(6);
    lie = NO_ENTRIES;
    assert_int_equal(look(watch), SJ_ABORTED);
    assert_int_equal(kept_size(watch), 5);
    lie = RUBBISH;
    assert_int_equal(look(watch), SJ_DATA_LOSS);
    assert_int_equal(kept_size(watch), 5);
    assert_false(alarm_is_kept(watch)); /* nothing that two signed notes would prove */
    sj_home_clear(&home);
}

/* A frontier that was changed by hand accuses nobody: the entries are read anew. */
static void test_link__does_not_trust_a_frontier_that_does_not_fit(void **state)
{
    struct watch *watch = *state;
    struct sj_home home;
    struct sj_frontier other = {.size = 0};
    struct sj_hash leaf = sj_merkle_leaf(SJ_LITERAL("other"));
    struct sj_buffer text = {.limit = 0};
    with_home(watch, &home);
    assert_int_equal(look(watch), SJ_OK);
    assert_int_equal(sj_frontier_append(&other, &leaf, &watch->error), SJ_OK);
    sj_frontier_encode(&other, &text);
    assert_int_equal(sj_file_write(folder_file(watch->folder, "frontier"), sj_buffer_bytes(&text),
                                   0600, &watch->error),
                     SJ_OK);
    sj_buffer_clear(&text);
    fill_entries(6);
    assert_int_equal(look(watch), SJ_OK);
    assert_int_equal(asked_from, 0);
    assert_int_equal(kept_size(watch), 6);
    sj_home_clear(&home);
}

int main(void)
{
#define LINK_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        LINK_TEST(test_link__follows_a_ledger_that_grows),
        LINK_TEST(test_link__takes_older_and_middle_checkpoints_of_the_same_history),
        LINK_TEST(test_link__raises_an_alarm_when_entries_are_taken_back),
        LINK_TEST(test_link__raises_an_alarm_over_a_second_history),
        LINK_TEST(test_link__raises_an_alarm_when_old_entries_change_under_new_ones),
        LINK_TEST(test_link__raises_an_alarm_over_a_receipt_of_another_history),
        LINK_TEST(test_link__refuses_a_checkpoint_of_another_key),
        LINK_TEST(test_link__does_not_go_on_from_a_damaged_checkpoint),
        LINK_TEST(test_link__tells_a_refusal_from_a_busy_city),
        LINK_TEST(test_link__a_parcel_damaged_here_is_not_refused_by_the_city),
        LINK_TEST(test_link__says_when_nobody_answers),
        LINK_TEST(test_link__reads_the_entries_behind_a_checkpoint),
        LINK_TEST(test_link__raises_an_alarm_when_other_entries_are_shown_than_signed),
        LINK_TEST(test_link__goes_no_further_without_the_entries),
        LINK_TEST(test_link__does_not_trust_a_frontier_that_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
