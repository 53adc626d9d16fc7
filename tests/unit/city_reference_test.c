#include "city_fixture.h"

#include "rules/city_reference.h"

/* ---- acts, the way an envelope brings them in: through their bytes ---- */

static enum sj_status send(struct fixture *f, Shangji__V1__Act *act)
{
    size_t len = shangji__v1__act__get_packed_size(act);
    uint8_t *bytes = sj_arena_alloc(&f->arena, len);
    struct sj_submission submission;
    assert_non_null(bytes);
    shangji__v1__act__pack(act, bytes);
    enum sj_status status = sj_submission_decode(SJ_LITERAL(SJ_TYPE_ACT), SJ_BYTES(bytes, len),
                                                 &f->arena, &submission, &f->error);
    return status == SJ_OK ? put(f, &submission, OPERATOR, 0, 0) : status;
}

/* `values` is "CODE=VALUE CODE=VALUE". */
static Shangji__V1__ReferenceTable *table(struct fixture *f, const char *values)
{
    Shangji__V1__ReferenceTable *made = sj_arena_alloc(&f->arena, sizeof *made);
    shangji__v1__reference_table__init(made);
    made->code = text(f, "population");
    made->name_zh = text(f, "户籍人口");
    made->name_en = text(f, "population");
    made->unit = text(f, "人");
    made->definition = text(f, "年末户籍人口");
    made->source = text(f, "虚构");
    made->date = text(f, "2021-12-31");
    made->values = sj_arena_array(&f->arena, 8, sizeof *made->values);
    char *rest = text(f, values);
    for (char *word = strtok(rest, " "); word; word = strtok(NULL, " ")) {
        Shangji__V1__ReferenceTable__Value *value = sj_arena_alloc(&f->arena, sizeof *value);
        shangji__v1__reference_table__value__init(value);
        char *equals = strchr(word, '=');
        *equals = '\0';
        value->township = word;
        value->value = equals + 1;
        made->values[made->n_values++] = value;
    }
    return made;
}

static enum sj_status put_table(struct fixture *f, Shangji__V1__ReferenceTable *made)
{
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_REFERENCE;
    act->reference = made;
    return send(f, act);
}

/* "town:CODE,CODE street:CODE" */
static Shangji__V1__Grouping *grouping(struct fixture *f, const char *groups)
{
    Shangji__V1__Grouping *made = sj_arena_alloc(&f->arena, sizeof *made);
    shangji__v1__grouping__init(made);
    made->code = text(f, "kind");
    made->name_zh = text(f, "类别");
    made->name_en = text(f, "kind");
    made->groups = sj_arena_array(&f->arena, 8, sizeof *made->groups);
    char *outer = NULL, *inner = NULL;
    for (char *word = strtok_r(text(f, groups), " ", &outer); word;
         word = strtok_r(NULL, " ", &outer)) {
        Shangji__V1__Grouping__Group *group = sj_arena_alloc(&f->arena, sizeof *group);
        shangji__v1__grouping__group__init(group);
        char *colon = strchr(word, ':');
        *colon = '\0';
        group->code = word;
        group->name_zh = text(f, "组");
        group->name_en = text(f, "group");
        group->townships = sj_arena_array(&f->arena, 8, sizeof *group->townships);
        for (char *code = strtok_r(colon + 1, ",", &inner); code;
             code = strtok_r(NULL, ",", &inner))
            group->townships[group->n_townships++] = code;
        made->groups[made->n_groups++] = group;
    }
    return made;
}

static enum sj_status put_grouping(struct fixture *f, Shangji__V1__Grouping *made)
{
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_GROUPING;
    act->grouping = made;
    return send(f, act);
}

static int64_t value_of(const struct fixture *f, const char *period, uint32_t township)
{
    struct sj_period parsed;
    assert_true(sj_period_parse(sj_bytes_of(period), &parsed));
    const struct sj_city_reference *found =
        sj_city_find_reference(f->city, SJ_LITERAL("population"), parsed);
    return found == NULL ? -2 : sj_city_reference_value(found, township);
}

static void refused(struct fixture *f, enum sj_status status, enum sj_status wanted,
                    const char *reason)
{
    assert_int_equal(status, wanted);
    assert_string_equal(f->error.reason, reason);
}

/* ---- tables ---- */

static void test_reference__values_by_township_and_period(void **state)
{
    struct fixture *f = *state;
    start(f);
    uint64_t first = f->index;
    assert_int_equal(put_table(f, table(f, "990101100=25430 990101101=0.5")), SJ_OK);
    assert_int_equal(value_of(f, "2021", 0), 254300000);
    assert_int_equal(value_of(f, "2021", 1), 5000);
    assert_int_equal(value_of(f, "2021", 2), SJ_NO_VALUE); /* beyond the roll of then */
    /* A table of the period's own goes before the one for all. */
    Shangji__V1__ReferenceTable *own = table(f, "990101100=26000");
    own->period = text(f, "2022");
    assert_int_equal(put_table(f, own), SJ_OK);
    assert_int_equal(value_of(f, "2022", 0), 260000000);
    assert_int_equal(value_of(f, "2022", 1), SJ_NO_VALUE);
    assert_int_equal(value_of(f, "2021", 0), 254300000);
    assert_int_equal(sj_city_reference(f->city, 0)->index, first);
    assert_string_equal(sj_city_reference(f->city, 0)->source, "虚构");
}

static void test_reference__a_later_table_takes_the_place_of_the_one_before(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(put_table(f, table(f, "990101100=1 990101101=2")), SJ_OK);
    uint64_t second = f->index;
    assert_int_equal(put_table(f, table(f, "990101100=3")), SJ_OK);
    assert_int_equal(sj_city_reference_count(f->city), 1);
    assert_int_equal(value_of(f, "2021", 0), 30000);
    assert_int_equal(value_of(f, "2021", 1), SJ_NO_VALUE);
    assert_int_equal(sj_city_reference(f->city, 0)->index, second);
}

static void test_reference__only_for_a_period_it_is_told_for(void **state)
{
    struct fixture *f = *state;
    start(f);
    Shangji__V1__ReferenceTable *own = table(f, "990101100=26000");
    own->period = text(f, "2022");
    assert_int_equal(put_table(f, own), SJ_OK);
    assert_int_equal(value_of(f, "2021", 0), -2);
    assert_true(sj_city_has_reference(f->city, SJ_LITERAL("population")));
    assert_false(sj_city_has_reference(f->city, SJ_LITERAL("popul")));
}

static void test_reference__its_definition_stays(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(put_table(f, table(f, "990101100=1")), SJ_OK);
    Shangji__V1__ReferenceTable *other = table(f, "990101100=1");
    other->unit = text(f, "户");
    refused(f, put_table(f, other), SJ_INVALID, "CODE_REDEFINED");
    other = table(f, "990101100=1");
    other->definition = text(f, "常住人口");
    other->period = text(f, "2022"); /* for another period it is the same code still */
    refused(f, put_table(f, other), SJ_INVALID, "CODE_REDEFINED");
}

static void test_reference__no_code_means_two_things(void **state)
{
    struct fixture *f = *state;
    start(f);
    Shangji__V1__ReferenceTable *taken = table(f, "990101100=1");
    taken->code = text(f, "early_rice_area");
    refused(f, put_table(f, taken), SJ_EXISTS, "CODE_TAKEN");
}

static void test_reference__nor_does_an_indicator_of_a_later_catalogue(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(found(f), SJ_OK);
    Shangji__V1__ReferenceTable *rice = table(f, "990101100=1");
    rice->code = text(f, "early_rice_area");
    assert_int_equal(put_table(f, rice), SJ_OK);
    refused(f, publish(f, "1", "亩"), SJ_EXISTS, "CODE_TAKEN");
}

static void test_reference__a_township_that_is_not_on_the_roll_is_refused(void **state)
{
    struct fixture *f = *state;
    start(f);
    refused(f, put_table(f, table(f, "990101100=1 990101102=2")), SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP");
    assert_string_equal(f->error.field, "reference.values[1]");
    assert_int_equal(sj_city_reference_count(f->city), 0);
}

static void test_reference__is_written_in_one_way_only(void **state)
{
    struct fixture *f = *state;
    start(f);
    refused(f, put_table(f, table(f, "990101101=1 990101100=2")), SJ_INVALID, "BAD_ORDER");
    refused(f, put_table(f, table(f, "990101100=1 990101100=1")), SJ_INVALID, "BAD_ORDER");
    static const char *const bad[] = {"990101100=1.0", "990101100=01",     "990101100=-1",
                                      "990101100=",    "990101100=1e3",    "990101100=1,000",
                                      "990101100=-0",  "990101100=0.00001"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refused(f, put_table(f, table(f, bad[i])), SJ_INVALID, "BAD_VALUE");
    refused(f, put_table(f, table(f, "99010110=1")), SJ_INVALID, "BAD_TOWNSHIP");
    refused(f, put_table(f, table(f, "")), SJ_INVALID, "BAD_COUNT");
}

static void test_reference__has_limits(void **state)
{
    struct fixture *f = *state;
    char words[SJ_REFERENCE_WORDS_MAX + 2];
    start(f);
    Shangji__V1__ReferenceTable *made = table(f, "990101100=1");
    memset(words, 'a', sizeof words);
    words[SJ_REFERENCE_WORDS_MAX] = '\0';
    made->source = words;
    assert_int_equal(put_table(f, made), SJ_OK);
    words[SJ_REFERENCE_WORDS_MAX] = 'a';
    words[SJ_REFERENCE_WORDS_MAX + 1] = '\0';
    refused(f, put_table(f, made), SJ_INVALID, "BAD_WORDS");
    assert_string_equal(f->error.field, "reference.source");
    made->source = text(f, "a\nb");
    refused(f, put_table(f, made), SJ_INVALID, "BAD_WORDS");
    made = table(f, "990101100=1");
    made->unit = text(f, "");
    refused(f, put_table(f, made), SJ_INVALID, "BAD_WORDS");
    made = table(f, "990101100=1");
    made->date = text(f, "2021-02-30");
    refused(f, put_table(f, made), SJ_INVALID, "BAD_DATE");
    made = table(f, "990101100=1");
    made->period = text(f, "2021-13");
    refused(f, put_table(f, made), SJ_INVALID, "BAD_PERIOD");
    made = table(f, "990101100=1");
    made->code = text(f, "Population");
    refused(f, put_table(f, made), SJ_INVALID, "BAD_CODE");
}

static void test_reference__as_many_values_as_allowed(void **state)
{
    struct fixture *f = *state;
    start(f);
    f->arena.limit_bytes = 1 << 26;
    Shangji__V1__ReferenceTable *made = table(f, "990101100=1");
    size_t most = SJ_REFERENCE_VALUES_MAX + 1;
    made->values = sj_arena_array(&f->arena, most, sizeof *made->values);
    for (size_t i = 0; i < most; i++) {
        made->values[i] = sj_arena_alloc(&f->arena, sizeof *made->values[i]);
        assert_non_null(made->values[i]);
        shangji__v1__reference_table__value__init(made->values[i]);
        made->values[i]->township = sj_arena_printf(&f->arena, "%09zu", i);
        made->values[i]->value = text(f, "1");
    }
    made->n_values = most;
    refused(f, put_table(f, made), SJ_INVALID, "BAD_COUNT");
    made->n_values--; /* well-formed; that nobody is on the roll is the next thing seen */
    refused(f, put_table(f, made), SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP");
}

static void test_reference__needs_the_operator(void **state)
{
    struct fixture *f = *state;
    start(f);
    Shangji__V1__Act *act = new_act(f);
    act->act_case = SHANGJI__V1__ACT__ACT_REFERENCE;
    act->reference = table(f, "990101100=1");
    refused(f, put(f, &(struct sj_submission){.act = act}, CLERK, 0, 0), SJ_UNAUTHENTICATED,
            "NOT_THE_OPERATOR");
}

static void test_reference__has_a_line_in_the_ledger(void **state)
{
    struct fixture *f = *state;
    Shangji__V1__Act *act = new_act(f);
    struct sj_entry entry;
    act->act_case = SHANGJI__V1__ACT__ACT_REFERENCE;
    act->reference = table(f, "990101100=1");
    sj_submission_subject(&(struct sj_submission){.act = act}, &entry);
    assert_string_equal(entry.type, "reference");
    assert_string_equal(entry.subject, "population/all");
    act->reference->period = text(f, "2021");
    sj_submission_subject(&(struct sj_submission){.act = act}, &entry);
    assert_string_equal(entry.subject, "population/2021");
    act->act_case = SHANGJI__V1__ACT__ACT_GROUPING;
    act->grouping = grouping(f, "town:990101100");
    sj_submission_subject(&(struct sj_submission){.act = act}, &entry);
    assert_string_equal(entry.type, "groups");
    assert_string_equal(entry.subject, "kind");
}

/* ---- groupings ---- */

static void test_grouping__puts_townships_into_groups(void **state)
{
    struct fixture *f = *state;
    start(f);
    assert_int_equal(put_grouping(f, grouping(f, "town:990101101 street:990101100")), SJ_OK);
    const struct sj_city_grouping *kind = sj_city_find_grouping(f->city, SJ_LITERAL("kind"));
    assert_non_null(kind);
    assert_int_equal(sj_city_group_of(kind, 0), 1);
    assert_int_equal(sj_city_group_of(kind, 1), 0);
    assert_int_equal(sj_city_group_of(kind, 2), SJ_NO_GROUP);
    assert_string_equal(kind->groups[1].code, "street");
    /* A later one is whole: who is not in it is in no group. */
    assert_int_equal(put_grouping(f, grouping(f, "town:990101100")), SJ_OK);
    assert_int_equal(sj_city_grouping_count(f->city), 1);
    kind = sj_city_find_grouping(f->city, SJ_LITERAL("kind"));
    assert_int_equal(sj_city_group_of(kind, 0), 0);
    assert_int_equal(sj_city_group_of(kind, 1), SJ_NO_GROUP);
    assert_null(sj_city_find_grouping(f->city, SJ_LITERAL("terrain")));
}

static void test_grouping__a_township_is_in_one_group(void **state)
{
    struct fixture *f = *state;
    start(f);
    refused(f, put_grouping(f, grouping(f, "town:990101100 street:990101100")), SJ_INVALID,
            "IN_TWO_GROUPS");
    assert_string_equal(f->error.field, "grouping.groups[1].townships[0]");
    refused(f, put_grouping(f, grouping(f, "town:990101100,990101100")), SJ_INVALID, "BAD_ORDER");
    refused(f, put_grouping(f, grouping(f, "town:990101101,990101100")), SJ_INVALID, "BAD_ORDER");
    refused(f, put_grouping(f, grouping(f, "town:990101100 town:990101101")), SJ_INVALID,
            "GROUP_TWICE");
    refused(f, put_grouping(f, grouping(f, "town:990101109")), SJ_NOT_FOUND, "UNKNOWN_TOWNSHIP");
    refused(f, put_grouping(f, grouping(f, "town:990101100 empty:")), SJ_INVALID, "BAD_COUNT");
    refused(f, put_grouping(f, grouping(f, "")), SJ_INVALID, "BAD_COUNT");
    assert_int_equal(sj_city_grouping_count(f->city), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CITY(test_reference__values_by_township_and_period),
        WITH_CITY(test_reference__a_later_table_takes_the_place_of_the_one_before),
        WITH_CITY(test_reference__only_for_a_period_it_is_told_for),
        WITH_CITY(test_reference__its_definition_stays),
        WITH_CITY(test_reference__no_code_means_two_things),
        WITH_CITY(test_reference__nor_does_an_indicator_of_a_later_catalogue),
        WITH_CITY(test_reference__a_township_that_is_not_on_the_roll_is_refused),
        WITH_CITY(test_reference__is_written_in_one_way_only),
        WITH_CITY(test_reference__has_limits),
        WITH_CITY(test_reference__as_many_values_as_allowed),
        WITH_CITY(test_reference__needs_the_operator),
        WITH_CITY(test_reference__has_a_line_in_the_ledger),
        WITH_CITY(test_grouping__puts_townships_into_groups),
        WITH_CITY(test_grouping__a_township_is_in_one_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
