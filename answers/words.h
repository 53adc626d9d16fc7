/* The words that a person quotes for a figure: of the clause "2021年全镇完成早稻种植1140余亩" and
 * the surface "1140余亩" the slice "早稻种植1140余亩". Pure.
 *
 * The words end with the surface. They begin
 *   1. at the first place behind the last punctuation (，,、；;。：: and line ends) where one of
 * the indicator's phrases begins to be told: a part of a phrase of at least two characters;
 *   2. if there is none, at the last such place before that punctuation;
 *   3. if there is none either, behind the punctuation, or with the clause.
 * Alternatives ("|"), parts ("..") and what stands before the number ("#") count; what a phrase
 * forbids ("!") does not. Syntax of phrases: docs/phrases.md. */
#ifndef SHANGJI_ANSWERS_WORDS_H
#define SHANGJI_ANSWERS_WORDS_H

#include "rules/catalogue.h"

/* `surface` is a slice of `clause`. `indicator` NULL: none is known. */
struct sj_bytes sj_words_quote(struct sj_bytes clause, struct sj_bytes surface,
                               const struct sj_indicator *indicator);

#endif
