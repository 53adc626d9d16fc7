/* The offline receipt: C2SP tlog-proof. */
#include "trust/checkpoint.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "trust/lines.h"
#include "trust/note.h"

#define HEADER "c2sp.org/tlog-proof@v1"

enum { RECEIPT_MAX_BYTES = 2 * SJ_NOTE_MAX_BYTES };

void sj_receipt_print(uint64_t index, struct sj_bytes line, const struct sj_proof *proof,
                      struct sj_bytes checkpoint, struct sj_buffer *text)
{
    sj_buffer_add_text(text, HEADER "\n");
    if (line.len > 0) {
        sj_buffer_add_text(text, "extra ");
        sj_base64_append(text, line);
        sj_buffer_add_char(text, '\n');
    }
    sj_buffer_printf(text, "index %llu\n", (unsigned long long)index);
    for (size_t i = 0; i < proof->count; i++) {
        sj_base64_append(text, SJ_BYTES(proof->hashes[i].bytes, SJ_HASH));
        sj_buffer_add_char(text, '\n');
    }
    sj_buffer_add_char(text, '\n');
    sj_buffer_add_bytes(text, checkpoint);
}

static enum sj_status malformed(struct sj_error *error, const char *why)
{
    return sj_error_set(error, SJ_INVALID, "RECEIPT_MALFORMED",
                        _("the receipt is malformed: %s; fetch it again"), why);
}

/* The lines before the hashes. */
static enum sj_status parse_head(struct sj_bytes *rest, struct sj_receipt *receipt,
                                 struct sj_error *error)
{
    struct sj_bytes line;
    size_t extra_len;
    if (!sj_line_take(rest, &line) || !sj_bytes_equal(line, SJ_LITERAL(HEADER)))
        return malformed(error, _("its first line is not that of a tlog-proof, version 1"));
    /* Opaque and not authenticated: checked for its form only. */
    receipt->extra = (struct sj_bytes){NULL, 0};
    if (sj_line_field(rest, "extra", &receipt->extra) &&
        (!sj_line_base64_len(receipt->extra, &extra_len) || extra_len == 0))
        return malformed(error, _("its line \"extra\" is not base64"));
    if (!sj_line_field(rest, "index", &line) || !sj_line_number(line, &receipt->index))
        return malformed(error, _("its line \"index\" is missing or not a number"));
    return SJ_OK;
}

/* Hashes up to and with the empty line. */
static enum sj_status parse_proof(struct sj_bytes *rest, struct sj_proof *proof,
                                  struct sj_error *error)
{
    struct sj_bytes line;
    proof->count = 0;
    for (;;) {
        if (!sj_line_take(rest, &line))
            return malformed(error, _("no empty line ends its hashes"));
        if (line.len == 0)
            return SJ_OK;
        if (proof->count == SJ_PROOF_MAX)
            return malformed(error, _("it has more hashes than any ledger needs"));
        if (!sj_line_base64(line, proof->hashes[proof->count++].bytes, SJ_HASH))
            return malformed(error, _("one of its hashes is not 32 bytes in base64"));
    }
}

enum sj_status sj_receipt_parse(struct sj_bytes text, struct sj_receipt *receipt,
                                struct sj_error *error)
{
    struct sj_note note;
    struct sj_bytes rest = text;
    if (text.len > RECEIPT_MAX_BYTES)
        return malformed(error, _("it is too long"));
    enum sj_status status = parse_head(&rest, receipt, error);
    if (!status)
        status = parse_proof(&rest, &receipt->proof, error);
    if (!status)
        status = sj_note_parse(rest, &note, error);
    receipt->checkpoint = rest;
    return status;
}

enum sj_status sj_receipt_verify(struct sj_bytes text, struct sj_bytes entry,
                                 const struct sj_log_key *key, struct sj_receipt *receipt,
                                 struct sj_checkpoint *checkpoint, struct sj_error *error)
{
    struct sj_checkpoint opened;
    struct sj_hash leaf = sj_merkle_leaf(entry);
    enum sj_status status = sj_receipt_parse(text, receipt, error);
    if (!status)
        status = sj_checkpoint_open(receipt->checkpoint, key, &opened, error);
    if (status)
        return status;
    if (!sj_merkle_verify_inclusion(&leaf, receipt->index, opened.size, receipt->proof.hashes,
                                    receipt->proof.count, &opened.root))
        return sj_error_set(error, SJ_UNAUTHENTICATED, "NOT_IN_LEDGER",
                            _("the receipt does not prove that this entry is number %llu of the "
                              "ledger %s; check that receipt and report belong together"),
                            (unsigned long long)receipt->index, opened.origin);
    if (checkpoint)
        *checkpoint = opened;
    return SJ_OK;
}
