#include "client/replica.h"

#include "base/i18n.h"
#include "client/card.h"
#include "client/pages.h"
#include "proto/pb.h"
#include "rules/submission.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_BYTES = 2 * SJ_RECORD_MAX_BYTES };

void sj_replica_init(struct sj_replica *replica, const char *origin, FILE *file)
{
    *replica = (struct sj_replica){.file = file};
    snprintf(replica->origin, sizeof replica->origin, "%s", origin);
}

void sj_replica_clear(struct sj_replica *replica)
{
    sj_replay_free(replica->replay);
    free(replica->places);
    *replica = (struct sj_replica){0};
}

uint64_t sj_replica_size(const struct sj_replica *replica)
{
    return replica->replay == NULL ? 0 : sj_replay_state(replica->replay)->size;
}

/* ---- feeding ---- */

/* The founding names the key that signed it: whether that is the card's ledger is seen at the end.
 */
static enum sj_status begin(struct sj_replica *replica, const Shangji__V1__GetEnvelopeReply *record,
                            struct sj_arena *arena, struct sj_error *error)
{
    struct sj_envelope envelope;
    struct sj_submission submission;
    struct sj_log_key founding = {.origin = ""};
    memcpy(founding.origin, replica->origin, sizeof founding.origin);
    enum sj_status status =
        sj_envelope_decode(sj_pb_bytes(record->envelope), arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_submission_decode(envelope.payload_type, envelope.payload, arena, &submission,
                                      error);
    if (status != SJ_OK || submission.act == NULL ||
        submission.act->act_case != SHANGJI__V1__ACT__ACT_FOUNDING ||
        !sj_public_key_of(sj_pb_bytes(submission.act->founding->ledger_key), &founding.key))
        return sj_error_set(error, SJ_DATA_LOSS, "NO_FOUNDING",
                            _("entry 0 is not a founding: this is no ledger from its beginning"));
    return sj_replay_new(&founding, &replica->replay, error);
}

static enum sj_status keep_place(struct sj_replica *replica, long place, struct sj_error *error)
{
    size_t number = (size_t)sj_replica_size(replica);
    if (number >= replica->room) {
        size_t room = replica->room == 0 ? 1024 : 2 * replica->room;
        long *places = reallocarray(replica->places, room, sizeof *places);
        if (places == NULL)
            return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to replay the ledger"));
        replica->places = places;
        replica->room = room;
    }
    replica->places[number] = place;
    return SJ_OK;
}

enum sj_status sj_replica_feed(struct sj_replica *replica,
                               const Shangji__V1__GetEnvelopeReply *record, long place,
                               struct sj_error *error)
{
    struct sj_bytes line = sj_bytes_of(record->entry);
    enum sj_status status = SJ_OK;
    if (record->index != sj_replica_size(replica))
        return sj_error_set(error, SJ_DATA_LOSS, "OUT_OF_ORDER",
                            _("entry %" PRIu64 " comes where entry %" PRIu64 " should"),
                            record->index, sj_replica_size(replica));
    if (replica->replay == NULL) {
        struct sj_arena arena;
        sj_arena_init(&arena, RECORD_BYTES);
        status = begin(replica, record, &arena, error);
        sj_arena_clear(&arena);
    }
    if (status == SJ_OK)
        status = keep_place(replica, record->envelope.len > 0 ? place : ~place, error);
    if (status != SJ_OK)
        return status;
    if (record->envelope.len == 0)
        return sj_replay_line(replica->replay, line, error);
    return sj_replay_entry(replica->replay, line, sj_pb_bytes(record->envelope), record->text,
                           error);
}

enum sj_status sj_replica_load(struct sj_replica *replica, long *cut, struct sj_error *error)
{
    struct sj_arena arena;
    enum sj_status status = SJ_OK;
    if (cut != NULL)
        *cut = -1;
    sj_arena_init(&arena, RECORD_BYTES);
    for (;;) {
        Shangji__V1__GetEnvelopeReply *record = NULL;
        long place = ftell(replica->file);
        status = sj_records_next(replica->file, &arena, &record, error);
        if (status == SJ_INVALID && cut != NULL) {
            *cut = place;
            status = SJ_OK;
            break;
        }
        if (status != SJ_OK || record == NULL)
            break;
        status = sj_replica_feed(replica, record, place, error);
        sj_arena_clear(&arena);
        if (status != SJ_OK)
            break;
    }
    sj_arena_clear(&arena);
    return status;
}

bool sj_replica_has(const struct sj_replica *replica, uint64_t index)
{
    return index < sj_replica_size(replica) && replica->places[index] >= 0;
}

/* ---- what it is held against ---- */

static enum sj_status other_city(const char *what, struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "OTHER_CITY",
                        _("%s in this ledger is not the one on the city card; is it the right "
                          "card?"),
                        what);
}

/* The card's key of now, or one that it says was replaced: a proof may be older than the card. */
static bool is_operators(const Shangji__V1__CityCard *card, const struct sj_public_key *key)
{
    struct sj_bytes bytes = SJ_BYTES(key->bytes, SJ_PUBLIC_KEY);
    bool named = sj_bytes_equal(sj_pb_bytes(card->operator_key), bytes);
    for (size_t i = 0; i < card->n_former_operator_keys; i++)
        named |= sj_bytes_equal(sj_pb_bytes(card->former_operator_keys[i]), bytes);
    return named;
}

static enum sj_status check_card(const struct sj_replica *replica,
                                 const Shangji__V1__CityCard *card, struct sj_error *error)
{
    const struct sj_city *city = sj_replay_state(replica->replay)->city;
    struct sj_log_key keys[SJ_CARD_LOG_KEYS_MAX];
    size_t count;
    bool named = false;
    struct sj_public_key recovery;
    enum sj_status status = sj_card_log_keys(card, keys, &count, error);
    if (status != SJ_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        named |= sj_public_key_equal(&keys[i].key, sj_city_ledger_key(city));
    if (strcmp(card->origin, replica->origin) != 0 || !named)
        return other_city(_("the ledger key"), error);
    if (!is_operators(card, sj_city_operator_key(city)))
        return other_city(_("the operator's key"), error);
    if (!sj_public_key_of(sj_pb_bytes(card->recovery_key), &recovery) ||
        !sj_public_key_equal(&recovery, sj_city_recovery_key(city)))
        return other_city(_("the recovery key"), error);
    if (strcmp(card->division, sj_city_division(city)) != 0)
        return other_city(_("the division"), error);
    return SJ_OK;
}

/* A text that is not given needs the act that withholds it, or words go unchecked and nobody knows
 * why. */
static enum sj_status check_texts(const struct sj_replica *replica, struct sj_error *error)
{
    uint64_t index;
    if (!sj_replay_text_missing(replica->replay, &index))
        return SJ_OK;
    return sj_error_set(error, SJ_DATA_LOSS, "TEXT_MISSING",
                        _("entry %" PRIu64 ": the report's text is not there, and no act "
                          "withholds it"),
                        index);
}

enum sj_status sj_replica_check(struct sj_replica *replica, struct sj_bytes note,
                                const Shangji__V1__CityCard *card, struct sj_error *error)
{
    struct sj_checkpoint checkpoint;
    struct sj_hash root;
    if (replica->replay == NULL)
        return sj_error_set(error, SJ_DATA_LOSS, "NO_ENTRIES", _("there are no entries"));
    struct sj_log_key key = sj_replay_log_key(replica->replay, sj_replica_size(replica));
    enum sj_status status = sj_checkpoint_open(note, &key, &checkpoint, error);
    if (status != SJ_OK) {
        (void)sj_error_in(error, _("the checkpoint"));
        return error->status = SJ_DATA_LOSS;
    }
    if (checkpoint.size != sj_replica_size(replica))
        return sj_error_set(error, SJ_DATA_LOSS, "SIZE_DIFFERS",
                            _("the checkpoint is over %" PRIu64 " entries, here are %" PRIu64),
                            checkpoint.size, sj_replica_size(replica));
    status = sj_replay_root(replica->replay, &root, error);
    if (status == SJ_OK && memcmp(root.bytes, checkpoint.root.bytes, SJ_HASH) != 0)
        return sj_error_set(error, SJ_DATA_LOSS, "ROOT_DIFFERS",
                            _("these are not the entries that the checkpoint was signed over"));
    if (status == SJ_OK)
        status = check_texts(replica, error);
    return status == SJ_OK && card != NULL ? check_card(replica, card, error) : status;
}

/* ---- answers ---- */

static const struct sj_state *lock_state(void *context)
{
    return sj_replay_state(((struct sj_replica *)context)->replay);
}

static void unlock_state(void *context)
{
    (void)context; /* there is one thread */
}

static enum sj_status read_record(struct sj_replica *replica, uint64_t index,
                                  struct sj_arena *arena, Shangji__V1__GetEnvelopeReply **record,
                                  struct sj_error *error)
{
    long place = index < sj_replica_size(replica) ? replica->places[index] : -1;
    if (place < 0) /* without its envelope */
        place = ~place;
    if (index >= sj_replica_size(replica) || fseek(replica->file, place, SEEK_SET) != 0)
        return sj_error_set(error, SJ_NOT_FOUND, "NO_ENTRY", _("there is no entry %" PRIu64),
                            index);
    enum sj_status status = sj_records_next(replica->file, arena, record, error);
    if (status == SJ_OK && *record == NULL)
        status =
            sj_error_set(error, SJ_NOT_FOUND, "NO_ENTRY", _("there is no entry %" PRIu64), index);
    return status;
}

static enum sj_status read_entry(void *context, uint64_t index, struct sj_arena *arena,
                                 struct sj_bytes *line, struct sj_error *error)
{
    Shangji__V1__GetEnvelopeReply *record = NULL;
    enum sj_status status = read_record(context, index, arena, &record, error);
    if (record != NULL)
        *line = sj_bytes_of(record->entry);
    return status;
}

static enum sj_status read_envelope(void *context, uint64_t index, struct sj_arena *arena,
                                    struct sj_bytes *bytes, struct sj_error *error)
{
    Shangji__V1__GetEnvelopeReply *record = NULL;
    enum sj_status status = read_record(context, index, arena, &record, error);
    if (status != SJ_OK || record == NULL)
        return status;
    *bytes = sj_pb_bytes(record->envelope);
    return bytes->len > 0 ? SJ_OK
                          : sj_error_set(error, SJ_DATA_LOSS, "ENVELOPE_MISSING",
                                         _("the answer rests on entry %" PRIu64
                                           ", whose envelope is not there"),
                                         index);
}

static struct sj_source source_of(struct sj_replica *replica)
{
    return (struct sj_source){lock_state, unlock_state, read_entry, read_envelope, replica};
}

enum sj_status sj_replica_rank(struct sj_replica *replica, const Shangji__V1__RankRequest *request,
                               struct sj_arena *arena, Shangji__V1__RankAnswer **answer,
                               struct sj_error *error)
{
    static char none[] = "";
    struct sj_source source = source_of(replica);
    Shangji__V1__RankRequest asked = *request;
    asked.page_token = none;
    asked.page_size = 0;
    ProtobufCMessage *whole = NULL;
    for (;;) {
        Shangji__V1__RankAnswer *page = sj_pb_new(&shangji__v1__rank_answer__descriptor, arena);
        if (page == NULL)
            return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the answer"));
        enum sj_status status = sj_rank_answer(&source, &asked, NULL, arena, page, error);
        if (status == SJ_OK)
            status = sj_pages_add(&whole, &page->base, arena, &asked.page_token, error);
        *answer = (Shangji__V1__RankAnswer *)whole;
        if (status != SJ_OK || asked.page_token[0] == '\0')
            return status;
    }
}

enum sj_status sj_replica_coverage(struct sj_replica *replica,
                                   const Shangji__V1__CoverageRequest *request,
                                   struct sj_arena *arena, Shangji__V1__CoverageAnswer **answer,
                                   struct sj_error *error)
{
    static char none[] = "";
    struct sj_source source = source_of(replica);
    Shangji__V1__CoverageRequest asked = *request;
    ProtobufCMessage *whole = NULL;
    asked.page_token = none;
    asked.page_size = 0;
    for (;;) {
        Shangji__V1__CoverageAnswer *page =
            sj_pb_new(&shangji__v1__coverage_answer__descriptor, arena);
        if (page == NULL)
            return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the answer"));
        enum sj_status status = sj_coverage_answer(&source, &asked, NULL, arena, page, error);
        if (status == SJ_OK)
            status = sj_pages_add(&whole, &page->base, arena, &asked.page_token, error);
        *answer = (Shangji__V1__CoverageAnswer *)whole;
        if (status != SJ_OK || asked.page_token[0] == '\0')
            return status;
    }
}

enum sj_status sj_replica_question(struct sj_replica *replica, const struct sj_question *question,
                                   const ProtobufCMessage *request, struct sj_arena *arena,
                                   ProtobufCMessage **answer, struct sj_error *error)
{
    struct sj_source source = source_of(replica);
    *answer = sj_pb_new(question->answer, arena);
    if (*answer == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the answer"));
    return sj_question_answer(question, &source, request, NULL, arena, *answer, error);
}

/* ---- comparing ---- */

static bool same(const ProtobufCMessage *a, const ProtobufCMessage *b)
{
    size_t len = protobuf_c_message_get_packed_size(a);
    if (len != protobuf_c_message_get_packed_size(b))
        return false;
    uint8_t *bytes = malloc(2 * len + 1);
    if (bytes == NULL)
        return false;
    protobuf_c_message_pack(a, bytes);
    protobuf_c_message_pack(b, bytes + len);
    bool equal = memcmp(bytes, bytes + len, len) == 0;
    free(bytes);
    return equal;
}

static enum sj_status differs(struct sj_error *error, const char *what, const char *name)
{
    return sj_error_set(error, SJ_DATA_LOSS, "ANSWER_DIFFERS",
                        _("the answer is not what follows from the ledger: %s %s"), what, name);
}

enum sj_status sj_rank_compare(const Shangji__V1__RankAnswer *told,
                               const Shangji__V1__RankAnswer *made, struct sj_error *error)
{
    if (same(&told->base, &made->base))
        return SJ_OK;
    for (size_t i = 0; i < told->n_rows || i < made->n_rows; i++) {
        if (i >= told->n_rows)
            return differs(error, _("left out is"), made->rows[i]->name);
        if (i >= made->n_rows || !same(&told->rows[i]->base, &made->rows[i]->base))
            return differs(error, _("otherwise is the row of"), told->rows[i]->name);
    }
    for (size_t i = 0; i < told->n_absent || i < made->n_absent; i++) {
        if (i >= told->n_absent)
            return differs(error, _("not told is"), made->absent[i]->name);
        if (i >= made->n_absent || !same(&told->absent[i]->base, &made->absent[i]->base))
            return differs(error, _("otherwise is what is said of"), told->absent[i]->name);
    }
    return differs(error, _("otherwise is its heading:"), told->indicator);
}
