#include "client/command.h"

#include "client/draft_file.h"
#include "client/keyboard.h"
#include "client/output.h"
#include "client/paint.h"
#include "client/review_print.h"
#include "client/where.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

struct command {
    const char *document, *catalogue, *period, *color, *home_dir, *draft;
    bool colored;
    struct sj_home home;
    struct sj_draft_opened opened;
    struct sj_review review;
    struct sj_keyboard keyboard;
};

static enum sj_status save(struct command *command, struct sj_error *error)
{
    struct sj_review *review = &command->review;
    if (!review->changed)
        return SJ_OK;
    enum sj_status status = sj_draft_save(command->draft, &command->opened.draft,
                                          command->opened.catalogue, &command->home.arena, error);
    if (status != SJ_OK)
        return status;
    size_t open = sj_review_open(review);
    review->changed = false;
    printf(_("%s is written; %zu rows still wait for a decision; then: shangji check %s\n"),
           command->draft, open, command->draft);
    return SJ_OK;
}

/* ---- keys and lines ---- */

static bool wants_text(const struct sj_review *review)
{
    return review->state == SJ_REVIEW_VALUE || review->state == SJ_REVIEW_REASON ||
           review->state == SJ_REVIEW_INDICATOR;
}

static enum sj_status feed_key(struct command *command, char key, struct sj_error *error)
{
    if (key == '?' && command->review.state == SJ_REVIEW_ITEM) {
        sj_review_print_keys(stdout);
        return SJ_OK;
    }
    return sj_review_key(&command->review, key, error);
}

/* A line is a key; what stands behind it is the answer to what the key asks. */
static enum sj_status feed_line(struct command *command, const char *line, struct sj_error *error)
{
    struct sj_review *review = &command->review;
    if (wants_text(review))
        return sj_review_text(review, line, error);
    const char *rest = line[0] == '\0' ? line : line + 1;
    struct sj_bytes answer = sj_bytes_trim(sj_bytes_of(rest));
    bool is_word = answer.len > 0 && answer.data == (const uint8_t *)rest; /* and no key */
    char key = line[0];
    if (is_word)
        key = '\033';
    else if (key == '\0')
        key = '\n';
    enum sj_status status = feed_key(command, key, error);
    if (status == SJ_OK && answer.len > 0 && wants_text(review))
        status = sj_review_text(review, rest, error);
    return status;
}

/* Takes one; SJ_CANCELLED at the end of input or by a signal. */
static enum sj_status step(struct command *command, struct sj_error *error)
{
    struct sj_keyboard *keyboard = &command->keyboard;
    char line[SJ_KEYBOARD_LINE], key = 0;
    if (!keyboard->single || wants_text(&command->review)) {
        enum sj_status status = sj_keyboard_line(keyboard, line);
        return status == SJ_OK ? feed_line(command, line, error) : status;
    }
    enum sj_status status = sj_keyboard_key(keyboard, &key);
    if (status != SJ_OK)
        return status;
    fputc('\n', stdout);
    return feed_key(command, key, error);
}

/* ---- the command ---- */

static void show(const struct command *command, size_t *shown, const struct sj_review_undo **undo)
{
    const struct sj_review *review = &command->review;
    if (review->state == SJ_REVIEW_ITEM && (*shown != review->at || *undo != review->undo)) {
        sj_review_print(review, command->colored, stdout);
        *shown = review->at;
        *undo = review->undo;
    }
    if (command->keyboard.single)
        sj_review_prompt(review, stdout);
}

static enum sj_status go_through(struct command *command, struct sj_error *error)
{
    struct sj_review *review = &command->review;
    size_t shown = SIZE_MAX;
    const struct sj_review_undo *undo = NULL;
    enum sj_status status = SJ_OK;
    while (status == SJ_OK && review->state != SJ_REVIEW_DONE) {
        show(command, &shown, &undo);
        status = step(command, error);
        if (review->message[0] != '\0') {
            fputs("! ", stdout);
            sj_print_text(review->message, stdout);
            fputc('\n', stdout);
            review->message[0] = '\0';
        }
    }
    return status;
}

/* Whatever ends it, decisions are kept, unless the clerk throws them away. */
static enum sj_status review_rows(struct command *command, struct sj_error *error)
{
    sj_keyboard_open(&command->keyboard);
    enum sj_status status = go_through(command, error);
    bool ended = status == SJ_CANCELLED; /* by a signal or the end of input */
    if (ended) {
        fputc('\n', stdout);
        status = SJ_OK;
    }
    if (command->review.keep || ended || status != SJ_OK) {
        enum sj_status saved = save(command, error);
        status = status == SJ_OK ? saved : status;
    }
    int number = sj_keyboard_close(&command->keyboard);
    if (number != 0) {
        (void)fflush(stdout);
        if (status != SJ_OK)
            fprintf(stderr, "shangji review: %s\n", error->message);
        raise(number); /* as if it had not been caught */
    }
    return status;
}

/* What lies outside of the rows, as a vanished one, is for the clerk to mend in the draft. */
static enum sj_status begin(struct command *command, struct sj_error *error)
{
    struct sj_draft_opened *opened = &command->opened;
    struct sj_period period;
    bool has_period = command->period != NULL || opened->reading.year != 0;
    if (opened->decisions.choices == NULL) {
        sj_draft_print_findings(opened, stderr);
        return sj_draft_result(opened, error);
    }
    for (size_t i = 0; i < opened->findings.count; i++)
        if (strcmp(opened->findings.items[i].reason, "VANISHED_ROW") == 0 ||
            strcmp(opened->findings.items[i].reason, "CHANGED_COLUMN") == 0 ||
            strcmp(opened->findings.items[i].reason, "DOUBLED_ROW") == 0) {
            sj_draft_print_findings(opened, stderr);
            return sj_draft_result(opened, error);
        }
    enum sj_status status = SJ_OK;
    if (has_period)
        status = sj_draft_period(opened, command->period, &period, error);
    return status == SJ_OK ? sj_review_begin(&command->review, &command->home, opened,
                                             has_period ? &period : NULL, error)
                           : status;
}

static enum sj_status review_draft(struct command *command, struct sj_error *error)
{
    enum sj_status status = sj_paint_choose(command->color, stdout, &command->colored, error);
    if (status != SJ_OK)
        return status;
    status = sj_home_open(command->home_dir, &command->home, error);
    if (status == SJ_OK)
        status = sj_draft_open(&command->home, command->draft, command->document,
                               command->catalogue, &command->opened, error);
    if (status == SJ_OK)
        status = begin(command, error);
    if (status == SJ_OK)
        status = review_rows(command, error);
    sj_review_clear(&command->review);
    sj_home_clear(&command->home);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct command command = {0};
    const struct sj_option table[] = {
        {.name = "document",
         .kind = SJ_OPTION_TEXT,
         .target = &command.document,
         .argument = N_("FILE"),
         .help = N_("the document, if it does not stand beside the draft")},
        {.name = "period",
         .kind = SJ_OPTION_TEXT,
         .target = &command.period,
         .argument = N_("PERIOD"),
         .help = N_("reported on: 2021, 2021-S1 (else as the text says)")},
        {.name = "catalogue",
         .kind = SJ_OPTION_TEXT,
         .target = &command.catalogue,
         .argument = N_("FILE"),
         .help = N_("the catalogue (YAML) that the draft was made with")},
        SJ_OPTION_COLOR(&command.color),
        SJ_OPTION_HOME(&command.home_dir),
    };
    const struct sj_command_line line = {
        .program = "shangji review",
        .arguments = N_("DRAFT"),
        .summary = N_("go through what waits for a decision, row by row"),
        .notes = N_("A key a decision; ? lists them. What is decided is judged at once and written "
                    "back into the draft.\nWithout a terminal, standard input has a key a line, "
                    "and answers behind it or on the next lines: c 15000余亩"),
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
    command.draft = argv[1];
    return review_draft(&command, error);
}

const struct sj_command sj_cmd_review = {
    .name = "review",
    .summary = N_("go through what waits for a decision, row by row"),
    .run = run,
};
