/* shangjid fsck and rebuild: everything recomputed from the stored envelopes. */
#include "server/command.h"

#include "base/i18n.h"
#include "server/inspect.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static void show_progress(void *context, uint64_t done, uint64_t size)
{
    fprintf(stderr, "\r%" PRIu64 "/%" PRIu64, done, size);
}

static void print_counts(const struct sj_inspection *found)
{
    const struct sj_replay_counts *counts = &found->counts;
    printf(_("entries      %" PRIu64 ": %" PRIu64 " acts, %" PRIu64 " reports\n"), counts->entries,
           counts->acts, counts->reports);
    printf(_("signatures   %" PRIu64 " verified at their place\n"), counts->signatures);
    printf(_("figures      %" PRIu64 ", facts %" PRIu64 "\n"), counts->figures, counts->facts);
    printf(
        _("texts        %" PRIu64 " held against the figures, %" PRIu64 " not there (withheld)\n"),
        counts->texts, counts->wordless);
    printf(_("checkpoints  %" PRIu64 " stored, all signed and of this tree\n"), found->checkpoints);
    printf(_("cosignatures %" PRIu64 " of witnesses, all by keys that are or were enrolled\n"),
           found->cosignatures);
}

static enum sj_status inspect(const char *directory, bool rebuild, struct sj_error *error)
{
    struct sj_store_config config = {.directory = directory, .views = 1};
    struct sj_inspection inspection = {.rebuild = rebuild,
                                       .progress = isatty(STDERR_FILENO) ? show_progress : NULL};
    enum sj_status status = sj_store_open(&config, &inspection.store, error);
    if (status != SJ_OK)
        return status;
    status = sj_store_integrity(inspection.store, error);
    if (status == SJ_OK)
        status = sj_inspect_ledger(inspection.store, &inspection.ledger, error);
    if (status == SJ_OK)
        status = sj_inspect(&inspection, error);
    if (inspection.progress != NULL)
        fprintf(stderr, "\r\033[K");
    if (status == SJ_OK) {
        print_counts(&inspection);
        printf("%s\n",
               rebuild ? _("The tree and the facts were made again.") : _("The ledger is whole."));
    }
    sj_store_close(inspection.store);
    return status;
}

static enum sj_status parse(const char *program, const char *summary, int argc, char **argv,
                            bool *help, struct sj_error *error)
{
    int count;
    const struct sj_command_line line = {.program = program,
                                         .arguments = N_("DIR"),
                                         .summary = summary,
                                         .notes = N_("The server must be stopped."),
                                         .min_arguments = 1,
                                         .max_arguments = 1};
    return sj_options_parse(&line, argc, argv, &count, help, error);
}

static enum sj_status run_fsck(int argc, char **argv, struct sj_error *error)
{
    bool help;
    enum sj_status status =
        parse("shangjid fsck",
              N_("Recomputes everything from the stored envelopes and names the first entry that "
                 "fails."),
              argc, argv, &help, error);
    return status != SJ_OK || help ? status : inspect(argv[1], false, error);
}

static enum sj_status run_rebuild(int argc, char **argv, struct sj_error *error)
{
    bool help;
    enum sj_status status =
        parse("shangjid rebuild",
              N_("Makes the tree and the facts again from the stored envelopes, all or nothing."),
              argc, argv, &help, error);
    return status != SJ_OK || help ? status : inspect(argv[1], true, error);
}

const struct sj_command sj_cmd_fsck = {"fsck", N_("check the whole ledger"), run_fsck};
const struct sj_command sj_cmd_rebuild = {"rebuild", N_("make what is derived again"), run_rebuild};
