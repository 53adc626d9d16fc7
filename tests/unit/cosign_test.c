#include "ledger_fixture.h"

#include "server/cosign.h"
#include "server/inspect.h"

#include <pthread.h>
#include <sqlite3.h>

struct cosigner {
    struct city *city;
    size_t township;
    const struct sj_key *key; /* NULL: the township's */
    int64_t at;
};

static uint64_t size_of(struct city *city)
{
    uint64_t size = sj_ledger_lock(city->ledger)->size;
    sj_ledger_unlock(city->ledger);
    return size;
}

static struct sj_bytes newest(struct city *city)
{
    struct sj_bytes note;
    struct sj_proof proof;
    city_must(city, sj_ledger_checkpoint(city->ledger, 0, NULL, &city->arena, &note, &proof,
                                         &city->error));
    return note;
}

static const char *name_of(struct city *city, size_t township)
{
    char name[SJ_WITNESS_NAME_MAX + 1];
    city_must(city, sj_witness_name(CITY_ORIGIN, city_codes[township], name, &city->error));
    return city_text(city, name);
}

static struct sj_bytes line_by(const struct cosigner *by, struct sj_bytes note)
{
    struct city *city = by->city;
    struct sj_buffer line = {0};
    city_must(city, sj_cosign(note, name_of(city, by->township),
                              by->key ? by->key : city->township_keys[by->township], by->at, &line,
                              &city->error));
    struct sj_bytes copy = sj_arena_copy(&city->arena, sj_buffer_bytes(&line));
    sj_buffer_clear(&line);
    return copy;
}

struct answer {
    pthread_mutex_t mutex;
    pthread_cond_t answered;
    bool done, known;
    uint64_t count;
    struct sj_error error;
};

static void wake(void *context, uint64_t count, bool known, const struct sj_error *error)
{
    struct answer *answer = context;
    pthread_mutex_lock(&answer->mutex);
    answer->count = count;
    answer->known = known;
    if (error)
        answer->error = *error;
    answer->done = true;
    pthread_cond_signal(&answer->answered);
    pthread_mutex_unlock(&answer->mutex);
}

/* Hands the line in and waits. */
static enum sj_status hand_in(struct city *city, struct sj_bytes note, struct sj_bytes line,
                              struct answer *answer)
{
    struct sj_cosigning cosigning;
    *answer = (struct answer){.done = false};
    enum sj_status status =
        sj_cosigning_prepare(city->ledger, note, line, &city->arena, &cosigning, &city->error);
    if (status != SJ_OK)
        return status;
    pthread_mutex_init(&answer->mutex, NULL);
    pthread_cond_init(&answer->answered, NULL);
    cosigning.answer = wake;
    cosigning.context = answer;
    city_must(city, sj_ledger_cosign(city->ledger, &cosigning, &city->error));
    pthread_mutex_lock(&answer->mutex);
    while (!answer->done)
        pthread_cond_wait(&answer->answered, &answer->mutex);
    pthread_mutex_unlock(&answer->mutex);
    pthread_cond_destroy(&answer->answered);
    pthread_mutex_destroy(&answer->mutex);
    city->error = answer->error;
    return answer->error.status;
}

static enum sj_status cosign_by(struct city *city, size_t township, struct answer *answer)
{
    const struct cosigner by = {.city = city, .township = township, .at = city->now};
    struct sj_bytes note = newest(city);
    return hand_in(city, note, line_by(&by, note), answer);
}

static void cosign(struct city *city, size_t township)
{
    struct answer answer;
    city_must(city, cosign_by(city, township, &answer));
}

static bool carries(struct city *city, struct sj_bytes note, size_t township)
{
    int64_t time;
    struct sj_witness_key witness = {.key = sj_key_public(city->township_keys[township])};
    snprintf(witness.name, sizeof witness.name, "%s", name_of(city, township));
    city_must(city, sj_cosignature_find(note, &witness, &time, &city->error));
    return time != 0;
}

static enum sj_status wished(struct city *city, unsigned least, size_t count, const char *a,
                             const char *b, struct sj_bytes *note)
{
    char *names[] = {city_text(city, a ? a : ""), city_text(city, b ? b : "")};
    struct sj_cosigned_wish wish = {.witnesses = names, .witness_count = count, .least = least};
    struct sj_proof proof;
    return sj_ledger_checkpoint(city->ledger, 0, &wish, &city->arena, note, &proof, &city->error);
}

static uint64_t size_in(struct city *city, struct sj_bytes note)
{
    struct sj_checkpoint checkpoint;
    city_must(city,
              sj_checkpoint_open(note, sj_ledger_log_key(city->ledger), &checkpoint, &city->error));
    return checkpoint.size;
}

/* ---- taken, given out, kept ---- */

static void test_cosign__the_checkpoint_carries_what_was_handed_in(void **state)
{
    struct city *city = *state;
    struct answer answer;
    assert_false(carries(city, newest(city), 0));
    city_must(city, cosign_by(city, 0, &answer));
    assert_int_equal(answer.count, 1);
    assert_false(answer.known);
    assert_true(carries(city, newest(city), 0));
    assert_false(carries(city, newest(city), 1));
    city_must(city, cosign_by(city, 1, &answer));
    assert_int_equal(answer.count, 2);
    assert_true(carries(city, newest(city), 0) && carries(city, newest(city), 1));
    city_restart(city);
    assert_true(carries(city, newest(city), 0) && carries(city, newest(city), 1));
    city_report(city, 0, "1140余亩", NULL);
    assert_false(carries(city, newest(city), 0));
}

static void test_cosign__a_newer_time_takes_the_place_of_an_older(void **state)
{
    struct city *city = *state;
    struct answer answer;
    cosign(city, 0);
    city->now += SJ_COSIGN_EVERY_SECONDS - 1;
    city_must(city, cosign_by(city, 0, &answer));
    assert_true(answer.known);
    city->now++;
    city_must(city, cosign_by(city, 0, &answer));
    assert_false(answer.known);
    assert_int_equal(answer.count, 1);
    int64_t time;
    struct sj_witness_key witness = {.key = sj_key_public(city->township_keys[0])};
    snprintf(witness.name, sizeof witness.name, "%s", name_of(city, 0));
    city_must(city, sj_cosignature_find(newest(city), &witness, &time, &city->error));
    assert_int_equal(time, city->now);
}

static void test_cosign__a_receipt_is_proven_by_the_cosigned_checkpoint(void **state)
{
    struct city *city = *state;
    struct sj_taken taken, fetched;
    struct sj_receipt receipt;
    struct sj_checkpoint checkpoint;
    struct city_report said = {.township = 0, .revision = 1, .rice = "1140余亩"};
    struct city_parcel parcel = city_make(city, &said);
    struct sj_cosigned_wish two = {.least = 2};
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    cosign(city, 0);
    cosign(city, 1);
    uint64_t cosigned = size_of(city);
    city_report(city, 1, "900亩", NULL);
    cosign(city, 2);
    city_must(city, sj_ledger_receipt(city->ledger, &taken.identity, &two, &city->arena, &fetched,
                                      &city->error));
    city_must(city,
              sj_receipt_verify(fetched.receipt, fetched.line, sj_ledger_log_key(city->ledger),
                                &receipt, &checkpoint, &city->error));
    assert_int_equal(checkpoint.size, cosigned);
    assert_true(carries(city, receipt.checkpoint, 0) && carries(city, receipt.checkpoint, 1));
    /* Sent again, it is answered with what there is. */
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &fetched));
    city_must(city, sj_receipt_parse(fetched.receipt, &receipt, &city->error));
    assert_true(carries(city, receipt.checkpoint, 2));
    two.least = 3;
    assert_int_equal(sj_ledger_receipt(city->ledger, &taken.identity, &two, &city->arena, &fetched,
                                       &city->error),
                     SJ_NOT_FOUND);
    assert_string_equal(city->error.reason, "NOT_COSIGNED");
}

/* A checkpoint that was cosigned before the entry came cannot prove it. */
static void test_cosign__a_receipt_never_rests_on_an_older_checkpoint(void **state)
{
    struct city *city = *state;
    struct sj_taken taken, fetched;
    struct city_report said = {.township = 0, .revision = 1, .rice = "1140余亩"};
    struct city_parcel parcel = city_make(city, &said);
    struct sj_cosigned_wish one = {.least = 1};
    cosign(city, 0);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    assert_int_equal(sj_ledger_receipt(city->ledger, &taken.identity, &one, &city->arena, &fetched,
                                       &city->error),
                     SJ_NOT_FOUND);
    cosign(city, 0);
    city_must(city, sj_ledger_receipt(city->ledger, &taken.identity, &one, &city->arena, &fetched,
                                      &city->error));
}

static void test_cosign__named_witnesses_are_looked_for(void **state)
{
    struct city *city = *state;
    struct sj_bytes note;
    cosign(city, 0);
    uint64_t first = size_of(city);
    city_report(city, 0, "1140余亩", NULL);
    cosign(city, 1);
    cosign(city, 2);
    city_must(city, wished(city, 1, 1, name_of(city, 0), NULL, &note));
    assert_int_equal(size_in(city, note), first);
    city_must(city, wished(city, 2, 0, NULL, NULL, &note));
    assert_int_equal(size_in(city, note), first + 1);
    city_must(city, wished(city, 0, 1, name_of(city, 2), NULL, &note));
    assert_true(carries(city, note, 2) && !carries(city, note, 1));
    assert_int_equal(wished(city, 2, 2, name_of(city, 0), name_of(city, 1), &note), SJ_NOT_FOUND);
    assert_int_equal(wished(city, 33, 0, NULL, NULL, &note), SJ_INVALID);
}

/* ---- bounds ---- */

static void test_cosign__the_newest_of_a_witness_are_kept(void **state)
{
    struct city *city = *state;
    struct sj_bytes note;
    cosign(city, 0);
    cosign(city, 1);
    uint64_t first = size_of(city);
    for (int year = 0; year < SJ_COSIGNATURES_KEPT; year++) {
        char period[8];
        snprintf(period, sizeof period, "%d", 2030 + year);
        city_must(city, wished(city, 2, 0, NULL, NULL, &note));
        assert_int_equal(size_in(city, note), first);
        city_must(city, city_open_period(city, period));
        cosign(city, 0);
    }
    assert_int_equal(wished(city, 2, 0, NULL, NULL, &note), SJ_NOT_FOUND);
    city_must(city, wished(city, 1, 1, name_of(city, 1), NULL, &note));
    assert_int_equal(size_in(city, note), first);
}

/* ---- what is refused ---- */

static enum sj_status hand_in_by(const struct cosigner *by, struct sj_bytes note)
{
    struct answer answer;
    return hand_in(by->city, note, line_by(by, note), &answer);
}

static void test_cosign__strangers_and_other_names_are_refused(void **state)
{
    struct city *city = *state;
    struct answer answer;
    struct sj_bytes note = newest(city);
    struct sj_buffer line = {0};
    const struct cosigner stranger = {city, 0, city->stranger, city->now};
    assert_int_equal(hand_in_by(&stranger, note), SJ_UNAUTHENTICATED);
    assert_string_equal(city->error.reason, "WITNESS_UNKNOWN");
    const struct cosigner others = {city, 0, city->township_keys[1], city->now};
    assert_int_equal(hand_in_by(&others, note), SJ_UNAUTHENTICATED);
    const char *const names[] = {CITY_ORIGIN, CITY_ORIGIN "/witness/990101999",
                                 CITY_ORIGIN "/witness/", "elsewhere.example/witness/990101100"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        line.len = 0;
        city_must(city, sj_cosign(note, names[i], city->township_keys[0], city->now, &line,
                                  &city->error));
        assert_int_equal(hand_in(city, note, sj_buffer_bytes(&line), &answer), SJ_UNAUTHENTICATED);
        assert_string_equal(city->error.reason, "WITNESS_UNKNOWN");
    }
    sj_buffer_clear(&line);
    assert_int_equal(hand_in(city, note, SJ_LITERAL("nothing\n"), &answer), SJ_INVALID);
}

static void test_cosign__every_flipped_byte_is_refused(void **state)
{
    struct city *city = *state;
    struct answer answer;
    const struct cosigner by = {city, 0, NULL, city->now};
    struct sj_bytes note = newest(city), line = line_by(&by, note);
    uint8_t *bytes = (uint8_t *)(uintptr_t)line.data;
    for (size_t i = 0; i < line.len; i++) {
        bytes[i] ^= 1;
        if (hand_in(city, note, line, &answer) == SJ_OK)
            fail_msg("byte %zu", i);
        bytes[i] ^= 1;
    }
    city_must(city, hand_in(city, note, line, &answer));
}

static void test_cosign__a_revoked_key_is_refused_and_what_it_signed_before_stays(void **state)
{
    struct city *city = *state;
    cosign(city, 0);
    struct sj_bytes before = newest(city), note;
    city_must(city, city_revoke(city, 0, city->township_keys[0]));
    struct answer answer;
    assert_int_equal(cosign_by(city, 0, &answer), SJ_DENIED);
    assert_string_equal(city->error.reason, "WITNESS_REVOKED");
    const struct cosigner late = {city, 0, NULL, city->now + 100};
    assert_int_equal(hand_in_by(&late, before), SJ_DENIED);
    city_must(city, wished(city, 1, 0, NULL, NULL, &note));
    assert_int_equal(size_in(city, note), size_in(city, before));
}

static void test_cosign__another_ledgers_checkpoint_is_refused(void **state)
{
    struct city *city = *state;
    struct sj_buffer note = {0};
    const struct cosigner by = {city, 0, NULL, city->now};
    struct sj_checkpoint forked = {.origin = CITY_ORIGIN, .size = size_of(city), .root = {{1}}};
    /* Signed with the right key, of a size that exists: the fork of a copied server. */
    city_must(city, sj_checkpoint_sign(&forked, city->ledger_key, &note, &city->error));
    assert_int_equal(hand_in_by(&by, sj_buffer_bytes(&note)), SJ_NOT_FOUND);
    assert_string_equal(city->error.reason, "NO_CHECKPOINT");
    note.len = 0;
    forked.size += 100;
    city_must(city, sj_checkpoint_sign(&forked, city->ledger_key, &note, &city->error));
    assert_int_equal(hand_in_by(&by, sj_buffer_bytes(&note)), SJ_NOT_FOUND);
    note.len = 0;
    city_must(city, sj_checkpoint_sign(&forked, city->stranger, &note, &city->error));
    assert_int_equal(hand_in_by(&by, sj_buffer_bytes(&note)), SJ_UNAUTHENTICATED);
    sj_buffer_clear(&note);
}

static void test_cosign__a_clock_that_is_ahead_is_refused(void **state)
{
    struct city *city = *state;
    const struct cosigner near = {city, 0, NULL, city->now + SJ_COSIGN_AHEAD_SECONDS};
    const struct cosigner far = {city, 0, NULL, city->now + SJ_COSIGN_AHEAD_SECONDS + 1};
    assert_int_equal(hand_in_by(&far, newest(city)), SJ_PRECONDITION);
    assert_string_equal(city->error.reason, "WITNESS_CLOCK");
    city_must(city, hand_in_by(&near, newest(city)));
}

/* ---- fsck ---- */

static enum sj_status inspect(struct city *city, uint64_t *cosignatures)
{
    struct sj_inspection inspection = {.store = city->store};
    city_must(city, sj_inspect_ledger(city->store, &inspection.ledger, &city->error));
    enum sj_status status = sj_inspect(&inspection, &city->error);
    *cosignatures = inspection.cosignatures;
    return status;
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

static void test_cosign__fsck_finds_a_changed_cosignature(void **state)
{
    static const char *const changes[] = {
        "UPDATE cosignature SET time = time + 1",
        "UPDATE cosignature SET line = replace(line, 'witness', 'Witness')",
        "UPDATE cosignature SET witness = replace(witness, '100', '101')",
        "UPDATE cosignature SET witness_key = zeroblob(32)",
        "UPDATE cosignature SET size = size - 1",
    };
    struct city *city = *state;
    uint64_t count;
    city_report(city, 0, "1140余亩", NULL);
    city_report(city, 1, "1140余亩", NULL);
    cosign(city, 0);
    city_must(city, inspect(city, &count));
    assert_int_equal(count, 1);
    execute_raw(city, "CREATE TABLE kept AS SELECT * FROM cosignature");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        execute_raw(city, changes[i]);
        if (inspect(city, &count) != SJ_DATA_LOSS)
            fail_msg("not found: %s", changes[i]);
        assert_non_null(strstr(city->error.message, "cosignature"));
        execute_raw(city, "DELETE FROM cosignature; INSERT INTO cosignature SELECT * FROM kept");
    }
    city_must(city, inspect(city, &count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CITY_TEST(test_cosign__the_checkpoint_carries_what_was_handed_in),
        CITY_TEST(test_cosign__a_newer_time_takes_the_place_of_an_older),
        CITY_TEST(test_cosign__a_receipt_is_proven_by_the_cosigned_checkpoint),
        CITY_TEST(test_cosign__a_receipt_never_rests_on_an_older_checkpoint),
        CITY_TEST(test_cosign__named_witnesses_are_looked_for),
        CITY_TEST(test_cosign__the_newest_of_a_witness_are_kept),
        CITY_TEST(test_cosign__strangers_and_other_names_are_refused),
        CITY_TEST(test_cosign__every_flipped_byte_is_refused),
        CITY_TEST(test_cosign__a_revoked_key_is_refused_and_what_it_signed_before_stays),
        CITY_TEST(test_cosign__another_ledgers_checkpoint_is_refused),
        CITY_TEST(test_cosign__a_clock_that_is_ahead_is_refused),
        CITY_TEST(test_cosign__fsck_finds_a_changed_cosignature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
