/* shangji witness: cosigns the city's checkpoints with the township's key.
 *
 * What was cosigned last stands in the folder's "witnessed". A newer checkpoint takes its place,
 * whole or not at all and synced, once it is proven to continue it; only then, and only what stands
 * there, is it signed. So whatever ends the process, no older and no second checkpoint of a size is
 * ever signed after it. A lock keeps a second process out. */
#include "client/command.h"

#include "client/file.h"
#include "client/keys.h"
#include "client/where.h"
#include "proto/pb.h"
#include "trust/cosignature.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { NOTE_MAX_BYTES = 16 * 1024, ROUND_BYTES = 4 * 1024 * 1024 };

struct witness {
    struct sj_where where;
    const char *passphrase_file;
    bool show_key;
    uint64_t interval_s;
    struct sj_home home;
    struct sj_link link;
    struct sj_key *key;
    const char *state; /* path of what was cosigned last */
    char name[SJ_WITNESS_NAME_MAX + 1];
    int lock;
};

/* ---- one round ---- */

/* Brings the state to the city's newest checkpoint, which then stands there, read. */
static enum sj_status advance(struct witness *witness, struct sj_arena *arena,
                              struct sj_checkpoint *checkpoint, struct sj_bytes *note,
                              struct sj_error *error)
{
    struct sj_link *link = &witness->link;
    /* A second memory over the same line: what this witness signed, not what the clerk saw. */
    struct sj_link own = {.card = link->card,
                          .ledger = link->ledger,
                          .channel = link->channel,
                          .checkpoint = witness->state,
                          .timeout_ms = link->timeout_ms};
    enum sj_status status = sj_link_look(link, error);
    if (status == SJ_OK)
        status = sj_link_look(&own, error);
    if (status == SJ_OK)
        status = sj_file_read(witness->state, NOTE_MAX_BYTES, arena, note, error);
    if (status == SJ_OK)
        status = sj_checkpoint_open(*note, &link->ledger, checkpoint, error);
    if (status == SJ_OK)
        status = sj_link_watch(link, checkpoint, *note, error);
    return status;
}

static enum sj_status hand_in(struct witness *witness, struct sj_bytes note, struct sj_bytes line,
                              struct sj_arena *arena, uint64_t *count, struct sj_error *error)
{
    Shangji__V1__AddCosignatureRequest request;
    ProtobufCMessage *message;
    shangji__v1__add_cosignature_request__init(&request);
    request.checkpoint = sj_arena_text(arena, note);
    request.cosignature = sj_arena_text(arena, line);
    if (!request.checkpoint || !request.cosignature)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to hand in a cosignature"));
    enum sj_status status = sj_link_call(&witness->link, "/shangji.v1.Ledger/AddCosignature",
                                         &request.base, arena, &message, error);
    if (status == SJ_OK)
        *count = ((const Shangji__V1__AddCosignatureReply *)message)->cosignatures;
    return status;
}

static enum sj_status go_round(struct witness *witness, struct sj_error *error)
{
    struct sj_arena arena;
    struct sj_checkpoint checkpoint;
    struct sj_bytes note;
    struct sj_buffer bare = {.limit = NOTE_MAX_BYTES}, line = {.limit = SJ_COSIGNATURE_LINE_MAX};
    uint64_t count = 0;
    sj_arena_init(&arena, ROUND_BYTES);
    enum sj_status status = advance(witness, &arena, &checkpoint, &note, error);
    if (status == SJ_OK)
        status = sj_checkpoint_bare(note, &witness->link.ledger, &bare, error);
    if (status == SJ_OK)
        status = sj_cosign(sj_buffer_bytes(&bare), witness->name, witness->key, (int64_t)time(NULL),
                           &line, error);
    if (status == SJ_OK)
        status =
            hand_in(witness, sj_buffer_bytes(&bare), sj_buffer_bytes(&line), &arena, &count, error);
    if (status == SJ_OK)
        printf(_("cosigned the checkpoint of %llu entries; %llu cosignatures stand beside it\n"),
               (unsigned long long)checkpoint.size, (unsigned long long)count);
    sj_buffer_clear(&line);
    sj_buffer_clear(&bare);
    sj_arena_clear(&arena);
    return status;
}

/* A city that does not answer will; whatever else is wrong ends it. */
static enum sj_status go_on(struct witness *witness, struct sj_error *error)
{
    for (;;) {
        enum sj_status status = go_round(witness, error);
        if (witness->interval_s == 0 || (status != SJ_OK && !sj_is_offline(status)))
            return status;
        if (status != SJ_OK)
            fprintf(stderr, _("note: %s; trying again in %llu s\n"), error->message,
                    (unsigned long long)witness->interval_s);
        fflush(stdout);
        sleep((unsigned)witness->interval_s);
    }
}

/* ---- the command ---- */

static enum sj_status open_witness(struct witness *witness, struct sj_error *error)
{
    const char *township = NULL;
    enum sj_status status = sj_where_open(&witness->where, &witness->home, &witness->link, error);
    if (status == SJ_OK)
        status = sj_home_township(&witness->home, &township, error);
    if (status == SJ_OK && !witness->link.checkpoint)
        status = sj_error_set(error, SJ_PRECONDITION, "OTHER_CITY",
                              _("a township witnesses its own city's ledger: %s is joined with "
                                "another"),
                              witness->home.path);
    if (status == SJ_OK)
        status = sj_witness_name(witness->link.ledger.origin, township, witness->name, error);
    if (status != SJ_OK)
        return status;
    witness->state = sj_home_file(&witness->home, "witnessed");
    return witness->state
               ? SJ_OK
               : sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the client's folder"));
}

static enum sj_status print_key(struct witness *witness, struct sj_error *error)
{
    char text[SJ_VKEY_TEXT];
    struct sj_witness_key key;
    const char *path = sj_home_file(&witness->home, "key");
    snprintf(key.name, sizeof(key.name), "%s", witness->name);
    enum sj_status status =
        path ? sj_keys_public(path, &key.key, error)
             : sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the client's folder"));
    if (status == SJ_OK)
        printf("%s\n", sj_witness_key_format(&key, text));
    return status;
}

static enum sj_status do_witness(struct witness *witness, struct sj_error *error)
{
    enum sj_status status = open_witness(witness, error);
    if (status == SJ_OK && witness->show_key)
        return print_key(witness, error);
    const char *lock = status == SJ_OK ? sj_home_file(&witness->home, "witness.lock") : NULL;
    if (status == SJ_OK && !lock)
        status = sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the client's folder"));
    if (status == SJ_OK)
        status = sj_file_lock(lock, false, &witness->lock, error);
    if (status == SJ_OK)
        status = sj_home_key(&witness->home, witness->passphrase_file, &witness->key, error);
    return status == SJ_OK ? go_on(witness, error) : status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct witness witness = {.lock = -1};
    const struct sj_option options[] = {
        {.name = "interval",
         .kind = SJ_OPTION_NUMBER,
         .target = &witness.interval_s,
         .argument = N_("SECONDS"),
         .help = N_("go on, once in so many seconds (else once)"),
         .min = 1,
         .max = 86400},
        {.name = "key",
         .kind = SJ_OPTION_FLAG,
         .target = &witness.show_key,
         .help = N_("print the witness key for others' policies, and do nothing else")},
        SJ_OPTION_PASSPHRASE(&witness.passphrase_file),
        SJ_OPTION_CARD(&witness.where.card),
        SJ_OPTION_HOME(&witness.where.home),
        SJ_OPTION_TIMEOUT(&witness.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji witness",
        .summary = sj_cmd_witness.summary,
        .notes =
            N_("Signs a checkpoint only if it continues the last one that it signed, and hands "
               "it to the city, which\nshows it to everybody. Exit status: 76 the ledger was "
               "rewritten (nothing was signed)."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    status = do_witness(&witness, error);
    sj_key_free(witness.key);
    if (witness.lock >= 0)
        close(witness.lock);
    sj_link_close(&witness.link);
    sj_home_clear(&witness.home);
    return status;
}

const struct sj_command sj_cmd_witness = {
    .name = "witness",
    .summary = N_("cosign the city's checkpoints, so that it cannot show two histories"),
    .run = run,
};
