#include "base/i18n.h"

#include "base/bytes.h"

#include <locale.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/shangji-i18n-XXXXXX";

/* The smallest catalogue of two entries, the header and "hello": the format is described in the
 * manual of gettext, "The Format of GNU MO Files". */
static void write_catalogue(const char *translation)
{
    const char *header = "Content-Type: text/plain; charset=UTF-8\n";
    uint32_t header_len = (uint32_t)strlen(header), len = (uint32_t)strlen(translation);
    uint32_t texts = 28 + 4 * 8;
    uint32_t words[] = {0x950412de, 0,         2,   28,
                        44,         0,         0,              /* counts and tables */
                        0,          texts,     5,   texts + 1, /* msgids: "" and "hello" */
                        header_len, texts + 7, len, texts + 8 + header_len};
    char path[128];
    snprintf(path, sizeof(path), "%s/zh_CN", root);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/zh_CN/LC_MESSAGES", root);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/zh_CN/LC_MESSAGES/shangji.mo", root);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    fwrite(words, sizeof(words), 1, out);
    fwrite("\0hello", 7, 1, out);
    fwrite(header, header_len + 1, 1, out);
    fwrite(translation, len + 1, 1, out);
    assert_int_equal(fclose(out), 0);
}

static int set_up(void **state)
{
    if (!mkdtemp(root))
        return -1;
    write_catalogue("你好");
    return 0;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"/zh_CN/LC_MESSAGES/shangji.mo", "/zh_CN/LC_MESSAGES",
                                        "/zh_CN", ""};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[128];
        snprintf(path, sizeof(path), "%s%s", root, names[i]);
        if (remove(path) != 0)
            return -1;
    }
    return 0;
}

/* What "hello" becomes in a fresh process with `environment` ("NAME=value" and a NULL). */
static void check_hello(const char *const *environment, const char *expected)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        clearenv();
        setenv("SHANGJI_LOCALEDIR", root, 1);
        for (; *environment; environment++)
            putenv(strdup(*environment));
        sj_i18n_init();
        const char *text = _("hello");
        char number[16];
        snprintf(number, sizeof(number), " %.1f", 1.5); /* LC_NUMERIC */
        _exit(write(ends[1], text, strlen(text)) < 0 || write(ends[1], number, strlen(number)) < 0);
    }
    close(ends[1]);
    char got[64] = "", wanted[64];
    size_t len = 0;
    for (ssize_t part; (part = read(ends[0], got + len, sizeof(got) - 1 - len)) > 0;)
        len += (size_t)part;
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    snprintf(wanted, sizeof(wanted), "%s 1.5", expected);
    assert_string_equal(got, wanted);
}

#define CHECK_HELLO(expected, ...) check_hello((const char *const[]){__VA_ARGS__, NULL}, expected)

static void test_i18n__chinese_where_no_language_is_named(void **state)
{
    CHECK_HELLO("你好", NULL);
    CHECK_HELLO("你好", "LANG=C");
    CHECK_HELLO("你好", "LANG=POSIX");
    CHECK_HELLO("你好", "LANG=C.UTF-8");
    CHECK_HELLO("你好", "LC_ALL=C.utf8");
    CHECK_HELLO("你好", "LC_ALL=", "LANG=");
    CHECK_HELLO("你好", "LC_ALL=C", "LANG=en_US.UTF-8");
}

static void test_i18n__chinese_without_an_installed_chinese_locale(void **state)
{
    CHECK_HELLO("你好", "LANG=zh_CN.UTF-8");
    CHECK_HELLO("你好", "LC_ALL=zh_CN.GB18030");
    CHECK_HELLO("你好", "LANG=zh_TW.UTF-8");
    CHECK_HELLO("你好", "LC_MESSAGES=zh_CN", "LANG=en_US.UTF-8");
}

static void test_i18n__the_own_variable_goes_first(void **state)
{
    CHECK_HELLO("hello", "SHANGJI_LANG=en");
    CHECK_HELLO("hello", "SHANGJI_LANG=en", "LC_ALL=zh_CN.UTF-8", "LANGUAGE=zh_CN");
    CHECK_HELLO("你好", "SHANGJI_LANG=zh", "LC_ALL=en_US.UTF-8", "LANGUAGE=en");
    CHECK_HELLO("你好", "SHANGJI_LANG=zh_CN", "LC_ALL=C");
    CHECK_HELLO("hello", "SHANGJI_LANG=", "LANG=en_US.UTF-8");
}

static void test_i18n__the_locale_decides_else(void **state)
{
    CHECK_HELLO("hello", "LANG=en_US.UTF-8");
    CHECK_HELLO("hello", "LANG=de_DE.UTF-8");
    CHECK_HELLO("hello", "LC_MESSAGES=en_GB", "LANG=zh_CN.UTF-8");
    CHECK_HELLO("hello", "LC_ALL=en_GB", "LC_MESSAGES=zh_CN");
    CHECK_HELLO("hello", "LANGUAGE=en:zh_CN", "LANG=zh_CN.UTF-8");
    CHECK_HELLO("你好", "LANGUAGE=zh_CN:en", "LANG=en_US.UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_i18n__chinese_where_no_language_is_named),
        cmocka_unit_test(test_i18n__chinese_without_an_installed_chinese_locale),
        cmocka_unit_test(test_i18n__the_own_variable_goes_first),
        cmocka_unit_test(test_i18n__the_locale_decides_else),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
