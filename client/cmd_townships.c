/* shangji townships: the roll. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/asker.h"

static const char *heads_text(Shangji__V1__TownshipHead *const *heads, size_t count,
                              struct sj_arena *arena)
{
    const char *text = "";
    for (size_t i = 0; text && i < count; i++)
        text = sj_arena_printf(arena, "%s%s%s", text, i ? _(", ") : "", heads[i]->name);
    return text ? text : "";
}

static const char *codes_text(Shangji__V1__TownshipHead *const *heads, size_t count,
                              struct sj_arena *arena)
{
    const char *text = "";
    for (size_t i = 0; text && i < count; i++)
        text = sj_arena_printf(arena, "%s%s%s", text, i ? "," : "", heads[i]->code);
    return text ? text : "";
}

static const char *keys_text(const Shangji__V1__TownshipsRow *row)
{
    if (row->keys == 0)
        return row->revoked > 0 ? _("all revoked") : _("not enrolled");
    return row->recovered > 0 ? _("signed with a recovered key") : "";
}

struct columns {
    size_t code, name, since, until, before, after, keys, recovered, revoked, reports, note;
};

static void add_columns(struct sj_answer_table *table, struct columns *columns)
{
    columns->code = sj_answer_column(table, SJ_COLUMN_TEXT, "township", _("code"));
    columns->name = sj_answer_column(table, SJ_COLUMN_TEXT, "name", _("township"));
    columns->since = sj_answer_column(table, SJ_COLUMN_TEXT, "since", _("since"));
    columns->until = sj_answer_column(table, SJ_COLUMN_TEXT, "until", _("until"));
    columns->before = sj_answer_column(table, SJ_COLUMN_TEXT, "predecessors", _("came from"));
    columns->after = sj_answer_column(table, SJ_COLUMN_TEXT, "successors", _("became"));
    columns->keys = sj_answer_column(table, SJ_COLUMN_INTEGER, "keys", _("keys"));
    columns->recovered = sj_answer_column(table, SJ_COLUMN_INTEGER, "recovered", NULL);
    columns->revoked = sj_answer_column(table, SJ_COLUMN_INTEGER, "revoked", NULL);
    columns->reports = sj_answer_column(table, SJ_COLUMN_INTEGER, "reports", _("reports"));
    columns->note = sj_answer_column(table, SJ_COLUMN_TEXT, NULL, _("to be noted"));
}

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__TownshipsAnswer *answer = (const Shangji__V1__TownshipsAnswer *)message;
    struct sj_arena *arena = table->arena;
    struct columns columns;
    add_columns(table, &columns);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__TownshipsRow *row = answer->rows[i];
        sj_answer_row(table);
        sj_answer_text(table, columns.code, row->township);
        sj_answer_text(table, columns.name, row->name);
        sj_answer_text(table, columns.since, row->since);
        sj_answer_text(table, columns.until, row->until);
        sj_answer_named(table, columns.before,
                        codes_text(row->predecessors, row->n_predecessors, arena),
                        heads_text(row->predecessors, row->n_predecessors, arena));
        sj_answer_named(table, columns.after, codes_text(row->successors, row->n_successors, arena),
                        heads_text(row->successors, row->n_successors, arena));
        sj_answer_integer(table, columns.keys, row->keys);
        sj_answer_integer(table, columns.recovered, row->recovered);
        sj_answer_integer(table, columns.revoked, row->revoked);
        sj_answer_integer(table, columns.reports, row->reports);
        sj_answer_text(table, columns.note, keys_text(row));
    }
    sj_answer_note(table, _("%zu of %u townships; %u of them have a key that may sign."),
                   answer->n_rows, (unsigned)answer->townships, (unsigned)answer->able);
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    Shangji__V1__TownshipsRequest request;
    ProtobufCMessage *answer = NULL;
    shangji__v1__townships_request__init(&request);
    request.ledger_size_at = asker->at;
    enum sj_status status = sj_asker_fill(asker, &request.period, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_words(asker, words, count, &request.words, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Townships", &request.base, &answer, error);
    return status == SJ_OK ? sj_asker_show(asker, answer, fill, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct sj_asker made = {.format_name = "table"}, *asker = &made;
    const struct sj_option options[] = {
        SJ_OPTIONS_ASKER_PERIOD(asker),
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji townships",
        .arguments = N_("[WORD…]"),
        .summary = sj_cmd_townships.summary,
        .notes = N_("With --year only those that report for it."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 0,
        .max_arguments = -1,
    };
    return sj_asker_run(&line, argc, argv, asker, false, ask, error);
}

const struct sj_command sj_cmd_townships = {
    .name = "townships",
    .summary = N_("list the townships, their keys and what became of them"),
    .run = run,
};
