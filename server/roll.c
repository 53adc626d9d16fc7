#include "server/roll.h"

#include "base/i18n.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

extern const unsigned char sj_divisions_tsv[], sj_divisions_tsv_end[];

enum { CODE_DIGITS = 9, NEAR_MAX = 6, DIVISION_MAX = 9 };

/* ---- lines ---- */

struct division {
    struct sj_bytes code, name, level;
};

static bool next_line(struct sj_bytes *rest, struct sj_bytes *line)
{
    if (rest->len == 0)
        return false;
    size_t end = sj_bytes_find(*rest, SJ_LITERAL("\n"), 0);
    *line = sj_bytes_slice(*rest, 0, end);
    *rest = sj_bytes_slice(*rest, end == SIZE_MAX ? rest->len : end + 1, rest->len);
    return true;
}

static struct sj_bytes take_cell(struct sj_bytes *line, const char *separator)
{
    size_t end = sj_bytes_find(*line, sj_bytes_of(separator), 0);
    struct sj_bytes cell = sj_bytes_trim(sj_bytes_slice(*line, 0, end));
    *line = sj_bytes_slice(*line, end == SIZE_MAX ? line->len : end + 1, line->len);
    return cell;
}

static bool all_digits(struct sj_bytes text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.len > 0;
}

static struct sj_bytes national_list(void)
{
    return SJ_BYTES(sj_divisions_tsv, sj_divisions_tsv_end - sj_divisions_tsv);
}

/* Walks through the national list; its first line is a heading. */
static bool next_division(struct sj_bytes *rest, struct division *division)
{
    struct sj_bytes line;
    while (next_line(rest, &line)) {
        division->code = take_cell(&line, "\t");
        division->name = take_cell(&line, "\t");
        division->level = take_cell(&line, "\t");
        if (all_digits(division->code))
            return true;
    }
    return false;
}

static bool is_township(const struct division *division)
{
    return division->code.len == CODE_DIGITS;
}

static bool find_division(struct sj_bytes code, struct division *found)
{
    struct sj_bytes rest = national_list();
    while (next_division(&rest, found))
        if (sj_bytes_equal(found->code, code))
            return true;
    return false;
}

/* ---- what may have been meant ---- */

static bool is_near(const struct division *division, struct sj_bytes wanted, bool by_name)
{
    if (is_township(division))
        return false;
    if (by_name)
        return sj_bytes_find(division->name, wanted, 0) != SIZE_MAX;
    return division->code.len > wanted.len && sj_bytes_starts(division->code, wanted);
}

/* "430401 …、430482 常宁市", at most NEAR_MAX of them. */
static size_t list_near(struct sj_bytes wanted, bool by_name, struct sj_buffer *text)
{
    struct sj_bytes rest = national_list();
    struct division division;
    size_t found = 0;
    while (found < NEAR_MAX && next_division(&rest, &division)) {
        if (!is_near(&division, wanted, by_name))
            continue;
        sj_buffer_printf(text, "%s%.*s %.*s", found > 0 ? ", " : "", (int)division.code.len,
                         (const char *)division.code.data, (int)division.name.len,
                         (const char *)division.name.data);
        found++;
    }
    return found;
}

static enum sj_status unknown_division(const char *told, struct sj_error *error)
{
    struct sj_buffer near = {.limit = 4096};
    struct sj_bytes wanted = sj_bytes_of(told);
    bool by_name = !all_digits(wanted);
    size_t found = wanted.len > 0 ? list_near(wanted, by_name, &near) : 0;
    /* Of a mistyped code the end is wrong: its siblings are what was meant. */
    while (!by_name && found == 0 && wanted.len > 2) {
        wanted.len = wanted.len % 2 == 0 ? wanted.len - 2 : wanted.len - 1;
        found = list_near(wanted, false, &near);
    }
    enum sj_status status =
        found > 0 ? sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_DIVISION",
                                 _("there is no division \"%s\" in the national list; near it: %s"),
                                 told, sj_buffer_text(&near))
                  : sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_DIVISION",
                                 _("there is no division \"%s\" in the national list; give its "
                                   "townships with --roll FILE"),
                                 told);
    sj_buffer_clear(&near);
    return status;
}

/* ---- the roll ---- */

static enum sj_status roll_begin(const char *division, size_t room, struct sj_arena *arena,
                                 struct sj_roll *roll, struct sj_error *error)
{
    struct division known;
    size_t len = strlen(division);
    if (len < 2 || len > DIVISION_MAX || !all_digits(sj_bytes_of(division)))
        return unknown_division(division, error);
    bool named = find_division(sj_bytes_of(division), &known);
    roll->count = 0;
    roll->division = sj_arena_text(arena, sj_bytes_of(division));
    roll->division_name = named ? sj_arena_text(arena, known.name) : "";
    roll->townships = sj_arena_array(arena, room, sizeof *roll->townships);
    if (!roll->division || !roll->division_name || !roll->townships)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the roll"));
    return SJ_OK;
}

static enum sj_status roll_add(struct sj_roll *roll, struct sj_bytes code, struct sj_bytes name,
                               struct sj_arena *arena, struct sj_error *error)
{
    struct sj_roll_township *township = &roll->townships[roll->count];
    township->code = sj_arena_text(arena, code);
    township->name = sj_arena_text(arena, name);
    if (!township->code || !township->name)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the roll"));
    roll->count++;
    return SJ_OK;
}

static int by_code(const void *a, const void *b)
{
    const struct sj_roll_township *left = a, *right = b;
    return strcmp(left->code, right->code);
}

static enum sj_status roll_end(struct sj_roll *roll, struct sj_error *error)
{
    if (roll->count == 0)
        return sj_error_set(error, SJ_INVALID, "EMPTY_ROLL",
                            _("the division %s has no townships; give them with --roll FILE"),
                            roll->division);
    qsort(roll->townships, roll->count, sizeof *roll->townships, by_code);
    for (size_t i = 1; i < roll->count; i++)
        if (strcmp(roll->townships[i - 1].code, roll->townships[i].code) == 0)
            return sj_error_set(error, SJ_INVALID, "TWICE_ON_ROLL",
                                _("township %s stands twice on the roll: %s and %s"),
                                roll->townships[i].code, roll->townships[i - 1].name,
                                roll->townships[i].name);
    return SJ_OK;
}

enum sj_status sj_roll_national(const char *division, struct sj_arena *arena, struct sj_roll *roll,
                                struct sj_error *error)
{
    struct sj_bytes wanted = sj_bytes_of(division), rest = national_list();
    struct division known;
    enum sj_status status = roll_begin(division, SJ_ROLL_MAX, arena, roll, error);
    if (status != SJ_OK)
        return status;
    if (!roll->division_name[0] || wanted.len == CODE_DIGITS)
        return unknown_division(division, error);
    while (status == SJ_OK && next_division(&rest, &known))
        if (is_township(&known) && sj_bytes_starts(known.code, wanted))
            status = roll_add(roll, known.code, known.name, arena, error);
    return status == SJ_OK ? roll_end(roll, error) : status;
}

static enum sj_status parse_line(struct sj_bytes line, size_t number, struct sj_roll *roll,
                                 struct sj_arena *arena, struct sj_error *error)
{
    bool tabs = sj_bytes_find(line, SJ_LITERAL("\t"), 0) != SIZE_MAX;
    struct sj_bytes code = take_cell(&line, tabs ? "\t" : ","), name = sj_bytes_trim(line);
    enum sj_status status = SJ_OK;
    if (code.len != CODE_DIGITS || !all_digits(code))
        status = sj_error_set(error, SJ_INVALID, "ROLL_CODE",
                              _("line %zu: a township's code of nine digits comes first"), number);
    else if (name.len == 0 || name.len > SJ_ROLL_NAME_MAX_BYTES || !sj_utf8_valid(name))
        status = sj_error_set(error, SJ_INVALID, "ROLL_NAME",
                              _("line %zu: behind the code stands the township's name in UTF-8"),
                              number);
    else if (roll->count == SJ_ROLL_MAX)
        status = sj_error_set(error, SJ_EXHAUSTED, "ROLL_LENGTH",
                              _("a roll has at most %d townships"), (int)SJ_ROLL_MAX);
    return status == SJ_OK ? roll_add(roll, code, name, arena, error) : status;
}

enum sj_status sj_roll_parse(struct sj_bytes text, const char *division, struct sj_arena *arena,
                             struct sj_roll *roll, struct sj_error *error)
{
    struct sj_bytes line;
    enum sj_status status = roll_begin(division, SJ_ROLL_MAX, arena, roll, error);
    if (sj_bytes_starts(text, SJ_LITERAL("\xEF\xBB\xBF")))
        text = sj_bytes_slice(text, 3, text.len);
    for (size_t number = 1; status == SJ_OK && next_line(&text, &line); number++) {
        line = sj_bytes_trim(line);
        bool heading = number == 1 && line.len > 0 && !all_digits(sj_bytes_slice(line, 0, 1));
        if (line.len > 0 && line.data[0] != '#' && !heading)
            status = parse_line(line, number, roll, arena, error);
    }
    return status == SJ_OK ? roll_end(roll, error) : status;
}
