#include "client/receipt_verify.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "base/period.h"
#include "client/card.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES = 8 * 1024 * 1024, RECEIPT_MAX_BYTES = 64 * 1024 };

void sj_receipt_show(const char *name, const struct sj_evidence *evidence,
                     const struct sj_wanted *wanted)
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
    sj_wanted_print(wanted, evidence->note, evidence->checkpoint.origin);
    if (evidence->other_signatures)
        printf(_("  the ledger holds the same content under other signatures\n"));
    printf(_("  The receipt holds.\n"));
}

/* The line that the receipt brings along; what it is worth the inclusion proof shows. */
static enum sj_status entry_in(struct sj_bytes receipt, struct sj_arena *arena,
                               struct sj_bytes *line, struct sj_error *error)
{
    struct sj_receipt parsed;
    enum sj_status status = sj_receipt_parse(receipt, &parsed, error);
    if (status != SJ_OK)
        return status;
    if (parsed.extra.len == 0)
        return sj_error_set(error, SJ_PRECONDITION, "NO_ENTRY",
                            _("the receipt does not bring its entry's line along, as older ones do "
                              "not: name the file with --entry"));
    size_t len, room = parsed.extra.len;
    uint8_t *data = sj_arena_alloc(arena, room);
    if (!data || !sj_base64_decode(parsed.extra, data, room, &len))
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to verify the receipt"));
    *line = SJ_BYTES(data, len);
    return SJ_OK;
}

static enum sj_status read_card(const char *path, struct sj_arena *arena, struct sj_log_key *ledger,
                                struct sj_error *error)
{
    Shangji__V1__CityCard *card;
    const char *set = getenv("SHANGJI_CARD");
    if (!path && set && set[0])
        path = set;
    if (!path)
        return sj_error_set(error, SJ_USAGE, "NO_CARD",
                            _("whose ledger should it be? give the city card: --card CARD"));
    enum sj_status status = sj_card_read(path, arena, &card, error);
    return status == SJ_OK ? sj_log_key_parse(sj_bytes_of(card->ledger_key), ledger, error)
                           : status;
}

static enum sj_status verify(const struct sj_receipt_files *files, struct sj_arena *arena,
                             struct sj_error *error)
{
    struct sj_log_key ledger;
    struct sj_bytes receipt = {NULL, 0}, envelope = {NULL, 0}, entry = {NULL, 0};
    struct sj_evidence evidence;
    struct sj_wanted wanted = {.is_set = false};
    enum sj_status status = read_card(files->card, arena, &ledger, error);
    if (status == SJ_OK)
        status = sj_file_read(files->receipt, RECEIPT_MAX_BYTES, arena, &receipt, error);
    if (status == SJ_OK)
        status = sj_file_read(files->envelope, SJ_ENVELOPE_MAX_BYTES, arena, &envelope, error);
    if (status == SJ_OK)
        status = files->entry ? sj_file_read(files->entry, RECEIPT_MAX_BYTES, arena, &entry, error)
                              : entry_in(receipt, arena, &entry, error);
    if (status == SJ_OK && files->entry)
        entry = sj_bytes_trim(entry);
    if (status == SJ_OK)
        status = sj_evidence_check(&ledger, envelope, entry, receipt, arena, &evidence, error);
    if (status == SJ_OK && files->witnesses)
        status = sj_wanted_read(files->witnesses, arena, &wanted, error);
    if (status == SJ_OK)
        status = sj_wanted_require(&wanted, evidence.note, &ledger, error);
    if (status == SJ_OK)
        sj_receipt_show(files->receipt, &evidence, &wanted);
    return status;
}

enum sj_status sj_receipt_verify_files(const struct sj_receipt_files *files, struct sj_error *error)
{
    struct sj_arena arena;
    sj_arena_init(&arena, ARENA_BYTES);
    enum sj_status status = verify(files, &arena, error);
    sj_arena_clear(&arena);
    return status;
}
