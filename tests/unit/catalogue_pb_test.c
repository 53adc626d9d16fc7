#include "unit.h"

#include "proto/pb.h"
#include "rules/catalogue_pb.h"

#include <stdlib.h>

enum { ROOM = 4 * 1024 * 1024, NARROW = 64 * 1024 };

/* ---- a small good catalogue, made anew for each test ---- */

static char *text(struct sj_arena *arena, const char *words)
{
    return sj_arena_text(arena, sj_bytes_of(words));
}

static char **texts(struct sj_arena *arena, size_t *count, const char *first, const char *second)
{
    char **list = sj_arena_array(arena, 2, sizeof(void *));
    assert_non_null(list);
    list[0] = text(arena, first);
    list[1] = text(arena, second);
    *count = 2;
    return list;
}

static Shangji__V1__Indicator *indicator(struct sj_arena *arena, const char *code, const char *unit)
{
    Shangji__V1__Indicator *made = sj_pb_new(&shangji__v1__indicator__descriptor, arena);
    assert_non_null(made);
    made->code = text(arena, code);
    made->name_zh = text(arena, "指标");
    made->name_en = text(arena, "Indicator");
    made->domain = text(arena, "farming");
    made->unit = text(arena, unit);
    made->also = texts(arena, &made->n_also, "座", "处");
    made->better = SHANGJI__V1__BETTER__BETTER_MORE;
    made->aggregation = SHANGJI__V1__AGGREGATION__AGGREGATION_SUM;
    made->limit_lo = text(arena, "0");
    made->limit_hi = text(arena, "1000");
    made->plausible_lo = text(arena, "10");
    made->plausible_hi = text(arena, "500.5");
    made->phrases = texts(arena, &made->n_phrases, "早稻|早谷..种植#面积", "!示范|试验");
    made->applies_to = texts(arena, &made->n_applies_to, "镇", "乡");
    return made;
}

static Shangji__V1__UnitFamily *family(struct sj_arena *arena, const char *base, const char *name,
                                       const char *times)
{
    Shangji__V1__UnitFamily *made = sj_pb_new(&shangji__v1__unit_family__descriptor, arena);
    Shangji__V1__Unit *unit = sj_pb_new(&shangji__v1__unit__descriptor, arena);
    Shangji__V1__Unit **units = sj_arena_array(arena, 1, sizeof(void *));
    assert_true(made && unit && units);
    unit->name = text(arena, name);
    unit->times = text(arena, times);
    units[0] = unit;
    made->base_unit = text(arena, base);
    made->units = units;
    made->n_units = 1;
    return made;
}

static Shangji__V1__Domain *domain(struct sj_arena *arena, const char *code)
{
    Shangji__V1__Domain *made = sj_pb_new(&shangji__v1__domain__descriptor, arena);
    assert_non_null(made);
    made->code = text(arena, code);
    made->name_zh = text(arena, "领域");
    made->name_en = text(arena, "Domain");
    return made;
}

static Shangji__V1__Catalogue *good(struct sj_arena *arena)
{
    Shangji__V1__Catalogue *made = sj_pb_new(&shangji__v1__catalogue__descriptor, arena);
    assert_non_null(made);
    made->version = text(arena, "2021.1");
    made->title = text(arena, "目录");
    made->n_domains = made->n_families = 2;
    made->domains = sj_arena_array(arena, 2, sizeof(void *));
    made->families = sj_arena_array(arena, 2, sizeof(void *));
    made->domains[0] = domain(arena, "farming");
    made->domains[1] = domain(arena, "party");
    made->families[0] = family(arena, "亩", "公顷", "15");
    made->families[1] = family(arena, "吨", "公斤", "0.001");
    made->n_indicators = 3;
    made->indicators = sj_arena_array(arena, 3, sizeof(void *));
    made->indicators[0] = indicator(arena, "rice_area", "亩");
    made->indicators[1] = indicator(arena, "rice_rate", "%");
    made->indicators[2] = indicator(arena, "rice_yield", "吨");
    made->indicators[1]->aggregation = SHANGJI__V1__AGGREGATION__AGGREGATION_MEAN;
    made->indicators[1]->weighted_by = text(arena, "rice_area");
    return made;
}

/* ---- "families[1].units[0].times" in a message, by its descriptor ---- */

static void put(struct sj_arena *arena, ProtobufCMessage *message, const char *place,
                const char *value)
{
    char name[32];
    unsigned long index = 0;
    size_t len = strcspn(place, "[.");
    assert_true(len < sizeof name);
    memcpy(name, place, len);
    name[len] = 0;
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    assert_non_null(field);
    char *member = (char *)message + field->offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        assert_int_equal(place[len], '[');
        index = strtoul(place + len + 1, NULL, 10);
        memcpy(&member, member, sizeof(void *));
        member += index * sizeof(void *);
    }
    const char *inner = strchr(place, '.');
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        ProtobufCMessage *sub;
        memcpy(&sub, member, sizeof(void *));
        put(arena, sub, inner + 1, value);
    } else if (field->type == PROTOBUF_C_TYPE_ENUM) {
        int number = (int)strtol(value, NULL, 10);
        memcpy(member, &number, sizeof number);
    } else {
        char *words = text(arena, value);
        memcpy(member, &words, sizeof words);
    }
}

struct refusal {
    const char *place, *value; /* what is put into the good catalogue */
    const char *field, *words; /* how it is refused; field NULL: place itself */
};

static const struct refusal refusals[] = {
    {"version", "", NULL, "is no version"},
    {"version", "2021/1", NULL, "is no version"},
    {"version", "2021.1 ", NULL, "is no version"},
    {"version", "123456789012345678901234567890123", NULL, "is no version"},
    {"title", "", NULL, "is empty"},
    {"title", "目\n录", NULL, "control character"},
    {"title", " 目录", NULL, "blank"},
    {"title", "\xE7\x9B", NULL, "not UTF-8"},
    {"domains[1].code", "Party", NULL, "is no code"},
    {"domains[1].code", "farming", NULL, "twice"},
    {"domains[1].name_zh", "", NULL, "is empty"},
    {"domains[1].name_en", "", NULL, "is empty"},
    {"families[0].base_unit", "", NULL, "is empty"},
    {"families[1].base_unit", "亩", NULL, "twice"},
    {"families[1].base_unit", "畝", NULL, "twice"},
    {"families[1].base_unit", "公顷", NULL, "twice"},
    {"families[1].units[0].name", "", NULL, "is empty"},
    {"families[1].units[0].name", "公顷", NULL, "twice"},
    {"families[1].units[0].name", "吨", NULL, "twice"},
    {"families[1].units[0].times", "1e3", NULL, "is no number"},
    {"families[1].units[0].times", "", NULL, "is no number"},
    {"families[1].units[0].times", "0", NULL, "above 0"},
    {"families[1].units[0].times", "-1", NULL, "above 0"},
    {"indicators[0].code", "", NULL, "is no code"},
    {"indicators[0].code", "1_area", NULL, "is no code"},
    {"indicators[0].code", "_area", NULL, "is no code"},
    {"indicators[0].code", "area_", NULL, "is no code"},
    {"indicators[0].code", "rice__area", NULL, "is no code"},
    {"indicators[0].code", "rice-area", NULL, "is no code"},
    {"indicators[0].code", "早稻", NULL, "is no code"},
    {"indicators[0].code", "a1234567890123456789012345678901234567890123456789012345678901234",
     NULL, "is no code"},
    {"indicators[2].code", "rice_rate", NULL, "twice"},
    {"indicators[0].code", "rice_yield", "indicators[2].code", "twice"},
    {"indicators[0].name_zh", "", NULL, "is empty"},
    {"indicators[0].name_en", "", NULL, "is empty"},
    {"indicators[0].domain", "", NULL, "no domain"},
    {"indicators[0].domain", "forestry", NULL, "no domain"},
    {"indicators[0].unit", "", NULL, "is empty"},
    {"indicators[0].unit", "公顷", NULL, "write that"},
    {"indicators[0].also[1]", "", NULL, "is empty"},
    {"indicators[0].also[1]", "座", NULL, "twice"},
    {"indicators[0].also[1]", "畝", NULL, "twice"},
    {"indicators[0].also[1]", "公顷", NULL, "is converted"},
    {"indicators[0].also[1]", "公斤", NULL, "is converted"},
    {"indicators[0].better", "0", NULL, "more, less or neutral"},
    {"indicators[0].better", "4", NULL, "more, less or neutral"},
    {"indicators[0].aggregation", "0", NULL, "sum, mean or none"},
    {"indicators[0].aggregation", "4", NULL, "sum, mean or none"},
    {"indicators[0].weighted_by", "rice_yield", NULL, "only a mean"},
    {"indicators[1].weighted_by", "", NULL, "name it"},
    {"indicators[1].weighted_by", "wheat_area", NULL, "no indicator"},
    {"indicators[1].weighted_by", "rice_rate", NULL, "does not add up"},
    {"indicators[0].aggregation", "3", "indicators[1].weighted_by", "does not add up"},
    {"indicators[0].limit_lo", "zero", NULL, "is no number"},
    {"indicators[0].limit_lo", "1001", NULL, "above the upper"},
    {"indicators[0].limit_lo", "11", "indicators[0].plausible_lo", "beyond the limits"},
    {"indicators[0].limit_hi", "1,000", NULL, "is no number"},
    {"indicators[0].limit_hi", "1000000000000000", NULL, "larger than any value"},
    {"indicators[0].limit_hi", "500", "indicators[0].plausible_hi", "beyond the limits"},
    {"indicators[0].plausible_lo", "+1", NULL, "is no number"},
    {"indicators[0].plausible_lo", "501", NULL, "above the upper"},
    {"indicators[0].plausible_lo", "-1", NULL, "beyond the limits"},
    {"indicators[0].plausible_hi", "1001", NULL, "beyond the limits"},
    {"indicators[0].plausible_hi", "5亩", NULL, "is no number"},
    {"indicators[0].continues", "rice_area", NULL, "names itself"},
    {"indicators[0].continues", "Old", NULL, "is no code"},
    {"indicators[0].applies_to[0]", "", NULL, "is empty"},
    {"indicators[0].phrases[0]", "", NULL, "is empty"},
    {"indicators[0].phrases[1]", "早", NULL, "single character"},
};

static void test_catalogue_pb__each_mistake_is_refused_at_its_place(void **state)
{
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *refusal = &refusals[i];
        struct sj_arena arena;
        struct sj_catalogue *catalogue;
        struct sj_error error = {0};
        sj_arena_init(&arena, ROOM);
        Shangji__V1__Catalogue *message = good(&arena);
        put(&arena, &message->base, refusal->place, refusal->value);
        enum sj_status status = sj_catalogue_of_pb(message, &arena, &catalogue, &error);
        const char *field = refusal->field ? refusal->field : refusal->place;
        if (status != SJ_INVALID || strcmp(error.field, field) != 0 ||
            !strstr(error.message, refusal->words))
            fail_msg("%s = \"%s\": status %d at %s: %s", refusal->place, refusal->value, status,
                     error.field, error.message);
        assert_null(catalogue);
        assert_string_equal(error.reason, "CATALOGUE");
        sj_arena_clear(&arena);
    }
}

static void test_catalogue_pb__a_good_one_is_taken_whole(void **state)
{
    struct sj_arena arena;
    struct sj_catalogue *catalogue;
    sj_arena_init(&arena, ROOM);
    Shangji__V1__Catalogue *message = good(&arena);
    message->indicators[2]->required = message->indicators[2]->stock = true;
    assert_int_equal(sj_catalogue_of_pb(message, &arena, &catalogue, NULL), SJ_OK);
    assert_string_equal(catalogue->version, "2021.1");
    assert_int_equal(catalogue->indicator_count, 3);
    assert_int_equal(catalogue->family_count, 2);
    const struct sj_indicator *found = sj_catalogue_find(catalogue, SJ_LITERAL("rice_yield"));
    assert_ptr_equal(found, &catalogue->indicators[2]);
    assert_true(found->required && found->stock && !found->internal);
    assert_int_equal(found->better, SJ_BETTER_MORE);
    assert_int_equal(found->aggregation, SJ_AGGREGATE_SUM);
    assert_int_equal(found->phrase_count, 2);
    assert_int_equal(found->also_count, 2);
    assert_true(found->has_limit_lo && found->has_plausible_hi);
    assert_int_equal(found->plausible_hi.coefficient, 5005);
    assert_int_equal(found->plausible_hi.scale, 1);
    struct sj_decimal factor;
    assert_true(sj_unit_factor(catalogue, found, SJ_LITERAL("公斤"), &factor));
    assert_int_equal(sj_decimal_compare(factor, (struct sj_decimal){1, 3}), 0);
    assert_string_equal(catalogue->indicators[1].weighted_by, "rice_area");
    sj_arena_clear(&arena);
}

static void test_catalogue_pb__open_ends_stay_open(void **state)
{
    struct sj_arena arena;
    struct sj_catalogue *catalogue;
    sj_arena_init(&arena, ROOM);
    Shangji__V1__Catalogue *message = good(&arena);
    put(&arena, &message->base, "indicators[0].limit_hi", "");
    put(&arena, &message->base, "indicators[0].plausible_lo", "");
    assert_int_equal(sj_catalogue_of_pb(message, &arena, &catalogue, NULL), SJ_OK);
    const struct sj_indicator *open = &catalogue->indicators[0];
    assert_true(open->has_limit_lo && !open->has_limit_hi);
    assert_true(!open->has_plausible_lo && open->has_plausible_hi);
    sj_arena_clear(&arena);
}

/* ---- phrases ---- */

struct phrase_case {
    const char *phrase, *words; /* NULL: good */
};

static const struct phrase_case phrases[] = {
    {"早稻", NULL},
    {"早稻|早谷..面积", NULL},
    {"投入..#..敬老院", NULL},
    {"投入#敬老院|养老院", NULL},
    {"#戒毒人员..检测", NULL},
    {"免职#", NULL},
    {"河..清淤", NULL}, /* a part may be a single character, an alternative too */
    {"!示范|试", NULL},
    {"!税", NULL},
    {"12345热线", NULL},
    {"早稻|", "nothing beside"},
    {"|早稻", "nothing beside"},
    {"早稻||中稻", "nothing beside"},
    {"早稻..", "nothing beside"},
    {"..早稻", "nothing beside"},
    {"早稻....面积", "nothing beside"},
    {"早稻...面积", "stray point"},
    {"早稻.", "stray point"},
    {"早稻#面积#产量", "# twice"},
    {"早稻##", "# twice"},
    {"#", "no words"},
    {"稻", "single character"},
    {"早稻|稻", "single character"},
    {"早稻..!示范", "! inside"},
    {"!", "nothing beside"},
    {"!!示范", "! inside"},
    {"!示范..面积", "forbids with"},
    {"!示范#", "forbids with"},
    {"！示范", "half-width"},
    {"早稻｜中稻", "half-width"},
    {"投入＃敬老院", "half-width"},
    {"早稻…面积", "half-width"},
    {"早稻，面积", "punctuation"},
    {"早稻\t面积", "control character"},
    {"早稻\xE7", "not UTF-8"},
    {"一一..二..三..四..五..六..七..八", NULL},
    {"一一..二..三..四..五..六..七..八..九", "too many parts"},
};

static void test_catalogue_pb__phrases_are_held_to_their_form(void **state)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        const struct phrase_case *row = &phrases[i];
        struct sj_arena arena;
        struct sj_catalogue *catalogue;
        struct sj_error error = {0};
        sj_arena_init(&arena, ROOM);
        Shangji__V1__Catalogue *message = good(&arena);
        put(&arena, &message->base, "indicators[2].phrases[1]", row->phrase);
        enum sj_status status = sj_catalogue_of_pb(message, &arena, &catalogue, &error);
        bool right = row->words ? status == SJ_INVALID && strstr(error.message, row->words) &&
                                      strcmp(error.field, "indicators[2].phrases[1]") == 0
                                : status == SJ_OK;
        if (!right)
            fail_msg("\"%s\": status %d at %s: %s", row->phrase, status, error.field,
                     error.message);
        sj_arena_clear(&arena);
    }
}

/* ---- too many ---- */

static void *repeat(struct sj_arena *arena, void *item, size_t count)
{
    void **items = sj_arena_array(arena, count, sizeof(void *));
    assert_non_null(items);
    for (size_t i = 0; i < count; i++)
        items[i] = item;
    return items;
}

static void expect_too_many(Shangji__V1__Catalogue *message, struct sj_arena *arena,
                            const char *field)
{
    struct sj_catalogue *catalogue;
    struct sj_error error = {0};
    assert_int_equal(sj_catalogue_of_pb(message, arena, &catalogue, &error), SJ_INVALID);
    assert_string_equal(error.field, field);
    assert_non_null(strstr(error.message, "are allowed"));
}

static void test_catalogue_pb__counts_are_bounded(void **state)
{
    struct sj_arena arena;
    sj_arena_init(&arena, ROOM);
    Shangji__V1__Catalogue *message = good(&arena);
    message->n_indicators = SJ_CATALOGUE_INDICATORS_MAX + 1;
    message->indicators = repeat(&arena, message->indicators[0], message->n_indicators);
    expect_too_many(message, &arena, "indicators");
    message = good(&arena);
    message->n_domains = SJ_CATALOGUE_DOMAINS_MAX + 1;
    message->domains = repeat(&arena, message->domains[0], message->n_domains);
    expect_too_many(message, &arena, "domains");
    message = good(&arena);
    message->families[0]->n_units = SJ_CATALOGUE_UNITS_MAX;
    message->families[0]->units =
        repeat(&arena, message->families[0]->units[0], SJ_CATALOGUE_UNITS_MAX);
    expect_too_many(message, &arena, "families");
    message = good(&arena);
    message->indicators[0]->n_phrases = SJ_CATALOGUE_PHRASES_MAX + 1;
    message->indicators[0]->phrases =
        repeat(&arena, text(&arena, "早稻"), SJ_CATALOGUE_PHRASES_MAX + 1);
    expect_too_many(message, &arena, "indicators[0].phrases");
    message = good(&arena);
    message->indicators[0]->n_also = SJ_CATALOGUE_ALSO_MAX + 1;
    message->indicators[0]->also = repeat(&arena, text(&arena, "座"), SJ_CATALOGUE_ALSO_MAX + 1);
    expect_too_many(message, &arena, "indicators[0].also");
    message = good(&arena);
    message->indicators[0]->n_applies_to = SJ_CATALOGUE_GROUPS_MAX + 1;
    message->indicators[0]->applies_to =
        repeat(&arena, text(&arena, "镇"), SJ_CATALOGUE_GROUPS_MAX + 1);
    expect_too_many(message, &arena, "indicators[0].applies_to");
    sj_arena_clear(&arena);
}

static void test_catalogue_pb__an_empty_one_is_refused(void **state)
{
    struct sj_arena arena;
    struct sj_catalogue *catalogue;
    struct sj_error error = {0};
    sj_arena_init(&arena, ROOM);
    Shangji__V1__Catalogue *message = good(&arena);
    message->n_indicators = 0;
    assert_int_equal(sj_catalogue_of_pb(message, &arena, &catalogue, &error), SJ_INVALID);
    assert_string_equal(error.field, "indicators");
    sj_arena_clear(&arena);
}

static void test_catalogue_pb__a_small_arena_is_a_refusal(void **state)
{
    struct sj_arena arena, narrow;
    struct sj_catalogue *catalogue;
    sj_arena_init(&arena, ROOM);
    Shangji__V1__Catalogue *message = good(&arena);
    enum sj_status status = SJ_EXHAUSTED;
    size_t limit = 0;
    for (; status != SJ_OK && limit < NARROW; limit += 16) {
        struct sj_error error = {0};
        sj_arena_init(&narrow, limit);
        status = sj_catalogue_of_pb(message, &narrow, &catalogue, &error);
        assert_true(status == SJ_OK || status == SJ_EXHAUSTED || status == SJ_NO_MEMORY);
        assert_true(status == SJ_OK || error.message[0]);
        sj_arena_clear(&narrow);
    }
    assert_int_equal(status, SJ_OK);
    sj_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue_pb__each_mistake_is_refused_at_its_place),
        cmocka_unit_test(test_catalogue_pb__a_good_one_is_taken_whole),
        cmocka_unit_test(test_catalogue_pb__open_ends_stay_open),
        cmocka_unit_test(test_catalogue_pb__phrases_are_held_to_their_form),
        cmocka_unit_test(test_catalogue_pb__counts_are_bounded),
        cmocka_unit_test(test_catalogue_pb__an_empty_one_is_refused),
        cmocka_unit_test(test_catalogue_pb__a_small_arena_is_a_refusal),
    };
    return cmocka_run_group_tests_name("catalogue_pb", tests, NULL, NULL);
}
