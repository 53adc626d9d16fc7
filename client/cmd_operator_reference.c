#include "client/command.h"

#include "client/answer_text.h"
#include "client/operator_report.h"
#include "client/reference_send.h"

#include <stdio.h>

struct reference {
    const char *code, *name, *name_en, *unit, *definition, *source, *date, *period;
    struct sj_operator office;
};

/* Who has no value will have no rank per this: better seen now than asked about later. */
static void print_without(const struct sj_reference_sheet *sheet,
                          const Shangji__V1__ReferenceTable *table,
                          const Shangji__V1__GetRollReply *roll)
{
    size_t next = 0, shown = 0;
    printf(_("%s (%s), %s: %zu of %zu townships have a value\n"),
           sj_text_name(table->name_zh, table->name_en), table->code, table->unit, sheet->count,
           roll->n_townships);
    for (size_t i = 0; i < roll->n_townships; i++) {
        const Shangji__V1__Township *township = roll->townships[i]->township;
        bool told = false;
        for (next = 0; township && next < sheet->count && !told; next++)
            told = sj_bytes_equal(sj_bytes_of(township->code),
                                  sj_bytes_of(sheet->rows[next].cells[SJ_REFERENCE_TOWNSHIP]));
        if (township && !told)
            printf("%s%s", shown++ ? _(", ") : _("without: "), township->name);
    }
    fputs(shown ? "\n" : "", stdout);
}

static enum sj_status fill(struct reference *reference, Shangji__V1__ReferenceTable *table,
                           struct sj_error *error)
{
    struct sj_operator *office = &reference->office;
    table->code = sj_operator_text(office, reference->code);
    table->name_zh = sj_operator_text(office, reference->name);
    table->name_en =
        sj_operator_text(office, reference->name_en ? reference->name_en : reference->code);
    table->unit = sj_operator_text(office, reference->unit);
    table->definition = sj_operator_text(office, reference->definition);
    table->source = sj_operator_text(office, reference->source);
    table->date = sj_operator_text(office, reference->date);
    table->period = sj_operator_text(office, reference->period ? reference->period : "");
    if (!table->code || !table->name_zh || !table->name_en || !table->unit || !table->definition ||
        !table->source || !table->date || !table->period)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
    return SJ_OK;
}

static enum sj_status send(struct reference *reference, const char *path, struct sj_error *error)
{
    struct sj_reference_sheet sheet;
    Shangji__V1__GetRollReply *roll = NULL;
    Shangji__V1__ReferenceTable table;
    Shangji__V1__Act act;
    shangji__v1__reference_table__init(&table);
    shangji__v1__act__init(&act);
    enum sj_status status = fill(reference, &table, error);
    if (status == SJ_OK)
        status =
            sj_reference_load(&reference->office, path, SJ_REFERENCE_VALUE, &sheet, &roll, error);
    if (status == SJ_OK)
        status = sj_reference_values(&sheet, &reference->office.arena, &table, error);
    if (status != SJ_OK)
        return status;
    act.act_case = SHANGJI__V1__ACT__ACT_REFERENCE;
    act.reference = &table;
    status = sj_reference_check_act(&reference->office, &act, error);
    if (status != SJ_OK)
        return status;
    print_without(&sheet, &table, roll);
    return sj_operator_do(&reference->office, &act, error);
}

static enum sj_status check(const struct reference *reference, struct sj_error *error)
{
    const struct {
        const char *value, *option;
    } needed[] = {{reference->code, "code"},     {reference->name, "name"},
                  {reference->unit, "unit"},     {reference->definition, "definition"},
                  {reference->source, "source"}, {reference->date, "date"}};
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        if (!needed[i].value || !needed[i].value[0])
            return sj_error_set(error, SJ_USAGE, "MISSING_OPTION",
                                _("--%s is missing: a table is told with code, name, unit, "
                                  "definition, source and date"),
                                needed[i].option);
    return SJ_OK;
}

#define ROW(option, option_target, what, words)                                                    \
    {                                                                                              \
        .name = (option), .kind = SJ_OPTION_TEXT, .target = (option_target), .argument = (what),   \
        .help = (words)                                                                            \
    }

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct reference reference = {.code = NULL};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        ROW("code", &reference.code, N_("CODE"), N_("what it is asked for by: population")),
        ROW("name", &reference.name, N_("WORDS"), N_("its name: 户籍人口")),
        ROW("name-en", &reference.name_en, N_("WORDS"), N_("its English name (else the code)")),
        ROW("unit", &reference.unit, N_("UNIT"), N_("the unit of the values: 人")),
        ROW("definition", &reference.definition, N_("WORDS"),
            N_("what is counted: 年末户籍人口; stays with the code")),
        ROW("source", &reference.source, N_("WORDS"), N_("the document that the values are from")),
        ROW("date", &reference.date, N_("DATE"), N_("the day that they hold for: 2023-12-31")),
        ROW("period", &reference.period, N_("PERIOD"),
            N_("only for this period (else for all that have no table of their own)")),
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator reference",
        .arguments = N_("FILE.csv --code CODE --name WORDS --unit UNIT --definition WORDS "
                        "--source WORDS --date DATE"),
        .summary = sj_cmd_operator_reference.summary,
        .notes = N_("FILE.csv has the columns township and value, and name if you like, which is "
                    "then held against\nthe roll. The same code and period again takes the place "
                    "of the table before."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    status = check(&reference, error);
    if (status != SJ_OK)
        return status;
    status = sj_operator_open(&chosen, &reference.office, error);
    if (status == SJ_OK)
        status = send(&reference, argv[1], error);
    sj_operator_close(&reference.office);
    return status;
}

const struct sj_command sj_cmd_operator_reference = {
    .name = "operator reference",
    .summary = N_("publish a table that indicators are divided by (population, land)"),
    .run = run,
};
