/* Facts as queries want them: a column per indicator and period in memory, filled from the packed
 * rows when the server opens and updated after each commit. A derived thing: it can always be made
 * again.
 *
 * The facts of a report stand in eight bytes each; nothing is lost, every cell comes back as it was
 * put (columns_impl.h says how). Above a limit the periods that were not asked about for longest
 * are dropped, and read again, through the caller's source, when a question needs them.
 *
 * One writer at a time (put, note, load) with no reader beside it; any number of readers beside
 * each other: what they make when first asked for (a ranking, a period loaded) is locked in here.
 */
#ifndef SHANGJI_ANSWERS_COLUMNS_H
#define SHANGJI_ANSWERS_COLUMNS_H

#include "answers/ranking.h"

/* A fact on its way between a report, its packed row and its column. */
struct sj_column_fact {
    uint32_t indicator; /* number: sj_city_indicator_number */
    struct sj_period period;
    struct sj_cell cell; /* township and report are filled in by the columns */
};

/* A report's facts as bytes: one row of the store. Same facts, same bytes. */
enum sj_status sj_facts_pack(const struct sj_column_fact *facts, size_t count,
                             struct sj_buffer *bytes, struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_DATA_LOSS for bytes that pack did not write. */
enum sj_status sj_facts_unpack(struct sj_bytes bytes, struct sj_arena *arena,
                               struct sj_column_fact **facts, size_t *count,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* The same, one fact after the other without an array: `take_one` false ends it with SJ_NO_MEMORY.
 */
enum sj_status sj_facts_each(struct sj_bytes bytes,
                             bool (*take_one)(void *context, const struct sj_column_fact *fact),
                             void *context, struct sj_error *error) SJ_WARN_UNUSED;
/* The column fact of a rule's fact. */
struct sj_column_fact sj_column_fact_of(const struct sj_fact *fact, uint32_t indicator);

enum { SJ_COLUMNS_KIND = 16, SJ_RANKINGS_MAX = 32 };

/* Which report it is: of a township, for a period, of a kind. */
struct sj_report_place {
    uint32_t township;
    struct sj_period period;
    const char *kind;
};

/* Where dropped facts are read again: `read` hands the packed facts of the entries, which ascend,
 * to `take` one after the other. Called by readers and when loading, from several threads at once.
 */
typedef enum sj_status sj_facts_take(void *taker, size_t number, struct sj_bytes packed,
                                     struct sj_error *error);
struct sj_facts_source {
    enum sj_status (*read)(void *context, const uint64_t *entries, size_t count,
                           sj_facts_take *take, void *taker, struct sj_error *error);
    void *context;
};

struct sj_columns;

struct sj_columns *sj_columns_new(void); /* NULL: no memory. Nothing is ever dropped */
/* With a source, so that no more than about `limit_bytes` (0 = all) are held beside what the
 * questions under way need. */
struct sj_columns *sj_columns_new_over(const struct sj_facts_source *source, size_t limit_bytes);
void sj_columns_free(struct sj_columns *columns);

/* The report at entry `index` stands from now on, with these facts; those of the revision before
 * go. On SJ_NO_MEMORY the caller makes the columns again; with a source it does not come to that,
 * what has no room is read again when asked for. */
enum sj_status sj_columns_put(struct sj_columns *columns, const struct sj_report_place *place,
                              uint32_t index, const struct sj_column_fact *facts, size_t count,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* The same without the facts: the source has them, or without one nobody does. */
enum sj_status sj_columns_note(struct sj_columns *columns, const struct sj_report_place *place,
                               uint32_t index, struct sj_error *error) SJ_WARN_UNUSED;
/* Reads the facts of what was noted, newest periods first, as far as the limit allows. */
enum sj_status sj_columns_load(struct sj_columns *columns, struct sj_error *error) SJ_WARN_UNUSED;

/* ---- reading ---- */

/* Whose cells: of the reports of the period itself, or of all reports, which tell of other periods
 * too (plans, last year's figure again). */
enum sj_told_by { SJ_TOLD_BY_ANY, SJ_TOLD_BY_ITS_PERIOD };

/* The cells of a column in the order of townships, then of reports and figures, in the arena. */
enum sj_status sj_columns_cells(const struct sj_columns *columns, uint32_t indicator,
                                struct sj_period period, enum sj_told_by by, struct sj_arena *arena,
                                struct sj_cell **cells, size_t *count,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Those of one township, each shown to `see` in the same order. */
enum sj_status sj_columns_township(const struct sj_columns *columns, uint32_t indicator,
                                   struct sj_period period, enum sj_told_by by, uint32_t township,
                                   void (*see)(void *context, const struct sj_cell *cell),
                                   void *context, struct sj_error *error) SJ_WARN_UNUSED;
/* Whether any report states it; may have to load what was never loaded. */
enum sj_status sj_columns_any(const struct sj_columns *columns, uint32_t indicator,
                              struct sj_period period, bool *any,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* What the township's standing report states, by indicator as first put, then by figure. `entry`
 * SJ_NO_ENTRY, and no facts, if it has none. */
#define SJ_NO_ENTRY UINT64_MAX
enum sj_status sj_columns_report(const struct sj_columns *columns,
                                 const struct sj_report_place *place, struct sj_arena *arena,
                                 struct sj_column_fact **facts, size_t *count, uint64_t *entry,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* How many of the townships with eligible[township] state an indicator for the period in their
 * standing reports of the kind: counts[i] is of indicators[i]. */
enum sj_status sj_columns_count(const struct sj_columns *columns, struct sj_period period,
                                const char *kind, const uint32_t *indicators, size_t count,
                                const uint8_t *eligible, size_t townships, uint32_t *counts,
                                struct sj_error *error) SJ_WARN_UNUSED;

/* Entry of the township's standing report for the period and kind; SJ_NO_ENTRY. Needs no facts. */
uint64_t sj_columns_entry(const struct sj_columns *columns, const struct sj_report_place *place);
/* The same of all townships, by number: SJ_NO_REPORT where there is none, and from `room` on. Holds
 * until the next put. */
#define SJ_NO_REPORT UINT32_MAX
struct sj_report_list {
    const uint32_t *entries;
    size_t room;
};
struct sj_report_list sj_columns_entries(const struct sj_columns *columns, struct sj_period period,
                                         const char *kind);
static inline uint32_t sj_report_list_entry(struct sj_report_list list, uint32_t township)
{
    return township < list.room ? list.entries[township] : SJ_NO_REPORT;
}
/* The kinds of reports that there are for the period: at most `room` are written, all are counted.
 */
size_t sj_columns_kinds(const struct sj_columns *columns, struct sj_period period,
                        const char **kinds, size_t room);

/* ---- rankings ---- */

/* Moves whenever a report for the period, or one that tells of it, was put. */
uint64_t sj_columns_changed(const struct sj_columns *columns, struct sj_period period);
/* What a ranking of the township's first comparable facts in its reports of `kind` for the period
 * would rank: those of eligible[township], by township. */
enum sj_status sj_columns_stated(const struct sj_columns *columns, uint32_t indicator,
                                 struct sj_period period, const char *kind,
                                 const struct sj_comparable *with, const uint8_t *eligible,
                                 size_t townships, struct sj_arena *arena,
                                 struct sj_stated **stated, size_t *count,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* Rankings that were made are kept, SJ_RANKINGS_MAX of them, the least recently used goes. Both
 * return one more user of it, who releases it. `find`: NULL if there is none with that key. */
struct sj_ranking *sj_columns_ranking_find(const struct sj_columns *columns,
                                           const struct sj_ranking_key *key);
void sj_columns_ranking_keep(const struct sj_columns *columns, const struct sj_ranking_key *key,
                             struct sj_ranking *ranking);
void sj_columns_ranking_release(const struct sj_columns *columns, struct sj_ranking *ranking);

/* Bytes that facts take now, and how many periods' reports are in memory, of how many. */
struct sj_columns_size {
    size_t bytes, resident, blocks;
};
struct sj_columns_size sj_columns_size(const struct sj_columns *columns);

#endif
