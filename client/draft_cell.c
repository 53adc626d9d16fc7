/* What spreadsheets do to a cell, undone or tolerated. */
#include "client/draft.h"

#include "base/text.h"

#include <string.h>

/* ---- formulas ---- */

/* Excel in Chinese takes the full-width signs for the narrow ones. */
static bool runs_as_formula(const char *cell)
{
    static const char *const signs[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                        "\n", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(cell, signs[i], strlen(signs[i])) == 0)
            return true;
    return false;
}

/* Cells that already look escaped are escaped too, or unescaping would not be exact. */
static bool needs_escape(const char *cell)
{
    return runs_as_formula(cell + strspn(cell, "'"));
}

const char *sj_cell_escape(const char *cell, struct sj_arena *arena)
{
    return needs_escape(cell) ? sj_arena_printf(arena, "'%s", cell) : cell;
}

const char *sj_cell_unescape(const char *cell)
{
    return cell[0] == '\'' && needs_escape(cell) ? cell + 1 : cell;
}

/* ---- numbers ---- */

enum { NUMBER_MAX = 64 };

struct loose {
    struct sj_decimal value, slack; /* equal within ± slack: digits that E notation dropped */
    const char *mark;               /* "<", ">", "" */
    bool percent;
};

static bool parse_exponent(const char *text, int *exponent)
{
    struct sj_decimal value;
    text += *text == '+';
    if (!sj_decimal_parse(sj_bytes_of(text), &value) || value.scale != 0 ||
        value.coefficient < -12 || value.coefficient > 18)
        return false;
    *exponent = (int)value.coefficient;
    return true;
}

static bool parse_digits(char *digits, struct loose *number)
{
    char *e = strpbrk(digits, "eE");
    int exponent = 0;
    if (e != NULL) {
        *e = '\0';
        if (!parse_exponent(e + 1, &exponent))
            return false;
    }
    struct sj_decimal value;
    if (!sj_decimal_parse(sj_bytes_of(digits), &value) ||
        !sj_decimal_shift(value, exponent, &number->value))
        return false;
    /* Half a unit of the last digit shown, rounded up. */
    if (e != NULL &&
        !sj_decimal_shift(sj_decimal_of(5), exponent - (int)value.scale - 1, &number->slack))
        return false;
    return true;
}

static bool parse_loose(const char *cell, struct loose *number)
{
    char digits[NUMBER_MAX];
    size_t len = 0;
    *number = (struct loose){.mark = "", .slack = sj_decimal_of(0)};
    if (*cell == '<' || *cell == '>')
        number->mark = *cell++ == '<' ? "<" : ">";
    for (; *cell != '\0'; cell++) {
        if (*cell == ',' || *cell == ' ')
            continue;
        if (*cell == '%' && cell[1] == '\0') {
            number->percent = true;
            break;
        }
        if (len + 1 >= sizeof digits)
            return false;
        digits[len++] = *cell;
    }
    digits[len] = '\0';
    return parse_digits(digits, number);
}

static bool numbers_same(const char *written, const char *found)
{
    struct loose a, b;
    struct sj_decimal difference;
    if (!parse_loose(written, &a) || !parse_loose(found, &b) || a.percent != b.percent ||
        strcmp(a.mark, b.mark) != 0 || !sj_decimal_subtract(a.value, b.value, &difference))
        return false;
    if (sj_decimal_sign(difference) < 0)
        difference = sj_decimal_negate(difference);
    return sj_decimal_compare(difference, b.slack) <= 0;
}

/* ---- words ---- */

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x3000;
}

static uint32_t next_character(struct sj_bytes text, size_t *at)
{
    uint32_t c = sj_utf8_next(text, at);
    while (is_blank(c))
        c = sj_utf8_next(text, at);
    return c;
}

static bool words_same(struct sj_bytes written, struct sj_bytes found, bool lossy)
{
    size_t a = 0, b = 0;
    for (;;) {
        uint32_t c = next_character(written, &a), d = next_character(found, &b);
        if (c != d && !(lossy && d == '?' && c >= 0x80 && c != UINT32_MAX))
            return false;
        if (c == UINT32_MAX)
            return true;
    }
}

bool sj_cell_same(const char *written, const char *found, bool lossy)
{
    return words_same(sj_bytes_of(written), sj_bytes_of(found), lossy) ||
           numbers_same(written, found);
}
