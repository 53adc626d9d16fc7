#include "client/command.h"

#include "base/encoding.h"
#include "client/decided.h"
#include "client/draft_open.h"
#include "client/draft_required.h"
#include "client/envelope_print.h"
#include "client/precaution.h"
#include "client/report_parcel.h"
#include "client/where.h"
#include "rules/fact.h"
#include "rules/submission.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { CHECKPOINT_MAX_BYTES = 16 * 1024 };

struct pack {
    const char *draft, *document, *catalogue, *period, *kind, *replaces, *reason;
    const char *passphrase_file, *out, *home_dir;
    uint64_t revision;
    struct sj_precaution precaution;
    struct sj_home home;
    struct sj_draft_opened opened;
    struct sj_report_build build;
    struct sj_report_built built;
    struct sj_facts facts;
    struct sj_report_parcel parcel;
    const char *name;
};

/* ---- what the report says of itself ---- */

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the report"));
}

/* A file of the home; empty if it is not there. */
static enum sj_status load_home_file(struct sj_home *home, const char *name, size_t limit,
                                     struct sj_bytes *bytes, struct sj_error *error)
{
    const char *path = sj_home_file(home, name);
    *bytes = (struct sj_bytes){NULL, 0};
    if (path == NULL)
        return no_memory(error);
    enum sj_status status = sj_file_read(path, limit, &home->arena, bytes, error);
    return status == SJ_NOT_FOUND ? SJ_OK : status;
}

/* What witnesses added to the checkpoint is not the report's: it would only make it longer. */
static enum sj_status take_seen(struct pack *pack, struct sj_bytes note, struct sj_error *error)
{
    Shangji__V1__CityCard *card;
    struct sj_log_key ledger;
    struct sj_buffer bare = {.limit = CHECKPOINT_MAX_BYTES};
    if (note.len > 0 && sj_home_card(&pack->home, &card, NULL) == SJ_OK &&
        sj_log_key_parse(sj_bytes_of(card->ledger_key), &ledger, NULL) == SJ_OK &&
        sj_checkpoint_bare(note, &ledger, &bare, NULL) == SJ_OK)
        note = sj_buffer_bytes(&bare);
    pack->build.seen_checkpoint = sj_arena_text(&pack->home.arena, note);
    sj_buffer_clear(&bare);
    return pack->build.seen_checkpoint == NULL ? no_memory(error) : SJ_OK;
}

static enum sj_status load_secrets(struct pack *pack, struct sj_error *error)
{
    struct sj_bytes checkpoint;
    enum sj_status status = sj_home_township(&pack->home, &pack->build.township, error);
    if (status == SJ_OK)
        status = load_home_file(&pack->home, "salt", SJ_SALT, &pack->build.secret, error);
    if (status == SJ_OK && pack->build.secret.len != SJ_SALT)
        status = sj_error_set(error, SJ_PRECONDITION, "NO_SALT",
                              _("%s holds no salt of %d bytes; run 'shangji init'"),
                              pack->home.path, SJ_SALT);
    if (status == SJ_OK)
        status =
            load_home_file(&pack->home, "checkpoint", CHECKPOINT_MAX_BYTES, &checkpoint, error);
    return status == SJ_OK ? take_seen(pack, checkpoint, error) : status;
}

/* The identity of the revision before, as it was sent from here. */
static enum sj_status find_replaced(struct pack *pack, struct sj_digest *identity,
                                    struct sj_error *error)
{
    struct sj_arena *arena = &pack->home.arena;
    struct sj_outbox_parcel sent;
    struct sj_envelope envelope;
    const char *name = sj_report_name(pack->build.township, pack->build.period, pack->build.kind,
                                      pack->build.revision - 1, arena);
    if (name == NULL)
        return no_memory(error);
    enum sj_status status = sj_sent_load(&pack->home, name, arena, &sent, error);
    if (status == SJ_NOT_FOUND)
        return sj_error_set(error, SJ_USAGE, "NO_REPLACES",
                            _("revision %u was not sent from here: say which report it was with "
                              "--replaces IDENTITY"),
                            pack->build.revision - 1);
    if (status == SJ_OK)
        status = sj_envelope_decode(sent.envelope, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_envelope_identity(&envelope, arena, identity, error);
    return status;
}

static enum sj_status set_replaces(struct pack *pack, struct sj_error *error)
{
    struct sj_digest identity;
    size_t len = 0;
    pack->build.revision = (uint32_t)pack->revision;
    pack->build.replaces_reason = pack->reason == NULL ? "" : pack->reason;
    if (pack->revision == 1) {
        if (pack->replaces == NULL && pack->reason == NULL)
            return SJ_OK;
        return sj_error_set(error, SJ_USAGE, "NO_REVISION",
                            _("--replaces and --reason belong to a correction: say which with "
                              "--revision 2"));
    }
    if (pack->reason == NULL)
        return sj_error_set(error, SJ_USAGE, "NO_REASON",
                            _("a correction says why: --reason TEXT"));
    if (pack->replaces == NULL) {
        enum sj_status status = find_replaced(pack, &identity, error);
        if (status != SJ_OK)
            return status;
    } else if (!sj_hex_decode(sj_bytes_of(pack->replaces), identity.bytes, sizeof identity.bytes,
                              &len) ||
               len != sizeof identity.bytes) {
        return sj_error_set(error, SJ_USAGE, "BAD_REPLACES",
                            _("--replaces: an identity has %d hex digits"), 2 * SJ_DIGEST);
    }
    pack->build.replaces =
        sj_arena_copy(&pack->home.arena, SJ_BYTES(identity.bytes, sizeof identity.bytes));
    return pack->build.replaces.data == NULL ? no_memory(error) : SJ_OK;
}

static enum sj_status set_head(struct pack *pack, struct sj_error *error)
{
    enum sj_status status =
        sj_draft_period(&pack->opened, pack->period, &pack->build.period, error);
    if (status != SJ_OK)
        return status;
    pack->build.kind = pack->kind == NULL ? "annual" : pack->kind;
    if (!sj_report_kind_valid(sj_bytes_of(pack->build.kind)))
        return sj_error_set(error, SJ_USAGE, "BAD_KIND",
                            _("--kind: 1 to 15 of the letters a-z, as annual or interim"));
    pack->build.made_at = (int64_t)time(NULL);
    return set_replaces(pack, error);
}

/* ---- judging ---- */

static enum sj_status warn_of_missing(struct pack *pack, struct sj_arena *arena,
                                      struct sj_error *error)
{
    static const struct sj_option_list none = {.count = 0};
    struct sj_missing missing;
    const Shangji__V1__GetRollReply *roll = NULL;
    enum sj_status status = sj_home_roll(&pack->home, &roll, error);
    if (status == SJ_OK)
        status = sj_draft_missing(pack->built.message, &pack->facts, pack->opened.catalogue, &none,
                                  roll, arena, &missing, error);
    if (status == SJ_OK && missing.count > 0)
        fprintf(stderr,
                _("note: %zu required indicators have no figure; 'shangji check %s' lists them\n"),
                missing.count, pack->draft);
    return status;
}

/* Nothing is signed that the city would refuse. */
static enum sj_status judge(struct pack *pack, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    if (sj_draft_is_sound(&pack->opened))
        status = sj_draft_judge(&pack->home, &pack->opened, &pack->build, &pack->built,
                                &pack->facts, error);
    if (status != SJ_OK)
        return status;
    sj_draft_print_findings(&pack->opened, stderr);
    status = sj_draft_result(&pack->opened, error);
    pack->precaution.reason = pack->reason;
    if (status == SJ_OK)
        status = sj_precaution_check(&pack->home, &pack->opened, &pack->precaution, stderr, error);
    return status == SJ_OK ? warn_of_missing(pack, &pack->home.arena, error) : status;
}

/* ---- signing and writing ---- */

/* "DIR/NAME.text" beside "DIR/NAME.envelope"; NULL with an error for another ending. */
static const char *text_path(struct pack *pack, struct sj_error *error)
{
    struct sj_bytes path = sj_bytes_of(pack->out), ending = SJ_LITERAL(".envelope");
    if (!sj_bytes_ends(path, ending) || path.len == ending.len) {
        sj_error_set(error, SJ_USAGE, "BAD_NAME", _("-o: the file's name must end in .envelope"));
        return NULL;
    }
    const char *text = sj_arena_printf(&pack->home.arena, "%.*s.text", (int)(path.len - ending.len),
                                       (const char *)path.data);
    if (text == NULL)
        (void)no_memory(error);
    return text;
}

/* The envelope that was packed before: under this name, or, with -o, into that file. Empty if there
 * is none. */
static enum sj_status find_before(struct pack *pack, struct sj_bytes *before, bool *sent,
                                  struct sj_error *error)
{
    struct sj_outbox_parcel parcel = {0};
    struct sj_arena *arena = &pack->home.arena;
    enum sj_status status;
    if (pack->out != NULL) {
        status = sj_file_read(pack->out, SJ_ENVELOPE_MAX_BYTES, arena, before, error);
    } else {
        status = sj_sent_load(&pack->home, pack->name, arena, &parcel, error);
        *sent = status == SJ_OK;
        if (status == SJ_NOT_FOUND)
            status = sj_outbox_load(&pack->home, pack->name, arena, &parcel, error);
        *before = parcel.envelope;
    }
    if (status != SJ_NOT_FOUND)
        return status;
    *before = (struct sj_bytes){NULL, 0};
    return SJ_OK;
}

static enum sj_status make_payload(struct pack *pack, struct sj_error *error)
{
    struct sj_bytes before;
    bool sent = false;
    pack->name = sj_report_name(pack->build.township, pack->build.period, pack->build.kind,
                                pack->build.revision, &pack->home.arena);
    if (pack->name == NULL)
        return no_memory(error);
    enum sj_status status = find_before(pack, &before, &sent, error);
    if (status == SJ_OK)
        status = sj_report_pack(&pack->built, before, &pack->home.arena, &pack->parcel, error);
    if (status == SJ_OK && sent && !pack->parcel.same)
        return sj_error_set(
            error, SJ_EXISTS, "SENT_ALREADY",
            _("revision %u was sent and taken in already; a correction is packed with "
              "--revision %u --reason TEXT"),
            pack->build.revision, pack->build.revision + 1);
    return status;
}

static enum sj_status sign(struct pack *pack, struct sj_error *error)
{
    struct sj_key *key = NULL;
    enum sj_status status = sj_home_key(&pack->home, pack->passphrase_file, &key, error);
    if (status == SJ_OK)
        status = sj_report_sign(&pack->built, key, &pack->home.arena, &pack->parcel, error);
    sj_key_free(key);
    return status;
}

static enum sj_status write_out(struct pack *pack, struct sj_error *error)
{
    if (pack->out == NULL)
        return sj_outbox_put(&pack->home, pack->name, pack->parcel.envelope, pack->parcel.text,
                             error);
    const char *text = text_path(pack, error);
    if (text == NULL)
        return error->status;
    enum sj_status status = sj_file_write(text, pack->parcel.text, 0600, error);
    if (status == SJ_OK)
        status = sj_file_write(pack->out, pack->parcel.envelope, 0600, error);
    return status;
}

static void print_packed(struct pack *pack)
{
    const Shangji__V1__Report *message = pack->built.message;
    char identity[2 * SJ_DIGEST + 1];
    sj_hex_encode(SJ_BYTES(pack->parcel.identity.bytes, SJ_DIGEST), identity);
    sj_decided_print(&pack->opened, stdout);
    printf(_("packed    %s%s\n"), pack->out == NULL ? pack->name : pack->out,
           pack->parcel.same ? _(" (as before)") : "");
    printf(_("identity  %s\n"), identity);
    printf(_("figures   %zu, facts %zu, statements %zu\n"), message->n_figures, pack->facts.count,
           message->n_statements);
    if (sj_envelope_print_cosign(&pack->home, pack->out == NULL ? pack->name : pack->out,
                                 pack->parcel.envelope, stdout))
        return;
    if (pack->out == NULL)
        printf(_("Next: shangji submit\n"));
    else
        printf(_("Next: shangji submit %s\n"), pack->out);
}

static enum sj_status pack_draft(struct pack *pack, struct sj_error *error)
{
    enum sj_status status = sj_home_open(pack->home_dir, &pack->home, error);
    if (status == SJ_OK && pack->out != NULL && text_path(pack, error) == NULL)
        status = error->status;
    if (status == SJ_OK)
        status = load_secrets(pack, error);
    if (status == SJ_OK)
        status = sj_draft_open(&pack->home, pack->draft, pack->document, pack->catalogue,
                               &pack->opened, error);
    if (status == SJ_OK && sj_draft_is_sound(&pack->opened))
        status = set_head(pack, error);
    if (status == SJ_OK)
        status = judge(pack, error);
    if (status == SJ_OK)
        status = make_payload(pack, error);
    if (status == SJ_OK)
        status = sign(pack, error);
    if (status == SJ_OK)
        status = write_out(pack, error);
    if (status == SJ_OK)
        print_packed(pack);
    sj_home_clear(&pack->home);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct pack pack = {.revision = 1};
    const struct sj_option table[] = {
        {.name = "period",
         .kind = SJ_OPTION_TEXT,
         .target = &pack.period,
         .argument = N_("PERIOD"),
         .help = N_("reported on: 2021, 2021-S1 (else as the text says)")},
        {.name = "kind",
         .kind = SJ_OPTION_TEXT,
         .target = &pack.kind,
         .argument = N_("KIND"),
         .help = N_("annual (default), interim, …: as the city opened it")},
        {.name = "revision",
         .kind = SJ_OPTION_NUMBER,
         .target = &pack.revision,
         .argument = N_("N"),
         .help = N_("2 for the first correction"),
         .min = 1,
         .max = 9999},
        {.name = "replaces",
         .kind = SJ_OPTION_TEXT,
         .target = &pack.replaces,
         .argument = N_("IDENTITY"),
         .help = N_("of the revision before (else as sent from here)")},
        {.name = "reason",
         .kind = SJ_OPTION_TEXT,
         .target = &pack.reason,
         .argument = N_("TEXT"),
         .help = N_("why it is corrected")},
        {.name = "document",
         .kind = SJ_OPTION_TEXT,
         .target = &pack.document,
         .argument = N_("FILE"),
         .help = N_("the document, if it does not stand beside the draft")},
        {.name = "catalogue",
         .kind = SJ_OPTION_TEXT,
         .target = &pack.catalogue,
         .argument = N_("FILE"),
         .help = N_("the catalogue (YAML) that the draft was made with")},
        {.name = "out",
         .letter = 'o',
         .kind = SJ_OPTION_TEXT,
         .target = &pack.out,
         .argument = N_("FILE.envelope"),
         .help = N_("write there, with FILE.text beside it, instead of into the outbox")},
        SJ_OPTION_PRECAUTION(&pack.precaution),
        SJ_OPTION_PASSPHRASE(&pack.passphrase_file),
        SJ_OPTION_HOME(&pack.home_dir),
    };
    const struct sj_command_line line = {
        .program = "shangji pack",
        .arguments = N_("DRAFT"),
        .summary = N_("make a signed report out of a draft"),
        .notes =
            N_("Packing again without a change makes the same report.\nExit status: 0 packed, 1 "
               "something waits for a decision, above that a fault.\nExample: shangji pack "
               "report.csv --period 2021"),
        .options = table,
        .option_count = sizeof table / sizeof *table,
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    pack.draft = argv[1];
    return status != SJ_OK || help ? status : pack_draft(&pack, error);
}

const struct sj_command sj_cmd_pack = {
    .name = "pack",
    .summary = N_("make a signed report out of a draft"),
    .run = run,
};
