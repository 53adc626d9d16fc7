/* What the questions of sj_is_left_out see of a number; for exclude*.c only. */
#ifndef SHANGJI_READER_EXCLUDE_H
#define SHANGJI_READER_EXCLUDE_H

#include "reader/parts.h"
#include "rules/unit.h"

struct sj_place {
    struct sj_folded text;
    const struct sj_quantity_words *words;
    size_t last_end;
    uint16_t first;    /* of the number */
    uint16_t previous; /* before the surface, 0 at the start */
    uint16_t next;     /* behind it */
    bool single;       /* a Chinese number of one character */
    bool has_unit;
};

static inline uint16_t sj_place_unit_char(const struct sj_place *place)
{
    return place->has_unit ? place->text.at[place->words->unit] : 0;
}

static inline bool sj_place_unit_is(const struct sj_place *place, const char16_t *word)
{
    size_t len = 0;
    return place->has_unit && sj_folded_has(place->text, place->words->unit, word, &len) &&
           len == place->words->unit_end - place->words->unit;
}

static inline bool sj_place_next_is_any(const struct sj_place *place,
                                        const struct sj_wordlist *words)
{
    return sj_wordlist_at(place->text, place->words->end, words) > 0;
}

/* 建成一座, 建成了一座 */
static inline bool sj_place_before_is_any(const struct sj_place *place,
                                          const struct sj_wordlist *words)
{
    size_t end = place->words->start - (place->previous == u'了');
    return sj_wordlist_before(place->text, end, words) > 0;
}

/* A date or a period, and no span of time that was measured. */
bool sj_place_is_date(const struct sj_place *place);

#endif
