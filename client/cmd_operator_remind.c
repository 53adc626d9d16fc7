#include "client/command.h"

#include "client/card.h"
#include "client/operator_report.h"
#include "client/pages.h"
#include "client/remind_text.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct remind {
    const char *period, *kind, *out;
    struct sj_operator office;
    Shangji__V1__GetRollReply *roll;
    const Shangji__V1__CoverageAnswer *coverage;
    size_t written;
};

static enum sj_status ask_coverage(struct remind *remind, struct sj_error *error)
{
    Shangji__V1__CoverageRequest request;
    ProtobufCMessage *message;
    shangji__v1__coverage_request__init(&request);
    request.period = sj_operator_text(&remind->office, remind->period);
    request.kind = sj_operator_text(&remind->office, remind->kind);
    if (!request.period || !request.kind)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the question"));
    enum sj_status status = sj_link_pages(&remind->office.link, "/shangji.v1.Query/Coverage",
                                          &request.base, &remind->office.arena, &message, error);
    remind->coverage = (const Shangji__V1__CoverageAnswer *)message;
    return status;
}

/* The act that sent the report back: the operator's own words, so its signature is looked at. */
static enum sj_status fetch_return(struct remind *remind, uint64_t index,
                                   struct sj_reminder *reminder, struct sj_error *error)
{
    Shangji__V1__GetEnvelopeRequest request;
    ProtobufCMessage *message;
    struct sj_envelope envelope;
    struct sj_submission submission;
    bool signed_by = false;
    struct sj_arena *arena = &remind->office.arena;
    shangji__v1__get_envelope_request__init(&request);
    request.of_case = SHANGJI__V1__GET_ENVELOPE_REQUEST__OF_INDEX;
    request.index = index;
    enum sj_status status = sj_link_call(&remind->office.link, "/shangji.v1.Ledger/GetEnvelope",
                                         &request.base, arena, &message, error);
    if (status == SJ_OK)
        status = sj_envelope_decode(
            sj_pb_bytes(((const Shangji__V1__GetEnvelopeReply *)message)->envelope), arena,
            &envelope, error);
    if (status == SJ_OK)
        status = sj_submission_decode(envelope.payload_type, envelope.payload, arena, &submission,
                                      error);
    if (status != SJ_OK)
        return status;
    if (!submission.act || submission.act->act_case != SHANGJI__V1__ACT__ACT_RETURNED)
        return sj_error_set(error, SJ_DATA_LOSS, "NO_RETURN",
                            _("entry %" PRIu64 " sends nothing back"), index);
    status = sj_card_is_operators(remind->office.card, &envelope, arena, &signed_by, error);
    if (status == SJ_OK && !signed_by)
        return sj_error_set(error, SJ_DATA_LOSS, "NOT_THE_OPERATOR",
                            _("entry %" PRIu64 " is not signed by the operator's key"), index);
    reminder->returned = submission.act->returned;
    if (status == SJ_OK)
        status = sj_fetch_report(&remind->office.link, sj_pb_bytes(reminder->returned->report),
                                 arena, &reminder->report, error);
    return status;
}

static const Shangji__V1__ReportState *state_of(const struct remind *remind, const char *township)
{
    for (size_t i = 0; i < remind->roll->n_reports; i++) {
        const Shangji__V1__ReportState *state = remind->roll->reports[i];
        if (strcmp(state->township, township) == 0 &&
            strcmp(state->period, remind->coverage->period) == 0 &&
            strcmp(state->kind, remind->coverage->kind) == 0)
            return state;
    }
    return NULL;
}

static enum sj_status write_text(struct remind *remind, const char *township, struct sj_bytes text,
                                 struct sj_error *error)
{
    remind->written++;
    if (!remind->out) {
        printf("%.*s\n", (int)text.len, (const char *)text.data);
        return SJ_OK;
    }
    const char *path = sj_arena_printf(&remind->office.arena, "%s/%s.txt", remind->out, township);
    if (!path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the text"));
    return sj_file_write(path, text, 0644, error);
}

static enum sj_status remind_one(struct remind *remind, const Shangji__V1__CoverageRow *row,
                                 int64_t days_left, struct sj_error *error)
{
    struct sj_buffer text = {.limit = 1 << 20};
    struct sj_reminder reminder = {.name = row->name,
                                   .period = remind->coverage->period,
                                   .kind = remind->coverage->kind,
                                   .deadline = remind->coverage->deadline,
                                   .days_left = days_left,
                                   .row = row,
                                   .coverage = remind->coverage};
    const Shangji__V1__ReportState *state = state_of(remind, row->township);
    enum sj_status status = SJ_OK;
    if (state && state->returned > 0)
        status = fetch_return(remind, state->returned, &reminder, error);
    if (status == SJ_OK) {
        sj_reminder_print(&reminder, &text);
        status = write_text(remind, row->township, sj_buffer_bytes(&text), error);
    }
    sj_buffer_clear(&text);
    return status;
}

static enum sj_status remind_all(struct remind *remind, struct sj_error *error)
{
    enum sj_status status = ask_coverage(remind, error);
    if (status == SJ_OK)
        status = sj_operator_roll(&remind->office, &remind->roll, error);
    if (status != SJ_OK)
        return status;
    int64_t days_left = sj_days_left(remind->coverage->deadline, (int64_t)time(NULL));
    for (size_t i = 0; status == SJ_OK && i < remind->coverage->n_rows; i++)
        if (sj_reminder_due(remind->coverage->rows[i]))
            status = remind_one(remind, remind->coverage->rows[i], days_left, error);
    if (status == SJ_OK && (remind->out || remind->written == 0))
        printf(_("%zu of %zu townships are reminded\n"), remind->written, remind->coverage->n_rows);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct remind remind = {.kind = "annual"};
    struct sj_operator_options chosen = {0};
    const struct sj_option options[] = {
        {.name = "kind",
         .kind = SJ_OPTION_TEXT,
         .target = &remind.kind,
         .argument = N_("KIND"),
         .help = N_("annual (default), interim, …")},
        {.name = "out",
         .kind = SJ_OPTION_TEXT,
         .target = &remind.out,
         .argument = N_("DIR"),
         .help = N_("a file a township, CODE.txt, instead of the screen")},
        SJ_OPTIONS_OPERATOR(&chosen),
    };
    const struct sj_command_line line = {
        .program = "shangji operator remind",
        .arguments = N_("PERIOD"),
        .summary = sj_cmd_operator_remind.summary,
        .notes = N_("For every township that has not reported, whose report was sent back, or that "
                    "lacks required\nindicators. Nothing is sent: paste it where you write to "
                    "them."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    struct sj_period period;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    remind.period = argv[1];
    if (!sj_period_parse(sj_bytes_of(remind.period), &period))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("'%s' is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
                            remind.period);
    status = sj_operator_open(&chosen, &remind.office, error);
    if (status == SJ_OK)
        status = remind_all(&remind, error);
    sj_operator_close(&remind.office);
    return status;
}

const struct sj_command sj_cmd_operator_remind = {
    .name = "operator remind",
    .summary = N_("write reminders for townships, to paste"),
    .run = run,
};
