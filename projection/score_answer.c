#include "projection/score_parts.h"

#include "base/i18n.h"
#include "rules/submission.h"
#include "trust/key.h"
#include "trust/stream.h"

#include <inttypes.h>

enum { WORK_BYTES = 512 * 1024 * 1024, SIZE_BYTES = 8 };

_Static_assert((int)SJ_SCORE_BLOCK == (int)SJ_STREAM_BLOCK, "how the random stream is counted");
_Static_assert((int)SJ_NORMAL_COMPLETION ==
                   (int)SHANGJI__V1__NORMALISATION__NORMALISATION_COMPLETION,
               "numbered as in scorecard.proto");
_Static_assert((int)SJ_SCORE_WORST == (int)SHANGJI__V1__MISSING_POLICY__MISSING_POLICY_WORST,
               "numbered as in scorecard.proto");

static enum sj_status check_request(const Shangji__V1__ScoreRequest *request,
                                    struct sj_error *error)
{
    if (request->draws > SJ_SCORE_DRAWS_MAX) {
        sj_error_set(error, SJ_INVALID, "DRAWS", _("1 to %d draws are made, not %u"),
                     (int)SJ_SCORE_DRAWS_MAX, (unsigned)request->draws);
        return sj_error_at(error, "draws");
    }
    if (request->n_townships > SJ_SCORE_TOWNSHIPS_MAX) {
        sj_error_set(error, SJ_INVALID, "TOO_MANY",
                     _("at most %d townships are explained at once, not %zu"),
                     (int)SJ_SCORE_TOWNSHIPS_MAX, request->n_townships);
        return sj_error_at(error, "townships");
    }
    if (!request->scorecard && !request->code[0]) {
        sj_error_set(error, SJ_INVALID, "NO_SCORECARD",
                     _("say by which scorecard: one of your own, or the code of a published one"));
        return sj_error_at(error, "scorecard");
    }
    return SJ_OK;
}

/* ---- draws ---- */

/* BLAKE2b-256 of root, size (little-endian) and scorecard's digest: whoever has the checkpoint and
 * the scorecard draws the same. */
static struct sj_digest seed_of(const struct sj_scoring *scoring)
{
    uint8_t before[sizeof scoring->root.bytes + SIZE_BYTES];
    memcpy(before, scoring->root.bytes, sizeof scoring->root.bytes);
    for (size_t i = 0; i < SIZE_BYTES; i++)
        before[sizeof scoring->root.bytes + i] = (uint8_t)(scoring->size >> 8 * i);
    return sj_blake2b2(SJ_BYTES(before, sizeof before), SJ_BYTES(scoring->digest.bytes, SJ_DIGEST));
}

/* The draw's number is the nonce: four zero bytes, then little-endian. */
static void fill(void *seed, uint32_t draw, uint32_t first_block, uint8_t *bytes, size_t len)
{
    uint8_t nonce[SJ_STREAM_NONCE] = {0};
    for (size_t i = 0; i < sizeof draw; i++)
        nonce[4 + i] = (uint8_t)(draw >> 8 * i);
    sj_stream_fill(((struct sj_digest *)seed)->bytes, nonce, first_block, bytes, len);
}

static enum sj_status draw(struct sj_scoring *scoring, const struct sj_stop *stop,
                           Shangji__V1__ScoreAnswer *answer, struct sj_error *error)
{
    struct sj_digest seed = seed_of(scoring);
    struct sj_score_random random = {fill, &seed};
    struct sj_score_stop stopped = {stop ? stop->passed : NULL, stop ? stop->context : NULL};
    if (scoring->request->no_draws || answer->scored == 0)
        return SJ_OK;
    answer->draws = scoring->request->draws > 0 ? scoring->request->draws : SJ_SCORE_DRAWS_DEFAULT;
    return sj_score_draw(&scoring->table, answer->draws, &random, &stopped, &scoring->result,
                         error);
}

/* ---- the heading ---- */

static bool put_number(struct sj_arena *arena, double fixed, char **field)
{
    return sj_reply_fixed(arena, sj_score_round(fixed / 10000), field);
}

static Shangji__V1__ScoreMeasure *make_measure(const struct sj_scoring *scoring, size_t number)
{
    const struct sj_score_item *item = &scoring->table.items[number];
    const struct sj_score_scale *scale = &scoring->result.scales[number];
    const struct sj_indicator *indicator = scoring->items[number].question.indicator;
    struct sj_arena *arena = scoring->arena;
    Shangji__V1__ScoreMeasure *measure = sj_pb_new(&shangji__v1__score_measure__descriptor, arena);
    char *unit = sj_arena_text(arena, indicator->unit);
    if (!measure || !unit || !sj_reply_text(arena, indicator->code, &measure->indicator) ||
        !sj_reply_text(arena, indicator->name_zh, &measure->name_zh) ||
        !sj_reply_text(arena, indicator->name_en, &measure->name_en))
        return NULL;
    measure->unit = unit;
    measure->direction = (Shangji__V1__Better)scoring->items[number].question.direction;
    measure->stated = scale->stated;
    if (item->how == SJ_NORMAL_MIN_MAX && (item->has_goalposts || scale->stated > 0) &&
        (!put_number(arena, scale->worst, &measure->worst) ||
         !put_number(arena, scale->best, &measure->best)))
        return NULL;
    if (item->how == SJ_NORMAL_Z_SCORE && scale->stated > 0 &&
        (!put_number(arena, scale->mean, &measure->mean) ||
         !put_number(arena, scale->deviation, &measure->deviation)))
        return NULL;
    return measure;
}

/* A published scorecard is the city's and may not be given away: the answer has a copy. */
static enum sj_status put_card(struct sj_scoring *scoring, Shangji__V1__ScoreAnswer *answer,
                               struct sj_error *error)
{
    struct sj_bytes packed;
    ProtobufCMessage *copy = NULL;
    enum sj_status status = sj_pb_pack(&scoring->card->base, &scoring->work, &packed, error);
    if (status == SJ_OK)
        status = sj_pb_unpack(&shangji__v1__scorecard__descriptor, packed, scoring->arena,
                              "scorecard", &copy, error);
    answer->scorecard = (Shangji__V1__Scorecard *)copy;
    return status;
}

static enum sj_status put_heading(struct sj_scoring *scoring, Shangji__V1__ScoreAnswer *answer,
                                  struct sj_error *error)
{
    enum sj_status status = put_card(scoring, answer, error);
    if (status != SJ_OK)
        return status;
    scoring->card = answer->scorecard;
    answer->ledger_size = scoring->size;
    answer->scored = (uint32_t)scoring->result.scored_count;
    answer->measures = sj_arena_array(scoring->arena, scoring->table.item_count,
                                      sizeof(Shangji__V1__ScoreMeasure *));
    if (!answer->measures ||
        !sj_reply_text(scoring->arena, scoring->request->period, &answer->period) ||
        !sj_reply_bytes(scoring->arena, SJ_BYTES(scoring->digest.bytes, SJ_DIGEST),
                        &answer->digest) ||
        !sj_reply_bytes(scoring->arena, SJ_BYTES(scoring->root.bytes, sizeof scoring->root.bytes),
                        &answer->root))
        return sj_reply_no_room(error);
    for (size_t i = 0; i < scoring->table.item_count; i++) {
        answer->measures[i] = make_measure(scoring, i);
        if (!answer->measures[i])
            return sj_reply_no_room(error);
        answer->n_measures++;
    }
    return SJ_OK;
}

/* ---- the whole ---- */

static enum sj_status check_state(const struct sj_scoring *scoring, const struct sj_state *state,
                                  struct sj_error *error)
{
    const Shangji__V1__ScoreRequest *request = scoring->request;
    if (request->ledger_size > 0 && request->ledger_size != state->size)
        return sj_error_set(error, SJ_ABORTED, "LEDGER_GREW",
                            _("the ledger had %" PRIu64
                              " entries at the first page and has %" PRIu64
                              " now; ask for the first page again"),
                            request->ledger_size, state->size);
    if (!state->root && !request->no_draws)
        return sj_error_set(error, SJ_UNAVAILABLE, "NO_CHECKPOINT",
                            _("there is no checkpoint of this state yet; ask again"));
    return SJ_OK;
}

/* For rows of a later page the absences were told before. */
static void hide_absences(const Shangji__V1__ScoreRequest *request,
                          Shangji__V1__ScoreAnswer *answer)
{
    if (request->start > 0)
        answer->n_absent = 0;
}

enum sj_status sj_score_answer(const struct sj_source *source,
                               const Shangji__V1__ScoreRequest *request, const struct sj_stop *stop,
                               struct sj_arena *arena, Shangji__V1__ScoreAnswer *answer,
                               struct sj_error *error)
{
    struct sj_scoring scoring = {.request = request, .arena = arena};
    enum sj_status status = check_request(request, error);
    if (status != SJ_OK)
        return status;
    sj_arena_init(&scoring.work, WORK_BYTES);
    const struct sj_state *state = source->lock(source->context);
    status = check_state(&scoring, state, error);
    if (status == SJ_OK)
        status = sj_scoring_gather(&scoring, state, answer, error);
    source->unlock(source->context);
    if (status == SJ_OK)
        status = sj_score(&scoring.table, &scoring.work, &scoring.result, error);
    if (status == SJ_OK)
        status = put_heading(&scoring, answer, error);
    if (status == SJ_OK)
        status = draw(&scoring, stop, answer, error);
    if (status == SJ_OK)
        status = sj_scoring_rows(&scoring, source, stop, answer, error);
    hide_absences(request, answer);
    sj_arena_clear(&scoring.work);
    return status;
}
