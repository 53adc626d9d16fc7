/* shangji profile: all that one township says of a period. */
#include "client/command.h"

#include "client/answer_columns.h"
#include "client/asker.h"

struct profile {
    struct sj_asker asker; /* first: ask is given this alone */
    bool all;
};

static void fill(struct sj_answer_table *table, const ProtobufCMessage *message)
{
    const Shangji__V1__ProfileAnswer *answer = (const Shangji__V1__ProfileAnswer *)message;
    struct sj_head_columns head;
    struct sj_value_columns value;
    struct sj_place_columns place;
    struct sj_change_columns change;
    const char *title = sj_arena_printf(table->arena, "%s (%s), %s", answer->township->name,
                                        answer->township->code, answer->period);
    table->title = title ? title : "";
    sj_head_columns_add(table, &head);
    sj_value_columns_add(table, "", _("value"), &value);
    sj_place_columns_add(table, &place);
    sj_change_columns_add(table, &change);
    for (size_t i = 0; i < answer->n_rows; i++) {
        const Shangji__V1__ProfileRow *row = answer->rows[i];
        sj_answer_row(table);
        sj_head_columns_fill(table, &head, row->indicator);
        sj_cell_columns_fill(table, &value, row->cell);
        sj_place_columns_fill(table, &place, row->place);
        sj_change_columns_fill(table, &change, row->change);
    }
    sj_answer_note(table, _("%u of %u indicators of the catalogue have a value."),
                   (unsigned)answer->stated, (unsigned)answer->indicators);
}

static enum sj_status ask(struct sj_asker *asker, char *const *words, int count,
                          struct sj_error *error)
{
    const struct profile *profile = (const struct profile *)asker;
    Shangji__V1__ProfileRequest request;
    ProtobufCMessage *answer = NULL;
    shangji__v1__profile_request__init(&request);
    request.kind = asker->kind;
    request.ledger_size_at = asker->at;
    request.stated_only = !profile->all;
    enum sj_status status = sj_asker_fill(asker, &request.period, &request.within, error);
    if (status == SJ_OK)
        status = sj_asker_township(asker, words[0], &request.township, error);
    if (status == SJ_OK)
        status = sj_asker_call(asker, "Profile", &request.base, &answer, error);
    return status == SJ_OK ? sj_asker_show(asker, answer, fill, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct profile profile = {.asker = {.format_name = "table"}};
    struct sj_asker *asker = &profile.asker;
    const struct sj_option options[] = {
        SJ_OPTIONS_ASKER_PERIOD(asker),
        SJ_OPTION_ASKER_KIND(asker),
        {.name = "all",
         .kind = SJ_OPTION_FLAG,
         .target = &profile.all,
         .help = N_("also the indicators that it does not state, with why")},
        SJ_OPTIONS_ASKER(asker),
    };
    const struct sj_command_line line = {
        .program = "shangji profile",
        .arguments = N_("TOWNSHIP --year YEAR"),
        .summary = sj_cmd_profile.summary,
        .notes = N_(
            "TOWNSHIP is a code or a name. The change is from the same period of the year before."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    return sj_asker_run(&line, argc, argv, asker, true, ask, error);
}

const struct sj_command sj_cmd_profile = {
    .name = "profile",
    .summary = N_("show all that a township reported, with its ranks"),
    .run = run,
};
