/* Reads a report as it was written: sections, quantities with their words, indicators,
 * statements. Pure: text and catalogue in, a reading out; no I/O, no clock, no threads, the same
 * reading for the same bytes everywhere. Linear in the text. */
#ifndef SHANGJI_READER_READER_H
#define SHANGJI_READER_READER_H

#include "rules/figure.h"

struct sj_reading {
    struct sj_section *sections;
    size_t section_count;
    struct sj_figure *figures; /* in the order of their spans, never overlapping */
    size_t figure_count;
    struct sj_statement *statements;
    size_t statement_count;
    struct sj_vague_mention *vagues;
    size_t vague_count;
    struct sj_span title; /* the document's title line; empty if none was found */
    uint16_t year;        /* the year reported on as the text says it, 0 if it does not */
    struct sj_span issuer, township; /* the body that issued it, the township named; or empty */
    char date[11];                   /* of the report, "2021-12-06"; or "" */
};

/* A catalogue made ready for matching; holds it by reference. Lives in the arena, may be shared
 * by threads. */
struct sj_matcher;
enum sj_status sj_matcher_new(const struct sj_catalogue *catalogue, struct sj_arena *arena,
                              struct sj_matcher **matcher, struct sj_error *error) SJ_WARN_UNUSED;

/* `text` is valid UTF-8 of at most SJ_TEXT_MAX_BYTES (for a larger one: SJ_EXHAUSTED). The
 * reading lives in the arena and points into nothing but it and the catalogue; `unit` slices
 * point into `text`, which must outlive it, or are constants. More than SJ_FIGURES_MAX figures:
 * SJ_EXHAUSTED. */
enum sj_status sj_read(struct sj_bytes text, const struct sj_matcher *matcher,
                       struct sj_arena *arena, struct sj_reading *reading,
                       struct sj_error *error) SJ_WARN_UNUSED;

#endif
