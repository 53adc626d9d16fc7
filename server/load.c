/* From the store's packed rows to columns. */
#include "server/ledger_impl.h"

#include "base/i18n.h"
#include "server/log.h"

/* A view of its own for each reading: two periods are read beside each other at the start, and
 * later by whoever asks for what was dropped. */
static enum sj_status read_facts(void *context, const uint64_t *entries, size_t count,
                                 sj_facts_take *take, void *taker, struct sj_error *error)
{
    struct sj_store_view *view;
    struct sj_ledger *ledger = context;
    enum sj_status status = sj_store_view_take(ledger->config.store, &view, error);
    if (status != SJ_OK)
        return status;
    status = sj_store_facts_of(view, entries, count, take, taker, error);
    sj_store_view_give(view);
    return status;
}

static enum sj_status note_reports(const struct sj_city *city, struct sj_columns *columns,
                                   struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < sj_city_report_count(city); i++) {
        const struct sj_city_report *report = sj_city_report(city, i);
        struct sj_report_place place = {report->township, report->period, report->kind};
        status = sj_columns_note(columns, &place, (uint32_t)report->index, error);
    }
    return status;
}

enum sj_status sj_ledger_load_columns(struct sj_ledger *ledger, struct sj_columns **columns,
                                      struct sj_error *error)
{
    struct sj_facts_source source = {read_facts, ledger};
    *columns = sj_columns_new_over(&source, ledger->config.facts_max_bytes);
    if (!*columns)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the columns"));
    enum sj_status status = note_reports(ledger->city, *columns, error);
    if (status == SJ_OK)
        status = sj_columns_load(*columns, error);
    struct sj_columns_size size = sj_columns_size(*columns);
    sj_log("columns_loaded", "reports=%zu periods=%zu of=%zu bytes=%zu",
           sj_city_report_count(ledger->city), size.resident, size.blocks, size.bytes);
    return status;
}
