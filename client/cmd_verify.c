/* shangji verify: an answer's proof, without asking anybody. */
#include "client/command.h"

#include "base/period.h"
#include "client/card.h"
#include "client/proof.h"
#include "client/rank_print.h"
#include "client/where.h"
#include "client/witness_policy.h"

#include <inttypes.h>
#include <stdio.h>

enum { VERIFY_ARENA_BYTES = 1 << 30 };

struct verify {
    struct sj_where where;
    bool no_card, quiet;
    const char *witnesses;
    struct sj_wanted wanted;
    struct sj_home home;
    struct sj_arena arena;
    Shangji__V1__CityCard *card;
};

static void print_checked(const struct verify *verify, const struct sj_proof_verified *verified)
{
    const struct sj_replay_counts *counts = &verified->counts;
    const Shangji__V1__RankAnswer *answer = verified->head->rank_answer;
    char fingerprint[SJ_FINGERPRINT_TEXT];
    printf(_("\nChecked, without asking anybody, of %s (%s):\n"), verified->name,
           verified->division);
    printf(_("  The checkpoint of %" PRIu64 " entries is signed by the ledger key, and these are "
             "its entries.\n"),
           counts->entries);
    printf(_("  %" PRIu64 " acts and %" PRIu64 " reports with %" PRIu64
             " signatures by keys that could sign at their place.\n"),
           counts->acts, counts->reports - counts->unread, counts->signatures);
    printf(_("  %" PRIu64 " figures stand in the words that were signed, %" PRIu64
             " reports against their whole text.\n"),
           counts->figures, counts->texts);
    printf(_("  The answer was made again and is the same: %u ranked, %u without a rank, %u on "
             "the roll; nobody is left out, and no newer revision stood in the ledger.\n"),
           (unsigned)answer->ranked, (unsigned)answer->n_absent, (unsigned)answer->townships);
    sj_wanted_print(&verify->wanted, sj_bytes_of(verified->head->checkpoint),
                    verified->head->origin);
    if (verify->card != NULL)
        printf(_("  Ledger, operator's and recovery key are those of the city card.\n"));
    else
        printf(_("  Without a city card the ledger key is the file's own word: compare its "
                 "fingerprint\n  %s\n"),
               sj_key_fingerprint(&verified->key.key, fingerprint));
}

static void print_unchecked(const struct sj_proof_verified *verified)
{
    const struct sj_replay_counts *counts = &verified->counts;
    printf(_("Not checked, since no file can show it:\n"));
    printf(_("  whether the reports are true; what was reported after these %" PRIu64
             " entries; whether others are shown another history (shangji witness, or compare "
             "checkpoints)\n"),
           counts->entries);
    if (counts->wordless > 0)
        printf(_("  %" PRIu64 " reports whose text is not there (withheld): their words are as "
                 "the report says\n"),
               counts->wordless);
    if (counts->unread > 0)
        printf(_("  %" PRIu64 " reports of other periods, or replaced, by their entry alone\n"),
               counts->unread);
}

static enum sj_status verify_file(struct verify *verify, const char *path, struct sj_error *error)
{
    struct sj_proof_verified verified;
    enum sj_status status = SJ_OK;
    if (!verify->no_card)
        status = sj_where_card(&verify->where, &verify->home, &verify->card, error);
    if (status == SJ_PRECONDITION && verify->where.card == NULL)
        return sj_error_set(error, SJ_USAGE, "NO_CARD",
                            _("whose ledger should it be? --card CARD, or --no-card to take the "
                              "file's own word for its keys"));
    if (status == SJ_OK)
        status = sj_proof_verify(path, verify->card, &verify->arena, &verified, error);
    if (status == SJ_OK)
        status = sj_wanted_load(&verify->home, verify->witnesses, verified.head->origin,
                                &verify->wanted, error);
    if (status == SJ_OK)
        status = sj_wanted_require(&verify->wanted, sj_bytes_of(verified.head->checkpoint),
                                   &verified.key, error);
    if (status != SJ_OK)
        return status;
    if (!verify->quiet)
        sj_rank_print(verified.head->rank_answer, verified.head->rank->with_words, &verify->arena,
                      stdout);
    print_checked(verify, &verified);
    print_unchecked(&verified);
    return SJ_OK;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct verify verify = {.quiet = false};
    const struct sj_option options[] = {
        SJ_OPTION_CARD(&verify.where.card),
        {.name = "no-card",
         .kind = SJ_OPTION_FLAG,
         .target = &verify.no_card,
         .help = N_("take the file's own word for whose ledger it is")},
        {.name = "quiet",
         .letter = 'q',
         .kind = SJ_OPTION_FLAG,
         .target = &verify.quiet,
         .help = N_("say what was checked, without the answer")},
        SJ_OPTION_WITNESSES(&verify.witnesses),
        SJ_OPTION_HOME(&verify.where.home),
    };
    const struct sj_command_line line = {
        .program = "shangji verify",
        .arguments = N_("FILE"),
        .summary = sj_cmd_verify.summary,
        .notes =
            N_("FILE is what 'shangji rank … --proof FILE' wrote. Exit status: 0 all holds, 76 "
               "something does not."),
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
    sj_arena_init(&verify.arena, VERIFY_ARENA_BYTES);
    status = sj_home_open(verify.where.home, &verify.home, error);
    if (status == SJ_OK)
        status = verify_file(&verify, argv[1], error);
    sj_arena_clear(&verify.arena);
    sj_home_clear(&verify.home);
    return status;
}

const struct sj_command sj_cmd_verify = {
    .name = "verify",
    .summary = N_("verify an answer from its proof file, offline"),
    .run = run,
};
