#include "client/command.h"

#include "base/encoding.h"
#include "base/period.h"
#include "client/card.h"
#include "client/outbox.h"
#include "client/output.h"
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
    struct sj_link link; /* with --fetch */
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

static void print_details(const char *name, const struct sj_evidence *evidence)
{
    char time_text[SJ_TIME_TEXT], identity[2 * SJ_DIGEST + 1];
    const struct sj_entry *entry = &evidence->entry;
    sj_hex_encode(SJ_BYTES(entry->identity.bytes, SJ_DIGEST), identity);
    printf("%s\n", name);
    printf(_("  entry %llu: %s %s\n"), (unsigned long long)evidence->index, entry->type,
           entry->subject);
    printf(_("  taken in: %s\n"), sj_time_format(entry->taken_at, time_text));
    printf(_("  identity: %s\n"), identity);
    printf(_("  proven by the checkpoint of %llu entries of %s\n"),
           (unsigned long long)evidence->checkpoint.size, evidence->checkpoint.origin);
    if (evidence->other_signatures)
        printf(_("  the ledger holds the same content under other signatures\n"));
    printf(_("  The receipt holds.\n"));
}

static void add_row(struct receipts *receipts, const char *name, const struct sj_evidence *evidence)
{
    char index[32], time_text[SJ_TIME_TEXT];
    snprintf(index, sizeof(index), "%llu", (unsigned long long)evidence->index);
    const char *cells[] = {name, index, evidence->entry.type, evidence->entry.subject,
                           sj_time_format(evidence->entry.taken_at, time_text)};
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

static enum sj_status check_evidence(const struct receipts *receipts,
                                     const struct sj_outbox_parcel *parcel, struct sj_arena *arena,
                                     struct sj_evidence *evidence, struct sj_error *error)
{
    struct sj_error other;
    enum sj_status status = sj_evidence_check(&receipts->keys[0], parcel->envelope, parcel->entry,
                                              parcel->receipt, arena, evidence, error);
    for (size_t i = 1; status == SJ_UNAUTHENTICATED && i < receipts->key_count; i++)
        status = sj_evidence_check(&receipts->keys[i], parcel->envelope, parcel->entry,
                                   parcel->receipt, arena, evidence, &other);
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
    struct sj_digest identity;
    sj_arena_init(&arena, ITEM_ARENA_BYTES);
    enum sj_status status = sj_sent_load(&receipts->home, name, &arena, &parcel, error);
    if (status == SJ_OK && wanted &&
        (!identity_of(parcel.envelope, &arena, &identity) || !sj_digest_equal(&identity, wanted)))
        goto done;
    if (status == SJ_OK && receipts->fetch)
        status = fetch(receipts, name, &parcel, &arena, error);
    if (status == SJ_OK)
        status = check_evidence(receipts, &parcel, &arena, &evidence, error);
    if (status != SJ_OK) {
        (void)sj_error_in(error, _("the receipt of %s"), name);
        goto done;
    }
    receipts->shown++;
    if (details)
        print_details(name, &evidence);
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
    const char *heading[] = {_("name"), _("entry"), _("type"), _("subject"), _("taken in")};
    receipts->table = sj_table_new(sizeof(heading) / sizeof(heading[0]));
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

static enum sj_status open_city(struct receipts *receipts, struct sj_error *error)
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

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct receipts receipts = {.fetch = false};
    const struct sj_option options[] = {
        {.name = "fetch",
         .kind = SJ_OPTION_FLAG,
         .target = &receipts.fetch,
         .help = N_("ask the city for the receipt again, against its newest checkpoint")},
        SJ_OPTION_CARD(&receipts.where.card),
        SJ_OPTION_HOME(&receipts.where.home),
        SJ_OPTION_TIMEOUT(&receipts.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji receipt",
        .arguments = N_("[NAME|IDENTITY]"),
        .summary = sj_cmd_receipt.summary,
        .notes = N_("Lists what was sent, or shows one. Receipts are verified without the city: "
                    "the card, the\nenvelope and the receipt are enough. IDENTITY is hex (b2sum "
                    "-l 256) or base64."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    struct sj_arena arena;
    sj_arena_init(&arena, LIST_ARENA_BYTES);
    status = open_city(&receipts, error);
    if (status == SJ_OK)
        status =
            count ? show_named(&receipts, argv[1], &arena, error) : list(&receipts, &arena, error);
    sj_link_close(&receipts.link);
    sj_arena_clear(&arena);
    sj_home_clear(&receipts.home);
    return status;
}

const struct sj_command sj_cmd_receipt = {
    .name = "receipt",
    .summary = N_("show what was sent, and verify its receipts"),
    .run = run,
};
