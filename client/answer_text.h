/* Answers in words and figures that people read: intervals, marks, why a township is absent.
 * Texts are literals, translated, or live in the arena given; without room "" is returned. */
#ifndef SHANGJI_CLIENT_ANSWER_TEXT_H
#define SHANGJI_CLIENT_ANSWER_TEXT_H

#include "base/arena.h"

#include <query.pb-c.h>

/* "[1140, 1150)", "[1000, ∞)"; "" for a single value. */
const char *sj_text_interval(const Shangji__V1__Interval *interval, struct sj_arena *arena);
/* "corrected: twice counted; revision 2": what has to be said beside a value. */
const char *sj_text_marks(const Shangji__V1__AnswerValue *value, struct sj_arena *arena);
const char *sj_text_absence(Shangji__V1__Absence why);
/* The detail of an absence: "SCOPE_PART" as "scope: part of a whole"; anything else as it is. */
const char *sj_text_detail(const char *detail, struct sj_arena *arena);
const char *sj_text_report_status(Shangji__V1__ReportStatus status);
/* The name to show in the language chosen. */
const char *sj_text_name(const char *name_zh, const char *name_en);
/* "2022-01-05 16:00" in UTC+8; "" for 0. */
const char *sj_text_time(int64_t unix_seconds, struct sj_arena *arena);
const char *sj_text_number(uint64_t number, struct sj_arena *arena);
/* Possible ranks: "2–4", "3". */
const char *sj_text_range(uint32_t best, uint32_t worst, struct sj_arena *arena);
/* The names of the .proto, in lower case and without their type: "KIND_PLAN" → "plan". */
const char *sj_text_enum(const ProtobufCEnumDescriptor *descriptor, int value,
                         struct sj_arena *arena);

#endif
