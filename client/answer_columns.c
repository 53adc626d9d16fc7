#include "client/answer_columns.h"

#include "base/i18n.h"
#include "client/answer_text.h"

#include <string.h>

void sj_township_columns_add(struct sj_answer_table *table, struct sj_township_columns *columns)
{
    columns->code = sj_answer_column(table, SJ_COLUMN_TEXT, "township", NULL);
    columns->name = sj_answer_column(table, SJ_COLUMN_TEXT, "name", _("township"));
}

void sj_township_columns_fill(struct sj_answer_table *table,
                              const struct sj_township_columns *columns, const char *code,
                              const char *name)
{
    sj_answer_text(table, columns->code, code);
    sj_answer_text(table, columns->name, name);
}

void sj_head_columns_add(struct sj_answer_table *table, struct sj_head_columns *columns)
{
    columns->code = sj_answer_column(table, SJ_COLUMN_TEXT, "indicator", NULL);
    columns->name = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("indicator"));
    columns->unit = sj_answer_column(table, SJ_COLUMN_TEXT, "unit", _("unit"));
}

void sj_head_columns_fill(struct sj_answer_table *table, const struct sj_head_columns *columns,
                          const Shangji__V1__IndicatorHead *head)
{
    if (!head)
        return;
    sj_answer_text(table, columns->code, head->code);
    sj_answer_text(table, columns->name, sj_text_name(head->name_zh, head->name_en));
    sj_answer_text(table, columns->unit, head->unit);
}

const char *sj_head_text(const Shangji__V1__IndicatorHead *head, struct sj_arena *arena)
{
    const char *text = head
                           ? sj_arena_printf(arena, "%s (%s)",
                                             sj_text_name(head->name_zh, head->name_en), head->code)
                           : NULL;
    return text ? text : "";
}

/* ---- values ---- */

static const char *prefixed(struct sj_answer_table *table, const char *prefix, const char *code)
{
    const char *text = sj_arena_printf(table->arena, "%s%s", prefix, code);
    return text ? text : code;
}

void sj_value_columns_add(struct sj_answer_table *table, const char *prefix, const char *title,
                          struct sj_value_columns *columns)
{
    /* "lo" and "hi" by themselves, "from_lo" and "from_hi" with a prefix. */
    const char *ends = "";
    if (prefix[0])
        ends = sj_arena_printf(table->arena, "%.*s", (int)strlen(prefix) - 1, prefix);
    columns->value =
        sj_answer_column(table, SJ_COLUMN_DECIMAL, prefixed(table, prefix, "value"), title);
    columns->interval =
        sj_answer_column(table, SJ_COLUMN_INTERVAL, ends ? ends : "", _("interval"));
    columns->decision =
        sj_answer_column(table, SJ_COLUMN_TEXT, prefixed(table, prefix, "decision"), NULL);
    columns->reason =
        sj_answer_column(table, SJ_COLUMN_TEXT, prefixed(table, prefix, "reason"), NULL);
    columns->entry =
        sj_answer_column(table, SJ_COLUMN_INTEGER, prefixed(table, prefix, "entry"), _("entry"));
    columns->revision =
        sj_answer_column(table, SJ_COLUMN_INTEGER, prefixed(table, prefix, "revision"), NULL);
    columns->absent =
        sj_answer_column(table, SJ_COLUMN_TEXT, prefixed(table, prefix, "absent"), NULL);
    columns->detail =
        sj_answer_column(table, SJ_COLUMN_TEXT, prefixed(table, prefix, "detail"), NULL);
    columns->marks = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("to be noted"));
}

void sj_value_columns_fill(struct sj_answer_table *table, const struct sj_value_columns *columns,
                           const Shangji__V1__AnswerValue *value)
{
    if (!value)
        return;
    sj_answer_decimal(table, columns->value, value->value);
    sj_answer_interval(table, columns->interval, value->interval);
    sj_answer_text(
        table, columns->decision,
        sj_text_enum(&shangji__v1__decision__descriptor, (int)value->decision, table->arena));
    sj_answer_text(table, columns->reason, value->reason);
    sj_answer_integer(table, columns->entry, (int64_t)value->entry);
    sj_answer_integer(table, columns->revision, value->revision);
    sj_answer_text(table, columns->marks, sj_text_marks(value, table->arena));
}

static const char *absence_text(Shangji__V1__Absence why, const char *detail,
                                struct sj_arena *arena)
{
    const char *text = sj_text_absence(why);
    if (detail[0])
        text = sj_arena_printf(arena, "%s (%s)", text, sj_text_detail(detail, arena));
    return text ? text : "";
}

void sj_absence_columns_fill(struct sj_answer_table *table, const struct sj_value_columns *columns,
                             Shangji__V1__Absence why, const char *detail)
{
    if (why == SHANGJI__V1__ABSENCE__ABSENCE_UNSPECIFIED)
        return;
    sj_answer_text(table, columns->absent,
                   sj_text_enum(&shangji__v1__absence__descriptor, (int)why, table->arena));
    sj_answer_text(table, columns->detail, detail);
    sj_answer_text(table, columns->marks, absence_text(why, detail, table->arena));
}

void sj_cell_columns_fill(struct sj_answer_table *table, const struct sj_value_columns *columns,
                          const Shangji__V1__AnswerCell *cell)
{
    if (cell && cell->value)
        sj_value_columns_fill(table, columns, cell->value);
    else if (cell)
        sj_absence_columns_fill(table, columns, cell->why, cell->detail);
}

const char *sj_cell_text(const Shangji__V1__AnswerCell *cell, struct sj_arena *arena)
{
    const char *text = "";
    if (!cell)
        return "";
    if (!cell->value)
        return absence_text(cell->why, cell->detail, arena);
    const char *interval = sj_text_interval(cell->value->interval, arena);
    const char *marks = sj_text_marks(cell->value, arena);
    text = sj_arena_printf(arena, "%s%s%s%s%s%s", cell->value->value, interval[0] ? " " : "",
                           interval, marks[0] ? " (" : "", marks, marks[0] ? ")" : "");
    return text ? text : "";
}

/* ---- changes and places ---- */

void sj_change_columns_add(struct sj_answer_table *table, struct sj_change_columns *columns)
{
    columns->value = sj_answer_column(table, SJ_COLUMN_DECIMAL, "change", _("change"));
    columns->interval = sj_answer_column(table, SJ_COLUMN_INTERVAL, "change", _("can be"));
    columns->unit = sj_answer_column(table, SJ_COLUMN_TEXT, "change_unit", NULL);
    columns->percent = sj_answer_column(table, SJ_COLUMN_DECIMAL, "percent", _("in %"));
    columns->percent_interval =
        sj_answer_column(table, SJ_COLUMN_INTERVAL, "percent", _("can be (%)"));
    columns->told = sj_answer_column(table, SJ_COLUMN_DECIMAL, "told", _("as told"));
    columns->told_interval = sj_answer_column(table, SJ_COLUMN_INTERVAL, "told", NULL);
}

void sj_change_columns_fill(struct sj_answer_table *table, const struct sj_change_columns *columns,
                            const Shangji__V1__Change *change)
{
    if (!change)
        return;
    sj_answer_decimal(table, columns->value, change->value);
    sj_answer_interval(table, columns->interval, change->interval);
    sj_answer_text(table, columns->unit, change->unit);
    sj_answer_decimal(table, columns->percent, change->percent);
    sj_answer_interval(table, columns->percent_interval, change->percent_interval);
    if (!change->told)
        return;
    sj_answer_decimal(table, columns->told, change->told->value);
    sj_answer_interval(table, columns->told_interval, change->told->interval);
}

void sj_place_columns_add(struct sj_answer_table *table, struct sj_place_columns *columns)
{
    columns->rank = sj_answer_column(table, SJ_COLUMN_INTEGER, "rank", _("rank"));
    columns->range = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("possible"));
    columns->best = sj_answer_column(table, SJ_COLUMN_INTEGER, "best", NULL);
    columns->worst = sj_answer_column(table, SJ_COLUMN_INTEGER, "worst", NULL);
    columns->ranked = sj_answer_column(table, SJ_COLUMN_INTEGER, "ranked", _("of"));
    columns->percentile = sj_answer_column(table, SJ_COLUMN_DECIMAL, "percentile", _("percentile"));
}

void sj_place_columns_fill(struct sj_answer_table *table, const struct sj_place_columns *columns,
                           const Shangji__V1__Place *place)
{
    if (!place || place->rank == 0)
        return;
    sj_answer_integer(table, columns->rank, place->rank);
    sj_answer_integer(table, columns->best, place->best);
    sj_answer_integer(table, columns->worst, place->worst);
    sj_answer_integer(table, columns->ranked, place->ranked);
    sj_answer_decimal(table, columns->percentile, place->percentile);
    sj_answer_text(table, columns->range, sj_text_range(place->best, place->worst, table->arena));
}
