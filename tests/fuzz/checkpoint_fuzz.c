/* The input is read as a whole note, as a ledger key, and as the text of a note that the ledger
 * did sign, so that the fuzzer gets past the signature. What opens must sign to the same text. */
#include "trust/checkpoint.h"
#include "trust/note.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static struct sj_key *key;
static struct sj_log_key log_key;

static void init(void)
{
    const uint8_t seed[32] = {42};
    sj_trust_init();
    if (key)
        return;
    require(sj_key_of_seed(seed, &key, NULL) == SJ_OK);
    log_key = (struct sj_log_key){.origin = "a/b", .key = sj_key_public(key)};
}

static void fuzz_log_key(struct sj_bytes input)
{
    char text[SJ_VKEY_TEXT];
    struct sj_log_key parsed;
    if (sj_log_key_parse(input, &parsed, NULL) == SJ_OK)
        require(sj_bytes_equal(sj_bytes_of(sj_log_key_format(&parsed, text)), input));
}

static void fuzz_text(struct sj_bytes input)
{
    struct sj_buffer note = {0}, again = {0};
    struct sj_checkpoint checkpoint;
    sj_buffer_add_bytes(&note, input);
    sj_buffer_add_char(&note, '\n');
    sj_note_sign(input, sj_bytes_of(log_key.origin), key, &note);
    if (sj_checkpoint_open(sj_buffer_bytes(&note), &log_key, &checkpoint, NULL) == SJ_OK) {
        require(sj_checkpoint_sign(&checkpoint, key, &again, NULL) == SJ_OK);
        require(sj_bytes_equal(sj_buffer_bytes(&again), sj_buffer_bytes(&note)));
    }
    sj_buffer_clear(&note);
    sj_buffer_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_checkpoint checkpoint;
    struct sj_error error;
    struct sj_bytes input = SJ_BYTES(data, size);
    init();
    if (sj_checkpoint_open(input, &log_key, &checkpoint, &error) == SJ_OK)
        require(strcmp(checkpoint.origin, log_key.origin) == 0);
    fuzz_log_key(input);
    fuzz_text(input);
    return 0;
}
