/* What the parts of the reader hand each other; for reader/ only. Places are characters of the
 * folded text (rules/fold.h) unless they are called spans, which are bytes. */
#ifndef SHANGJI_READER_PARTS_H
#define SHANGJI_READER_PARTS_H

#include "reader/reader.h"
#include "rules/fold.h"
#include "rules/quantity_scan.h"
#include "rules/wordlist.h"

enum {
    SJ_SENTENCE_MAX = 600, /* characters; a longer one is cut, to keep all work linear */
    SJ_TITLE_MAX = 50      /* characters of a heading that count as its title */
};

struct sj_lexed {
    struct sj_bytes text;
    struct sj_folded folded;
    uint32_t *offsets; /* byte of each character, and of the end */
};

static inline struct sj_span sj_lexed_span(const struct sj_lexed *lexed, size_t start, size_t end)
{
    return (struct sj_span){lexed->offsets[start], lexed->offsets[end]};
}

/* What ends a sentence, and what ends a clause. */
static inline bool sj_ends_period(uint16_t unit)
{
    return unit < u'一' && (unit == u'。' || unit == '!' || unit == '?' || unit == '\n');
}
static inline bool sj_ends_clause(uint16_t unit)
{
    return unit < u'一' && (sj_ends_period(unit) || unit == ',' || unit == ';' || unit == ':' ||
                            unit == '(' || unit == ')');
}

/* A heading or list mark. */
struct sj_mark {
    size_t start; /* of the number */
    size_t title; /* behind the number */
    size_t title_end;
    int32_t parent; /* section, -1 = none */
};

struct sj_outline {
    struct sj_section *sections;
    struct sj_mark *marks; /* one a section */
    size_t count;
    size_t title, title_end; /* of the document */
    size_t title_line;       /* where its line begins, number and all */
    bool plans;              /* the document as a whole is a plan */
    uint16_t year;
    bool titled; /* the year stands in the title; else it is the first of the text */
};

enum sj_status sj_outline_read(const struct sj_lexed *lexed, struct sj_arena *arena,
                               struct sj_outline *outline, struct sj_error *error) SJ_WARN_UNUSED;
/* The year named ("2021年", "二○○五年") in [start, end), the first or the last; 0: none. */
uint16_t sj_year_in(struct sj_folded text, size_t start, size_t end, bool last);
/* A line of the page around the report: paths, dates of publishing, counters, addresses. */
bool sj_line_is_furniture(struct sj_folded text, size_t start, size_t end);

/* True if the words [start, end) announce goals: 工作要点, 下一步打算; not 目标完成情况. */
bool sj_words_announce_goals(struct sj_folded text, size_t start, size_t end);

/* A sentence ends at 。！？； and the line's end; a period at 。！？ and the line's end. */
struct sj_sentence {
    size_t start, end;
    size_t period, period_end;
    int32_t section;
    bool furniture;
    bool plans; /* speaks of what is to come, by its section or by 下一步 before it */
    bool ahead; /* … by words of its own paragraph alone */
    /* What its period holds at all, so that it need not be looked for figure by figure. */
    bool has_year, has_month, has_mood;
};
/* The sentence that begins at `start`; `before` is the one before it, NULL for the first. */
struct sj_sentence sj_sentence_next(const struct sj_lexed *lexed, const struct sj_outline *outline,
                                    const struct sj_sentence *before);

/* A quantity that was found, with what surrounds it. */
struct sj_found {
    struct sj_quantity_words words;
    struct sj_quantity quantity;
    size_t clause, clause_end; /* between , : ; 。 */
    size_t before;    /* behind the number before it in the clause, else the clause's start */
    size_t after_end; /* own words behind it: [words.end, after_end) */
    size_t own_start, own_end;    /* own words before it; one of a list's if `listed` (分别为) */
    bool before_weak, after_weak; /* shared with the neighbour, to whom they belong more */
    int32_t taken_over;           /* no own words: those of this found one; -1 */
    bool listed;                  /* one of a list: own_start and own_end hold all the same */
};
enum { SJ_FOUND_MAX = SJ_SENTENCE_MAX / 2 + 1 };

/* The quantities that begin in the sentence, at or after `from`; at most SJ_FOUND_MAX. */
size_t sj_quantities_find(const struct sj_lexed *lexed, const struct sj_sentence *sentence,
                          size_t from, struct sj_found *found);
/* True if the number is none of the quantities reported: a date, an ordinal, a slogan …
 * `last_end` is where the quantity before it ended, 0 = none. */
bool sj_is_left_out(struct sj_folded text, const struct sj_quantity_words *words, size_t last_end);

/* Fills clause and own words of the quantities of one sentence. */
void sj_windows_set(struct sj_folded text, const struct sj_sentence *sentence,
                    struct sj_found *found, size_t count);

/* Whether words stand there that could make figures plans or forecasts. */
bool sj_moods_in(struct sj_folded text, size_t start, size_t end);
/* Fills kind, mood and negative. */
void sj_kinds_set(struct sj_folded text, const struct sj_sentence *sentence,
                  const struct sj_outline *outline, const struct sj_found *found, size_t count,
                  struct sj_figure *figures);
/* True if the figure is where a change began (由A提高到B). */
bool sj_is_base_value(struct sj_folded text, const struct sj_found *found);
/* Fills scope and year. */
void sj_scopes_set(struct sj_folded text, const struct sj_sentence *sentence,
                   const struct sj_outline *outline, const struct sj_found *found, size_t count,
                   struct sj_figure *figures);

/* Fills basis and basis_date, which depend on the indicator too. `year` is the report's. */
void sj_bases_set(struct sj_folded text, const struct sj_sentence *sentence, uint16_t year,
                  const struct sj_found *found, size_t count, struct sj_figure *figures);
/* True if 村 stands at `end` and [start, end) is a village's name. */
bool sj_village_ends(struct sj_folded text, size_t start, size_t end);

/* Ties the figures of one sentence to indicators. */
struct sj_match_scratch;
struct sj_match_scratch *sj_match_scratch_new(const struct sj_matcher *matcher,
                                              const struct sj_lexed *lexed,
                                              const struct sj_outline *outline,
                                              struct sj_arena *arena); /* NULL: no room */
void sj_indicators_set(struct sj_match_scratch *scratch, const struct sj_sentence *sentence,
                       const struct sj_found *found, size_t count, struct sj_figure *figures);
/* The indicator that the words [start, end) name, unit aside; NULL if none or several. */
const struct sj_indicator *sj_indicator_of_words(struct sj_match_scratch *scratch,
                                                 const struct sj_sentence *sentence, size_t start,
                                                 size_t end);

/* Marks figures of the sentence that contradict each other: sums, parts, percentages. */
void sj_consistency_check(struct sj_folded text, const struct sj_found *found, size_t count,
                          struct sj_figure *figures);

/* An amount without a value: 几十人. */
struct sj_vague_words {
    size_t start, unit, end;   /* the words, and the unit in them */
    size_t clause, clause_end; /* around them */
};
/* The first at or after `from` in the sentence; false: none. */
bool sj_vague_next(const struct sj_lexed *lexed, const struct sj_sentence *sentence, size_t from,
                   struct sj_vague_words *words);
const struct sj_indicator *sj_indicator_of_vague(struct sj_match_scratch *scratch,
                                                 const struct sj_sentence *sentence,
                                                 const struct sj_vague_words *words);

/* Words that say there was none of something: 无, 未发生, 零 … */
struct sj_none {
    size_t clause, start; /* the clause and the first of the words */
    size_t event, end;    /* of what there was none, to the end of its clause */
};
/* The first such words at or after `from` in the sentence; false: none. */
bool sj_none_next(struct sj_folded text, const struct sj_sentence *sentence, size_t from,
                  struct sj_none *none);
/* True if they tell of the whole township in the report's own period, of all such events. */
bool sj_none_is_told(struct sj_folded text, const struct sj_sentence *sentence,
                     const struct sj_outline *outline, const struct sj_none *none);

/* Plans, problems, told zeros and vague mentions, collected into the reading sentence by sentence.
 */
struct sj_statements {
    const struct sj_lexed *lexed;
    const struct sj_outline *outline;
    struct sj_match_scratch *scratch;
    struct sj_arena *arena;
    struct sj_reading *reading;
    size_t room, vague_room;
};
/* False: no memory left. */
bool sj_statements_add(struct sj_statements *statements,
                       const struct sj_sentence *sentence) SJ_WARN_UNUSED;

#endif
