/* Cosignatures and witness policies are foreign bytes: the input is read as a note with
 * cosignatures, as a single line, as a witness key, as a policy, and as a note that a witness did
 * cosign, so that the fuzzer gets past the signature. */
#include "trust/cosignature.h"
#include "trust/policy.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static struct sj_key *key;
static struct sj_witness_key witness;

static void init(void)
{
    const uint8_t seed[32] = {42};
    sj_trust_init();
    if (key)
        return;
    require(sj_key_of_seed(seed, &key, NULL) == SJ_OK);
    witness = (struct sj_witness_key){.name = "a/b/witness/1", .key = sj_key_public(key)};
}

static void fuzz_key(struct sj_bytes input)
{
    char text[SJ_VKEY_TEXT];
    struct sj_witness_key parsed;
    if (sj_witness_key_parse(input, &parsed, NULL) == SJ_OK)
        require(sj_bytes_equal(sj_bytes_of(sj_witness_key_format(&parsed, text)), input));
}

static void fuzz_policy(struct sj_bytes input)
{
    static struct sj_policy policy;
    struct sj_policy_found none = {.held = 0}, all = {.held = 0};
    struct sj_error error;
    if (sj_policy_parse(input, &policy, &error) != SJ_OK)
        return;
    for (size_t i = 0; i < SJ_POLICY_WITNESSES_MAX; i++)
        all.times[i] = 1;
    unsigned least = sj_policy_least(&policy);
    require(least <= policy.witness_count);
    require(sj_policy_holds(&policy, &all));
    require(sj_policy_holds(&policy, &none) == (least == 0));
}

/* Nobody but the key signs for the witness: what counts is the line made here. */
static void fuzz_cosigned(struct sj_bytes input)
{
    struct sj_buffer note = {0};
    int64_t time;
    sj_buffer_add_bytes(&note, input);
    if (sj_cosign(input, witness.name, key, 4711, &note, NULL) == SJ_OK &&
        sj_cosignature_find(sj_buffer_bytes(&note), &witness, &time, NULL) == SJ_OK)
        require(time == 4711);
    sj_buffer_clear(&note);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_bytes input = SJ_BYTES(data, size), name;
    struct sj_buffer names = {0};
    int64_t time;
    init();
    if (sj_cosignature_find(input, &witness, &time, NULL) == SJ_OK)
        require(time == 0);
    if (sj_cosignature_name(input, &name, NULL) == SJ_OK)
        require(name.len > 0 && name.data > data && name.data + name.len < data + size);
    if (sj_cosignature_names(input, "a/b", &names, NULL) == SJ_OK)
        require(names.len <= size);
    sj_buffer_clear(&names);
    fuzz_key(input);
    fuzz_policy(input);
    fuzz_cosigned(input);
    return 0;
}
