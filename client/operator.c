#include "client/operator.h"

#include "base/i18n.h"
#include "client/card.h"
#include "client/file.h"
#include "client/keys.h"
#include "client/outbox.h"
#include "client/pages.h"
#include "proto/pb.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { OPERATOR_ARENA_BYTES = 512 * 1024 * 1024 }; /* a country's roll has 413,520 reports */

static enum sj_status no_memory(struct sj_error *error)
{
    return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the operator's act"));
}

static enum sj_status find_card(const struct sj_operator_options *options,
                                struct sj_operator *office, struct sj_error *error)
{
    const char *set = getenv("SHANGJI_CARD"), *path = options->card;
    if (!path)
        path = set && set[0] ? set : sj_home_file(&office->home, "city.card");
    if (!path)
        return no_memory(error);
    enum sj_status status = sj_card_read(path, &office->arena, &office->card, error);
    if (status == SJ_NOT_FOUND)
        return sj_error_set(
            error, SJ_NOT_FOUND, "NO_CARD",
            _("there is no city card at %s; give --card CARD: 'shangjid init' wrote "
              "it"),
            path);
    return status;
}

enum sj_status sj_operator_open(const struct sj_operator_options *options,
                                struct sj_operator *office, struct sj_error *error)
{
    const char *set = getenv("SHANGJI_OPERATOR"), *dir = options->dir;
    *office = (struct sj_operator){.passphrase_file = options->passphrase_file};
    sj_arena_init(&office->arena, OPERATOR_ARENA_BYTES);
    if (!dir)
        dir = set && set[0] ? set : ".";
    enum sj_status status = sj_home_open(dir, &office->home, error);
    if (status == SJ_OK)
        status = find_card(options, office, error);
    if (status != SJ_OK)
        return status;
    const char *checkpoint = sj_home_file(&office->home, "checkpoint");
    if (!checkpoint)
        return no_memory(error);
    enum sj_status opened = sj_link_open(office->card, checkpoint, &office->link, error);
    office->link.home = &office->home;
    return opened;
}

void sj_operator_close(struct sj_operator *office)
{
    sj_link_close(&office->link);
    sj_arena_clear(&office->arena);
    sj_home_clear(&office->home);
}

char *sj_operator_text(struct sj_operator *office, const char *text)
{
    return sj_arena_text(&office->arena, sj_bytes_of(text));
}

enum sj_status sj_operator_roll(struct sj_operator *office, Shangji__V1__GetRollReply **roll,
                                struct sj_error *error)
{
    return sj_link_roll(&office->link, true, &office->arena, roll, error);
}

enum sj_status sj_operator_key(struct sj_operator *office, struct sj_key **key,
                               struct sj_error *error)
{
    struct sj_public_key found, wanted;
    const char *path = sj_home_file(&office->home, "operator.key");
    if (!path)
        return no_memory(error);
    if (!sj_file_exists(path))
        return sj_error_set(error, SJ_PRECONDITION, "NO_KEY",
                            _("there is no operator.key in %s; give --operator DIR, the folder of "
                              "'shangji operator init'"),
                            office->home.path);
    enum sj_status status = sj_keys_public(path, &found, error);
    if (status == SJ_OK && (!sj_public_key_of(sj_pb_bytes(office->card->operator_key), &wanted) ||
                            !sj_public_key_equal(&found, &wanted)))
        status = sj_error_set(error, SJ_PRECONDITION, "OTHER_OPERATOR",
                              _("%s is not the operator's key of the city card; is it the right "
                                "folder and the right card?"),
                              path);
    if (status == SJ_OK)
        status = sj_keys_open(path, office->passphrase_file, _("Passphrase of the operator's key"),
                              key, error);
    return status;
}

/* "000012-enrol-430482107-0123456789abcdef" */
static void name_of(const struct sj_evidence *evidence, char name[static SJ_OUTBOX_NAME_MAX])
{
    snprintf(name, SJ_OUTBOX_NAME_MAX, "%06llu-%s-%s", (unsigned long long)evidence->index,
             evidence->entry.type, evidence->entry.subject);
    for (char *c = name; *c; c++)
        if ((unsigned char)*c < 0x80 && !isalnum((unsigned char)*c) && !strchr("-_.", *c))
            *c = '-';
}

enum sj_status sj_operator_send(struct sj_operator *office, const struct sj_envelope *envelope,
                                struct sj_error *error)
{
    struct sj_outbox_parcel parcel = {.text = {0}};
    struct sj_taken taken;
    char name[SJ_OUTBOX_NAME_MAX];
    enum sj_status status = sj_envelope_encode(envelope, &office->arena, &parcel.envelope, error);
    if (status == SJ_OK)
        status = sj_link_submit(&office->link, parcel.envelope, parcel.text, &office->arena, &taken,
                                error);
    if (status != SJ_OK)
        return status;
    printf(taken.already_known ? _("entry %llu (was there already): %.*s\n")
                               : _("entry %llu: %.*s\n"),
           (unsigned long long)taken.evidence.index, (int)taken.entry.len,
           (const char *)taken.entry.data);
    parcel.entry = taken.entry;
    parcel.receipt = taken.receipt;
    name_of(&taken.evidence, name);
    status = sj_outbox_sent(&office->home, name, &parcel, error);
    if (status == SJ_OK)
        status =
            sj_link_watch(&office->link, &taken.evidence.checkpoint, taken.evidence.note, error);
    return status;
}

enum sj_status sj_operator_act(struct sj_operator *office, const struct sj_key *key,
                               Shangji__V1__Act *act, struct sj_error *error)
{
    struct sj_envelope envelope;
    act->origin = office->card->origin;
    act->made_at = (int64_t)time(NULL);
    enum sj_status status = sj_act_sign(act, key, &office->arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_operator_send(office, &envelope, error);
    return status;
}
