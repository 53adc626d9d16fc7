#include "trust/policy.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

#define ORIGIN "shangji.example/430482"
#define NOW 1700000000

enum { WITNESSES = 5 };

static struct sj_key *log_key, *keys[WITNESSES];
static struct sj_log_key ledger;
static char names[WITNESSES][SJ_WITNESS_NAME_MAX + 1], vkeys[WITNESSES][SJ_VKEY_TEXT];

static int make_keys(void **state)
{
    const uint8_t seed[32] = {7};
    assert_int_equal(sj_key_of_seed(seed, &log_key, NULL), SJ_OK);
    ledger = (struct sj_log_key){.origin = ORIGIN, .key = sj_key_public(log_key)};
    for (uint8_t i = 0; i < WITNESSES; i++) {
        const uint8_t witness_seed[32] = {21 + i};
        char code[16];
        struct sj_witness_key key;
        struct sj_error error;
        snprintf(code, sizeof(code), "43048210%d", i);
        assert_int_equal(sj_key_of_seed(witness_seed, &keys[i], NULL), SJ_OK);
        assert_int_equal(sj_witness_name(ORIGIN, code, names[i], &error), SJ_OK);
        strcpy(key.name, names[i]);
        key.key = sj_key_public(keys[i]);
        sj_witness_key_format(&key, vkeys[i]);
    }
    return 0;
}

static int free_keys(void **state)
{
    sj_key_free(log_key);
    for (size_t i = 0; i < WITNESSES; i++)
        sj_key_free(keys[i]);
    return 0;
}

/* "$0" to "$4" in a policy are the witnesses' keys, "$L" is the ledger's. */
static struct sj_buffer expand(const char *text)
{
    struct sj_buffer made = {0};
    char log_text[SJ_VKEY_TEXT];
    for (; *text; text++) {
        if (*text != '$')
            sj_buffer_add_char(&made, *text);
        else if (*++text == 'L')
            sj_buffer_add_text(&made, sj_log_key_format(&ledger, log_text));
        else
            sj_buffer_add_text(&made, vkeys[*text - '0']);
    }
    return made;
}

static enum sj_status parse(const char *text, struct sj_policy *policy, struct sj_error *error)
{
    struct sj_buffer made = expand(text);
    enum sj_status status = sj_policy_parse(sj_buffer_bytes(&made), policy, error);
    sj_buffer_clear(&made);
    return status;
}

/* Cosigned by the witnesses that the digits name, a second apart from NOW backwards. */
static struct sj_buffer note_by(const char *digits)
{
    struct sj_buffer note = {0}, lines = {0};
    struct sj_checkpoint checkpoint = {.origin = ORIGIN, .size = 42, .root = {{1, 2, 3}}};
    assert_int_equal(sj_checkpoint_sign(&checkpoint, log_key, &note, NULL), SJ_OK);
    for (int64_t time = NOW; *digits; digits++, time--)
        assert_int_equal(sj_cosign(sj_buffer_bytes(&note), names[*digits - '0'],
                                   keys[*digits - '0'], time, &lines, NULL),
                         SJ_OK);
    sj_buffer_add_bytes(&note, sj_buffer_bytes(&lines));
    sj_buffer_clear(&lines);
    return note;
}

static enum sj_status judge(const char *text, const char *by, int64_t now, struct sj_error *error)
{
    static struct sj_policy policy;
    struct sj_policy_found found;
    struct sj_buffer note = note_by(by);
    if (parse(text, &policy, error) != SJ_OK)
        fail_msg("%s", error->message);
    enum sj_status status =
        sj_policy_look(&policy, sj_buffer_bytes(&note), &ledger, now, &found, error);
    if (status == SJ_OK)
        status = sj_policy_require(&policy, &found, error);
    sj_buffer_clear(&note);
    return status;
}

#define THREE "witness a $0\nwitness b $1\nwitness c $2\n"
#define FIVE THREE "witness d $3\nwitness e $4\n"

static void test_policy__holds_where_the_quorum_does(void **state)
{
    static const struct {
        const char *policy, *by;
        bool holds;
    } cases[] = {
        {THREE "group g 2 a b c\nquorum g\n", "01", true},
        {THREE "group g 2 a b c\nquorum g\n", "21", true},
        {THREE "group g 2 a b c\nquorum g\n", "0", false},
        {THREE "group g 2 a b c\nquorum g\n", "00", false},
        {THREE "group g 2 a b c\nquorum g\n", "34", false},
        {THREE "group g all a b c\nquorum g\n", "01", false},
        {THREE "group g all a b c\nquorum g\n", "012", true},
        {THREE "group g any a b c\nquorum g\n", "1", true},
        {THREE "group g any a b c\nquorum g\n", "", false},
        {THREE "quorum b\n", "1", true},
        {THREE "quorum b\n", "02", false},
        {THREE "quorum none\n", "", true},
        {"quorum none", "", true},
        {FIVE "group x 2 a b c\ngroup y any d e\ngroup both all x y\nquorum both\n", "013", true},
        {FIVE "group x 2 a b c\ngroup y any d e\ngroup both all x y\nquorum both\n", "012", false},
        {FIVE "group x 2 a b c\ngroup y any d e\ngroup both all x y\nquorum both\n", "034", false},
        {"log $L https://log.example/\n" THREE "quorum a\n", "0", true},
        {"# a comment\n\n \t # another of many words a b c\n" THREE "\tquorum  a \n", "0", true},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sj_error error = {0};
        enum sj_status status = judge(cases[i].policy, cases[i].by, NOW, &error);
        if (status != (cases[i].holds ? SJ_OK : SJ_PRECONDITION))
            fail_msg("case %zu: %d %s", i, status, error.message);
    }
}

static void test_policy__says_who_is_missing(void **state)
{
    struct sj_error error = {0};
    assert_int_equal(judge(THREE "group g all a b c\nquorum g\n", "1", NOW, &error),
                     SJ_PRECONDITION);
    assert_string_equal(error.reason, "NOT_COSIGNED");
    assert_non_null(strstr(error.message, "1 of its 3 witnesses"));
    assert_non_null(strstr(error.message, "at least 3"));
    assert_non_null(strstr(error.message, "missing: a, c"));
}

static void test_policy__a_time_too_old_or_ahead_does_not_count(void **state)
{
    struct sj_error error = {0};
    const char *text = THREE "quorum a\nmax-age 60\n";
    assert_int_equal(judge(text, "0", NOW, &error), SJ_OK);
    assert_int_equal(judge(text, "0", NOW + 60, &error), SJ_OK);
    assert_int_equal(judge(text, "0", NOW + 61, &error), SJ_PRECONDITION);
    assert_int_equal(judge(text, "0", NOW - 300, &error), SJ_OK);
    assert_int_equal(judge(text, "0", NOW - 301, &error), SJ_PRECONDITION);
    assert_int_equal(judge(THREE "quorum a\n", "0", NOW + 1000000, &error), SJ_OK);
}

static void test_policy__a_wrong_cosignature_refuses_the_note(void **state)
{
    static struct sj_policy policy;
    struct sj_policy_found found;
    struct sj_error error = {0};
    struct sj_buffer note = note_by("012");
    assert_int_equal(parse(THREE "group g any a b c\nquorum g\n", &policy, &error), SJ_OK);
    note.data[note.len - 10] = note.data[note.len - 10] == 'A' ? 'B' : 'A';
    assert_int_equal(sj_policy_look(&policy, sj_buffer_bytes(&note), &ledger, NOW, &found, &error),
                     SJ_UNAUTHENTICATED);
    assert_string_equal(error.reason, "COSIGNATURE_WRONG");
    sj_buffer_clear(&note);
}

static void test_policy__of_another_ledger_says_so(void **state)
{
    struct sj_error error = {0};
    struct sj_log_key others = ledger;
    char vkey[SJ_VKEY_TEXT], other[SJ_VKEY_TEXT + 64];
    others.key = sj_key_public(keys[4]);
    snprintf(other, sizeof(other), "log %s\nquorum none\n", sj_log_key_format(&others, vkey));
    assert_int_equal(judge(other, "", NOW, &error), SJ_PRECONDITION);
    assert_string_equal(error.reason, "POLICY_OTHER_LEDGER");
}

static void test_policy__malformed_is_refused_with_its_line(void **state)
{
    static const char *const bad[] = {
        "",
        THREE,
        THREE "quorum\n",
        THREE "quorum d\n",
        THREE "quorum a b\n",
        THREE "quorum a\nquorum a\n",
        THREE "quorum a\nquorum none\n",
        "quorum a\n" THREE,
        "witness a\nquorum none\n",
        "witness a $0 url more\nquorum none\n",
        "witness a $L\nquorum none\n",
        "witness none $0\nquorum none\n",
        "witness a $0\nwitness a $1\nquorum a\n",
        "witness a $0\nwitness b $0\nquorum a\n",
        "log $0\nquorum none\n",
        "log $L\nlog $L\nquorum none\n",
        THREE "group g 0 a b\nquorum g\n",
        THREE "group g 3 a b\nquorum g\n",
        THREE "group g 02 a b\nquorum g\n",
        THREE "group g two a b\nquorum g\n",
        THREE "group g any\nquorum none\n",
        THREE "group g any g\nquorum g\n",
        THREE "group g any a a\nquorum g\n",
        THREE "group g any a\ngroup h any a\nquorum h\n",
        THREE "group a any b\nquorum a\n",
        THREE "quorum a\nmax-age 0\n",
        THREE "quorum a\nmax-age 1\nmax-age 1\n",
        THREE "quorum a\nmax-age -1\n",
        THREE "quorum a\nmax-age 99999999999\n",
        THREE "quorum a\r\n",
        THREE "quorums a\n",
    };
    static struct sj_policy policy;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sj_error error = {0};
        if (parse(bad[i], &policy, &error) != SJ_INVALID)
            fail_msg("taken for a policy: %s", bad[i]);
        assert_non_null(strstr(error.message, "policy"));
    }
    struct sj_error error = {0};
    assert_int_equal(parse(THREE "\nfoo\n", &policy, &error), SJ_INVALID);
    assert_non_null(strstr(error.message, "line 5"));
}

static void test_policy__least_is_what_a_quorum_needs_at_least(void **state)
{
    static struct sj_policy policy;
    struct sj_error error;
    assert_int_equal(parse(THREE "quorum none\n", &policy, &error), SJ_OK);
    assert_int_equal(sj_policy_least(&policy), 0);
    assert_int_equal(parse(THREE "quorum c\n", &policy, &error), SJ_OK);
    assert_int_equal(sj_policy_least(&policy), 1);
    assert_int_equal(
        parse(FIVE "group x all a b c\ngroup y 1 x d\ngroup z 2 y e\nquorum z\n", &policy, &error),
        SJ_OK);
    assert_int_equal(sj_policy_least(&policy), 2);
    assert_int_equal(
        parse(FIVE "group x all a b c\ngroup y 2 x d\ngroup z 2 y e\nquorum z\n", &policy, &error),
        SJ_OK);
    assert_int_equal(sj_policy_least(&policy), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy__holds_where_the_quorum_does),
        cmocka_unit_test(test_policy__says_who_is_missing),
        cmocka_unit_test(test_policy__a_time_too_old_or_ahead_does_not_count),
        cmocka_unit_test(test_policy__a_wrong_cosignature_refuses_the_note),
        cmocka_unit_test(test_policy__of_another_ledger_says_so),
        cmocka_unit_test(test_policy__malformed_is_refused_with_its_line),
        cmocka_unit_test(test_policy__least_is_what_a_quorum_needs_at_least),
    };
    sj_trust_init();
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
