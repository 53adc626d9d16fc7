#include "small_ledger.h"

#include "client/act.h"
#include "client/evidence.h"

struct desk {
    struct small_ledger ledger;
    struct sj_key *township, *office;
    struct sj_arena arena;
    struct sj_bytes request; /* an enrolment, signed by the township alone */
    struct sj_entry entry;
    char line[SJ_ENTRY_MAX];
    struct sj_buffer receipt;
    struct sj_evidence evidence;
    struct sj_error error;
};

static void seed_key(uint8_t byte, struct sj_key **key)
{
    uint8_t seed[32] = {byte};
    struct sj_error error = {0};
    assert_int_equal(sj_key_of_seed(seed, key, &error), SJ_OK);
}

/* Takes `bytes` in as the ledger's fourth entry, told as `type` and `subject`. */
static void take_in(struct desk *desk, struct sj_bytes bytes, const char *type, const char *subject)
{
    struct sj_envelope envelope;
    small_ledger_fill(&desk->ledger, 3);
    assert_int_equal(sj_envelope_decode(bytes, &desk->arena, &envelope, &desk->error), SJ_OK);
    assert_int_equal(
        sj_envelope_identity(&envelope, &desk->arena, &desk->entry.identity, &desk->error), SJ_OK);
    snprintf(desk->entry.type, sizeof(desk->entry.type), "%s", type);
    snprintf(desk->entry.subject, sizeof(desk->entry.subject), "%s", subject);
    desk->entry.taken_at = 1640000000;
    desk->entry.digest = sj_blake2b(bytes);
    small_ledger_add(&desk->ledger, sj_entry_format(&desk->entry, desk->line));
    small_ledger_fill(&desk->ledger, 7);
    small_ledger_receipt(&desk->ledger, 3, &desk->receipt);
}

static const char *subject_of(struct desk *desk, char subject[static SJ_ENTRY_SUBJECT])
{
    struct sj_public_key key = sj_key_public(desk->township);
    int len = snprintf(subject, SJ_ENTRY_SUBJECT, "430482104/");
    for (size_t i = 0; i < 8; i++)
        len += snprintf(subject + len, SJ_ENTRY_SUBJECT - (size_t)len, "%02x", key.bytes[i]);
    return subject;
}

static void ask_enrolment(struct desk *desk, int64_t made_at, struct sj_bytes *request)
{
    struct sj_enrolment_ask ask = {.origin = SMALL_LEDGER_ORIGIN,
                                   .township = "430482104",
                                   .role = SHANGJI__V1__ROLE__ROLE_PREPARER,
                                   .made_at = made_at,
                                   .key = desk->township};
    assert_int_equal(sj_enrolment_make(&ask, &desk->arena, request, &desk->error), SJ_OK);
}

static int setup(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));
    small_ledger_init(&desk->ledger, 1);
    seed_key(2, &desk->township);
    seed_key(3, &desk->office);
    sj_arena_init(&desk->arena, 1 << 22);
    ask_enrolment(desk, 1640000000, &desk->request);
    *state = desk;
    return 0;
}

static int teardown(void **state)
{
    struct desk *desk = *state;
    small_ledger_clear(&desk->ledger);
    sj_key_free(desk->township);
    sj_key_free(desk->office);
    sj_buffer_clear(&desk->receipt);
    sj_arena_clear(&desk->arena);
    free(desk);
    return 0;
}

static enum sj_status check(struct desk *desk, struct sj_bytes envelope)
{
    return sj_evidence_check(&desk->ledger.log, envelope, sj_bytes_of(desk->line),
                             sj_buffer_bytes(&desk->receipt), &desk->arena, &desk->evidence,
                             &desk->error);
}

static struct sj_bytes signed_by_office(struct desk *desk)
{
    struct sj_enrolment enrolment;
    struct sj_bytes bytes;
    assert_int_equal(sj_enrolment_open(desk->request, SMALL_LEDGER_ORIGIN, &desk->arena, &enrolment,
                                       &desk->error),
                     SJ_OK);
    assert_int_equal(
        sj_envelope_sign(&enrolment.envelope, desk->office, &desk->arena, &desk->error), SJ_OK);
    assert_int_equal(sj_envelope_encode(&enrolment.envelope, &desk->arena, &bytes, &desk->error),
                     SJ_OK);
    return bytes;
}

static void test_evidence__holds_without_asking_anybody(void **state)
{
    struct desk *desk = *state;
    char subject[SJ_ENTRY_SUBJECT];
    take_in(desk, desk->request, "enrol", subject_of(desk, subject));
    assert_int_equal(check(desk, desk->request), SJ_OK);
    assert_int_equal(desk->evidence.index, 3);
    assert_int_equal(desk->evidence.checkpoint.size, 7);
    assert_false(desk->evidence.other_signatures);
    assert_true(sj_bytes_starts(desk->evidence.note, SJ_LITERAL(SMALL_LEDGER_ORIGIN "\n7\n")));
}

/* Cosigning changes the stored bytes, not what was said. */
static void test_evidence__knows_the_same_payload_under_other_signatures(void **state)
{
    struct desk *desk = *state;
    char subject[SJ_ENTRY_SUBJECT];
    take_in(desk, signed_by_office(desk), "enrol", subject_of(desk, subject));
    assert_int_equal(check(desk, desk->request), SJ_OK);
    assert_true(desk->evidence.other_signatures);
}

static void test_evidence__refuses_another_envelope(void **state)
{
    struct desk *desk = *state;
    struct sj_bytes later;
    char subject[SJ_ENTRY_SUBJECT];
    take_in(desk, desk->request, "enrol", subject_of(desk, subject));
    ask_enrolment(desk, 1640000001, &later);
    assert_int_equal(check(desk, later), SJ_DATA_LOSS);
    assert_string_equal(desk->error.reason, "NOT_THIS_ENVELOPE");
}

/* The city put it down as somebody else's: the receipt proves an entry that is not the sender's. */
static void test_evidence__refuses_another_subject_or_type(void **state)
{
    struct desk *desk = *state;
    char subject[SJ_ENTRY_SUBJECT];
    take_in(desk, desk->request, "enrol", "430482105/0011223344556677");
    assert_int_equal(check(desk, desk->request), SJ_DATA_LOSS);
    desk->ledger.size = 0;
    sj_buffer_clear(&desk->receipt);
    take_in(desk, desk->request, "revoke", subject_of(desk, subject));
    assert_int_equal(check(desk, desk->request), SJ_DATA_LOSS);
}

static void test_evidence__refuses_a_receipt_of_something_else(void **state)
{
    struct desk *desk = *state;
    char subject[SJ_ENTRY_SUBJECT];
    take_in(desk, desk->request, "enrol", subject_of(desk, subject));
    sj_buffer_clear(&desk->receipt);
    small_ledger_receipt(&desk->ledger, 2, &desk->receipt);
    assert_int_not_equal(check(desk, desk->request), SJ_OK);
    sj_buffer_clear(&desk->receipt);
    small_ledger_receipt(&desk->ledger, 3, &desk->receipt);
    desk->line[strlen(desk->line) - 30] ^= 1; /* one bit of the entry */
    assert_int_not_equal(check(desk, desk->request), SJ_OK);
}

static void test_evidence__refuses_another_ledger(void **state)
{
    struct desk *desk = *state;
    struct small_ledger other;
    char subject[SJ_ENTRY_SUBJECT];
    take_in(desk, desk->request, "enrol", subject_of(desk, subject));
    small_ledger_init(&other, 9);
    assert_int_equal(sj_evidence_check(&other.log, desk->request, sj_bytes_of(desk->line),
                                       sj_buffer_bytes(&desk->receipt), &desk->arena,
                                       &desk->evidence, &desk->error),
                     SJ_UNAUTHENTICATED);
    small_ledger_clear(&other);
}

static void test_enrolment__needs_its_own_keys_signature(void **state)
{
    struct desk *desk = *state;
    struct sj_enrolment enrolment;
    struct sj_envelope envelope;
    struct sj_bytes bytes;
    assert_int_equal(
        sj_enrolment_open(desk->request, "other.example/1", &desk->arena, &enrolment, &desk->error),
        SJ_INVALID);
    assert_int_equal(sj_envelope_decode(desk->request, &desk->arena, &envelope, &desk->error),
                     SJ_OK);
    envelope.signature_count = 0;
    assert_int_equal(sj_envelope_sign(&envelope, desk->office, &desk->arena, &desk->error), SJ_OK);
    assert_int_equal(sj_envelope_encode(&envelope, &desk->arena, &bytes, &desk->error), SJ_OK);
    assert_int_equal(
        sj_enrolment_open(bytes, SMALL_LEDGER_ORIGIN, &desk->arena, &enrolment, &desk->error),
        SJ_UNAUTHENTICATED);
    assert_int_equal(sj_enrolment_open(SJ_LITERAL("no envelope"), SMALL_LEDGER_ORIGIN, &desk->arena,
                                       &enrolment, &desk->error),
                     SJ_INVALID);
}

int main(void)
{
#define DESK_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_evidence__holds_without_asking_anybody),
        DESK_TEST(test_evidence__knows_the_same_payload_under_other_signatures),
        DESK_TEST(test_evidence__refuses_another_envelope),
        DESK_TEST(test_evidence__refuses_another_subject_or_type),
        DESK_TEST(test_evidence__refuses_a_receipt_of_something_else),
        DESK_TEST(test_evidence__refuses_another_ledger),
        DESK_TEST(test_enrolment__needs_its_own_keys_signature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
