/* What the two halves of tying figures to indicators share; for match*.c only. */
#ifndef SHANGJI_READER_MATCH_H
#define SHANGJI_READER_MATCH_H

#include "reader/hits.h"

enum { SJ_UNITS_MAX = 64 /* distinct units whose fit is remembered */ };

enum sj_fit { SJ_FIT_UNKNOWN, SJ_FIT_YES, SJ_FIT_NO };

struct sj_unit_fit {
    struct sj_bytes unit;
    uint8_t *fits; /* enum sj_fit of each indicator */
};

struct sj_match_scratch {
    const struct sj_matcher *matcher;
    const struct sj_lexed *lexed;
    const struct sj_outline *outline;
    struct sj_arena *arena;
    struct sj_hits period; /* of the period last looked at */
    size_t period_start;
    struct sj_hits *headings; /* of each section; at NULL: not looked at yet */
    struct sj_unit_fit units[SJ_UNITS_MAX];
    size_t unit_count;
};

/* The figure whose indicator is looked for. */
struct sj_wanted {
    struct sj_match_scratch *scratch;
    const struct sj_sentence *sentence;
    size_t clause;
    size_t start, end; /* of the number's own words with the number between them */
    size_t number, number_end;
    bool before_weak, after_weak;
    bool any_unit;
    bool count_only; /* for told zeros: counts of what is better less */
    bool growth;
    struct sj_bytes unit;
};

/* Compared in this order. */
struct sj_rating {
    int own;      /* characters in the own words, weighted; 0: no match */
    bool telling; /* has parts in the context */
    size_t near;  /* where the context begins: the later the nearer */
    int context;  /* characters in the context */
};

struct sj_choice {
    uint32_t indicator;
    struct sj_rating rating;
    bool tied;
};

/* True if the own words speak of another place, of a part of the period, or of what is not done. */
bool sj_match_is_doubtful(const struct sj_wanted *wanted);
void sj_match_look_at(struct sj_match_scratch *scratch, const struct sj_sentence *sentence);
/* The best indicator for the wanted figure; rating.own 0 where there is none. */
void sj_match_choose(const struct sj_wanted *wanted, struct sj_choice *choice);

#endif
