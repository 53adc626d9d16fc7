/* What the words in a table's cells are: for grid_text.c and its tests alone. */
#ifndef SHANGJI_CLIENT_GRID_WORDS_H
#define SHANGJI_CLIENT_GRID_WORDS_H

#include "client/grid.h"

enum sj_cell_kind {
    SJ_CELL_EMPTY,    /* or a dash: no figure */
    SJ_CELL_NUMBER,   /* 1,140: takes the unit of its column or row */
    SJ_CELL_QUANTITY, /* 1140余亩: has all it needs */
    SJ_CELL_TEXT
};

/* What a heading or a row's name says. */
struct sj_cell_name {
    struct sj_bytes front; /* what goes before the other name: a year, a village */
    struct sj_bytes words; /* blanks, list marks and the unit's brackets left out */
    struct sj_bytes unit;  /* 亩 of 面积(亩); empty if it says none */
};

enum sj_cell_kind sj_cell_kind(struct sj_bytes text);
size_t sj_cell_plus(struct sj_bytes text);  /* bytes of the + at the front of +5.2, 0: none */
bool sj_cell_is_year(struct sj_bytes text); /* 2021, 2021年, 2021年度 */
/* A word that can stand behind a number as its unit: 亩, 万元, %, 元/人. */
bool sj_cell_is_unit(struct sj_bytes text);
/* Without its blanks and line ends between characters that are not Latin; in the arena. */
struct sj_bytes sj_cell_tidy(struct sj_bytes text, struct sj_arena *arena);
struct sj_cell_name sj_cell_name(struct sj_bytes tidy, bool heading);
/* A share or a change, whose unit is not that of the row: 同比增长, 占比, 合格率. */
bool sj_cell_is_ratio(struct sj_bytes words);
/* The unit that "单位:万元" in `text` names, the last one; empty if none or several. */
struct sj_bytes sj_cell_caption_unit(struct sj_bytes text);
/* Whether `tidy` is one of the words, parted by '|'. */
bool sj_cell_is_one_of(struct sj_bytes tidy, const char *words);

#endif
