/* Receipts come from disks and sticks. What parses must print and parse to the same, and proves
 * nothing under a key that never signed. */
#include "trust/checkpoint.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* Signs nothing here, so that no receipt may verify under it. */
    static const struct sj_log_key log_key = {.origin = "a/b", .key = {{0x58, 0x66, 0x66}}};
    struct sj_receipt receipt, again;
    struct sj_error error;
    struct sj_bytes input = SJ_BYTES(data, size);
    sj_trust_init();
    if (sj_receipt_parse(input, &receipt, &error) == SJ_OK) {
        struct sj_buffer text = {0};
        sj_receipt_print(receipt.index, (struct sj_bytes){NULL, 0}, &receipt.proof,
                         receipt.checkpoint, &text);
        require(sj_receipt_parse(sj_buffer_bytes(&text), &again, &error) == SJ_OK);
        require(again.index == receipt.index && again.proof.count == receipt.proof.count);
        require(memcmp(again.proof.hashes, receipt.proof.hashes,
                       receipt.proof.count * sizeof(receipt.proof.hashes[0])) == 0);
        require(sj_bytes_equal(again.checkpoint, receipt.checkpoint));
        sj_buffer_clear(&text);
    }
    require(sj_receipt_verify(input, SJ_LITERAL("entry"), &log_key, &receipt, NULL, &error) !=
            SJ_OK);
    return 0;
}
