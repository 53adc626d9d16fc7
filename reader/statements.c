#include "base/i18n.h"
#include "reader/parts.h"

/* Statements are found in two rounds, the first to count them. */

enum { SAID_MIN = 6 /* characters of a plan or problem */ };

struct collector {
    const struct sj_lexed *lexed;
    const struct sj_outline *outline;
    struct sj_match_scratch *scratch;
    struct sj_statement *statements; /* NULL: only count */
    size_t count;
};

static void add(struct collector *collector, enum sj_statement_what what,
                const struct sj_sentence *sentence, size_t start, size_t end,
                const struct sj_indicator *indicator)
{
    if (collector->statements)
        collector->statements[collector->count] =
            (struct sj_statement){.what = what,
                                  .span = sj_lexed_span(collector->lexed, start, end),
                                  .section = sentence->section,
                                  .indicator = indicator};
    collector->count++;
}

/* 无出省和赴京上访情况: none of what an indicator counts. */
static void find_zeros(struct collector *collector, const struct sj_sentence *sentence)
{
    struct sj_folded text = collector->lexed->folded;
    struct sj_none none;
    for (size_t at = sentence->start; sj_none_next(text, sentence, at, &none); at = none.end) {
        const struct sj_indicator *indicator =
            sj_indicator_of_words(collector->scratch, sentence, none.event, none.end);
        if (indicator && sj_none_is_told(text, sentence, collector->outline, &none))
            add(collector, SJ_STATES_ZERO, sentence, none.start, none.end, indicator);
    }
}

static void collect_sentence(struct collector *collector, const struct sj_sentence *sentence)
{
    struct sj_folded text = collector->lexed->folded;
    size_t start = sentence->start, end = sentence->end;
    const struct sj_section *section =
        sentence->section >= 0 ? &collector->outline->sections[sentence->section] : NULL;
    if (sentence->furniture)
        return;
    if (sentence->section >= 0 && collector->outline->marks[sentence->section].start >= start &&
        collector->outline->marks[sentence->section].start < end)
        start = collector->outline->marks[sentence->section].title;
    while (start < end && (text.at[start] == ' ' || text.at[start] == '\n'))
        start++;
    while (end > start && sj_folded_in(text.at[end - 1], u" \n"))
        end--;
    /* A heading by itself says nothing yet. */
    bool heading = section && section->level < 4 &&
                   collector->outline->marks[sentence->section].title_end >= end;
    if (end < start + SAID_MIN || heading)
        return;
    if (sentence->plans)
        add(collector, SJ_STATES_PLAN, sentence, start, end, NULL);
    else if (section && section->problems)
        add(collector, SJ_STATES_PROBLEM, sentence, start, end, NULL);
    else
        find_zeros(collector, sentence);
}

static void collect(struct collector *collector)
{
    struct sj_sentence sentence = {.end = 0}, before;
    collector->count = 0;
    for (bool first = true; sentence.end < collector->lexed->folded.len; first = false) {
        before = sentence;
        sentence = sj_sentence_next(collector->lexed, collector->outline, first ? NULL : &before,
                                    collector->outline->year);
        collect_sentence(collector, &sentence);
    }
}

enum sj_status sj_statements_find(const struct sj_lexed *lexed, const struct sj_outline *outline,
                                  struct sj_match_scratch *scratch, struct sj_arena *arena,
                                  struct sj_reading *reading, struct sj_error *error)
{
    struct collector collector = {.lexed = lexed, .outline = outline, .scratch = scratch};
    collect(&collector);
    size_t count = collector.count;
    collector.statements = sj_arena_array(arena, count + 1, sizeof *collector.statements);
    if (!collector.statements)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory left to read the report"));
    collect(&collector);
    reading->statements = collector.statements;
    reading->statement_count = collector.count;
    return SJ_OK;
}
