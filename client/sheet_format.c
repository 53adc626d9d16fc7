/* Numbers as a spreadsheet shows them. Exact: the digits are moved and rounded as text, half away
 * from zero as spreadsheets do. What a format does that is not known here is not guessed. */
#include "client/sheet_number.h"
#include "client/sheet_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    DAYS_MAX = 2958465, /* 31 December 9999 */
    SECONDS_A_DAY = 86400
};

/* What one section of a format says. */
struct section {
    struct sj_buffer prefix, suffix; /* literals before and behind the digits */
    struct sj_sheet_number_form form;
    int places_max; /* digits behind the point at most */
    int shift;      /* the power of ten that it is multiplied by */
    bool digits, point, general, unknown;
    bool year, month, day, hour, minute, second; /* of a date or time */
};

static const struct {
    unsigned id;
    const char *code;
} built_in[] = {
    {0, "General"}, {1, "0"},         {2, "0.00"},      {3, "#,##0"},     {4, "#,##0.00"},
    {5, "#,##0"},   {6, "#,##0"},     {7, "#,##0.00"},  {8, "#,##0.00"},  {9, "0%"},
    {10, "0.00%"},  {14, "yyyy/m/d"}, {15, "yyyy/m/d"}, {16, "m/d"},      {17, "yyyy/m"},
    {18, "h:mm"},   {19, "h:mm:ss"},  {20, "h:mm"},     {21, "h:mm:ss"},  {22, "yyyy/m/d h:mm"},
    {27, "yyyy/m"}, {28, "m/d"},      {29, "m/d"},      {30, "yyyy/m/d"}, {31, "yyyy/m/d"},
    {32, "h:mm"},   {33, "h:mm:ss"},  {34, "h:mm"},     {35, "h:mm:ss"},  {36, "yyyy/m"},
    {37, "#,##0"},  {38, "#,##0"},    {39, "#,##0.00"}, {40, "#,##0.00"}, {41, "#,##0"},
    {42, "#,##0"},  {43, "#,##0.00"}, {44, "#,##0.00"}, {45, "mm:ss"},    {46, "[h]:mm:ss"},
    {47, "mm:ss"},  {50, "yyyy/m"},   {51, "m/d"},      {52, "yyyy/m"},   {53, "m/d"},
    {54, "m/d"},    {55, "h:mm"},     {56, "h:mm:ss"},  {57, "yyyy/m"},   {58, "m/d"},
};

const char *sj_number_format(unsigned id)
{
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        if (built_in[i].id == id)
            return built_in[i].code;
    return NULL;
}

/* ---- a section of a format ---- */

/* The section for the number: positive; negative; zero. What stands in quotes parts nothing. */
static struct sj_bytes section_of(const char *format, const struct sj_sheet_number *number,
                                  bool *own_sign)
{
    struct sj_bytes sections[4] = {{0}};
    size_t count = 0, start = 0, at = 0, len = strlen(format);
    for (bool quoted = false; at <= len && count < 4; at++) {
        if (at < len && format[at] == '"')
            quoted = !quoted;
        else if (at < len && !quoted && (format[at] == '\\' || format[at] == '!') && at + 1 < len)
            at++;
        else if (at == len || (!quoted && format[at] == ';')) {
            sections[count++] = SJ_BYTES(format + start, at - start);
            start = at + 1;
        }
    }
    *own_sign = number->negative && number->count > 0 && count >= 2;
    if (*own_sign)
        return sections[1];
    return number->count == 0 && count >= 3 ? sections[2] : sections[0];
}

static void add_literal(struct section *section, struct sj_bytes text)
{
    if (section->digits || section->general)
        sj_buffer_add_bytes(&section->suffix, text);
    else
        sj_buffer_add_bytes(&section->prefix, text);
}

/* A digit behind a literal that stands behind digits: 0!.0, and telephone numbers. */
static void take_placeholder(struct section *section, char c)
{
    if (section->suffix.len > 0)
        section->unknown = true;
    section->digits = true;
    if (section->point) {
        section->places_max++;
        if (c == '0')
            section->form.places_min = section->places_max;
    } else {
        section->form.integers += c == '0';
    }
}

static size_t take_bracket(struct section *section, struct sj_bytes code, size_t at)
{
    size_t end = sj_bytes_find(code, SJ_LITERAL("]"), at);
    if (end == SIZE_MAX)
        end = code.len;
    struct sj_bytes inner = sj_bytes_slice(code, at + 1, end);
    if (inner.len > 0 && inner.data[0] == '$') {
        size_t dash = sj_bytes_find(inner, SJ_LITERAL("-"), 0);
        add_literal(section, sj_bytes_slice(inner, 1, dash));
    } else if (inner.len > 0 && strchr("<>=hmsHMS", inner.data[0]) != NULL &&
               !sj_bytes_starts(inner, SJ_LITERAL("Mag"))) {
        section->unknown = true; /* a condition, or hours beyond the day */
    }
    return end + 1;
}

/* m is a month, but a minute behind hours and before seconds. */
static size_t take_letters(struct section *section, struct sj_bytes code, size_t at)
{
    size_t end = at, next;
    while (end < code.len && (code.data[end] | 0x20) == (code.data[at] | 0x20))
        end++;
    for (next = end; next < code.len && strchr(": \"\\", code.data[next]) != NULL; next++)
        ;
    switch (code.data[at] | 0x20) {
    case 'y':
    case 'e':
        section->year = true;
        break;
    case 'd':
        section->day = section->day || end - at <= 2;
        break;
    case 'h':
        section->hour = true;
        break;
    case 's':
        section->second = true;
        break;
    default:
        if ((section->hour && !section->minute) ||
            (next < code.len && (code.data[next] | 0x20) == 's'))
            section->minute = true;
        else
            section->month = true;
    }
    return end;
}

static size_t take_literal(struct section *section, struct sj_bytes code, size_t at)
{
    size_t end = at;
    if (code.data[at] == '"') {
        end = sj_bytes_find(code, SJ_LITERAL("\""), at + 1);
        end = end == SIZE_MAX ? code.len : end;
        add_literal(section, sj_bytes_slice(code, at + 1, end));
        return end + 1;
    }
    end += code.data[at] == '\\' || code.data[at] == '!';
    at = end;
    sj_utf8_next(code, &end);
    add_literal(section, sj_bytes_slice(code, at, end));
    return end;
}

static bool is_date(const struct section *section)
{
    return section->year || section->month || section->day || section->hour || section->minute ||
           section->second;
}

static size_t take_token(struct section *section, struct sj_bytes code, size_t at)
{
    char c = (char)code.data[at];
    struct sj_bytes rest = sj_bytes_slice(code, at, code.len);
    if (c == '[')
        return take_bracket(section, code, at);
    if (c == '_' || c == '*') { /* a blank of that width; a filling */
        at++;
        sj_utf8_next(code, &at);
        return at;
    }
    if (sj_bytes_starts(rest, SJ_LITERAL("General")) ||
        sj_bytes_starts(rest, SJ_LITERAL("G/通用格式"))) {
        section->general = true;
        return at + (rest.data[1] == 'e' ? strlen("General") : strlen("G/通用格式"));
    }
    if (sj_bytes_starts(rest, SJ_LITERAL("AM/PM")))
        return at + strlen("AM/PM");
    if (c == '0' || c == '#' || c == '?') {
        take_placeholder(section, c);
    } else if (c == '.' && section->digits && section->suffix.len == 0) {
        section->point = true;
    } else if (c == ',' && section->digits) {
        bool inner = at + 1 < code.len && strchr("0#?", code.data[at + 1]) != NULL;
        section->form.grouped = section->form.grouped || inner;
        section->shift -= inner ? 0 : 3;
    } else if (c == '%') {
        section->shift += 2;
        add_literal(section, SJ_LITERAL("%"));
    } else if (c == '@') {
        section->general = true;
    } else if ((c | 0x20) == 'e' && section->digits) { /* scientific: the number is the same */
        section->general = true;
        return code.len;
    } else if (strchr("yYmMdDhHsSe", c) != NULL) {
        return take_letters(section, code, at);
    } else {
        return take_literal(section, code, at);
    }
    return at + 1;
}

static void read_section(struct sj_bytes code, struct section *section)
{
    for (size_t at = 0; at < code.len;)
        at = take_token(section, code, at);
}

/* ---- dates ---- */

/* Howard Hinnant's civil_from_days; day 0 is 1 March of year 0. */
static void write_date(long days, const struct section *section, struct sj_buffer *out)
{
    long era = days / 146097, of_era = days % 146097;
    long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long of_year = of_era - (365 * year + year / 4 - year / 100);
    long month = (5 * of_year + 2) / 153, day = of_year - (153 * month + 2) / 5 + 1;
    month += month < 10 ? 3 : -9;
    year += era * 400 + (month <= 2);
    bool nothing = !section->year && !section->month && !section->day;
    if (section->year || nothing)
        sj_buffer_printf(out, "%ld年", year);
    if (section->month || nothing)
        sj_buffer_printf(out, "%ld月", month);
    if (section->day || nothing)
        sj_buffer_printf(out, "%ld日", day);
}

static bool write_moment(struct sj_sheet_number number, const struct section *section,
                         bool since_1904, struct sj_buffer *out)
{
    bool time = section->hour || section->minute || section->second;
    bool date = !time || section->year || section->month || section->day;
    long days = 0, seconds = 0;
    if (number.negative || number.point > 7)
        return false;
    for (int i = 0; i < number.point; i++)
        days = days * 10 + (sj_sheet_digit(&number, i) - '0');
    if (days > DAYS_MAX || (date && days < 1))
        return false;
    /* nine digits of the day's fraction are some tenths of a millisecond */
    long fraction = 0;
    for (int i = number.point; i < number.point + 9; i++)
        fraction = fraction * 10 + (sj_sheet_digit(&number, i) - '0');
    seconds = (long)(((int64_t)fraction * SECONDS_A_DAY + 500000000) / 1000000000);
    days += seconds / SECONDS_A_DAY;
    seconds %= SECONDS_A_DAY;
    if (date) /* from 30 December 1899 or 1 January 1904, counted from 1 March of year 0 */
        write_date(days + (since_1904 ? 695361 : 693899), section, out);
    if (time && section->hour)
        sj_buffer_printf(out, "%ld:%02ld", seconds / 3600, seconds / 60 % 60);
    if (time && section->second)
        sj_buffer_printf(out, section->hour ? ":%02ld" : "%ld秒", seconds % 60);
    return true;
}

/* ---- shown ---- */

/* Signs and brackets around a negative number are its sign, which is written already. */
static void add_affix(const struct sj_buffer *affix, bool own_sign, struct sj_buffer *out)
{
    for (size_t i = 0; i < affix->len; i++)
        if (!own_sign || strchr("-()", affix->data[i]) == NULL)
            sj_buffer_add_char(out, (char)affix->data[i]);
}

static bool write_shown(struct sj_sheet_number number, struct section *section, bool own_sign,
                        bool since_1904, struct sj_buffer *out)
{
    if (is_date(section))
        return !section->unknown && write_moment(number, section, since_1904, out);
    if (section->unknown)
        return false;
    add_affix(&section->prefix, own_sign, out);
    number.point += number.count > 0 ? section->shift : 0;
    if (number.point <= -SJ_SHEET_DIGITS_MAX)
        number = (struct sj_sheet_number){0};
    if (section->general)
        sj_sheet_number_general(number, out);
    else if (section->digits) {
        sj_sheet_number_round(&number, section->places_max);
        if (number.count == 0 && section->form.integers == 0 && section->form.places_min == 0)
            section->form.integers =
                1; /* Excel shows nothing of a zero under #; the zero is meant */
        sj_sheet_number_write(&number, &section->form, out);
    }
    add_affix(&section->suffix, own_sign, out);
    return true;
}

struct sj_bytes sj_number_shown(struct sj_bytes number, const char *format, bool since_1904,
                                struct sj_arena *arena)
{
    struct sj_sheet_number parsed;
    struct section section = {.prefix = {.limit = 256}, .suffix = {.limit = 256}};
    struct sj_buffer out = {.limit = 1024};
    struct sj_bytes shown = {0};
    bool own_sign;
    if (!sj_sheet_number_parse(number, &parsed))
        return number;
    read_section(section_of(format, &parsed, &own_sign), &section);
    if (write_shown(parsed, &section, own_sign, since_1904, &out) && !out.failed) {
        const char *copy = sj_arena_text(arena, sj_bytes_trim(sj_buffer_bytes(&out)));
        if (copy != NULL)
            shown = sj_bytes_of(copy);
    }
    sj_buffer_clear(&section.prefix);
    sj_buffer_clear(&section.suffix);
    sj_buffer_clear(&out);
    return shown;
}
