#include "client/rank_more_print.h"

#include "base/i18n.h"
#include "client/answer_columns.h"
#include "client/answer_text.h"

struct columns {
    size_t rank, range, best, worst, percentile, share, share_interval;
    struct sj_township_columns township;
    struct sj_value_columns value;
    struct sj_change_columns change;
};

static void add_columns(struct sj_answer_table *table, struct columns *columns)
{
    columns->rank = sj_answer_column(table, SJ_COLUMN_INTEGER, "rank", _("rank"));
    columns->range = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("possible"));
    columns->best = sj_answer_column(table, SJ_COLUMN_INTEGER, "best", NULL);
    columns->worst = sj_answer_column(table, SJ_COLUMN_INTEGER, "worst", NULL);
    sj_township_columns_add(table, &columns->township);
    sj_value_columns_add(table, "", _("value"), &columns->value);
    columns->percentile = sj_answer_column(table, SJ_COLUMN_DECIMAL, "percentile", _("percentile"));
    columns->share = sj_answer_column(table, SJ_COLUMN_DECIMAL, "share", _("share (%)"));
    columns->share_interval = sj_answer_column(table, SJ_COLUMN_INTERVAL, "share", _("can be (%)"));
    sj_change_columns_add(table, &columns->change);
}

static void fill_row(struct sj_answer_table *table, const struct columns *columns,
                     const Shangji__V1__RankRow *row)
{
    sj_answer_row(table);
    sj_answer_integer(table, columns->rank, row->rank);
    sj_answer_integer(table, columns->best, row->best);
    sj_answer_integer(table, columns->worst, row->worst);
    sj_answer_text(table, columns->range, sj_text_range(row->best, row->worst, table->arena));
    sj_township_columns_fill(table, &columns->township, row->township, row->name);
    sj_value_columns_fill(table, &columns->value, row->value);
    sj_answer_decimal(table, columns->percentile, row->percentile);
    sj_answer_decimal(table, columns->share, row->share);
    sj_answer_interval(table, columns->share_interval, row->share_interval);
    sj_change_columns_fill(table, &columns->change, row->change);
}

void sj_rank_more_fill(struct sj_answer_table *table, const Shangji__V1__RankAnswer *answer)
{
    struct columns columns;
    const char *title = sj_arena_printf(
        table->arena, "%s (%s), %s%s%s", sj_text_name(answer->name_zh, answer->name_en),
        answer->indicator, answer->period, answer->unit[0] ? ", " : "", answer->unit);
    table->title = title ? title : "";
    add_columns(table, &columns);
    for (size_t i = 0; i < answer->n_rows; i++)
        fill_row(table, &columns, answer->rows[i]);
    for (size_t i = 0; i < answer->n_absent; i++) {
        const Shangji__V1__RankAbsence *absent = answer->absent[i];
        sj_answer_row(table);
        sj_township_columns_fill(table, &columns.township, absent->township, absent->name);
        sj_absence_columns_fill(table, &columns.value, absent->why, absent->detail);
    }
    sj_answer_note(table, _("%u of %u townships have a rank; the ledger has %llu entries."),
                   (unsigned)answer->ranked, (unsigned)answer->townships,
                   (unsigned long long)answer->ledger_size);
}
