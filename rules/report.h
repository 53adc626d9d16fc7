/* The one place that judges a report. The same call stands behind `check`, `pack`, admission,
 * rebuild, audit and verify. */
#ifndef SHANGJI_RULES_REPORT_H
#define SHANGJI_RULES_REPORT_H

#include "rules/fact.h"
#include "rules/findings.h"

#include <report.pb-c.h>

enum { SJ_REPORT_SECTIONS_MAX = 1000, SJ_REPORT_STATEMENTS_MAX = 1000, SJ_REASON_MAX_BYTES = 600 };

/* Judges all that can be judged without the city's state: township code, period, revision and
 * what it replaces, spans, words against `text` (NULL: the text is withheld, words are then not
 * compared), value, unit, qualifier and interval read again from the words, anomalies found again
 * and decided, indicators, units, limits, duplicates. Every fault is added to `findings`; the
 * facts are made in the arena and are good only when there was none. */
enum sj_status sj_report_judge(const Shangji__V1__Report *report, const struct sj_bytes *text,
                               const struct sj_catalogue *catalogue, struct sj_arena *arena,
                               struct sj_findings *findings, struct sj_facts *facts,
                               struct sj_error *error) SJ_WARN_UNUSED;

/* The quantity that counts for a figure: its words, or with 更正 those of the correction. The
 * decrease of a growth is mirrored. */
enum sj_status sj_figure_quantity(const Shangji__V1__Figure *figure, struct sj_arena *arena,
                                  struct sj_quantity *quantity, bool *negative,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
