/* A proof made of a real ledger: what it proves, and what every flipped bit does to it. */
#include "ledger_fixture.h"

#include "client/proof.h"
#include "server/services/query_replies.h"

#include <unistd.h>

enum { PROOF_MAX = 1 << 20 };

struct proof {
    struct city *city;
    char path[PATH_MAX], flipped[PATH_MAX];
    Shangji__V1__CityCard card;
    char vkey[SJ_VKEY_TEXT];
    struct sj_public_key operator, recovery;
    Shangji__V1__RankRequest request;
    Shangji__V1__RankAnswer answer;
    uint8_t bytes[PROOF_MAX];
    size_t len;
};

static ProtobufCBinaryData data_of(struct sj_public_key *key)
{
    return (ProtobufCBinaryData){.len = SJ_PUBLIC_KEY, .data = key->bytes};
}

static void make_card(struct proof *proof)
{
    struct sj_key *recovery = city_key(3);
    proof->operator= sj_key_public(proof->city->operator_key);
    proof->recovery = sj_key_public(recovery);
    sj_key_free(recovery);
    shangji__v1__city_card__init(&proof->card);
    sj_log_key_format(sj_ledger_log_key(proof->city->ledger), proof->vkey);
    proof->card.ledger_key = proof->vkey;
    proof->card.origin = city_text(proof->city, CITY_ORIGIN);
    proof->card.division = city_text(proof->city, "990101");
    proof->card.operator_key = data_of(&proof->operator);
    proof->card.recovery_key = data_of(&proof->recovery);
}

static void ask(struct proof *proof)
{
    shangji__v1__rank_request__init(&proof->request);
    proof->request.indicator = city_text(proof->city, "early_rice_area");
    proof->request.period = city_text(proof->city, "2021");
    proof->request.with_words = true;
    shangji__v1__rank_answer__init(&proof->answer);
    city_must(proof->city, sj_rank_reply(proof->city->ledger, &proof->request, NULL,
                                         &proof->city->arena, &proof->answer, &proof->city->error));
}

/* The records as a city gives them; `without` an envelope at that index (-1: all are there). */
static void write_proof(struct proof *proof, int64_t without, bool with_text)
{
    FILE *file;
    struct city *city = proof->city;
    struct sj_store_view *view;
    Shangji__V1__ProofHead head;
    shangji__v1__proof_head__init(&head);
    const struct sj_ledger_state *state = sj_ledger_lock(city->ledger);
    uint64_t size = state->size;
    head.checkpoint = sj_arena_text(&city->arena, state->checkpoint);
    sj_ledger_unlock(city->ledger);
    head.origin = proof->card.origin;
    head.ledger_key = proof->vkey;
    head.rank = &proof->request;
    head.rank_answer = &proof->answer;
    city_must(city, sj_records_create(proof->path, &head, &file, &city->error));
    city_must(city, sj_store_view_take(city->store, &view, &city->error));
    for (uint64_t i = 0; i < size; i++) {
        Shangji__V1__GetEnvelopeReply record;
        struct sj_bytes line, envelope, salt, text;
        bool found = false;
        shangji__v1__get_envelope_reply__init(&record);
        city_must(city, sj_store_entry(view, i, &city->arena, &line, &city->error));
        city_must(city, sj_store_envelope(view, i, &city->arena, &envelope, &city->error));
        if (with_text)
            city_must(city,
                      sj_store_text(view, i, &city->arena, &found, &salt, &text, &city->error));
        record.index = i;
        record.entry = sj_arena_text(&city->arena, line);
        if ((int64_t)i != without)
            record.envelope = sj_pb_binary(&city->arena, envelope);
        if (found) {
            record.text = sj_pb_new(&shangji__v1__source_text__descriptor, &city->arena);
            record.text->salt = sj_pb_binary(&city->arena, salt);
            record.text->text = sj_pb_binary(&city->arena, text);
        }
        city_must(city, sj_records_put(file, &record, &city->error));
    }
    sj_store_view_give(view);
    city_must(city, sj_records_finish(proof->path, file, &city->error));
}

static int setup(void **state)
{
    void *city;
    if (city_setup(&city) != 0)
        return 1;
    struct proof *proof = calloc(1, sizeof *proof);
    proof->city = city;
    snprintf(proof->path, sizeof proof->path, "%s/p.proof", proof->city->folder->path);
    snprintf(proof->flipped, sizeof proof->flipped, "%s/f.proof", proof->city->folder->path);
    city_report(proof->city, 0, "1140余亩", "3起");
    city_report(proof->city, 1, "980亩", NULL);
    city_report(proof->city, 2, NULL, "");
    make_card(proof);
    ask(proof);
    *state = proof;
    return 0;
}

static int teardown(void **state)
{
    struct proof *proof = *state;
    void *city = proof->city;
    (void)unlink(proof->path);
    (void)unlink(proof->flipped);
    free(proof);
    return city_teardown(&city);
}

static enum sj_status verify(struct proof *proof, const char *path,
                             struct sj_proof_verified *verified)
{
    return sj_proof_verify(path, &proof->card, &proof->city->arena, verified, &proof->city->error);
}

static void test_proof__recomputes_root_and_answer(void **state)
{
    struct proof *proof = *state;
    struct sj_proof_verified verified;
    write_proof(proof, -1, true);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_OK);
    assert_int_equal(verified.counts.entries, CITY_SETUP_ENTRIES + 3);
    assert_int_equal(verified.counts.reports, 3);
    assert_int_equal(verified.counts.texts, 3);
    assert_int_equal(verified.counts.wordless, 0);
    assert_int_equal(verified.head->rank_answer->n_rows, 2);
}

/* Words that could not be checked are told, and why: an act withholds the text. Texts that are left
 * out without one are a city holding them back. */
static void test_proof__needs_every_text_that_is_not_withheld(void **state)
{
    struct proof *proof = *state;
    struct city *city = proof->city;
    struct sj_proof_verified verified;
    write_proof(proof, -1, false);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
    assert_string_equal(city->error.reason, "TEXT_MISSING");
    for (uint64_t i = CITY_SETUP_ENTRIES; i < CITY_SETUP_ENTRIES + 3; i++) {
        struct sj_store_view *view;
        struct sj_entry entry;
        struct sj_bytes line;
        city_must(city, sj_store_view_take(city->store, &view, &city->error));
        city_must(city, sj_store_entry(view, i, &city->arena, &line, &city->error));
        sj_store_view_give(view);
        assert_true(sj_entry_parse(line, &entry));
        city_must(city, city_withhold(city, &entry.identity));
    }
    ask(proof);
    write_proof(proof, -1, true);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_OK);
    assert_int_equal(verified.counts.texts, 0);
    assert_int_equal(verified.counts.wordless, 3);
}

/* Every way to leave somebody out, or to say something else of them. */
static void test_proof__shows_what_a_lying_answer_left_out(void **state)
{
    struct proof *proof = *state;
    struct sj_proof_verified verified;
    Shangji__V1__RankAnswer *answer = &proof->answer;
    assert_int_equal(answer->n_rows, 2);
    answer->n_rows = 1;
    write_proof(proof, -1, true);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
    assert_non_null(strstr(proof->city->error.message, "白石镇"));
    answer->n_rows = 2;
    Shangji__V1__RankRow *first = answer->rows[0];
    answer->rows[0] = answer->rows[1];
    answer->rows[1] = first;
    write_proof(proof, -1, true);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
    answer->rows[1] = answer->rows[0];
    answer->rows[0] = first;
    char *value = first->value->value;
    first->value->value = city_text(proof->city, "1141");
    write_proof(proof, -1, true);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
    first->value->value = value;
    answer->n_absent--;
    write_proof(proof, -1, true);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
    answer->n_absent++;
    write_proof(proof, -1, true);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_OK);
}

static void test_proof__needs_what_the_answer_rests_on(void **state)
{
    struct proof *proof = *state;
    struct sj_proof_verified verified;
    /* The third township says nothing of rice: that too is shown by its report. */
    for (int64_t index = 0; index < CITY_SETUP_ENTRIES + 3; index++) {
        write_proof(proof, index, true);
        assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
    }
}

static void test_proof__is_of_the_card_that_is_asked_for(void **state)
{
    struct proof *proof = *state;
    struct sj_proof_verified verified;
    write_proof(proof, -1, true);
    proof->operator.bytes[0] ^= 1;
    assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
    proof->operator.bytes[0] ^= 1;
    proof->card.division = city_text(proof->city, "990102");
    assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
    assert_int_equal(
        sj_proof_verify(proof->path, NULL, &proof->city->arena, &verified, &proof->city->error),
        SJ_OK);
}

static void test_proof__of_another_history_is_refused(void **state)
{
    struct proof *proof = *state;
    struct sj_proof_verified verified;
    /* The question is answered at an older state: the rows of then, the entries of now. */
    city_report(proof->city, 3, "2000亩", NULL);
    write_proof(proof, -1, true);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_DATA_LOSS);
}

static void load(struct proof *proof)
{
    FILE *file = fopen(proof->path, "rb");
    assert_non_null(file);
    proof->len = fread(proof->bytes, 1, sizeof proof->bytes, file);
    fclose(file);
    assert_in_range(proof->len, 1000, sizeof proof->bytes - 1);
}

static size_t pack_answer(const Shangji__V1__RankAnswer *answer, uint8_t *bytes, size_t room)
{
    size_t len = shangji__v1__rank_answer__get_packed_size(answer);
    assert_true(len < room);
    return shangji__v1__rank_answer__pack(answer, bytes);
}

/* One bit of every byte: refused, or nothing that was verified is another. */
static void test_proof__is_refused_or_unchanged_with_any_bit_flipped(void **state)
{
    struct proof *proof = *state;
    static uint8_t honest[65536], found[65536];
    size_t len = pack_answer(&proof->answer, honest, sizeof honest), accepted = 0;
    write_proof(proof, -1, true);
    load(proof);
    for (size_t i = 0; i < proof->len; i++) {
        struct sj_arena arena;
        struct sj_proof_verified verified;
        FILE *file = fopen(proof->flipped, "wb");
        proof->bytes[i] ^= (uint8_t)(1 << (i * 7 % 8));
        assert_int_equal(fwrite(proof->bytes, 1, proof->len, file), proof->len);
        fclose(file);
        proof->bytes[i] ^= (uint8_t)(1 << (i * 7 % 8));
        sj_arena_init(&arena, 64 << 20);
        if (sj_proof_verify(proof->flipped, &proof->card, &arena, &verified, &proof->city->error) ==
            SJ_OK) {
            accepted++;
            if (pack_answer(verified.head->rank_answer, found, sizeof found) != len ||
                memcmp(honest, found, len) != 0 || verified.counts.texts != 3 ||
                verified.counts.entries != CITY_SETUP_ENTRIES + 3)
                fail_msg("byte %zu of %zu: another answer was verified", i, proof->len);
        }
        sj_arena_clear(&arena);
    }
    /* Key hints, numbers of protobuf fields that became unknown ones: few. */
    print_message("%zu of %zu flips changed nothing that counts\n", accepted, proof->len);
    assert_true(accepted < proof->len / 4);
}

static void test_proof__says_what_is_no_proof(void **state)
{
    struct proof *proof = *state;
    struct sj_proof_verified verified;
    assert_int_equal(verify(proof, proof->path, &verified), SJ_NOT_FOUND);
    FILE *file = fopen(proof->path, "wb");
    fputs("shangji records v1\n\x7f\xff\xff\xff", file);
    fclose(file);
    assert_int_equal(verify(proof, proof->path, &verified), SJ_INVALID);
    write_proof(proof, -1, true);
    load(proof);
    for (size_t cut = 1; cut < 60; cut++) {
        assert_int_equal(truncate(proof->path, (off_t)(proof->len - cut)), 0);
        assert_int_not_equal(verify(proof, proof->path, &verified), SJ_OK);
    }
}

#define WITH_PROOF(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PROOF(test_proof__recomputes_root_and_answer),
        WITH_PROOF(test_proof__needs_every_text_that_is_not_withheld),
        WITH_PROOF(test_proof__shows_what_a_lying_answer_left_out),
        WITH_PROOF(test_proof__needs_what_the_answer_rests_on),
        WITH_PROOF(test_proof__is_of_the_card_that_is_asked_for),
        WITH_PROOF(test_proof__of_another_history_is_refused),
        WITH_PROOF(test_proof__is_refused_or_unchanged_with_any_bit_flipped),
        WITH_PROOF(test_proof__says_what_is_no_proof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
