#include "unit.h"

#include "base/encoding.h"
#include "client/act.h"
#include "proto/pb.h"

#include <stdlib.h>

#define ORIGIN "shangji.example/430482"
#define TOWNSHIP "430482104"
enum { OLD = 1, NEW, OTHER, KEYS = 4 };

struct desk {
    struct sj_arena arena;
    struct sj_error error;
    struct sj_key *keys[KEYS];
    Shangji__V1__TownshipState township;
    Shangji__V1__KeyState states[KEYS], *list[KEYS];
    struct sj_public_key publics[KEYS];
};

static int setup(void **state)
{
    struct desk *desk = calloc(1, sizeof(*desk));
    sj_arena_init(&desk->arena, 1 << 22);
    shangji__v1__township_state__init(&desk->township);
    desk->township.keys = desk->list;
    for (size_t i = OLD; i < KEYS; i++) {
        const uint8_t seed[32] = {(uint8_t)i};
        if (sj_key_of_seed(seed, &desk->keys[i], NULL) != SJ_OK)
            return 1;
        desk->publics[i] = sj_key_public(desk->keys[i]);
    }
    *state = desk;
    return 0;
}

static int teardown(void **state)
{
    struct desk *desk = *state;
    for (size_t i = OLD; i < KEYS; i++)
        sj_key_free(desk->keys[i]);
    sj_arena_clear(&desk->arena);
    free(desk);
    return 0;
}

/* Puts a key on the roll. */
static Shangji__V1__KeyState *stands(struct desk *desk, int key)
{
    Shangji__V1__KeyState *state = &desk->states[key];
    shangji__v1__key_state__init(state);
    state->public_key = (ProtobufCBinaryData){SJ_PUBLIC_KEY, desk->publics[key].bytes};
    state->role = SHANGJI__V1__ROLE__ROLE_PREPARER;
    state->from_index = 3;
    desk->list[desk->township.n_keys++] = state;
    return state;
}

static enum sj_status open_request(struct desk *desk, int replaces, Shangji__V1__Role role,
                                   struct sj_enrolment *enrolment)
{
    struct sj_bytes request;
    struct sj_enrolment_ask ask = {.origin = ORIGIN,
                                   .township = TOWNSHIP,
                                   .role = role,
                                   .made_at = 1640000000,
                                   .key = desk->keys[NEW],
                                   .replaces = replaces ? desk->keys[replaces] : NULL};
    assert_int_equal(sj_enrolment_make(&ask, &desk->arena, &request, &desk->error), SJ_OK);
    return sj_enrolment_open(request, ORIGIN, &desk->arena, enrolment, &desk->error);
}

static bool is_recovery(struct desk *desk, int replaces, Shangji__V1__Role role)
{
    struct sj_enrolment enrolment;
    bool recovery = false;
    assert_int_equal(open_request(desk, replaces, role, &enrolment), SJ_OK);
    assert_int_equal(enrolment.envelope.signature_count, replaces ? 2 : 1);
    assert_int_equal(
        sj_enrolment_recovery(&enrolment, &desk->township, &desk->arena, &recovery, &desk->error),
        SJ_OK);
    return recovery;
}

static void test_act__a_first_key_and_a_rotation_are_no_recoveries(void **state)
{
    struct desk *desk = *state;
    assert_false(is_recovery(desk, 0, SHANGJI__V1__ROLE__ROLE_PREPARER));
    stands(desk, OLD);
    assert_false(is_recovery(desk, OLD, SHANGJI__V1__ROLE__ROLE_PREPARER));
    /* The first of another role. */
    assert_false(is_recovery(desk, 0, SHANGJI__V1__ROLE__ROLE_HEAD));
}

static void test_act__nobody_vouching_is_a_recovery(void **state)
{
    struct desk *desk = *state;
    Shangji__V1__KeyState *old = stands(desk, OLD);
    assert_true(is_recovery(desk, 0, SHANGJI__V1__ROLE__ROLE_PREPARER));
    assert_true(is_recovery(desk, OTHER, SHANGJI__V1__ROLE__ROLE_PREPARER));
    old->until_index = 9; /* revoked: it vouches for nothing, and still there was a key */
    assert_true(is_recovery(desk, OLD, SHANGJI__V1__ROLE__ROLE_PREPARER));
    old->until_index = 0;
    old->recovery = true; /* a recovery is handed on */
    assert_true(is_recovery(desk, OLD, SHANGJI__V1__ROLE__ROLE_PREPARER));
}

static void test_act__a_request_without_the_new_keys_signature_is_refused(void **state)
{
    struct desk *desk = *state;
    struct sj_enrolment enrolment;
    struct sj_envelope stripped;
    struct sj_bytes bytes;
    assert_int_equal(open_request(desk, OLD, SHANGJI__V1__ROLE__ROLE_PREPARER, &enrolment), SJ_OK);
    stripped = enrolment.envelope;
    stripped.signatures[0] = stripped.signatures[1];
    stripped.signature_count = 1;
    assert_int_equal(sj_envelope_encode(&stripped, &desk->arena, &bytes, &desk->error), SJ_OK);
    assert_int_equal(sj_enrolment_open(bytes, ORIGIN, &desk->arena, &enrolment, &desk->error),
                     SJ_UNAUTHENTICATED);
}

/* A key of small order: whoever asks can sign under it, so the own signature shows nothing. */
static void test_act__a_request_for_an_unsound_key_is_refused(void **state)
{
    struct desk *desk = *state;
    struct sj_enrolment enrolment;
    struct sj_bytes bytes;
    uint8_t small[SJ_PUBLIC_KEY] = {1};
    assert_int_equal(open_request(desk, 0, SHANGJI__V1__ROLE__ROLE_PREPARER, &enrolment), SJ_OK);
    Shangji__V1__Act act;
    Shangji__V1__Enrolment asked = *enrolment.asked;
    struct sj_envelope envelope;
    shangji__v1__act__init(&act);
    act.origin = sj_arena_text(&desk->arena, sj_bytes_of(ORIGIN));
    act.act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act.enrolment = &asked;
    asked.public_key = (ProtobufCBinaryData){sizeof(small), small};
    assert_int_equal(sj_act_sign(&act, desk->keys[NEW], &desk->arena, &envelope, &desk->error),
                     SJ_OK);
    assert_int_equal(sj_envelope_encode(&envelope, &desk->arena, &bytes, &desk->error), SJ_OK);
    assert_int_equal(sj_enrolment_open(bytes, ORIGIN, &desk->arena, &enrolment, &desk->error),
                     SJ_INVALID);
    assert_string_equal(desk->error.reason, "BAD_KEY");
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_act__a_first_key_and_a_rotation_are_no_recoveries),
        T(test_act__nobody_vouching_is_a_recovery),
        T(test_act__a_request_without_the_new_keys_signature_is_refused),
        T(test_act__a_request_for_an_unsound_key_is_refused),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
