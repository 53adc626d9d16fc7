#include "reader/parts.h"

#include <string.h>

enum { SAID_MIN = 6 /* characters of a plan or problem */, ROOM_FIRST = 32 };

static bool make_room(struct sj_statements *statements)
{
    struct sj_reading *reading = statements->reading;
    if (reading->statement_count < statements->room)
        return true;
    size_t room = statements->room ? statements->room * 2 : ROOM_FIRST;
    struct sj_statement *larger = sj_arena_array(statements->arena, room, sizeof *larger);
    if (!larger)
        return false;
    if (reading->statement_count > 0)
        memcpy(larger, reading->statements, reading->statement_count * sizeof *larger);
    reading->statements = larger;
    statements->room = room;
    return true;
}

static bool add(struct sj_statements *statements, enum sj_statement_what what,
                const struct sj_sentence *sentence, size_t start, size_t end,
                const struct sj_indicator *indicator)
{
    if (!make_room(statements))
        return false;
    statements->reading->statements[statements->reading->statement_count++] =
        (struct sj_statement){.what = what,
                              .span = sj_lexed_span(statements->lexed, start, end),
                              .section = sentence->section,
                              .indicator = indicator};
    return true;
}

/* 无出省和赴京上访情况: none of what an indicator counts. */
static bool find_zeros(struct sj_statements *statements, const struct sj_sentence *sentence)
{
    struct sj_folded text = statements->lexed->folded;
    struct sj_none none;
    for (size_t at = sentence->start; sj_none_next(text, sentence, at, &none); at = none.end) {
        const struct sj_indicator *indicator =
            sj_indicator_of_words(statements->scratch, sentence, none.event, none.end);
        if (indicator && sj_none_is_told(text, sentence, statements->outline, &none) &&
            !add(statements, SJ_STATES_ZERO, sentence, none.start, none.end, indicator))
            return false;
    }
    return true;
}

bool sj_statements_add(struct sj_statements *statements, const struct sj_sentence *sentence)
{
    struct sj_folded text = statements->lexed->folded;
    const struct sj_outline *outline = statements->outline;
    size_t start = sentence->start, end = sentence->end;
    const struct sj_section *section = NULL;
    const struct sj_mark *mark = NULL;
    if (sentence->furniture)
        return true;
    if (sentence->section >= 0) {
        section = &outline->sections[sentence->section];
        mark = &outline->marks[sentence->section];
        if (mark->start >= start && mark->start < end)
            start = mark->title;
    }
    while (start < end && (text.at[start] == ' ' || text.at[start] == '\n'))
        start++;
    while (end > start && (text.at[end - 1] == ' ' || text.at[end - 1] == '\n'))
        end--;
    /* A heading by itself says nothing yet. */
    if (end < start + SAID_MIN || (section && section->level < 4 && mark->title_end >= end))
        return true;
    if (sentence->plans)
        return add(statements, SJ_STATES_PLAN, sentence, start, end, NULL);
    if (section && section->problems)
        return add(statements, SJ_STATES_PROBLEM, sentence, start, end, NULL);
    return find_zeros(statements, sentence);
}
