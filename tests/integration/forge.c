/* A forger with a real key: takes a signed report apart, changes it and signs it again.
 *
 *     forge KEYFILE PASSPHRASE ENVELOPE OUT CHANGE [VALUE]
 *
 *     forge ranking KEYFILE PASSPHRASE ENVELOPE OUT
 *
 * The second makes a published ranking that does not follow: one bit of its digest is another.
 *
 * CHANGE: same; township CODE; revision N; surface WORDS (of the first figure that makes a fact);
 * value NUMBER (of the same); period P; unsigned (a signature of zeros); type TYPE (payload type).
 */
#include "proto/pb.h"
#include "trust/envelope.h"

#include <report.pb-c.h>
#include <roll.pb-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 2 * 1024 * 1024 };

static void fail(const char *what, const struct sj_error *error)
{
    fprintf(stderr, "forge: %s: %s\n", what, error == NULL ? "" : error->message);
    exit(2);
}

static struct sj_bytes load(const char *path, struct sj_arena *arena)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = sj_arena_alloc(arena, FILE_MAX);
    if (file == NULL || data == NULL)
        fail(path, NULL);
    size_t len = fread(data, 1, FILE_MAX, file);
    fclose(file);
    return SJ_BYTES(data, len);
}

static void store(const char *path, struct sj_bytes bytes)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes.data, 1, bytes.len, file) != bytes.len || fclose(file) != 0)
        fail(path, NULL);
}

static Shangji__V1__Figure *first_with_fact(Shangji__V1__Report *report)
{
    if (report->n_facts == 0)
        fail("the report has no fact", NULL);
    return report->figures[report->facts[0]->figure];
}

static void change(Shangji__V1__Report *report, const char *what, char *value)
{
    if (strcmp(what, "township") == 0) {
        report->township = value;
    } else if (strcmp(what, "revision") == 0) {
        static char reason[] = "because";
        report->revision = (uint32_t)strtoul(value, NULL, 10);
        report->replaces_reason = reason;
    } else if (strcmp(what, "period") == 0) {
        report->period = value;
    } else if (strcmp(what, "surface") == 0) {
        first_with_fact(report)->surface = value;
    } else if (strcmp(what, "value") == 0) {
        first_with_fact(report)->value = value;
    }
}

static int forge_ranking(char **argv)
{
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_key *key = NULL;
    struct sj_envelope envelope, forged;
    ProtobufCMessage *message = NULL;
    struct sj_bytes out = {NULL, 0};
    sj_arena_init(&arena, 64 * 1024 * 1024);
    if (sj_key_load(load(argv[0], &arena), sj_bytes_of(argv[1]), &key, &error) != SJ_OK ||
        sj_envelope_decode(load(argv[2], &arena), &arena, &envelope, &error) != SJ_OK ||
        sj_pb_unpack(&shangji__v1__act__descriptor, envelope.payload, &arena, "act", &message,
                     &error) != SJ_OK)
        fail("ranking", &error);
    Shangji__V1__Act *act = (Shangji__V1__Act *)message;
    if (act->act_case != SHANGJI__V1__ACT__ACT_RANKING)
        fail("this is no ranking", NULL);
    act->ranking->answer_digest.data[0] ^= 1;
    forged = (struct sj_envelope){.payload_type = envelope.payload_type};
    if (sj_pb_pack(message, &arena, &forged.payload, &error) != SJ_OK ||
        sj_envelope_sign(&forged, key, &arena, &error) != SJ_OK ||
        sj_envelope_encode(&forged, &arena, &out, &error) != SJ_OK)
        fail("sign", &error);
    store(argv[3], out);
    sj_key_free(key);
    sj_arena_clear(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    sj_trust_init();
    if (argc == 6 && strcmp(argv[1], "ranking") == 0)
        return forge_ranking(argv + 2);
    if (argc < 6)
        fail("usage: forge KEYFILE PASSPHRASE ENVELOPE OUT CHANGE [VALUE]", NULL);
    struct sj_arena arena;
    sj_arena_init(&arena, 64 * 1024 * 1024);
    struct sj_error error = {0};
    struct sj_key *key = NULL;
    struct sj_envelope envelope;
    ProtobufCMessage *message = NULL;
    char *value = argc > 6 ? argv[6] : argv[5];
    if (sj_key_load(load(argv[1], &arena), sj_bytes_of(argv[2]), &key, &error) != SJ_OK)
        fail("key", &error);
    if (sj_envelope_decode(load(argv[3], &arena), &arena, &envelope, &error) != SJ_OK ||
        sj_pb_unpack(&shangji__v1__report__descriptor, envelope.payload, &arena, "report", &message,
                     &error) != SJ_OK)
        fail("envelope", &error);
    change((Shangji__V1__Report *)message, argv[5], value);
    struct sj_envelope forged = {.payload_type = envelope.payload_type};
    if (strcmp(argv[5], "type") == 0)
        forged.payload_type = sj_bytes_of(value);
    struct sj_bytes out;
    if (sj_pb_pack(message, &arena, &forged.payload, &error) != SJ_OK ||
        sj_envelope_sign(&forged, key, &arena, &error) != SJ_OK)
        fail("sign", &error);
    uint8_t zeros[SJ_SIGNATURE] = {0};
    if (strcmp(argv[5], "unsigned") == 0)
        forged.signatures[0].sig = SJ_BYTES(zeros, sizeof zeros);
    if (sj_envelope_encode(&forged, &arena, &out, &error) != SJ_OK)
        fail("encode", &error);
    store(argv[4], out);
    sj_key_free(key);
    sj_arena_clear(&arena);
    return 0;
}
