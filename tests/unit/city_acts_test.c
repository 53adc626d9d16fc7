/* Keys that rotate and are replaced, signatures asked for, reports sent back, reopened and
 * withheld, townships that come from others. */
#include "city_fixture.h"

enum { NEW_CLERK = 20, NEW_OPERATOR = 21, NEW_LEDGER = 22, SECOND = 23 };

static const struct sj_period YEAR_2021 = {.year = 2021}, YEAR_2022 = {.year = 2022};

static void *made(struct fixture *f, const ProtobufCMessageDescriptor *descriptor)
{
    ProtobufCMessage *message = sj_arena_alloc(&f->arena, descriptor->sizeof_message);
    protobuf_c_message_init(descriptor, message);
    return message;
}
#define MADE(f, type) made(f, &shangji__v1__##type##__descriptor)

/* Through its bytes, as an envelope brings it, so that its form is judged too. */
static enum sj_status put_act(struct fixture *f, Shangji__V1__Act *act, uint8_t a, uint8_t b)
{
    size_t len = shangji__v1__act__get_packed_size(act);
    uint8_t *bytes = sj_arena_alloc(&f->arena, len + 1);
    struct sj_submission submission;
    shangji__v1__act__pack(act, bytes);
    enum sj_status status = sj_submission_decode(SJ_LITERAL(SJ_TYPE_ACT), SJ_BYTES(bytes, len),
                                                 &f->arena, &submission, &f->error);
    return status == SJ_OK ? put(f, &submission, a, b, 0) : status;
}

static enum sj_status rotate(struct fixture *f, uint8_t number, uint8_t old, uint8_t signer)
{
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act->enrolment = MADE(f, enrolment);
    act->enrolment->township = text(f, "990101100");
    act->enrolment->public_key = key_data(f, number);
    act->enrolment->replaces = key_data(f, old);
    act->enrolment->role = SHANGJI__V1__ROLE__ROLE_PREPARER;
    struct sj_submission submission = {.act = act};
    struct sj_public_key signers[3] = {key(OPERATOR), key(number), key(signer)};
    struct sj_entry entry = {.taken_at = 0};
    enum sj_status status = sj_city_judge(f->city, &submission, f->index, signers, 3, &f->error);
    if (status != SJ_OK)
        return status;
    sj_submission_subject(&submission, &entry);
    return sj_city_apply(f->city, f->index++, &entry, &submission, signers, 3, &f->error);
}

static enum sj_status require(struct fixture *f, const char *township, bool preparer, bool head)
{
    static Shangji__V1__Role roles[2];
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_SIGNING;
    act->signing = MADE(f, signing_rule);
    act->signing->township = text(f, township);
    act->signing->required = roles;
    if (preparer)
        roles[act->signing->n_required++] = SHANGJI__V1__ROLE__ROLE_PREPARER;
    if (head)
        roles[act->signing->n_required++] = SHANGJI__V1__ROLE__ROLE_HEAD;
    return put_act(f, act, OPERATOR, 0);
}

static enum sj_status replace(struct fixture *f, Shangji__V1__KeyReplacement__What what,
                              uint8_t number, uint8_t a, uint8_t b)
{
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_REPLACEMENT;
    act->replacement = MADE(f, key_replacement);
    act->replacement->what = what;
    act->replacement->public_key = key_data(f, number);
    act->replacement->reason = text(f, "原密钥的电脑遗失");
    return put_act(f, act, a, b);
}

static ProtobufCBinaryData identity_of(struct fixture *f, uint64_t index)
{
    uint8_t *bytes = sj_arena_alloc(&f->arena, SJ_DIGEST);
    memset(bytes, (int)(index + 100), SJ_DIGEST); /* as put() gives them */
    return (ProtobufCBinaryData){.len = SJ_DIGEST, .data = bytes};
}

static enum sj_status send_back(struct fixture *f, uint64_t index, const char *reason)
{
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_RETURNED;
    act->returned = MADE(f, report_return);
    act->returned->report = identity_of(f, index);
    act->returned->reason = text(f, reason);
    return put_act(f, act, OPERATOR, 0);
}

static enum sj_status withhold(struct fixture *f, uint64_t index)
{
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_WITHHOLDING;
    act->withholding = MADE(f, withholding);
    act->withholding->report = identity_of(f, index);
    act->withholding->reason = text(f, "文中有个人信息");
    return put_act(f, act, OPERATOR, 0);
}

static enum sj_status reopen(struct fixture *f, const char *township)
{
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_REOPENING;
    act->reopening = MADE(f, reopening);
    act->reopening->township = text(f, township);
    act->reopening->period = text(f, "2021");
    act->reopening->kind = text(f, "annual");
    act->reopening->deadline = text(f, "2022-03-31");
    act->reopening->reason = text(f, "补报");
    return put_act(f, act, OPERATOR, 0);
}

static enum sj_status succeed(struct fixture *f, Shangji__V1__Succession__How how,
                              const char *from[2], const char *to[2], const char *name)
{
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_SUCCESSION;
    act->succession = MADE(f, succession);
    act->succession->how = how;
    act->succession->period = text(f, "2022");
    act->succession->document = text(f, "某民函〔2022〕1号");
    act->succession->predecessors = sj_arena_array(&f->arena, 2, sizeof(char *));
    act->succession->successors = sj_arena_array(&f->arena, 2, sizeof(Shangji__V1__Township *));
    for (size_t i = 0; i < 2 && from[i] != NULL; i++)
        act->succession->predecessors[act->succession->n_predecessors++] = text(f, from[i]);
    for (size_t i = 0; i < 2 && to[i] != NULL; i++) {
        Shangji__V1__Township *township = MADE(f, township);
        township->code = text(f, to[i]);
        township->name = text(f, name);
        act->succession->successors[act->succession->n_successors++] = township;
    }
    return put_act(f, act, OPERATOR, 0);
}

static Shangji__V1__Report *correction(struct fixture *f, uint32_t revision, uint64_t replaces)
{
    Shangji__V1__Report *report = new_report(f, "990101100", revision);
    report->replaces = identity_of(f, replaces);
    report->replaces_reason = text(f, "更正早稻面积");
    return report;
}

static const struct sj_city_key *key_in_city(struct fixture *f, uint8_t number)
{
    struct sj_public_key wanted = key(number);
    for (size_t i = 0; i < sj_city_key_count(f->city); i++)
        if (sj_public_key_equal(&sj_city_key(f->city, i)->key, &wanted))
            return sj_city_key(f->city, i);
    fail_msg("the city has no key %d", number);
    return NULL;
}

static void test_city_acts__rotates_a_key_that_vouches_for_the_new_one(void **state)
{
    struct fixture *f = *state;
    start(f);
    uint64_t place = f->index;
    assert_int_equal(rotate(f, NEW_CLERK, OTHER_CLERK, OTHER_CLERK), SJ_PRECONDITION);
    assert_int_equal(rotate(f, NEW_CLERK, CLERK, CLERK), SJ_OK);
    assert_false(key_in_city(f, NEW_CLERK)->recovery);
    assert_int_equal(key_in_city(f, CLERK)->until, place);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_DENIED);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), NEW_CLERK), SJ_OK);
}

static void test_city_acts__calls_it_a_recovery_where_nobody_vouches(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(rotate(f, NEW_CLERK, CLERK, OTHER_CLERK), SJ_OK);
    assert_true(key_in_city(f, NEW_CLERK)->recovery);
    /* A further key of a role that has one needs a voucher as well, a first one does not. */
    assert_int_equal(enrol(f, "990101101", SECOND, OPERATOR, SECOND), SJ_OK);
    assert_true(key_in_city(f, SECOND)->recovery);
    assert_int_equal(enrol(f, "990101100", HEAD, OPERATOR, HEAD), SJ_OK);
    assert_false(key_in_city(f, HEAD)->recovery);
}

/* Else an operator would put in a key of its own and rotate the mark away. */
static void test_city_acts__a_recovery_is_handed_on(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(rotate(f, NEW_CLERK, CLERK, OTHER_CLERK), SJ_OK);
    assert_true(key_in_city(f, NEW_CLERK)->recovery);
    assert_int_equal(rotate(f, SECOND, NEW_CLERK, NEW_CLERK), SJ_OK);
    assert_true(key_in_city(f, SECOND)->recovery);
    assert_int_equal(key_in_city(f, NEW_CLERK)->until, f->index - 1);
}

static void test_city_acts__asks_for_every_role_of_the_rule(void **state)
{
    struct fixture *f = *state;
    start(f);
    struct sj_submission report = {.report = new_report(f, "990101100", 1)};
    assert_int_equal(enrol(f, "990101100", HEAD, OPERATOR, HEAD), SJ_OK);
    assert_int_equal(judge(f, &report, HEAD, 0), SJ_UNAUTHENTICATED);
    assert_int_equal(require(f, "", true, true), SJ_OK);
    assert_int_equal(judge(f, &report, CLERK, 0), SJ_UNAUTHENTICATED);
    assert_string_equal(f->error.reason, "SIGNATURE_MISSING");
    assert_int_equal(judge(f, &report, HEAD, 0), SJ_UNAUTHENTICATED);
    assert_int_equal(judge(f, &report, CLERK, HEAD), SJ_OK);
    /* A rule of its own goes before the general one. */
    assert_int_equal(require(f, "990101100", false, true), SJ_OK);
    assert_int_equal(judge(f, &report, HEAD, 0), SJ_OK);
    assert_int_equal(judge(f, &report, CLERK, 0), SJ_UNAUTHENTICATED);
    assert_int_equal(require(f, "990101999", true, false), SJ_NOT_FOUND);
    assert_int_equal(require(f, "", false, false), SJ_INVALID);
}

static void test_city_acts__replaces_keys_by_the_recovery_key_alone(void **state)
{
    struct fixture *f = *state;
    start(f);
    const Shangji__V1__KeyReplacement__What operator= SHANGJI__V1__KEY_REPLACEMENT__WHAT__OPERATOR;
    const Shangji__V1__KeyReplacement__What ledger = SHANGJI__V1__KEY_REPLACEMENT__WHAT__LEDGER;
    assert_int_equal(replace(f, operator, NEW_OPERATOR, OPERATOR, 0), SJ_UNAUTHENTICATED);
    assert_int_equal(replace(f, operator, CLERK, RECOVERY, 0), SJ_DENIED);
    assert_int_equal(replace(f, operator, NEW_OPERATOR, RECOVERY, 0), SJ_OK);
    assert_int_equal(enrol(f, "990101100", HEAD, OPERATOR, HEAD), SJ_UNAUTHENTICATED);
    assert_int_equal(enrol(f, "990101100", HEAD, NEW_OPERATOR, HEAD), SJ_OK);
    assert_int_equal(replace(f, ledger, NEW_LEDGER, RECOVERY, 0), SJ_UNAUTHENTICATED);
    assert_int_equal(replace(f, ledger, NEW_LEDGER, RECOVERY, NEW_LEDGER), SJ_OK);
    struct sj_public_key now = key(NEW_LEDGER);
    assert_true(sj_public_key_equal(sj_city_ledger_key(f->city), &now));
}

static void test_city_acts__sends_a_report_back_until_it_is_corrected(void **state)
{
    struct fixture *f = *state;
    start(f);
    uint64_t first = f->index;
    assert_int_equal(send_back(f, first, "数字不符"), SJ_NOT_FOUND);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_OK);
    assert_int_equal(send_back(f, first, ""), SJ_INVALID);
    assert_int_equal(send_back(f, first, "数字不符"), SJ_OK);
    assert_int_equal(sj_city_find_report(f->city, 0, YEAR_2021, "annual")->returned, first + 1);
    assert_int_equal(send_back(f, first, "数字不符"), SJ_EXISTS);
    /* What was sent back may be corrected after the closing. */
    assert_int_equal(close_period(f, "2021"), SJ_OK);
    assert_int_equal(put_report(f, correction(f, 2, first), CLERK), SJ_OK);
    assert_int_equal(sj_city_find_report(f->city, 0, YEAR_2021, "annual")->returned, 0);
    assert_int_equal(send_back(f, first, "数字不符"), SJ_PRECONDITION);
    assert_int_equal(put_report(f, correction(f, 3, f->index - 1), CLERK), SJ_PRECONDITION);
}

static void test_city_acts__reopens_for_one_township(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(reopen(f, "990101100"), SJ_PRECONDITION);
    assert_int_equal(close_period(f, "2021"), SJ_OK);
    assert_int_equal(close_period(f, "2021"), SJ_PRECONDITION);
    assert_int_equal(reopen(f, "990101100"), SJ_OK);
    assert_int_equal(sj_city_reopening_count(f->city), 1);
    assert_int_equal(put_report(f, new_report(f, "990101101", 1), OTHER_CLERK), SJ_PRECONDITION);
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_OK);
    uint64_t first = f->index - 1;
    assert_int_equal(close_period(f, "2021"), SJ_OK);
    assert_int_equal(sj_city_reopening_count(f->city), 0);
    assert_int_equal(put_report(f, correction(f, 2, first), CLERK), SJ_PRECONDITION);
}

static void test_city_acts__withholds_older_revisions_too(void **state)
{
    struct fixture *f = *state;
    start(f);
    uint64_t first = f->index, index;
    bool withheld;
    struct sj_digest identity;
    assert_int_equal(put_report(f, new_report(f, "990101100", 1), CLERK), SJ_OK);
    assert_int_equal(put_report(f, correction(f, 2, first), CLERK), SJ_OK);
    assert_int_equal(withhold(f, first), SJ_OK);
    assert_int_equal(withhold(f, first), SJ_EXISTS);
    assert_int_equal(withhold(f, first + 50), SJ_NOT_FOUND);
    memset(identity.bytes, (int)(first + 100), SJ_DIGEST);
    assert_true(sj_city_find_revision(f->city, &identity, &index, &withheld));
    assert_int_equal(index, first);
    assert_true(withheld);
    assert_false(sj_city_find_report(f->city, 0, YEAR_2021, "annual")->withheld);
    assert_int_equal(withhold(f, first + 1), SJ_OK);
    assert_true(sj_city_find_report(f->city, 0, YEAR_2021, "annual")->withheld);
}

static void test_city_acts__merges_two_into_a_new_one(void **state)
{
    struct fixture *f = *state;
    start(f);
    const char *both[] = {"990101100", "990101101"}, *one[] = {"990101050", NULL};
    const char *known[] = {"990101101", NULL};
    assert_int_equal(open_period(f, "2022", "1"), SJ_OK);
    assert_int_equal(succeed(f, SHANGJI__V1__SUCCESSION__HOW__MERGED, known, one, "新镇"),
                     SJ_INVALID);
    assert_int_equal(succeed(f, SHANGJI__V1__SUCCESSION__HOW__MERGED, both, one, "新镇"), SJ_OK);
    int64_t number = sj_city_find_township(f->city, SJ_LITERAL("990101050"));
    assert_int_equal(number, 2); /* behind the others, though its code is before theirs */
    assert_int_equal(sj_city_find_township(f->city, SJ_LITERAL("990101100")), 0);
    assert_int_equal(sj_city_find_township(f->city, SJ_LITERAL("990101101")), 1);
    assert_true(sj_city_reports_for(f->city, 0, YEAR_2021));
    assert_false(sj_city_reports_for(f->city, 0, YEAR_2022));
    assert_false(sj_city_reports_for(f->city, 2, YEAR_2021));
    assert_true(sj_city_reports_for(f->city, 2, YEAR_2022));
    Shangji__V1__Report *late = new_report(f, "990101100", 1);
    assert_int_equal(put_report(f, late, CLERK), SJ_OK);
    late = new_report(f, "990101100", 1);
    late->period = text(f, "2022");
    assert_int_equal(put_report(f, late, CLERK), SJ_PRECONDITION);
    assert_int_equal(succeed(f, SHANGJI__V1__SUCCESSION__HOW__RENAMED, both, one, "新镇"),
                     SJ_INVALID);
}

static void test_city_acts__renames_and_keeps_the_code(void **state)
{
    struct fixture *f = *state;
    start(f);
    const char *one[] = {"990101100", NULL}, *other[] = {"990101999", NULL};
    assert_int_equal(succeed(f, SHANGJI__V1__SUCCESSION__HOW__RENAMED, one, other, "新名镇"),
                     SJ_PRECONDITION);
    assert_int_equal(succeed(f, SHANGJI__V1__SUCCESSION__HOW__RENAMED, one, one, "新名镇"), SJ_OK);
    assert_string_equal(sj_city_township(f->city, 0)->name, "新名镇");
    assert_true(sj_city_reports_for(f->city, 0, YEAR_2022));
    assert_int_equal(succeed(f, SHANGJI__V1__SUCCESSION__HOW__RECODED, one, other, "新名镇"),
                     SJ_OK);
    assert_false(sj_city_reports_for(f->city, 0, YEAR_2022));
    assert_int_equal(succeed(f, SHANGJI__V1__SUCCESSION__HOW__RECODED, one, other, "新名镇"),
                     SJ_PRECONDITION);
}

static void test_city_acts__puts_a_ranking_on_record(void **state)
{
    struct fixture *f = *state;
    static uint8_t request[] = {1};
    start(f);
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_RANKING;
    act->ranking = MADE(f, published_ranking);
    act->ranking->indicator = text(f, "early_rice_area");
    act->ranking->period = text(f, "2021");
    act->ranking->title = text(f, "早稻");
    act->ranking->request = (ProtobufCBinaryData){.len = 1, .data = request};
    act->ranking->answer_digest = identity_of(f, 0);
    act->ranking->ledger_size = f->index + 1;
    assert_int_equal(put_act(f, act, OPERATOR, 0), SJ_OUT_OF_RANGE);
    act->ranking->ledger_size = f->index;
    assert_int_equal(put_act(f, act, OPERATOR, 0), SJ_OK);
    act->ranking->indicator = text(f, "unknown");
    assert_int_equal(put_act(f, act, OPERATOR, 0), SJ_NOT_FOUND);
}

/* The line of every act can stand in the ledger. */
static void test_city_acts__have_subjects_that_fit_a_line(void **state)
{
    struct fixture *f = *state;
    char line[SJ_ENTRY_MAX];
    struct sj_entry entry = {.taken_at = 0}, again;
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_RANKING;
    act->ranking = MADE(f, published_ranking);
    act->ranking->indicator =
        text(f, "a123456789012345678901234567890123456789012345678901234567890123");
    act->ranking->period = text(f, "2021-Q3");
    sj_submission_subject(&(struct sj_submission){.act = act}, &entry);
    sj_entry_format(&entry, line);
    assert_true(sj_entry_parse(sj_bytes_of(line), &again));
    assert_int_equal(strlen(again.subject), 64 + 1 + 7);
    act->act_case = SHANGJI__V1__ACT__ACT_REPLACEMENT;
    act->replacement = MADE(f, key_replacement);
    act->replacement->what = SHANGJI__V1__KEY_REPLACEMENT__WHAT__OPERATOR;
    act->replacement->public_key = key_data(f, NEW_OPERATOR);
    sj_submission_subject(&(struct sj_submission){.act = act}, &entry);
    assert_string_equal(entry.type, "replace");
    assert_string_equal(entry.subject, "operator/1515151515151515");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CITY(test_city_acts__rotates_a_key_that_vouches_for_the_new_one),
        WITH_CITY(test_city_acts__calls_it_a_recovery_where_nobody_vouches),
        WITH_CITY(test_city_acts__a_recovery_is_handed_on),
        WITH_CITY(test_city_acts__asks_for_every_role_of_the_rule),
        WITH_CITY(test_city_acts__replaces_keys_by_the_recovery_key_alone),
        WITH_CITY(test_city_acts__sends_a_report_back_until_it_is_corrected),
        WITH_CITY(test_city_acts__reopens_for_one_township),
        WITH_CITY(test_city_acts__withholds_older_revisions_too),
        WITH_CITY(test_city_acts__merges_two_into_a_new_one),
        WITH_CITY(test_city_acts__renames_and_keeps_the_code),
        WITH_CITY(test_city_acts__puts_a_ranking_on_record),
        WITH_CITY(test_city_acts__have_subjects_that_fit_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
