#include "rules/quantity.h"

#include "rules/anomaly.h"
#include "rules/quantity_scan.h"
#include "vector_cells.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

struct word_of {
    const char *word;
    unsigned value;
};

static const struct word_of qualifiers[] = {{"确数", SJ_EXACT},
                                            {"至少", SJ_AT_LEAST},
                                            {"至多", SJ_UP_TO},
                                            {"大约", SJ_ABOUT},
                                            {"区间", SJ_RANGE}};
static const struct word_of doubts[] = {
    {"", 0},
    {"重复倍数", SJ_ANOMALY_MASK(SJ_ANOMALY_DOUBLED_MULTIPLIER)},
    {"零头存疑", SJ_ANOMALY_MASK(SJ_ANOMALY_ODD_PRECISION)},
    {"双重限定", SJ_ANOMALY_MASK(SJ_ANOMALY_DOUBLE_QUALIFIER)},
    {"小数点丢失", SJ_ANOMALY_MASK(SJ_ANOMALY_LOST_POINT)},
    {"数字断开", SJ_ANOMALY_MASK(SJ_ANOMALY_SPLIT_NUMBER)}};

static bool look_up(const struct word_of *words, size_t count, struct sj_bytes word,
                    unsigned *value)
{
    for (size_t i = 0; i < count; i++)
        if (sj_bytes_equal(word, sj_bytes_of(words[i].word))) {
            *value = words[i].value;
            return true;
        }
    return false;
}

static void print_interval(const struct sj_interval *interval, char *text, size_t size)
{
    char lo[SJ_DECIMAL_TEXT], hi[SJ_DECIMAL_TEXT];
    snprintf(text, size, "%c%s, %s%c", interval->lo_open ? '(' : '[',
             interval->has_lo ? sj_decimal_format(interval->lo, lo) : "-∞",
             interval->has_hi ? sj_decimal_format(interval->hi, hi) : "∞",
             interval->hi_open || !interval->has_hi ? ')' : ']');
}

static void print_value(const struct sj_quantity *quantity, char *text, size_t size)
{
    char lo[SJ_DECIMAL_TEXT], hi[SJ_DECIMAL_TEXT];
    bool range = quantity->qualifier == SJ_RANGE;
    snprintf(text, size, "%s%s%s", sj_decimal_format(quantity->value, lo), range ? ".." : "",
             range ? sj_decimal_format(quantity->range_hi, hi) : "");
}

/* One line of the file; says what is wrong with it on stderr. */
static bool holds(const struct sj_bytes cells[VECTOR_CELLS])
{
    struct sj_quantity quantity;
    unsigned qualifier = 0, doubt = 0;
    char value[100], interval[100];
    enum sj_status status = sj_quantity_read(cells[0], &quantity, NULL);
    if (sj_bytes_equal(cells[1], SJ_LITERAL("不是")))
        return status == SJ_INVALID;
    if (status != SJ_OK)
        return false;
    print_value(&quantity, value, sizeof value);
    print_interval(&quantity.interval, interval, sizeof interval);
    bool same = sj_bytes_equal(sj_bytes_of(value), cells[1]) &&
                sj_bytes_equal(quantity.unit, cells[2]) &&
                look_up(qualifiers, sizeof qualifiers / sizeof *qualifiers, cells[3], &qualifier) &&
                quantity.qualifier == qualifier &&
                (cells[4].len == 0 || sj_bytes_equal(sj_bytes_of(interval), cells[4])) &&
                look_up(doubts, sizeof doubts / sizeof *doubts, cells[5], &doubt) &&
                quantity.anomalies == doubt;
    if (!same)
        fprintf(stderr, "read as %s | %.*s | %s | %s | %x\n", value, (int)quantity.unit.len,
                (const char *)quantity.unit.data, sj_qualifier_name(quantity.qualifier), interval,
                quantity.anomalies);
    return same;
}

static void test_quantity__reads_as_the_vectors_say(void **state)
{
    size_t size = 0, examples = 0, wrong = 0;
    char *data = vector_load(SHANGJI_TEST_VECTORS "/quantity.txt", &size);
    struct sj_bytes rest = SJ_BYTES(data, size), line, cells[VECTOR_CELLS];
    while (vector_line(&rest, &line)) {
        if (line.len == 0 || line.data[0] == '#')
            continue;
        vector_split(line, cells);
        examples++;
        if (!holds(cells)) {
            fprintf(stderr, "quantity.txt: %.*s\n", (int)line.len, (const char *)line.data);
            wrong++;
        }
    }
    free(data);
    assert_true(examples > 100);
    assert_int_equal(wrong, 0);
}

static void test_quantity__the_stated_number_is_in_its_interval(void **state)
{
    static const char *const surfaces[] = {"1140余亩",   "约3000元", "近100万次", "不足5%",
                                           "超过6000头", "3-5万元",  "三分之一",  "0.5%左右"};
    for (size_t i = 0; i < sizeof surfaces / sizeof *surfaces; i++) {
        struct sj_quantity quantity;
        assert_int_equal(sj_quantity_read(sj_bytes_of(surfaces[i]), &quantity, NULL), SJ_OK);
        assert_true(sj_interval_contains(&quantity.interval, quantity.value));
    }
}

static void test_quantity__the_unit_is_a_slice_of_the_surface(void **state)
{
    struct sj_bytes surface = sj_bytes_of("近３.５萬畝");
    struct sj_quantity quantity;
    assert_int_equal(sj_quantity_read(surface, &quantity, NULL), SJ_OK);
    assert_ptr_equal(quantity.unit.data, surface.data + surface.len - strlen("畝"));
    assert_int_equal(quantity.unit.len, strlen("畝"));
}

static void test_quantity__refuses_what_is_no_quantity(void **state)
{
    static const char *const others[] = {
        "",         "亩",   "约",     "3个村",     "12亩 ",   " 12亩",
        "1.2.3",    "3·12", "共3个",  "万",        "3-1个",   "余3个",
        "\xFF\xFE", "20xx", "5、6个", "3万万元元", "约约3元", "12345678901234567890元"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct sj_quantity quantity;
        struct sj_error error = {.reason = ""};
        assert_int_equal(sj_quantity_read(sj_bytes_of(others[i]), &quantity, &error), SJ_INVALID);
        assert_string_equal(error.reason, "NOT_A_QUANTITY");
    }
}

static void test_quantity__a_very_long_surface_is_refused(void **state)
{
    char text[4000];
    memset(text, '1', sizeof text);
    struct sj_quantity quantity;
    assert_int_equal(sj_quantity_read(SJ_BYTES(text, sizeof text), &quantity, NULL), SJ_INVALID);
}

/* What the scan finds within a text, read alone, is the same quantity and goes to the same end. */
static void test_quantity__scan_and_read_agree(void **state)
{
    static const char *const texts[] = {
        "全镇种植3亩多方竹,3次多部门检查,节约300吨,签约5家,通过3项,达不到85%,约5个多月,"
        "1、19亿元,3-5万元之间,5%-8%左右,增长-5.3%,3万5千2百人,一百五十五个,三分之二强,"
        "百分之三十余的户,逾百万元,近10万元以上,2千万余元,12头(只),12头(人),3元/亩/年"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        uint16_t units[1000];
        uint32_t offsets[1001];
        struct sj_bytes bytes = sj_bytes_of(texts[t]);
        size_t count = sj_fold_text(bytes, units, offsets, 1000), found = 0;
        struct sj_folded text = {units, count};
        for (size_t at = 0; at < count;) {
            struct sj_quantity_words words;
            bool whole = sj_quantity_scan(text, at, &words);
            assert_true(words.end > at);
            if (whole) {
                struct sj_quantity quantity;
                struct sj_bytes surface =
                    sj_bytes_slice(bytes, offsets[words.start], offsets[words.end]);
                assert_int_equal(sj_quantity_read(surface, &quantity, NULL), SJ_OK);
                assert_int_equal(sj_decimal_sign(quantity.value) < 0, words.minus);
                found++;
            }
            at = words.end;
        }
        assert_true(found >= 18);
    }
}

static void test_quantity__names_its_qualifiers(void **state)
{
    assert_string_equal(sj_qualifier_name(SJ_EXACT), "exact");
    assert_string_equal(sj_qualifier_name(SJ_AT_LEAST), "at_least");
    assert_string_equal(sj_qualifier_name(SJ_UP_TO), "up_to");
    assert_string_equal(sj_qualifier_name(SJ_ABOUT), "about");
    assert_string_equal(sj_qualifier_name(SJ_RANGE), "range");
    assert_string_equal(sj_qualifier_name((enum sj_qualifier)0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantity__reads_as_the_vectors_say),
        cmocka_unit_test(test_quantity__the_stated_number_is_in_its_interval),
        cmocka_unit_test(test_quantity__the_unit_is_a_slice_of_the_surface),
        cmocka_unit_test(test_quantity__refuses_what_is_no_quantity),
        cmocka_unit_test(test_quantity__a_very_long_surface_is_refused),
        cmocka_unit_test(test_quantity__scan_and_read_agree),
        cmocka_unit_test(test_quantity__names_its_qualifiers),
    };
    return cmocka_run_group_tests_name("quantity", tests, NULL, NULL);
}
