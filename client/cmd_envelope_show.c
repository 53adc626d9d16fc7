/* shangji envelope show: what a signed envelope says, and whose signatures are on it. */
#include "client/command.h"

#include "client/envelope_print.h"
#include "client/where.h"

#include <stdio.h>

enum { SHOW_ARENA_BYTES = 64 * 1024 * 1024 };

static enum sj_status print_payload(const struct sj_envelope_file *file,
                                    const Shangji__V1__GetRollReply *roll, struct sj_error *error)
{
    if (file->submission.act)
        return sj_act_print(file->submission.act, stdout, error);
    if (!file->submission.report) {
        printf(_("payload    %zu bytes that this program does not read: %s\n"),
               file->envelope.payload.len, file->unread.message);
        return SJ_OK;
    }
    sj_report_print_summary(file->submission.report, roll, stdout);
    sj_report_print_figures(file->submission.report, stdout);
    return SJ_OK;
}

static enum sj_status show(struct sj_home *home, const char *name, struct sj_arena *arena,
                           struct sj_error *error)
{
    struct sj_envelope_file file;
    struct sj_known_keys known;
    struct sj_signer signers[SJ_ENVELOPE_SIGNATURES_MAX];
    Shangji__V1__CityCard *card;
    const Shangji__V1__GetRollReply *roll;
    enum sj_status status = sj_envelope_open(home, name, arena, &file, error);
    if (status != SJ_OK)
        return status;
    sj_home_known(home, &card, &roll);
    status = sj_known_keys_find(card, roll, &file.submission, &file.envelope, arena, &known, error);
    if (status == SJ_OK)
        status = sj_signers_find(&file.envelope, &known, arena, signers, error);
    if (status != SJ_OK)
        return status;
    sj_envelope_print_head(&file, stdout);
    sj_envelope_print_signers(&file, signers, arena, stdout);
    return print_payload(&file, roll, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    const char *dir = NULL;
    const struct sj_option options[] = {SJ_OPTION_HOME(&dir)};
    const struct sj_command_line line = {
        .program = "shangji envelope show",
        .arguments = N_("NAME|FILE.envelope"),
        .summary = sj_cmd_envelope_show.summary,
        .notes = N_("NAME is in the outbox or was sent. Shows, and proves nothing: 'shangji "
                    "envelope verify' does."),
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
    struct sj_home home;
    struct sj_arena arena;
    sj_arena_init(&arena, SHOW_ARENA_BYTES);
    status = sj_home_open(dir, &home, error);
    if (status == SJ_OK)
        status = show(&home, argv[1], &arena, error);
    sj_arena_clear(&arena);
    sj_home_clear(&home);
    return status;
}

const struct sj_command sj_cmd_envelope_show = {
    .name = "envelope show",
    .summary = N_("show what a signed envelope says and who signed it"),
    .run = run,
};
