#include "reader/parts.h"

#include <string.h>

enum { SAID_MIN = 6 /* characters of a plan or problem */, ROOM_FIRST = 32 };

/* Room for one item more behind `count`; NULL: no memory. */
static void *make_room(struct sj_arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t larger_room = *room ? *room * 2 : ROOM_FIRST;
    void *larger = sj_arena_array(arena, larger_room, size);
    if (larger && count > 0)
        memcpy(larger, items, count * size);
    if (larger)
        *room = larger_room;
    return larger;
}

static bool add(struct sj_statements *statements, enum sj_statement_what what,
                const struct sj_sentence *sentence, size_t start, size_t end,
                const struct sj_indicator *indicator)
{
    struct sj_reading *reading = statements->reading;
    struct sj_statement *items =
        make_room(statements->arena, reading->statements, reading->statement_count,
                  &statements->room, sizeof *items);
    if (!items)
        return false;
    reading->statements = items;
    items[reading->statement_count++] =
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

static bool add_vague(struct sj_statements *statements, const struct sj_sentence *sentence,
                      const struct sj_vague_words *words)
{
    struct sj_reading *reading = statements->reading;
    struct sj_vague_mention *items =
        make_room(statements->arena, reading->vagues, reading->vague_count, &statements->vague_room,
                  sizeof *items);
    if (!items)
        return false;
    reading->vagues = items;
    items[reading->vague_count++] = (struct sj_vague_mention){
        .span = sj_lexed_span(statements->lexed, words->start, words->end),
        .clause = sj_lexed_span(statements->lexed, words->clause, words->clause_end),
        .section = sentence->section,
        .candidate = sj_indicator_of_vague(statements->scratch, sentence, words)};
    return true;
}

static bool find_vagues(struct sj_statements *statements, const struct sj_sentence *sentence)
{
    struct sj_vague_words words;
    for (size_t at = sentence->start; sj_vague_next(statements->lexed, sentence, at, &words);
         at = words.end)
        if (!add_vague(statements, sentence, &words))
            return false;
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
    if (!find_vagues(statements, sentence))
        return false;
    if (sentence->plans)
        return add(statements, SJ_STATES_PLAN, sentence, start, end, NULL);
    if (section && section->problems)
        return add(statements, SJ_STATES_PROBLEM, sentence, start, end, NULL);
    return find_zeros(statements, sentence);
}
