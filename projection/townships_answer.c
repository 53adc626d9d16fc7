/* The roll: who reports, from when to when, with which keys. */
#include "projection/asking.h"

#include "answers/search.h"
#include "base/i18n.h"

#include <questions.pb-c.h>

struct roll {
    struct sj_asking *asking;
    const Shangji__V1__TownshipsRequest *request;
    struct sj_period period;
    Shangji__V1__TownshipsRow **by_number; /* NULL: not listed */
    Shangji__V1__TownshipsAnswer *answer;
};

static bool is_listed(const struct roll *roll, uint32_t number)
{
    const struct sj_city *city = roll->asking->state->city;
    const struct sj_city_township *township = sj_city_township(city, number);
    struct sj_bytes texts[2] = {sj_bytes_of(township->code), sj_bytes_of(township->name)};
    return sj_bytes_starts(texts[0], sj_bytes_of(roll->request->within)) &&
           sj_search_match(sj_bytes_of(roll->request->words), texts, 2) &&
           (roll->request->period[0] == '\0' || sj_city_reports_for(city, number, roll->period));
}

/* Those of the others of a succession that are not itself. */
static bool put_heads(struct roll *roll, uint32_t self, const uint32_t *numbers, size_t count,
                      Shangji__V1__TownshipHead ***heads, size_t *head_count)
{
    Shangji__V1__TownshipHead **grown =
        sj_arena_array(roll->asking->arena, *head_count + count + 1, sizeof(*grown));
    if (grown == NULL)
        return false;
    for (size_t i = 0; i < *head_count; i++)
        grown[i] = (*heads)[i];
    *heads = grown;
    for (size_t i = 0; i < count; i++)
        if (numbers[i] != self &&
            !sj_put_township_head(roll->asking, numbers[i], &grown[(*head_count)++]))
            return false;
    return true;
}

static bool put_successions(struct roll *roll)
{
    const struct sj_city *city = roll->asking->state->city;
    for (size_t i = 0; i < sj_city_succession_count(city); i++) {
        const struct sj_city_succession *its = sj_city_succession(city, i);
        for (size_t k = 0; k < its->predecessor_count; k++) {
            Shangji__V1__TownshipsRow *row = roll->by_number[its->predecessors[k]];
            if (row != NULL &&
                !put_heads(roll, its->predecessors[k], its->successors, its->successor_count,
                           &row->successors, &row->n_successors))
                return false;
        }
        for (size_t k = 0; k < its->successor_count; k++) {
            Shangji__V1__TownshipsRow *row = roll->by_number[its->successors[k]];
            if (row != NULL &&
                !put_heads(roll, its->successors[k], its->predecessors, its->predecessor_count,
                           &row->predecessors, &row->n_predecessors))
                return false;
        }
    }
    return true;
}

static void count_keys(struct roll *roll)
{
    const struct sj_city *city = roll->asking->state->city;
    for (size_t i = 0; i < sj_city_key_count(city); i++) {
        const struct sj_city_key *key = sj_city_key(city, i);
        Shangji__V1__TownshipsRow *row = roll->by_number[key->township];
        bool good = key->until == SJ_NEVER;
        if (row == NULL)
            continue;
        row->keys += good;
        row->revoked += !good;
        row->recovered += good && key->recovery;
    }
    for (size_t i = 0; i < sj_city_report_count(city); i++) {
        Shangji__V1__TownshipsRow *row = roll->by_number[sj_city_report(city, i)->township];
        if (row != NULL)
            row->reports++;
    }
    for (size_t i = 0; i < roll->answer->n_rows; i++)
        roll->answer->able += roll->answer->rows[i]->keys > 0;
}

static bool put_row(struct roll *roll, uint32_t number)
{
    const struct sj_city_township *township = sj_city_township(roll->asking->state->city, number);
    char text[SJ_PERIOD_TEXT];
    struct sj_arena *arena = roll->asking->arena;
    Shangji__V1__TownshipsRow *row = sj_pb_new(&shangji__v1__townships_row__descriptor, arena);
    if (row == NULL || !sj_put_township(roll->asking, number, &row->township, &row->name) ||
        (township->successor &&
         !sj_reply_text(arena, sj_period_format(township->since, text), &row->since)) ||
        (township->succeeded &&
         !sj_reply_text(arena, sj_period_format(township->until, text), &row->until)))
        return false;
    roll->by_number[number] = row;
    roll->answer->rows[roll->answer->n_rows++] = row;
    return true;
}

enum sj_status sj_make_townships(struct sj_asking *asking, const ProtobufCMessage *message,
                                 ProtobufCMessage *reply, struct sj_error *error)
{
    struct roll roll = {.asking = asking,
                        .request = (const Shangji__V1__TownshipsRequest *)message,
                        .answer = (Shangji__V1__TownshipsAnswer *)reply};
    size_t count = sj_city_township_count(asking->state->city);
    enum sj_status status = SJ_OK;
    if (roll.request->period[0] != '\0')
        status = sj_request_period(roll.request->period, &roll.period, error);
    if (status != SJ_OK)
        return status;
    uint32_t *order = sj_ask_roll(asking);
    roll.by_number = sj_arena_array(&asking->scratch, count + 1, sizeof(*roll.by_number));
    roll.answer->rows = sj_arena_array(asking->arena, count + 1, sizeof(*roll.answer->rows));
    if (order == NULL || roll.by_number == NULL || roll.answer->rows == NULL)
        return sj_reply_no_room(error);
    for (size_t i = 0; i < count; i++)
        if (is_listed(&roll, order[i]) && !put_row(&roll, order[i]))
            return sj_reply_no_room(error);
    roll.answer->townships = (uint32_t)count;
    roll.answer->ledger_size = asking->state->size;
    count_keys(&roll);
    return put_successions(&roll) ? SJ_OK : sj_reply_no_room(error);
}
