#include "base/options.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct {
    bool quiet;
    const char *output;
    uint64_t limit;
    struct sj_option_list groups;
} got;

static const struct sj_option options[] = {
    {"quiet", 'q', SJ_OPTION_FLAG, &got.quiet, NULL, "say less", 0, 0},
    {"output", 'o', SJ_OPTION_TEXT, &got.output, "FILE", "write to FILE", 0, 0},
    {"limit", 0, SJ_OPTION_NUMBER, &got.limit, "数量", "最多的行数", 2, 100},
    {"group", 'g', SJ_OPTION_LIST, &got.groups, "GROUP", "only these", 0, 0},
};

static const struct sj_command_line line = {
    .program = "shangji rank",
    .arguments = "FILE...",
    .summary = "Ranks.",
    .options = options,
    .option_count = sizeof(options) / sizeof(options[0]),
    .min_arguments = 1,
    .max_arguments = 3,
};

enum { WORDS = 160 };

struct run {
    char *argv[WORDS];
    char text[2048];
    int argc, count;
    bool help;
    struct sj_error error;
    enum sj_status status;
};

/* Splits `words` at blanks and parses. */
static void parse(struct run *run, const struct sj_command_line *with, const char *words)
{
    memset(&got, 0, sizeof(got));
    memset(run, 0, sizeof(*run));
    snprintf(run->text, sizeof(run->text), "rank %s", words);
    char *rest = NULL;
    for (char *word = strtok_r(run->text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        assert_true(run->argc < WORDS - 1);
        run->argv[run->argc++] = word;
    }
    run->status =
        sj_options_parse(with, run->argc, run->argv, &run->count, &run->help, &run->error);
}

static void test_options__every_kind_in_every_spelling(void **state)
{
    struct run run;
    parse(&run, &line, "-q -o out.csv --limit=2 -gA --group B --group=C file");
    assert_int_equal(run.status, SJ_OK);
    assert_true(got.quiet);
    assert_string_equal(got.output, "out.csv");
    assert_int_equal(got.limit, 2);
    assert_int_equal(got.groups.count, 3);
    assert_string_equal(got.groups.values[0], "A");
    assert_string_equal(got.groups.values[1], "B");
    assert_string_equal(got.groups.values[2], "C");
    assert_int_equal(run.count, 1);
    assert_string_equal(run.argv[1], "file");
    assert_false(run.help);
}

static void check_arguments(const char *words, const char *a, const char *b, const char *c)
{
    struct run run;
    parse(&run, &line, words);
    assert_int_equal(run.status, SJ_OK);
    assert_int_equal(run.count, 3);
    assert_string_equal(run.argv[1], a);
    assert_string_equal(run.argv[2], b);
    assert_string_equal(run.argv[3], c);
}

static void test_options__arguments_keep_their_order_among_options(void **state)
{
    check_arguments("a -q b --output x c", "a", "b", "c");
    check_arguments("-q a - b", "a", "-", "b");
    check_arguments("a -q -- -o --help", "a", "-o", "--help");
    check_arguments("-- a -- b", "a", "--", "b");
    setenv("POSIXLY_CORRECT", "1", 1);
    check_arguments("a b -q c", "a", "b", "c");
    unsetenv("POSIXLY_CORRECT");
    assert_true(got.quiet);
}

static void test_options__can_be_called_again_after_anything(void **state)
{
    struct run run;
    parse(&run, &line, "a -qx b");
    assert_int_equal(run.status, SJ_USAGE);
    parse(&run, &line, "a b");
    assert_int_equal(run.status, SJ_OK);
    assert_int_equal(run.count, 2);
    parse(&run, &line, "-q c");
    assert_int_equal(run.status, SJ_OK);
    assert_true(got.quiet);
    assert_string_equal(run.argv[1], "c");
}

static void test_options__mistakes_are_named_and_point_to_help(void **state)
{
    static const struct {
        const char *words, *reason, *message;
    } cases[] = {
        {"--nope a", "OPTION_UNKNOWN", "--nope"},
        {"-x a", "OPTION_UNKNOWN", "-x"},
        {"-qx a", "OPTION_UNKNOWN", "-x"},
        {"a --output", "OPTION_WITHOUT_VALUE", "--output"},
        {"a -o", "OPTION_WITHOUT_VALUE", "--output"},
        {"--quiet=1 a", "OPTION_WITH_VALUE", "--quiet"},
        {"--help=1 a", "OPTION_WITH_VALUE", "--help"},
        {"-q", "ARGUMENT_MISSING", "missing"},
        {"a b c d", "ARGUMENT_TOO_MANY", "'d'"},
        {"-镇 a", "OPTION_UNKNOWN", "-"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct run run;
        parse(&run, &line, cases[i].words);
        assert_int_equal(run.status, SJ_USAGE);
        assert_string_equal(run.error.reason, cases[i].reason);
        assert_non_null(strstr(run.error.message, cases[i].message));
        assert_non_null(strstr(run.error.message, "try 'shangji rank --help'"));
    }
}

static void test_options__numbers_are_decimal_and_bounded(void **state)
{
    static const char *const wrong[] = {"--limit=1 a",
                                        "--limit=101 a",
                                        "--limit=-5 a",
                                        "--limit=+5 a",
                                        "--limit=0x5 a",
                                        "--limit=5. a",
                                        "--limit=5k a",
                                        "--limit= a",
                                        "--limit=18446744073709551618 a",
                                        "--limit=184467440737095516150 a"};
    struct run run;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        parse(&run, &line, wrong[i]);
        assert_string_equal(run.error.reason, "OPTION_NOT_A_NUMBER");
        assert_non_null(strstr(run.error.message, "from 2 to 100"));
        assert_int_equal(got.limit, 0);
    }
    parse(&run, &line, "--limit 100 a");
    assert_int_equal(run.status, SJ_OK);
    assert_int_equal(got.limit, 100);
    uint64_t largest = 0;
    const struct sj_option wide = {"n", 'n', SJ_OPTION_NUMBER, &largest, "N", "n", 0, UINT64_MAX};
    const struct sj_command_line other = {.program = "x", .options = &wide, .option_count = 1};
    parse(&run, &other, "-n 18446744073709551615");
    assert_int_equal(run.status, SJ_OK);
    assert_true(largest == UINT64_MAX);
}

static void test_options__a_list_has_an_end(void **state)
{
    struct run run;
    char words[512] = "a";
    for (int i = 0; i < SJ_OPTION_LIST_MAX; i++)
        strcat(words, " -gx");
    parse(&run, &line, words);
    assert_int_equal(run.status, SJ_OK);
    assert_int_equal(got.groups.count, SJ_OPTION_LIST_MAX);
    strcat(words, " -gx");
    parse(&run, &line, words);
    assert_string_equal(run.error.reason, "OPTION_TOO_OFTEN");
}

static void test_options__any_number_of_arguments(void **state)
{
    const struct sj_command_line any = {.program = "x", .max_arguments = -1};
    struct run run;
    parse(&run, &any, "a b c d e f g");
    assert_int_equal(run.status, SJ_OK);
    assert_int_equal(run.count, 7);
    parse(&run, &any, "");
    assert_int_equal(run.count, 0);
    int count = 9;
    char *none[] = {NULL};
    assert_int_equal(sj_options_parse(&any, 0, none, &count, &run.help, NULL), SJ_OK);
    assert_int_equal(count, 0);
}

static char *help_text(const struct sj_command_line *with)
{
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    sj_options_help(with, out);
    fclose(out);
    return text;
}

static void test_options__help_is_aligned_in_columns(void **state)
{
    char *text = help_text(&line);
    assert_string_equal(text, "Usage: shangji rank [OPTION]... FILE...\n"
                              "Ranks.\n"
                              "\n"
                              "Options:\n"
                              "  -q, --quiet        say less\n"
                              "  -o, --output=FILE  write to FILE\n"
                              "      --limit=数量   最多的行数\n"
                              "  -g, --group=GROUP  only these\n"
                              "  -h, --help         show this help and exit\n");
    free(text);
}

static void test_options__help_without_options_but_with_notes(void **state)
{
    const struct sj_command_line bare = {
        .program = "x", .arguments = "", .summary = "Does.", .notes = "Exit status 1: undecided."};
    char *text = help_text(&bare);
    assert_string_equal(text, "Usage: x [OPTION]...\nDoes.\n\nOptions:\n"
                              "  -h, --help  show this help and exit\n"
                              "\nExit status 1: undecided.\n");
    free(text);
}

static void test_options__help_goes_before_missing_arguments(void **state)
{
    struct run run;
    parse(&run, &line, "--help");
    assert_int_equal(run.status, SJ_OK);
    assert_true(run.help);
    assert_int_equal(run.count, 0);
    parse(&run, &line, "-h");
    assert_true(run.help);
}

static void test_options__a_command_may_take_h_for_itself(void **state)
{
    bool human = false;
    const struct sj_option own = {"human", 'h', SJ_OPTION_FLAG, &human, NULL, "for people", 0, 0};
    const struct sj_command_line with = {
        .program = "x", .summary = "S", .options = &own, .option_count = 1};
    struct run run;
    parse(&run, &with, "-h");
    assert_true(human);
    assert_false(run.help);
    char *text = help_text(&with);
    assert_non_null(strstr(text, "\n  -h, --human  for people\n      --help   show"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options__every_kind_in_every_spelling),
        cmocka_unit_test(test_options__arguments_keep_their_order_among_options),
        cmocka_unit_test(test_options__can_be_called_again_after_anything),
        cmocka_unit_test(test_options__mistakes_are_named_and_point_to_help),
        cmocka_unit_test(test_options__numbers_are_decimal_and_bounded),
        cmocka_unit_test(test_options__a_list_has_an_end),
        cmocka_unit_test(test_options__any_number_of_arguments),
        cmocka_unit_test(test_options__help_is_aligned_in_columns),
        cmocka_unit_test(test_options__help_without_options_but_with_notes),
        cmocka_unit_test(test_options__help_goes_before_missing_arguments),
        cmocka_unit_test(test_options__a_command_may_take_h_for_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
