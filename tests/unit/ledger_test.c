#include "ledger_fixture.h"

#include "base/encoding.h"
#include "server/tree.h"
#include "trust/frontier.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>

static uint64_t size_of(struct city *city)
{
    uint64_t size = sj_ledger_lock(city->ledger)->size;
    sj_ledger_unlock(city->ledger);
    return size;
}

static struct sj_checkpoint checkpoint_of(struct city *city)
{
    struct sj_checkpoint checkpoint;
    struct sj_bytes note;
    struct sj_proof proof;
    city_must(city, sj_ledger_checkpoint(city->ledger, 0, NULL, &city->arena, &note, &proof,
                                         &city->error));
    city_must(city,
              sj_checkpoint_open(note, sj_ledger_log_key(city->ledger), &checkpoint, &city->error));
    return checkpoint;
}

static void assert_receipt(struct city *city, const struct sj_taken *taken)
{
    struct sj_receipt receipt;
    struct sj_checkpoint checkpoint;
    city_must(city, sj_receipt_verify(taken->receipt, taken->line, sj_ledger_log_key(city->ledger),
                                      &receipt, &checkpoint, &city->error));
    assert_int_equal(receipt.index, taken->index);
    assert_true(checkpoint.size > taken->index);
}

static struct city_parcel rice(struct city *city, size_t township, const char *words)
{
    struct city_report said = {.township = township, .revision = 1, .rice = words};
    return city_make(city, &said);
}

static void execute_raw(struct city *city, const char *sql)
{
    sqlite3 *db;
    char *message = NULL;
    assert_int_equal(sqlite3_open(folder_file(city->folder, SJ_STORE_FILE), &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    sqlite3_close(db);
}

/* ---- taking in ---- */

/* libsodium verifies signatures under mixed-order keys, and under ones of small order anybody
 * signs: the operator's signature does not help either in. */
static void test_ledger__keys_outside_the_group_are_not_enrolled(void **state)
{
    struct city *city = *state;
    struct city_raw_key {
        const char *what, *hex;
    } bad[] = {
        {"mixed order", "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d"},
        {"order 8", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"},
        {"order 1", "0100000000000000000000000000000000000000000000000000000000000000"},
        {"not canonical", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
        {"not on the curve", "0200000000000000000000000000000000000000000000000000000000000000"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t bytes[SJ_PUBLIC_KEY];
        size_t len = 0;
        Shangji__V1__Act *act = city_new_act(city);
        assert_true(sj_hex_decode(sj_bytes_of(bad[i].hex), bytes, sizeof bytes, &len));
        act->act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
        act->enrolment = sj_pb_new(&shangji__v1__enrolment__descriptor, &city->arena);
        act->enrolment->township = city_text(city, city_codes[0]);
        act->enrolment->role = SHANGJI__V1__ROLE__ROLE_HEAD;
        act->enrolment->public_key = sj_pb_binary(&city->arena, SJ_BYTES(bytes, sizeof bytes));
        if (city_act(city, act, city->operator_key, NULL) != SJ_INVALID)
            fail_msg("a key was enrolled: %s", bad[i].what);
        assert_string_equal(city->error.reason, "BAD_KEY");
    }
    assert_int_equal(size_of(city), CITY_SETUP_ENTRIES);
}

static void test_ledger__a_report_gets_a_place_and_a_receipt_that_verifies(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    struct city_parcel parcel = rice(city, 0, "1140余亩");
    assert_int_equal(size_of(city), CITY_SETUP_ENTRIES);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    assert_int_equal(taken.index, CITY_SETUP_ENTRIES);
    assert_false(taken.already_known);
    assert_true(sj_bytes_starts(taken.line, SJ_LITERAL("1 report 990101100/2021/annual/1 ")));
    assert_receipt(city, &taken);
    assert_int_equal(size_of(city), CITY_SETUP_ENTRIES + 1);
}

static void test_ledger__the_same_payload_gets_the_same_place(void **state)
{
    struct city *city = *state;
    struct sj_taken first, again, fetched;
    struct city_parcel parcel = rice(city, 0, "1140余亩");
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &first));
    city_report(city, 1, "900亩", NULL);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &again));
    assert_true(again.already_known);
    assert_int_equal(again.index, first.index);
    assert_true(sj_bytes_equal(again.line, first.line));
    assert_false(sj_bytes_equal(again.receipt, first.receipt)); /* against the newer checkpoint */
    assert_receipt(city, &again);
    /* Even without its text, which is there. */
    city_must(city, city_submit(city, parcel.envelope, NULL, &again));
    assert_int_equal(again.index, first.index);
    city_must(city, sj_ledger_receipt(city->ledger, &first.identity, NULL, &city->arena, &fetched,
                                      &city->error));
    assert_int_equal(fetched.index, first.index);
    assert_receipt(city, &fetched);
    assert_int_equal(size_of(city), CITY_SETUP_ENTRIES + 2);
}

static void test_ledger__known_bytes_with_a_bad_signature_get_nothing(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    struct city_report said = {.township = 0, .revision = 1, .rice = "1140余亩"};
    struct city_parcel parcel = city_make(city, &said);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    said.key = city->stranger;
    parcel = city_make(city, &said);
    assert_int_equal(city_submit(city, parcel.envelope, parcel.text, &taken), SJ_UNAUTHENTICATED);
    said.key = city->township_keys[1];
    parcel = city_make(city, &said);
    assert_int_equal(city_submit(city, parcel.envelope, parcel.text, &taken), SJ_DENIED);
}

static void test_ledger__more_signatures_than_anybody_needs_are_refused(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    struct sj_envelope envelope;
    struct sj_bytes bytes;
    struct city_parcel parcel = rice(city, 0, "1140余亩");
    city_must(city, sj_envelope_decode(parcel.envelope, &city->arena, &envelope, &city->error));
    const struct sj_key *others[] = {city->stranger, city->operator_key, city->ledger_key,
                                     city->township_keys[1]};
    for (size_t i = 0; i < 4; i++)
        city_must(city, sj_envelope_sign(&envelope, others[i], &city->arena, &city->error));
    city_must(city, sj_envelope_encode(&envelope, &city->arena, &bytes, &city->error));
    assert_int_equal(city_submit(city, bytes, parcel.text, &taken), SJ_INVALID);
    assert_string_equal(city->error.reason, "TOO_MANY_SIGNATURES");
    envelope.signature_count--;
    city_must(city, sj_envelope_encode(&envelope, &city->arena, &bytes, &city->error));
    city_must(city, city_submit(city, bytes, parcel.text, &taken));
}

/* Whose key it was is told by the hint of the signature that it made. */
static void test_ledger__a_hint_on_another_signature_tells_nothing(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    struct sj_envelope envelope;
    struct sj_bytes bytes;
    struct city_report said = {
        .township = 0, .revision = 1, .rice = "1140余亩", .key = city->township_keys[1]};
    struct city_parcel parcel = city_make(city, &said);
    city_must(city, sj_envelope_decode(parcel.envelope, &city->arena, &envelope, &city->error));
    city_must(city, sj_envelope_sign(&envelope, city->stranger, &city->arena, &city->error));
    city_must(city, sj_envelope_encode(&envelope, &city->arena, &bytes, &city->error));
    assert_int_equal(city_submit(city, bytes, parcel.text, &taken), SJ_DENIED);
    envelope.signatures[1].keyid = envelope.signatures[0].keyid;
    envelope.signatures[0].keyid = (struct sj_bytes){0};
    city_must(city, sj_envelope_encode(&envelope, &city->arena, &bytes, &city->error));
    assert_int_equal(city_submit(city, bytes, parcel.text, &taken), SJ_UNAUTHENTICATED);
}

static void test_ledger__what_is_refused_leaves_no_trace(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    struct sj_checkpoint before = checkpoint_of(city), after;
    struct city_parcel parcel = rice(city, 0, "1140余亩");
    assert_int_equal(city_submit(city, parcel.envelope, NULL, &taken), SJ_INVALID);
    assert_string_equal(city->error.reason, "TEXT_MISSING");
    uint8_t *changed = sj_arena_alloc(&city->arena, parcel.envelope.len);
    memcpy(changed, parcel.envelope.data, parcel.envelope.len);
    size_t at = sj_bytes_find(parcel.envelope, SJ_LITERAL("990101100"), 0);
    changed[at + 8] = '1'; /* another township's */
    assert_int_not_equal(
        city_submit(city, SJ_BYTES(changed, parcel.envelope.len), parcel.text, &taken), SJ_OK);
    parcel.text->text.data[0] ^= 1;
    assert_int_equal(city_submit(city, parcel.envelope, parcel.text, &taken), SJ_INVALID);
    struct city_report gap = {.township = 0, .revision = 2, .rice = "1140余亩"};
    parcel = city_make(city, &gap);
    assert_int_equal(city_submit(city, parcel.envelope, parcel.text, &taken), SJ_PRECONDITION);
    after = checkpoint_of(city);
    assert_int_equal(after.size, before.size);
    assert_memory_equal(after.root.bytes, before.root.bytes, SJ_HASH);
}

static void test_ledger__a_revoked_key_signs_nothing_more(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    struct city_parcel parcel = rice(city, 0, "1140余亩");
    city_must(city, city_revoke(city, 0, city->township_keys[0]));
    assert_int_equal(city_submit(city, parcel.envelope, parcel.text, &taken), SJ_DENIED);
    assert_string_equal(city->error.reason, "KEY_REVOKED");
}

static void test_ledger__time_never_runs_back(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    struct sj_entry first, second;
    struct city_parcel parcel = rice(city, 0, "1140余亩");
    city->now += 1000;
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    assert_true(sj_entry_parse(taken.line, &first));
    city->now -= 86400;
    parcel = rice(city, 1, "900亩");
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    assert_true(sj_entry_parse(taken.line, &second));
    assert_int_equal(second.taken_at, first.taken_at);
    city_restart(city);
    parcel = rice(city, 2, "800亩");
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    assert_true(sj_entry_parse(taken.line, &second));
    assert_int_equal(second.taken_at, first.taken_at);
}

/* ---- many at once ---- */

enum { SENDERS = 4, ROUNDS = 12 };

struct sender {
    struct city *city;
    struct sj_bytes envelopes[ROUNDS];
    Shangji__V1__SourceText *texts[ROUNDS];
    pthread_t thread;
    enum sj_status status;
};

/* Sends its chain of revisions, each one twice. */
static void *send_all(void *context)
{
    struct sender *sender = context;
    for (size_t i = 0; i < ROUNDS && sender->status == SJ_OK; i++) {
        struct sj_arena arena;
        struct sj_error error;
        struct sj_taken first, again;
        struct sj_receipt receipt;
        sj_arena_init(&arena, 16 << 20);
        sender->status = sj_ledger_take(sender->city->ledger, sender->envelopes[i],
                                        sender->texts[i], &arena, &first, &error);
        if (sender->status == SJ_OK)
            sender->status = sj_ledger_take(sender->city->ledger, sender->envelopes[i],
                                            sender->texts[i], &arena, &again, &error);
        if (sender->status == SJ_OK && (again.index != first.index || !again.already_known))
            sender->status = SJ_INTERNAL;
        if (sender->status == SJ_OK)
            sender->status =
                sj_receipt_verify(first.receipt, first.line,
                                  sj_ledger_log_key(sender->city->ledger), &receipt, NULL, &error);
        sj_arena_clear(&arena);
    }
    return NULL;
}

static struct sj_digest identity_of(struct city *city, struct sj_bytes bytes)
{
    struct sj_envelope envelope;
    struct sj_digest identity;
    city_must(city, sj_envelope_decode(bytes, &city->arena, &envelope, &city->error));
    city_must(city, sj_envelope_identity(&envelope, &city->arena, &identity, &city->error));
    return identity;
}

static void prepare_sender(struct city *city, struct sender *sender, size_t township)
{
    struct city_report said = {.township = township};
    sender->city = city;
    for (size_t i = 0; i < ROUNDS; i++) {
        char words[32];
        snprintf(words, sizeof words, "%zu亩", 1000 + 100 * township + i);
        said.revision++;
        said.rice = words;
        struct city_parcel parcel = city_make(city, &said);
        sender->envelopes[i] = parcel.envelope;
        sender->texts[i] = parcel.text;
        said.replaces = identity_of(city, parcel.envelope);
    }
}

static void test_ledger__many_senders_get_one_history(void **state)
{
    struct city *city = *state;
    struct sender senders[SENDERS] = {0};
    for (size_t i = 0; i < SENDERS; i++)
        prepare_sender(city, &senders[i], i);
    for (size_t i = 0; i < SENDERS; i++)
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_all, &senders[i]), 0);
    for (size_t i = 0; i < SENDERS; i++) {
        pthread_join(senders[i].thread, NULL);
        assert_int_equal(senders[i].status, SJ_OK);
    }
    struct sj_checkpoint before = checkpoint_of(city);
    assert_int_equal(before.size, CITY_SETUP_ENTRIES + SENDERS * ROUNDS);
    city_restart(city);
    struct sj_checkpoint after = checkpoint_of(city);
    assert_int_equal(after.size, before.size);
    assert_memory_equal(after.root.bytes, before.root.bytes, SJ_HASH);
}

struct counter {
    pthread_mutex_t mutex;
    unsigned answered, accepted;
};

static void count(void *context, const struct sj_taken *taken, const struct sj_error *error)
{
    struct counter *counter = context;
    pthread_mutex_lock(&counter->mutex);
    counter->answered++;
    counter->accepted += taken != NULL;
    pthread_mutex_unlock(&counter->mutex);
}

static bool at_once(void *context)
{
    return true;
}

static void test_ledger__closing_answers_everybody(void **state)
{
    struct city *city = *state;
    struct counter counter = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    struct sj_intake intakes[CITY_TOWNSHIPS];
    for (size_t i = 0; i < CITY_TOWNSHIPS; i++) {
        struct city_parcel parcel = rice(city, i, "100亩");
        city_must(city, sj_intake_prepare(city->ledger, parcel.envelope, parcel.text, &city->arena,
                                          &intakes[i], NULL, &city->error));
        intakes[i].answer = count;
        intakes[i].context = &counter;
        if (i == 4)
            intakes[i].expired = at_once;
        city_must(city, sj_ledger_submit(city->ledger, &intakes[i], &city->error));
    }
    city_stop(city);
    assert_int_equal(counter.answered, CITY_TOWNSHIPS);
    assert_int_equal(counter.accepted, CITY_TOWNSHIPS - 1); /* one had no time left */
    city_must(city, city_try_start(city, false));
    assert_int_equal(size_of(city), CITY_SETUP_ENTRIES + CITY_TOWNSHIPS - 1);
}

/* ---- trouble ---- */

static void test_ledger__a_full_disk_refuses_and_taking_in_resumes(void **state)
{
    struct city *city = *state;
    struct rlimit had, small;
    struct sj_taken taken;
    struct city_parcel parcel = rice(city, 0, "1140余亩");
    struct sj_checkpoint before = checkpoint_of(city);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &had), 0);
    small = had;
    small.rlim_cur = 1024;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum sj_status status = city_submit(city, parcel.envelope, parcel.text, &taken);
    struct sj_checkpoint during = checkpoint_of(city); /* reading goes on */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &had), 0);
    assert_int_equal(status, SJ_EXHAUSTED);
    assert_memory_equal(during.root.bytes, before.root.bytes, SJ_HASH);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    assert_int_equal(taken.index, CITY_SETUP_ENTRIES);
    assert_false(taken.already_known);
    assert_receipt(city, &taken);
    city_restart(city);
    assert_int_equal(size_of(city), CITY_SETUP_ENTRIES + 1);
}

static void test_ledger__a_checkpoint_not_signed_before_the_end_is_signed_at_the_start(void **state)
{
    struct city *city = *state;
    struct sj_checkpoint before = checkpoint_of(city);
    city_stop(city);
    execute_raw(city, "DELETE FROM checkpoint WHERE size > 2");
    city_must(city, city_try_start(city, false));
    struct sj_checkpoint after = checkpoint_of(city);
    assert_int_equal(after.size, before.size);
    assert_memory_equal(after.root.bytes, before.root.bytes, SJ_HASH);
    city_restart(city);
}

static void assert_refuses_to_start(struct city *city, const char *sql, const char *reason)
{
    city_stop(city);
    execute_raw(city, sql);
    assert_int_equal(city_try_start(city, false), SJ_DATA_LOSS);
    assert_string_equal(city->error.reason, reason);
}

#define WITHOUT_TRIGGERS                                                                           \
    "DROP TRIGGER entry_is_final; DROP TRIGGER entry_stays; DROP TRIGGER envelope_is_final; "      \
    "DROP TRIGGER envelope_stays;"

static void test_ledger__a_changed_entry_is_seen_at_the_start(void **state)
{
    city_report(*state, 0, "1140余亩", NULL);
    assert_refuses_to_start(*state,
                            WITHOUT_TRIGGERS "UPDATE entry SET line = replace(line, '990101100', "
                                             "'990101101') WHERE line LIKE '1 report%'",
                            "ROOT_DIFFERS");
}

static void test_ledger__a_changed_act_is_seen_at_the_start(void **state)
{
    assert_refuses_to_start(
        *state,
        WITHOUT_TRIGGERS "UPDATE envelope SET bytes = (SELECT bytes FROM envelope WHERE idx = 2) "
                         "WHERE idx = 1",
        "LEDGER_DAMAGED");
}

static void test_ledger__lost_entries_are_seen_at_the_start(void **state)
{
    city_report(*state, 0, "1140余亩", NULL);
    assert_refuses_to_start(*state,
                            WITHOUT_TRIGGERS "PRAGMA foreign_keys = OFF;"
                                             "DELETE FROM entry WHERE line LIKE '1 report%'",
                            "ENTRIES_LOST");
}

static void test_ledger__a_changed_tree_is_seen_at_the_start(void **state)
{
    assert_refuses_to_start(
        *state, "UPDATE node SET hash = zeroblob(32) WHERE level = 3 AND idx = 0", "TREE_DIFFERS");
}

static void test_ledger__lost_facts_are_seen_at_the_start(void **state)
{
    city_report(*state, 0, "1140余亩", NULL);
    assert_refuses_to_start(*state, "DELETE FROM report_facts", "FACTS_MISSING");
}

static void test_ledger__another_key_is_refused(void **state)
{
    struct city *city = *state;
    struct sj_key *right = city->ledger_key;
    city_stop(city);
    city->ledger_key = city->stranger;
    assert_int_equal(city_try_start(city, false), SJ_PRECONDITION);
    assert_string_equal(city->error.reason, "LEDGER_KEY");
    city->ledger_key = right;
    city_must(city, city_try_start(city, false));
}

static enum sj_status replace_ledger_key(struct city *city, const struct sj_key *next)
{
    struct sj_key *recovery = city_key(3);
    Shangji__V1__Act *act = city_new_act(city);
    act->act_case = SHANGJI__V1__ACT__ACT_REPLACEMENT;
    act->replacement = sj_pb_new(&shangji__v1__key_replacement__descriptor, &city->arena);
    act->replacement->what = SHANGJI__V1__KEY_REPLACEMENT__WHAT__LEDGER;
    act->replacement->reason = city_text(city, "stolen");
    act->replacement->public_key = city_key_data(city, next);
    enum sj_status status = city_act(city, act, recovery, next);
    sj_key_free(recovery);
    return status;
}

static void assert_signed_by(struct city *city, const struct sj_key *key)
{
    struct sj_log_key log = *sj_ledger_log_key(city->ledger);
    struct sj_checkpoint checkpoint;
    log.key = sj_key_public(key);
    const struct sj_ledger_state *state = sj_ledger_lock(city->ledger);
    assert_int_equal(sj_checkpoint_open(state->checkpoint, &log, &checkpoint, &city->error), SJ_OK);
    sj_ledger_unlock(city->ledger);
}

/* A server that went on with the old key would sign what nobody takes any more. */
static void test_ledger__a_new_key_signs_from_its_entry_on(void **state)
{
    struct city *city = *state;
    struct sj_key *old = city->ledger_key, *next = city_key(40);
    assert_int_equal(replace_ledger_key(city, next), SJ_PRECONDITION);
    assert_string_equal(city->error.reason, "NOT_THE_NEXT_KEY");
    city_stop(city);
    city->next_key = next;
    city_must(city, city_try_start(city, false));
    assert_signed_by(city, old);
    city_must(city, replace_ledger_key(city, next));
    assert_signed_by(city, next);
    city_report(city, 0, "1140余亩", NULL);
    assert_signed_by(city, next);
    city_stop(city);
    city->next_key = NULL;
    assert_int_equal(city_try_start(city, false), SJ_PRECONDITION);
    assert_string_equal(city->error.reason, "LEDGER_KEY");
    city->ledger_key = next;
    city_must(city, city_try_start(city, false));
    assert_signed_by(city, next);
    sj_key_free(old);
}

/* Before it was decided that no newer one exists. */
static void test_ledger__a_copy_is_not_signed_from(void **state)
{
    struct city *city = *state;
    char copy[PATH_MAX], place[PATH_MAX];
    snprintf(copy, sizeof copy, "%s", folder_file(city->folder, "copy"));
    snprintf(place, sizeof place, "%s", folder_file(city->folder, SJ_STORE_FILE));
    city_must(city, sj_store_copy(city->store, copy, &city->error));
    city_stop(city);
    assert_int_equal(rename(copy, place), 0);
    assert_int_equal(city_try_start(city, false), SJ_PRECONDITION);
    assert_string_equal(city->error.reason, "BACKUP_COPY");
    struct sj_store_config where = {.directory = city->folder->path, .views = 1};
    struct sj_store *store;
    bool is_copy = false;
    city_must(city, sj_store_open(&where, &store, &city->error));
    city_must(city, sj_store_is_copy(store, &is_copy, &city->error));
    assert_true(is_copy);
    city_must(city, sj_store_release(store, &city->error));
    sj_store_close(store);
    city_must(city, city_try_start(city, false));
}

/* ---- proofs ---- */

static void test_ledger__every_checkpoint_continues_every_older_one(void **state)
{
    struct city *city = *state;
    struct sj_frontier frontier = {0};
    struct sj_bytes *lines, note;
    struct sj_proof proof;
    size_t found;
    city_report(city, 0, "1140余亩", NULL);
    struct sj_checkpoint now = checkpoint_of(city);
    city_must(city, sj_store_entries(sj_store_writer(city->store), 0, 100, &city->arena, &lines,
                                     &found, &city->error));
    assert_int_equal(found, now.size);
    for (size_t i = 0; i < found; i++) {
        struct sj_hash leaf = sj_merkle_leaf(lines[i]), root;
        city_must(city, sj_frontier_append(&frontier, &leaf, &city->error));
        city_must(city, sj_frontier_root(&frontier, &root, &city->error));
        city_must(city, sj_ledger_checkpoint(city->ledger, i + 1, NULL, &city->arena, &note, &proof,
                                             &city->error));
        assert_true(sj_merkle_verify_consistency(i + 1, now.size, proof.hashes, proof.count, &root,
                                                 &now.root));
    }
    assert_int_equal(sj_ledger_checkpoint(city->ledger, now.size + 1, NULL, &city->arena, &note,
                                          &proof, &city->error),
                     SJ_OUT_OF_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CITY_TEST(test_ledger__keys_outside_the_group_are_not_enrolled),
        CITY_TEST(test_ledger__a_report_gets_a_place_and_a_receipt_that_verifies),
        CITY_TEST(test_ledger__the_same_payload_gets_the_same_place),
        CITY_TEST(test_ledger__known_bytes_with_a_bad_signature_get_nothing),
        CITY_TEST(test_ledger__more_signatures_than_anybody_needs_are_refused),
        CITY_TEST(test_ledger__a_hint_on_another_signature_tells_nothing),
        CITY_TEST(test_ledger__what_is_refused_leaves_no_trace),
        CITY_TEST(test_ledger__a_revoked_key_signs_nothing_more),
        CITY_TEST(test_ledger__time_never_runs_back),
        CITY_TEST(test_ledger__many_senders_get_one_history),
        CITY_TEST(test_ledger__closing_answers_everybody),
        CITY_TEST(test_ledger__a_full_disk_refuses_and_taking_in_resumes),
        CITY_TEST(test_ledger__a_checkpoint_not_signed_before_the_end_is_signed_at_the_start),
        CITY_TEST(test_ledger__a_changed_entry_is_seen_at_the_start),
        CITY_TEST(test_ledger__a_changed_act_is_seen_at_the_start),
        CITY_TEST(test_ledger__lost_entries_are_seen_at_the_start),
        CITY_TEST(test_ledger__a_changed_tree_is_seen_at_the_start),
        CITY_TEST(test_ledger__lost_facts_are_seen_at_the_start),
        CITY_TEST(test_ledger__another_key_is_refused),
        CITY_TEST(test_ledger__a_new_key_signs_from_its_entry_on),
        CITY_TEST(test_ledger__a_copy_is_not_signed_from),
        CITY_TEST(test_ledger__every_checkpoint_continues_every_older_one),
    };
    return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
