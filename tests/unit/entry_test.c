#include "unit.h"

#include "rules/entry.h"

static struct sj_entry sample(void)
{
    struct sj_entry entry = {
        .type = "report", .subject = "430482107/2021/annual/1", .taken_at = 1638929469};
    memset(entry.identity.bytes, 0xA1, SJ_DIGEST);
    memset(entry.digest.bytes, 0x5C, SJ_DIGEST);
    return entry;
}

static void test_entry__formats_the_documented_line(void **state)
{
    struct sj_entry entry = sample();
    char line[SJ_ENTRY_MAX];
    assert_string_equal(sj_entry_format(&entry, line),
                        "1 report 430482107/2021/annual/1 2021-12-08T02:11:09Z "
                        "oaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaE= "
                        "XFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFxcXFw=");
}

static void test_entry__reads_back_what_it_wrote(void **state)
{
    struct sj_entry entry = sample(), read;
    char line[SJ_ENTRY_MAX];
    assert_true(sj_entry_parse(sj_bytes_of(sj_entry_format(&entry, line)), &read));
    assert_string_equal(read.type, entry.type);
    assert_string_equal(read.subject, entry.subject);
    assert_int_equal(read.taken_at, entry.taken_at);
    assert_true(sj_digest_equal(&read.identity, &entry.identity));
    assert_true(sj_digest_equal(&read.digest, &entry.digest));
}

/* Whatever byte is changed, the line is refused or says something else: never the same. */
static void test_entry__has_one_form_for_each_meaning(void **state)
{
    struct sj_entry entry = sample();
    char line[SJ_ENTRY_MAX], again[SJ_ENTRY_MAX];
    size_t len = strlen(sj_entry_format(&entry, line));
    for (size_t i = 0; i < len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            line[i] ^= (char)(1u << bit);
            struct sj_entry read;
            if (sj_entry_parse(SJ_BYTES(line, len), &read))
                assert_memory_equal(sj_entry_format(&read, again), line, len);
            line[i] ^= (char)(1u << bit);
        }
}

static void test_entry__refuses_other_forms(void **state)
{
    struct sj_entry entry = sample(), read;
    char line[SJ_ENTRY_MAX], wrong[2 * SJ_ENTRY_MAX];
    sj_entry_format(&entry, line);
    snprintf(wrong, sizeof wrong, "%s ", line);
    assert_false(sj_entry_parse(sj_bytes_of(wrong), &read));
    snprintf(wrong, sizeof wrong, "%s\n", line);
    assert_false(sj_entry_parse(sj_bytes_of(wrong), &read));
    snprintf(wrong, sizeof wrong, " %s", line);
    assert_false(sj_entry_parse(sj_bytes_of(wrong), &read));
    snprintf(wrong, sizeof wrong, "2%s", line + 1);
    assert_false(sj_entry_parse(sj_bytes_of(wrong), &read));
    for (size_t len = 0; len < strlen(line); len++)
        assert_false(sj_entry_parse(SJ_BYTES(line, len), &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry__formats_the_documented_line),
        cmocka_unit_test(test_entry__reads_back_what_it_wrote),
        cmocka_unit_test(test_entry__has_one_form_for_each_meaning),
        cmocka_unit_test(test_entry__refuses_other_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
