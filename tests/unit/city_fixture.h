/* A small city as a fold, for the tests of rules/city*.c. */
#ifndef SHANGJI_TESTS_CITY_FIXTURE_H
#define SHANGJI_TESTS_CITY_FIXTURE_H

#include "unit.h"

#include "base/arena.h"
#include "rules/city.h"

#include <stdlib.h>

/* A small city: two townships, keys that are just numbers. Signatures are trust's affair; here
 * it counts which keys are said to have signed. */
static const char ORIGIN[] = "shangji.example/990101";

struct fixture {
    struct sj_city *city;
    struct sj_arena arena;
    uint64_t index;
    struct sj_error error;
};

static inline struct sj_public_key key(uint8_t number)
{
    struct sj_public_key made;
    memset(made.bytes, number, SJ_PUBLIC_KEY);
    return made;
}

enum { LEDGER = 1, OPERATOR = 2, RECOVERY = 3, CLERK = 10, OTHER_CLERK = 11, HEAD = 12 };

static inline ProtobufCBinaryData key_data(struct fixture *f, uint8_t number)
{
    struct sj_public_key *copy = sj_arena_alloc(&f->arena, sizeof *copy);
    *copy = key(number);
    return (ProtobufCBinaryData){.len = SJ_PUBLIC_KEY, .data = copy->bytes};
}

static inline char *text(struct fixture *f, const char *words)
{
    return sj_arena_text(&f->arena, sj_bytes_of(words));
}

static inline Shangji__V1__Act *new_act(struct fixture *f)
{
    Shangji__V1__Act *act = sj_arena_alloc(&f->arena, sizeof *act);
    shangji__v1__act__init(act);
    act->origin = text(f, ORIGIN);
    return act;
}

static inline enum sj_status judge(struct fixture *f, const struct sj_submission *submission,
                                   uint8_t a, uint8_t b)
{
    struct sj_public_key signers[2] = {key(a), key(b)};
    return sj_city_judge(f->city, submission, f->index, signers, b == 0 ? 1 : 2, &f->error);
}

/* Judges, and applies at the next place what was accepted. */
static inline enum sj_status put(struct fixture *f, const struct sj_submission *submission,
                                 uint8_t a, uint8_t b, int64_t at)
{
    enum sj_status status = judge(f, submission, a, b);
    if (status != SJ_OK)
        return status;
    struct sj_public_key signers[2] = {key(a), key(b)};
    struct sj_entry entry = {.taken_at = at};
    sj_submission_subject(submission, &entry);
    memset(entry.identity.bytes, (int)(f->index + 100), SJ_DIGEST);
    status =
        sj_city_apply(f->city, f->index, &entry, submission, signers, b == 0 ? 1 : 2, &f->error);
    f->index++;
    return status;
}

static inline enum sj_status found(struct fixture *f)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Founding *founding = sj_arena_alloc(&f->arena, sizeof *founding);
    shangji__v1__founding__init(founding);
    founding->division = text(f, "990101");
    founding->division_name = text(f, "云汀县");
    founding->operator_key = key_data(f, OPERATOR);
    founding->recovery_key = key_data(f, RECOVERY);
    founding->ledger_key = key_data(f, LEDGER);
    const char *codes[] = {"990101100", "990101101"}, *names[] = {"南浦镇", "白石镇"};
    founding->n_townships = 2;
    founding->townships = sj_arena_array(&f->arena, 2, sizeof(Shangji__V1__Township *));
    for (int i = 0; i < 2; i++) {
        founding->townships[i] = sj_arena_alloc(&f->arena, sizeof **founding->townships);
        shangji__v1__township__init(founding->townships[i]);
        founding->townships[i]->code = text(f, codes[i]);
        founding->townships[i]->name = text(f, names[i]);
    }
    act->act_case = SHANGJI__V1__ACT__ACT_FOUNDING;
    act->founding = founding;
    return put(f, &(struct sj_submission){.act = act}, LEDGER, 0, 0);
}

static inline enum sj_status enrol(struct fixture *f, const char *township, uint8_t number,
                                   uint8_t a, uint8_t b)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Enrolment *enrolment = sj_arena_alloc(&f->arena, sizeof *enrolment);
    shangji__v1__enrolment__init(enrolment);
    enrolment->township = text(f, township);
    enrolment->public_key = key_data(f, number);
    enrolment->role =
        number == HEAD ? SHANGJI__V1__ROLE__ROLE_HEAD : SHANGJI__V1__ROLE__ROLE_PREPARER;
    act->act_case = SHANGJI__V1__ACT__ACT_ENROLMENT;
    act->enrolment = enrolment;
    return put(f, &(struct sj_submission){.act = act}, a, b, 0);
}

static inline enum sj_status revoke(struct fixture *f, const char *township, uint8_t number,
                                    uint8_t by)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Revocation *revocation = sj_arena_alloc(&f->arena, sizeof *revocation);
    shangji__v1__revocation__init(revocation);
    revocation->township = text(f, township);
    revocation->public_key = key_data(f, number);
    act->act_case = SHANGJI__V1__ACT__ACT_REVOCATION;
    act->revocation = revocation;
    return put(f, &(struct sj_submission){.act = act}, by, 0, 0);
}

static inline enum sj_status publish(struct fixture *f, const char *version, const char *unit)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__Catalogue *catalogue = sj_arena_alloc(&f->arena, sizeof *catalogue);
    shangji__v1__catalogue__init(catalogue);
    catalogue->version = text(f, version);
    catalogue->title = text(f, "试用目录");
    catalogue->n_domains = 1;
    catalogue->domains = sj_arena_array(&f->arena, 1, sizeof(Shangji__V1__Domain *));
    catalogue->domains[0] = sj_arena_alloc(&f->arena, sizeof **catalogue->domains);
    shangji__v1__domain__init(catalogue->domains[0]);
    catalogue->domains[0]->code = text(f, "farming");
    catalogue->domains[0]->name_zh = text(f, "农业");
    catalogue->domains[0]->name_en = text(f, "Farming");
    catalogue->n_indicators = 1;
    catalogue->indicators = sj_arena_array(&f->arena, 1, sizeof(Shangji__V1__Indicator *));
    Shangji__V1__Indicator *rice = sj_arena_alloc(&f->arena, sizeof *rice);
    catalogue->indicators[0] = rice;
    shangji__v1__indicator__init(rice);
    rice->code = text(f, "early_rice_area");
    rice->name_zh = text(f, "早稻种植面积");
    rice->name_en = text(f, "Early rice area");
    rice->domain = text(f, "farming");
    rice->unit = text(f, unit);
    rice->better = SHANGJI__V1__BETTER__BETTER_MORE;
    rice->aggregation = SHANGJI__V1__AGGREGATION__AGGREGATION_SUM;
    rice->required = 1;
    rice->n_phrases = 1;
    rice->phrases = sj_arena_array(&f->arena, 1, sizeof(char *));
    rice->phrases[0] = text(f, "早稻");
    act->act_case = SHANGJI__V1__ACT__ACT_CATALOGUE;
    act->catalogue = catalogue;
    struct sj_submission submission = {.act = act};
    /* The way an envelope would come in: through its bytes. */
    size_t len = shangji__v1__act__get_packed_size(act);
    uint8_t *bytes = sj_arena_alloc(&f->arena, len);
    shangji__v1__act__pack(act, bytes);
    enum sj_status status = sj_submission_decode(SJ_LITERAL(SJ_TYPE_ACT), SJ_BYTES(bytes, len),
                                                 &f->arena, &submission, &f->error);
    return status == SJ_OK ? put(f, &submission, OPERATOR, 0, 0) : status;
}

static inline enum sj_status open_period(struct fixture *f, const char *period,
                                         const char *catalogue)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__PeriodOpening *opening = sj_arena_alloc(&f->arena, sizeof *opening);
    shangji__v1__period_opening__init(opening);
    opening->period = text(f, period);
    opening->kind = text(f, "annual");
    opening->deadline = text(f, "2022-01-31");
    opening->catalogue = text(f, catalogue);
    act->act_case = SHANGJI__V1__ACT__ACT_OPENING;
    act->opening = opening;
    return put(f, &(struct sj_submission){.act = act}, OPERATOR, 0, 0);
}

static inline enum sj_status close_period(struct fixture *f, const char *period)
{
    Shangji__V1__Act *act = new_act(f);
    Shangji__V1__PeriodClosing *closing = sj_arena_alloc(&f->arena, sizeof *closing);
    shangji__v1__period_closing__init(closing);
    closing->period = text(f, period);
    closing->kind = text(f, "annual");
    act->act_case = SHANGJI__V1__ACT__ACT_CLOSING;
    act->closing = closing;
    return put(f, &(struct sj_submission){.act = act}, OPERATOR, 0, 0);
}

static inline Shangji__V1__Report *new_report(struct fixture *f, const char *township,
                                              uint32_t revision)
{
    Shangji__V1__Report *report = sj_arena_alloc(&f->arena, sizeof *report);
    shangji__v1__report__init(report);
    report->township = text(f, township);
    report->period = text(f, "2021");
    report->kind = text(f, "annual");
    report->revision = revision;
    report->catalogue = text(f, "1");
    return report;
}

static inline enum sj_status put_report(struct fixture *f, Shangji__V1__Report *report, uint8_t by)
{
    return put(f, &(struct sj_submission){.report = report}, by, 0, 1000 + (int64_t)f->index);
}

static inline int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    sj_arena_init(&f->arena, 1 << 22);
    struct sj_public_key ledger = key(LEDGER);
    *state = f;
    return f == NULL || sj_city_new(&ledger, ORIGIN, &f->city, &f->error) != SJ_OK;
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;
    sj_city_free(f->city);
    sj_arena_clear(&f->arena);
    free(f);
    return 0;
}

static inline void start(struct fixture *f)
{
    assert_int_equal(found(f), SJ_OK);
    assert_int_equal(publish(f, "1", "亩"), SJ_OK);
    assert_int_equal(open_period(f, "2021", "1"), SJ_OK);
    assert_int_equal(enrol(f, "990101100", CLERK, OPERATOR, CLERK), SJ_OK);
    assert_int_equal(enrol(f, "990101101", OTHER_CLERK, OPERATOR, OTHER_CLERK), SJ_OK);
}

#define WITH_CITY(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
