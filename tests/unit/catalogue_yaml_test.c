#include "unit.h"

#include "client/catalogue_yaml.h"
#include "proto/pb.h"
#include "rules/catalogue_pb.h"

#include <stdlib.h>

enum { ROOM = 16 * 1024 * 1024, NARROW = 64 * 1024 };

static const char file_name[] = "c.yaml";

/* A whole catalogue of three indicators; the rows below change lines of it. */
static const char *const good_lines[] = {
    /*  1 */ "version: 2021.10",
    /*  2 */ "title: 目录",
    /*  3 */ "domains:",
    /*  4 */ "  farming: [种植业, Farming]",
    /*  5 */ "units:",
    /*  6 */ "  亩: {公顷: 15, 平方米: 0.0015}",
    /*  7 */ "indicators:",
    /*  8 */ "  rice_area:",
    /*  9 */ "    zh: 水稻面积",
    /* 10 */ "    en: Rice area",
    /* 11 */ "    domain: farming",
    /* 12 */ "    unit: 亩",
    /* 13 */ "    better: more",
    /* 14 */ "    total: sum",
    /* 15 */ "    limits: 0..",
    /* 16 */ "    plausible: 0..100000",
    /* 17 */ "    required: yes",
    /* 18 */ "    phrases: [水稻种植|水稻面积, \"#水稻..种植\"]",
    /* 19 */ "    not: 示范",
    /* 20 */
    "  rice_rate: {zh: 率, en: Rate, domain: farming, unit: \"%\", better: less, total: mean,",
    /* 21 */ "              weighted_by: rice_area, limits: 0..100, stock: true}",
    /* 22 */ "  rice_teams: {zh: 队, en: Teams, domain: farming, unit: 个, also: [支, 队],",
    /* 23 */ "               better: neutral, total: none, internal: yes, continues: rice_groups}",
};

enum { LINES = sizeof good_lines / sizeof *good_lines };

/* The good catalogue with line `number` (from 1) replaced; 0: as it is. */
static char *with_line(size_t number, const char *line)
{
    struct sj_buffer buffer = {0};
    for (size_t i = 0; i < LINES; i++)
        sj_buffer_printf(&buffer, "%s\n", i + 1 == number ? line : good_lines[i]);
    assert_false(buffer.failed);
    return (char *)buffer.data;
}

static enum sj_status load(struct sj_bytes text, struct sj_arena *arena,
                           Shangji__V1__Catalogue **catalogue, struct sj_error *error)
{
    memset(error, 0, sizeof *error);
    sj_arena_init(arena, ROOM);
    return sj_catalogue_load_yaml(text, file_name, arena, catalogue, error);
}

static void test_catalogue_yaml__each_key_finds_its_field(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    Shangji__V1__Catalogue *catalogue;
    char *text = with_line(0, NULL);
    enum sj_status status = load(sj_bytes_of(text), &arena, &catalogue, &error);
    if (status != SJ_OK)
        fail_msg("%s", error.message);
    memset(text, 'x', strlen(text)); /* nothing points into the text */
    free(text);
    assert_string_equal(catalogue->version, "2021.10");
    assert_string_equal(catalogue->domains[0]->name_en, "Farming");
    assert_string_equal(catalogue->families[0]->units[1]->times, "0.0015");
    assert_int_equal(catalogue->n_indicators, 3);
    const Shangji__V1__Indicator *area = catalogue->indicators[0];
    assert_string_equal(area->code, "rice_area");
    assert_string_equal(area->name_zh, "水稻面积");
    assert_string_equal(area->limit_lo, "0");
    assert_string_equal(area->limit_hi, "");
    assert_string_equal(area->plausible_hi, "100000");
    assert_int_equal(area->n_phrases, 3);
    assert_string_equal(area->phrases[1], "#水稻..种植");
    assert_string_equal(area->phrases[2], "!示范");
    assert_true(area->required && !area->internal && !area->stock);
    const Shangji__V1__Indicator *rate = catalogue->indicators[1];
    assert_int_equal(rate->better, SHANGJI__V1__BETTER__BETTER_LESS);
    assert_int_equal(rate->aggregation, SHANGJI__V1__AGGREGATION__AGGREGATION_MEAN);
    assert_string_equal(rate->weighted_by, "rice_area");
    assert_true(rate->stock);
    const Shangji__V1__Indicator *teams = catalogue->indicators[2];
    assert_int_equal(teams->n_also, 2);
    assert_true(teams->internal);
    assert_string_equal(teams->continues, "rice_groups");
    sj_arena_clear(&arena);
}

struct mistake {
    size_t line; /* that is replaced; 0 = `with` is the whole file */
    const char *with;
    size_t at; /* the line told of; 0 = the replaced one */
    const char *words;
};

static const struct mistake mistakes[] = {
    {0, "", 1, "empty"},
    {0, "# nothing\n", 2, "empty"},
    {0, "- a\n", 1, "key: value"},
    {0, "version\n", 1, "key: value"},
    {1, "verzion: 1", 0, "no key \"verzion\" here; there are version, title"},
    {1, "version:", 0, "has no value"},
    {1, "version: ~", 0, "has no value"},
    {1, "version: [1]", 0, "no list"},
    {1, "version: {a: 1}", 0, "no further keys"},
    {1, "version: a/b", 0, "is no version"},
    {1, "version: \"1\\0\"", 0, "NUL"},
    {1, "[a]: b", 0, "no list"},
    {2, "version: 2", 0, "twice"},
    {2, "", 1, "the key title is missing"},
    {3, "domains: []", 0, "key: value"},
    {4, "  farming: 种植业", 0, "a list"},
    {4, "  farming: [种植业]", 0, "a name is missing"},
    {4, "  farming: [种植业, A, B]", 0, "more than two"},
    {4, "  farming: [种植业, [A]]", 0, "no list"},
    {4, "  Farming: [种植业, Farming]", 0, "is no code"},
    {6, "  亩: 15", 0, "key: value"},
    {6, "  亩: {公顷: [15]}", 0, "no list"},
    {6, "  亩: {公顷: 十五}", 0, "is no number"},
    {6, "  亩: {公顷: 15, 公顷: 15}", 0, "twice"},
    {8, "  rice_area: 水稻", 0, "key: value"},
    {8, "  RiceArea:", 0, "is no code"},
    {8, "  rice_teams:", 22, "twice"},
    {9, "    zh：水稻面积", 9, "half-width"},
    {9, "    zh:水稻面积", 9, "blank behind"},
    {9, "\tzh: 水稻面积", 9, "check"},
    {9, "    zhh: 水稻面积", 0, "no key \"zhh\""},
    {9, "", 8, "the key zh is missing"},
    {11, "    domain: forestry", 0, "no domain \"forestry\""},
    {12, "    unit: 公顷", 0, "write that"},
    {12, "    unit: %", 0, "check"},
    {13, "    better: many", 0, "none of more, less, neutral"},
    {14, "    total: average", 0, "none of sum, mean, none"},
    {14, "    total: none", 21, "does not add up"},
    {15, "    limits: 0", 0, "is no range"},
    {15, "    limits: ..", 0, "is no range"},
    {15, "    limits: [0, 1]", 0, "no list"},
    {15, "    limits: a..b", 0, "is no number"},
    {15, "    limits: 5..", 16, "beyond the limits"},
    {16, "    plausible: 9..1", 0, "above the upper"},
    {16, "    plausible: 0...5", 0, "is no number"},
    {17, "    required: maybe", 0, "neither yes nor no"},
    {17, "    weighted_by: rice_area", 0, "only a mean"},
    {17, "    applies_to: [镇, \"\"]", 0, "has no value"},
    {18, "    phrases: [水]", 0, "single character"},
    {18, "    phrases: [水稻种植, ~]", 0, "has no value"},
    {18, "    phrases: [水稻种植, [水稻]]", 0, "no list"},
    {18, "    phrases: [[[[[[[[[[[[[[[[[[[[", 0, "no list"},
    {18, "    phrases: [水稻种植, {a: b}]", 0, "no further keys"},
    {18, "    phrases: [水稻种植, !示范]", 0, "in quotes"},
    {18, "    phrases: &a [水稻种植]", 0, "anchors"},
    {18, "    phrases: *a", 0, "anchors"},
    {18, "    phrases: [水稻种植", 19, "check"},
    {18, "    <<: {zh: x}", 0, "no key \"<<\""},
    {18, "    phrases:\n      - 水稻种植\n      - 水", 20, "single character"},
    {19, "    not: \"!示范\"", 19, "! inside"},
    {20, "  rice_rate: !!map {zh: 率, en: R,", 0, "in quotes"},
    {21, "  weighted_by: rice_areas, stock: true}", 0, "no indicator \"rice_areas\""},
    {23, "  better: neutral, total: none}\n---\nversion: 2", 24, "a second document"},
    {23, "  better: neutral, total: none}\nmore: 2", 24, "no key \"more\""},
    {23, "  better: neutral, total: none, en: \xB4\xF3}", 0, "save the file as UTF-8"},
    {23, "  better: neutral, total: none, zh: \x01}", 0, "UTF-8 text without control"},
};

static void test_catalogue_yaml__each_mistake_is_told_with_its_line(void **state)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        const struct mistake *mistake = &mistakes[i];
        struct sj_arena arena;
        struct sj_error error;
        Shangji__V1__Catalogue *catalogue;
        char place[32], *text = mistake->line ? with_line(mistake->line, mistake->with) : NULL;
        enum sj_status status =
            load(sj_bytes_of(text ? text : mistake->with), &arena, &catalogue, &error);
        size_t at = mistake->at ? mistake->at : mistake->line;
        snprintf(place, sizeof place, "%s:%zu", file_name, at);
        if (status != SJ_INVALID || strcmp(error.field, place) != 0 ||
            strncmp(error.message, place, strlen(place)) != 0 ||
            !strstr(error.message, mistake->words))
            fail_msg("\"%s\" in line %zu: status %d, %s", mistake->with, at, status, error.message);
        assert_null(catalogue);
        free(text);
        sj_arena_clear(&arena);
    }
}

static void test_catalogue_yaml__windows_line_ends_and_byte_order_mark_are_fine(void **state)
{
    struct sj_buffer buffer = {0};
    sj_buffer_add_text(&buffer, "\xEF\xBB\xBF");
    for (size_t i = 0; i < LINES; i++)
        sj_buffer_printf(&buffer, "%s\r\n", good_lines[i]);
    struct sj_arena arena;
    struct sj_error error;
    Shangji__V1__Catalogue *catalogue;
    enum sj_status status = load(sj_buffer_bytes(&buffer), &arena, &catalogue, &error);
    if (status != SJ_OK)
        fail_msg("%s", error.message);
    assert_string_equal(catalogue->version, "2021.10");
    sj_arena_clear(&arena);
    sj_buffer_clear(&buffer);
}

static void test_catalogue_yaml__what_is_too_large_is_refused(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    Shangji__V1__Catalogue *catalogue;
    struct sj_buffer buffer = {0};
    while (buffer.len <= SJ_CATALOGUE_YAML_MAX_BYTES)
        sj_buffer_add_text(&buffer, "# a line of nothing, and many of them\n");
    assert_int_equal(load(sj_buffer_bytes(&buffer), &arena, &catalogue, &error), SJ_EXHAUSTED);
    assert_string_equal(error.reason, "FILE_TOO_LARGE");
    sj_arena_clear(&arena);
    sj_buffer_clear(&buffer);
}

static void test_catalogue_yaml__a_small_arena_is_a_refusal(void **state)
{
    char *text = with_line(0, NULL);
    enum sj_status status = SJ_EXHAUSTED;
    for (size_t limit = 0; status != SJ_OK && limit < NARROW; limit += 64) {
        struct sj_arena arena;
        struct sj_error error = {0};
        Shangji__V1__Catalogue *catalogue;
        sj_arena_init(&arena, limit);
        status = sj_catalogue_load_yaml(sj_bytes_of(text), file_name, &arena, &catalogue, &error);
        assert_true(status == SJ_OK || status == SJ_EXHAUSTED || status == SJ_NO_MEMORY);
        assert_true(status == SJ_OK || strncmp(error.message, "c.yaml", 6) == 0);
        sj_arena_clear(&arena);
    }
    assert_int_equal(status, SJ_OK);
    free(text);
}

/* ---- the catalogue that comes with the program ---- */

static struct sj_bytes read_whole(const char *path, struct sj_arena *arena)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    char *data = sj_arena_alloc(arena, SJ_CATALOGUE_YAML_MAX_BYTES);
    assert_non_null(data);
    size_t len = fread(data, 1, SJ_CATALOGUE_YAML_MAX_BYTES, file);
    fclose(file);
    return SJ_BYTES(data, len);
}

static Shangji__V1__Catalogue *load_default(struct sj_arena *arena)
{
    static const char path[] = SHANGJI_SOURCE_DIR "/data/catalogue/default.yaml";
    struct sj_error error = {0};
    Shangji__V1__Catalogue *catalogue;
    sj_arena_init(arena, ROOM);
    struct sj_bytes text = read_whole(path, arena);
    if (sj_catalogue_load_yaml(text, path, arena, &catalogue, &error) != SJ_OK)
        fail_msg("%s", error.message);
    return catalogue;
}

static void test_catalogue_yaml__the_default_catalogue_passes(void **state)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_catalogue *catalogue;
    Shangji__V1__Catalogue *message = load_default(&arena);
    assert_int_equal(sj_catalogue_of_pb(message, &arena, &catalogue, &error), SJ_OK);
    assert_true(catalogue->indicator_count >= 200);
    size_t required = 0;
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const struct sj_indicator *indicator = &catalogue->indicators[i];
        required += indicator->required;
        if (indicator->phrase_count == 0 || !indicator->has_limit_lo ||
            !indicator->has_plausible_hi)
            fail_msg("%s: phrases, limits or plausible range are missing", indicator->code);
    }
    assert_int_equal(required, 5);
    assert_non_null(sj_catalogue_find(catalogue, SJ_LITERAL("toilets_renovated")));
    sj_arena_clear(&arena);
}

static void test_catalogue_yaml__packed_and_unpacked_it_is_the_same(void **state)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_bytes once, again;
    ProtobufCMessage *copy;
    struct sj_catalogue *catalogue;
    Shangji__V1__Catalogue *message = load_default(&arena);
    assert_int_equal(sj_pb_pack(&message->base, &arena, &once, &error), SJ_OK);
    assert_int_equal(
        sj_pb_unpack(message->base.descriptor, once, &arena, "catalogue", &copy, &error), SJ_OK);
    assert_int_equal(sj_pb_pack(copy, &arena, &again, &error), SJ_OK);
    assert_true(sj_bytes_equal(once, again));
    assert_int_equal(
        sj_catalogue_of_pb((const Shangji__V1__Catalogue *)copy, &arena, &catalogue, &error),
        SJ_OK);
    assert_int_equal(catalogue->indicator_count, message->n_indicators);
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        assert_string_equal(catalogue->indicators[i].code, message->indicators[i]->code);
        assert_string_equal(catalogue->indicators[i].name_zh, message->indicators[i]->name_zh);
        assert_int_equal(catalogue->indicators[i].phrase_count, message->indicators[i]->n_phrases);
    }
    sj_arena_clear(&arena);
}

/* Two codes under one name would be told apart by nobody. */
static void test_catalogue_yaml__default_names_differ(void **state)
{
    struct sj_arena arena;
    Shangji__V1__Catalogue *message = load_default(&arena);
    for (size_t i = 0; i < message->n_indicators; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(message->indicators[i]->name_zh, message->indicators[j]->name_zh) == 0)
                fail_msg("%s and %s have one name", message->indicators[j]->code,
                         message->indicators[i]->code);
    sj_arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue_yaml__each_key_finds_its_field),
        cmocka_unit_test(test_catalogue_yaml__each_mistake_is_told_with_its_line),
        cmocka_unit_test(test_catalogue_yaml__windows_line_ends_and_byte_order_mark_are_fine),
        cmocka_unit_test(test_catalogue_yaml__what_is_too_large_is_refused),
        cmocka_unit_test(test_catalogue_yaml__a_small_arena_is_a_refusal),
        cmocka_unit_test(test_catalogue_yaml__the_default_catalogue_passes),
        cmocka_unit_test(test_catalogue_yaml__packed_and_unpacked_it_is_the_same),
        cmocka_unit_test(test_catalogue_yaml__default_names_differ),
    };
    return cmocka_run_group_tests_name("catalogue_yaml", tests, NULL, NULL);
}
