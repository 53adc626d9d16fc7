#include "client/command.h"

#include "client/decided.h"
#include "client/draft_open.h"
#include "client/draft_required.h"
#include "client/precaution.h"
#include "client/where.h"

#include <stdio.h>
#include <string.h>

struct check {
    const char *document, *catalogue, *period, *home_dir, *draft;
    struct sj_option_list required;
    struct sj_precaution precaution;
    struct sj_home home;
    struct sj_draft_opened opened;
};

static void print_missing(const struct sj_missing *missing)
{
    if (missing->count == 0)
        return;
    printf(_(
        "Required, and without a figure (add a row: 补充 under 处理, the code under 指标代码, and "
        "under 更正值 the quantity, 无, 不适用 or 未统计):\n"));
    for (size_t i = 0; i < missing->count; i++)
        printf("  %s  %s (%.*s)\n", missing->items[i]->code, missing->items[i]->name_zh,
               (int)missing->items[i]->unit.len, (const char *)missing->items[i]->unit.data);
}

/* Zeros that the text seems to tell. A word like 零 or 无 may mean much, so they are offered only.
 */
static void print_zeros(struct check *check, const struct sj_facts *facts)
{
    const struct sj_reading *reading = &check->opened.reading;
    struct sj_bytes text = check->opened.document.text;
    for (size_t i = 0; i < reading->statement_count; i++) {
        const struct sj_statement *statement = &reading->statements[i];
        bool told = statement->what != SJ_STATES_ZERO || statement->indicator == NULL;
        for (size_t f = 0; f < facts->count && !told; f++)
            told = facts->items[f].indicator == statement->indicator;
        if (told)
            continue;
        struct sj_bytes words = sj_bytes_slice(text, statement->span.start, statement->span.end);
        const char *masked = sj_precaution_masked(words, &check->home.arena);
        printf(_("“%.*s”: if this tells that there was none, add a row: 补充, %s (%s), 无\n"),
               (int)strlen(masked), masked, statement->indicator->code,
               statement->indicator->name_zh);
    }
}

/* Amounts without a number that speak of something the catalogue counts. */
static void print_vagues(struct check *check)
{
    const struct sj_reading *reading = &check->opened.reading;
    struct sj_bytes text = check->opened.document.text;
    for (size_t i = 0; i < reading->vague_count; i++) {
        const struct sj_vague_mention *vague = &reading->vagues[i];
        if (vague->candidate == NULL)
            continue;
        struct sj_bytes words = sj_bytes_slice(text, vague->span.start, vague->span.end);
        struct sj_bytes clause = sj_bytes_slice(text, vague->clause.start, vague->clause.end);
        const char *masked = sj_precaution_masked(clause, &check->home.arena);
        printf(_("“%.*s” in “%.*s” has no number; if it is known, add a row: 补充, %s (%s), and "
                 "the number\n"),
               (int)words.len, (const char *)words.data, (int)strlen(masked), masked,
               vague->candidate->code, vague->candidate->name_zh);
    }
}

static enum sj_status judge(struct check *check, struct sj_error *error)
{
    struct sj_report_build build = {.kind = "annual",
                                    .revision = 1,
                                    .replaces_reason = "",
                                    .seen_checkpoint = "",
                                    .township = ""};
    struct sj_report_built built;
    struct sj_facts facts;
    struct sj_missing missing;
    char period[SJ_PERIOD_TEXT];
    const Shangji__V1__GetRollReply *roll = NULL;
    enum sj_status status = sj_draft_period(&check->opened, check->period, &build.period, error);
    if (status == SJ_OK)
        status = sj_draft_judge(&check->home, &check->opened, &build, &built, &facts, error);
    if (status == SJ_OK)
        status = sj_home_roll(&check->home, &roll, error);
    if (status == SJ_OK)
        status = sj_draft_missing(built.message, &facts, check->opened.catalogue, &check->required,
                                  roll, &check->home.arena, &missing, error);
    if (status != SJ_OK)
        return status;
    sj_draft_print_findings(&check->opened, stdout);
    print_missing(&missing);
    print_zeros(check, &facts);
    print_vagues(check);
    status = sj_precaution_check(&check->home, &check->opened, &check->precaution, stdout, error);
    if (check->opened.findings.count == 0 && status == SJ_OK) {
        sj_decided_print(&check->opened, stdout);
        printf(_("%s: %zu figures, %zu facts, nothing open; then: shangji pack %s --period %s\n"),
               check->opened.draft.name, built.message->n_figures, facts.count, check->draft,
               sj_period_format(build.period, period));
    }
    return check->opened.findings.count > 0 ? sj_draft_result(&check->opened, error) : status;
}

static enum sj_status check_draft(struct check *check, struct sj_error *error)
{
    enum sj_status status = sj_home_open(check->home_dir, &check->home, error);
    if (status == SJ_OK)
        status = sj_draft_open(&check->home, check->draft, check->document, check->catalogue,
                               &check->opened, error);
    if (status == SJ_OK && sj_draft_is_sound(&check->opened)) {
        status = judge(check, error);
    } else if (status == SJ_OK) {
        sj_draft_print_findings(&check->opened, stdout);
        status = sj_draft_result(&check->opened, error);
    }
    sj_home_clear(&check->home);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct check check = {0};
    const struct sj_option table[] = {
        {.name = "document",
         .kind = SJ_OPTION_TEXT,
         .target = &check.document,
         .argument = N_("FILE"),
         .help = N_("the document, if it does not stand beside the draft")},
        {.name = "period",
         .kind = SJ_OPTION_TEXT,
         .target = &check.period,
         .argument = N_("PERIOD"),
         .help = N_("reported on: 2021, 2021-S1 (else as the text says)")},
        {.name = "required",
         .kind = SJ_OPTION_LIST,
         .target = &check.required,
         .argument = N_("CODES"),
         .help = N_("indicators that must have a figure (else as the catalogue says)")},
        {.name = "catalogue",
         .kind = SJ_OPTION_TEXT,
         .target = &check.catalogue,
         .argument = N_("FILE"),
         .help = N_("the catalogue (YAML) that the draft was made with")},
        SJ_OPTION_PRECAUTION(&check.precaution),
        SJ_OPTION_HOME(&check.home_dir),
    };
    const struct sj_command_line line = {
        .program = "shangji check",
        .arguments = N_("DRAFT"),
        .summary = N_("judge a draft as the city will"),
        .notes = N_("Lists what waits for a decision, every fault, required indicators without a "
                    "figure,\nand numbers of persons, which do not belong in a report.\nExit "
                    "status: 0 nothing open, 1 something waits for a decision, above "
                    "that a fault."),
        .options = table,
        .option_count = sizeof table / sizeof *table,
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    check.draft = argv[1];
    return check_draft(&check, error);
}

const struct sj_command sj_cmd_check = {
    .name = "check",
    .summary = N_("judge a draft as the city will"),
    .run = run,
};
