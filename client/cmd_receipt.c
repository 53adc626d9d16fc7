#include "client/command.h"

#include "base/encoding.h"
#include "base/period.h"
#include "client/card.h"
#include "client/outbox.h"
#include "client/output.h"
#include "client/receipt_verify.h"
#include "client/where.h"

#include <stdio.h>
#include <string.h>

enum { ITEM_ARENA_BYTES = 32 * 1024 * 1024, LIST_ARENA_BYTES = 16 * 1024 * 1024 };

struct receipts {
    struct sj_where where;
    bool fetch;
    struct sj_home home;
    struct sj_log_key keys[SJ_CARD_LOG_KEYS_MAX]; /* of now and of before */
    size_t key_count;
    struct sj_link link;           /* with --fetch */
    struct sj_receipt_files files; /* with verify */
    struct sj_wanted wanted;
    struct sj_table *table;
    size_t shown;
};

/* Of the outbox's item: its identity, from the envelope alone. */
static bool identity_of(struct sj_bytes bytes, struct sj_arena *arena, struct sj_digest *identity)
{
    struct sj_envelope envelope;
    struct sj_error ignored;
    return sj_envelope_decode(bytes, arena, &envelope, &ignored) == SJ_OK &&
           sj_envelope_identity(&envelope, arena, identity, &ignored) == SJ_OK;
}

/* An identity as people have it: hex from b2sum, or base64 from the ledger's line. */
static bool parse_identity(const char *text, struct sj_digest *identity)
{
    struct sj_bytes bytes = sj_bytes_of(text);
    size_t len = 0;
    return (sj_hex_decode(bytes, identity->bytes, SJ_DIGEST, &len) && len == SJ_DIGEST) ||
           (sj_base64_decode(bytes, identity->bytes, SJ_DIGEST, &len) && len == SJ_DIGEST);
}

static void add_row(struct receipts *receipts, const char *name, const struct sj_evidence *evidence)
{
    char index[32], time_text[SJ_TIME_TEXT], cosigned[64];
    snprintf(index, sizeof(index), "%llu", (unsigned long long)evidence->index);
    const char *cells[] = {name,
                           index,
                           evidence->entry.type,
                           evidence->entry.subject,
                           sj_time_format(evidence->entry.taken_at, time_text),
                           cosigned};
    snprintf(cosigned, sizeof(cosigned), "%u/%zu", receipts->wanted.found.held,
             receipts->wanted.policy.witness_count);
    sj_table_row(receipts->table, cells);
}

static enum sj_status fetch(struct receipts *receipts, const char *name,
                            struct sj_outbox_parcel *parcel, struct sj_arena *arena,
                            struct sj_error *error)
{
    struct sj_taken taken;
    enum sj_status status =
        sj_link_receipt(&receipts->link, parcel->envelope, arena, &taken, error);
    if (status != SJ_OK)
        return status;
    parcel->receipt = taken.receipt;
    parcel->entry = taken.entry;
    status = sj_outbox_sent(&receipts->home, name, parcel, error);
    if (status == SJ_OK)
        status =
            sj_link_watch(&receipts->link, &taken.evidence.checkpoint, taken.evidence.note, error);
    return status;
}

/* *by: the key whose checkpoint the receipt holds. */
static enum sj_status check_evidence(const struct receipts *receipts,
                                     const struct sj_outbox_parcel *parcel, struct sj_arena *arena,
                                     struct sj_evidence *evidence, const struct sj_log_key **by,
                                     struct sj_error *error)
{
    struct sj_error other;
    enum sj_status status = sj_evidence_check(&receipts->keys[0], parcel->envelope, parcel->entry,
                                              parcel->receipt, arena, evidence, error);
    *by = &receipts->keys[0];
    for (size_t i = 1; status == SJ_UNAUTHENTICATED && i < receipts->key_count; i++) {
        *by = &receipts->keys[i];
        status = sj_evidence_check(&receipts->keys[i], parcel->envelope, parcel->entry,
                                   parcel->receipt, arena, evidence, &other);
    }
    return status;
}

/* In the list it is shown how many cosigned; one receipt by itself must be as the policy wants it.
 */
static enum sj_status check_witnesses(struct receipts *receipts, bool details,
                                      const struct sj_evidence *evidence,
                                      const struct sj_log_key *by, struct sj_error *error)
{
    struct sj_wanted *wanted = &receipts->wanted;
    if (!details)
        return sj_wanted_look(wanted, evidence->note, by, error);
    enum sj_status status = sj_wanted_require(wanted, evidence->note, by, error);
    if (status == SJ_PRECONDITION && strcmp(error->reason, "NOT_COSIGNED") == 0) {
        struct sj_error reason = *error;
        (void)sj_error_set(error, status, reason.reason,
                           _("%s. When they have looked at the ledger, --fetch brings a receipt "
                             "that they cosigned"),
                           reason.message);
    }
    return status;
}

/* Verifies the receipt of `name`, fetched again if asked for; shows it if it is the one wanted
 * (NULL: any, as a row). */
static enum sj_status show(struct receipts *receipts, const char *name,
                           const struct sj_digest *wanted, bool details, struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_outbox_parcel parcel;
    struct sj_evidence evidence;
    const struct sj_log_key *by = NULL;
    struct sj_digest identity;
    sj_arena_init(&arena, ITEM_ARENA_BYTES);
    enum sj_status status = sj_sent_load(&receipts->home, name, &arena, &parcel, error);
    if (status == SJ_OK && wanted &&
        (!identity_of(parcel.envelope, &arena, &identity) || !sj_digest_equal(&identity, wanted)))
        goto done;
    if (status == SJ_OK && receipts->fetch)
        status = fetch(receipts, name, &parcel, &arena, error);
    if (status == SJ_OK)
        status = check_evidence(receipts, &parcel, &arena, &evidence, &by, error);
    if (status == SJ_OK)
        status = check_witnesses(receipts, details, &evidence, by, error);
    if (status != SJ_OK) {
        (void)sj_error_in(error, _("the receipt of %s"), name);
        goto done;
    }
    receipts->shown++;
    if (details)
        sj_receipt_show(name, &evidence, &receipts->wanted);
    else
        add_row(receipts, name, &evidence);
done:
    sj_arena_clear(&arena);
    return status;
}

/* One bad receipt does not hide the others; the first fault is what is returned. */
static enum sj_status show_all(struct receipts *receipts, const struct sj_outbox_items *items,
                               const struct sj_digest *wanted, struct sj_error *error)
{
    enum sj_status first = SJ_OK;
    for (size_t i = 0; i < items->count; i++) {
        struct sj_error fault = {0};
        enum sj_status status =
            show(receipts, items->items[i].name, wanted, wanted != NULL, &fault);
        if (status == SJ_OK)
            continue;
        if (first != SJ_OK)
            fprintf(stderr, "%s\n", fault.message);
        else
            *error = fault;
        if (first == SJ_OK)
            first = status;
        if (sj_is_offline(status))
            break;
    }
    return first;
}

static enum sj_status list(struct receipts *receipts, struct sj_arena *arena,
                           struct sj_error *error)
{
    struct sj_outbox_items sent, waiting;
    enum sj_status status = sj_sent_list(&receipts->home, arena, &sent, error);
    if (status == SJ_OK)
        status = sj_outbox_list(&receipts->home, arena, &waiting, error);
    if (status != SJ_OK)
        return status;
    const char *heading[] = {_("name"),    _("entry"),    _("type"),
                             _("subject"), _("taken in"), _("cosigned")};
    size_t columns = sizeof(heading) / sizeof(heading[0]);
    receipts->table = sj_table_new(receipts->wanted.is_set ? columns : columns - 1);
    sj_table_right(receipts->table, 1);
    sj_table_row(receipts->table, heading);
    status = show_all(receipts, &sent, NULL, error);
    if (receipts->shown > 0)
        sj_table_print(receipts->table, stdout);
    else if (sent.count == 0)
        printf(_("Nothing was sent yet.\n"));
    for (size_t i = 0; i < waiting.count; i++)
        printf(waiting.items[i].refused ? _("in the outbox, refused: %s\n")
                                        : _("in the outbox: %s\n"),
               waiting.items[i].name);
    sj_table_free(receipts->table);
    return status;
}

static enum sj_status show_named(struct receipts *receipts, const char *what,
                                 struct sj_arena *arena, struct sj_error *error)
{
    struct sj_outbox_items items;
    struct sj_digest wanted;
    enum sj_status status = sj_sent_list(&receipts->home, arena, &items, error);
    for (size_t i = 0; status == SJ_OK && i < items.count; i++)
        if (strcmp(items.items[i].name, what) == 0)
            return show(receipts, what, NULL, true, error);
    if (status == SJ_OK && parse_identity(what, &wanted))
        status = show_all(receipts, &items, &wanted, error);
    if (status == SJ_OK && receipts->shown == 0)
        status = sj_error_set(error, SJ_NOT_FOUND, "NOT_SENT",
                              _("nothing called %s, or of that identity, is in %s/sent"), what,
                              receipts->home.path);
    return status;
}

static enum sj_status open_ledger(struct receipts *receipts, struct sj_error *error)
{
    Shangji__V1__CityCard *card;
    enum sj_status status =
        receipts->fetch ? sj_where_open(&receipts->where, &receipts->home, &receipts->link, error)
                        : sj_home_open(receipts->where.home, &receipts->home, error);
    if (status == SJ_OK)
        status = sj_where_card(&receipts->where, &receipts->home, &card, error);
    if (status == SJ_OK)
        status = sj_card_log_keys(card, receipts->keys, &receipts->key_count, error);
    return status;
}

static enum sj_status open_city(struct receipts *receipts, struct sj_error *error)
{
    enum sj_status status = open_ledger(receipts, error);
    if (status == SJ_OK)
        status = sj_wanted_load(&receipts->home, receipts->files.witnesses,
                                receipts->keys[0].origin, &receipts->wanted, error);
    if (status == SJ_OK && receipts->wanted.is_set)
        receipts->link.cosigned = &receipts->wanted.wish;
    return status;
}

static enum sj_status show_receipts(struct receipts *receipts, const char *what,
                                    struct sj_error *error)
{
    struct sj_arena arena;
    sj_arena_init(&arena, LIST_ARENA_BYTES);
    enum sj_status status = open_city(receipts, error);
    if (status == SJ_OK)
        status = what ? show_named(receipts, what, &arena, error) : list(receipts, &arena, error);
    sj_link_close(&receipts->link);
    sj_arena_clear(&arena);
    sj_home_clear(&receipts->home);
    return status;
}

static enum sj_status choose(struct receipts *receipts, int count, char **argv,
                             struct sj_error *error)
{
    if (count < 2 && !receipts->files.entry)
        return show_receipts(receipts, count ? argv[1] : NULL, error);
    if (count != 3 || strcmp(argv[1], "verify") != 0 || receipts->fetch)
        return sj_error_set(error, SJ_USAGE, "ARGUMENTS",
                            _("either one name or identity, or: shangji receipt verify "
                              "FILE.tlog-proof FILE.envelope --card CARD"));
    receipts->files.receipt = argv[2];
    receipts->files.envelope = argv[3];
    receipts->files.card = receipts->where.card;
    return sj_receipt_verify_files(&receipts->files, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct receipts receipts = {.fetch = false};
    const struct sj_option options[] = {
        {.name = "fetch",
         .kind = SJ_OPTION_FLAG,
         .target = &receipts.fetch,
         .help = N_("ask the city for the receipt again, against its newest checkpoint")},
        {.name = "entry",
         .kind = SJ_OPTION_TEXT,
         .target = &receipts.files.entry,
         .argument = N_("FILE"),
         .help = N_("with verify: the entry's line, for receipts that do not hold it")},
        SJ_OPTION_WITNESSES(&receipts.files.witnesses),
        SJ_OPTION_CARD(&receipts.where.card),
        SJ_OPTION_HOME(&receipts.where.home),
        SJ_OPTION_TIMEOUT(&receipts.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji receipt",
        .arguments = N_("[NAME|IDENTITY] | verify FILE.tlog-proof FILE.envelope"),
        .summary = sj_cmd_receipt.summary,
        .notes = N_("Lists what was sent, or shows one. Receipts are verified without the city: "
                    "the card, the\nenvelope and the receipt are enough; with 'verify' files from "
                    "anywhere, without a folder.\nIDENTITY is hex (b2sum -l 256) or base64. With "
                    "a witness policy --fetch asks for a receipt that it accepts."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .max_arguments = 3,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    return status != SJ_OK || help ? status : choose(&receipts, count, argv, error);
}

const struct sj_command sj_cmd_receipt = {
    .name = "receipt",
    .summary = N_("show what was sent, and verify its receipts"),
    .run = run,
};
