#include "base/i18n.h"

#include "base/bytes.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LANGUAGE_TEXT = 64 };

static bool is_language(struct sj_bytes name, const char *language)
{
    struct sj_bytes code = sj_bytes_of(language);
    if (!sj_bytes_starts(name, code))
        return false;
    return name.len == code.len || strchr("_-.@", name.data[code.len]) != NULL;
}

static bool names_none(struct sj_bytes name)
{
    return name.len == 0 || is_language(name, "C") || is_language(name, "POSIX");
}

/* The first language of a list like "zh_CN:en"; false if it names none. gettext walks the whole
 * list and has no catalogue of English, so it must never see what stands behind English. */
static bool take_language(const char *list, char language[static LANGUAGE_TEXT])
{
    const char *name = list ? list : "";
    struct sj_bytes first = SJ_BYTES(name, strcspn(name, ":"));
    if (names_none(first) || first.len >= LANGUAGE_TEXT)
        return false;
    /* There is one Chinese catalogue; it serves zh, zh-Hans and zh_TW too. */
    if (is_language(first, "zh"))
        snprintf(language, LANGUAGE_TEXT, "zh_CN");
    else
        snprintf(language, LANGUAGE_TEXT, "%.*s", (int)first.len, name);
    return true;
}

static void choose_language(char language[static LANGUAGE_TEXT])
{
    if (take_language(getenv("SHANGJI_LANG"), language) ||
        take_language(getenv("LANGUAGE"), language))
        return;
    /* Of these the first that is set decides, even if it names none. */
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (!value || !value[0])
            continue;
        if (take_language(value, language))
            return;
        break;
    }
    snprintf(language, LANGUAGE_TEXT, "zh_CN");
}

/* gettext translates nothing under a locale called "C" and leaves LANGUAGE unread there, but
 * does both under C.UTF-8, which every Debian has without the locales package. */
static void choose_locale(void)
{
    if (!setlocale(LC_ALL, ""))
        setlocale(LC_ALL, "C.UTF-8");
    const char *messages = setlocale(LC_MESSAGES, NULL);
    if (!messages || strcmp(messages, "C") == 0 || strcmp(messages, "POSIX") == 0)
        setlocale(LC_MESSAGES, "C.UTF-8");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
}

/* Catalogues are looked for beside the program first, so that an unpacked archive and a build
 * tree work wherever they stand. */
static void bind_catalogues(void)
{
    const char *directory = getenv("SHANGJI_LOCALEDIR");
    char program[PATH_MAX], beside[PATH_MAX + 32];
    if (!directory || !directory[0]) {
        directory = SHANGJI_LOCALEDIR;
        ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
        program[len > 0 ? len : 0] = 0;
        char *slash = strrchr(program, '/');
        if (slash) {
            *slash = 0;
            snprintf(beside, sizeof(beside), "%s/../share/locale", program);
            if (access(beside, X_OK) == 0)
                directory = beside;
        }
    }
    bindtextdomain(SJ_TEXT_DOMAIN, directory);
    bind_textdomain_codeset(SJ_TEXT_DOMAIN, "UTF-8");
}

void sj_i18n_init(void)
{
    char language[LANGUAGE_TEXT];
    choose_language(language);
    choose_locale();
    setenv("LANGUAGE", language, 1);
    bind_catalogues();
}
