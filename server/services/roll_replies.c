#include "server/services/ledger_replies.h"

#include "base/i18n.h"
#include "projection/page.h"

#include <string.h>

enum { ROLL_PAGE = 10000 };

static bool put_key(struct sj_arena *arena, const struct sj_city_key *key,
                    Shangji__V1__KeyState *state)
{
    state->role = key->role;
    state->from_index = key->from;
    state->until_index = key->until == SJ_NEVER ? 0 : key->until;
    state->recovery = key->recovery;
    return sj_reply_bytes(arena, SJ_BYTES(key->key.bytes, SJ_PUBLIC_KEY), &state->public_key);
}

static bool put_required(const struct sj_city *city, uint32_t number, struct sj_arena *arena,
                         Shangji__V1__TownshipState *state)
{
    static const Shangji__V1__Role roles[] = {SHANGJI__V1__ROLE__ROLE_PREPARER,
                                              SHANGJI__V1__ROLE__ROLE_HEAD};
    state->required = sj_arena_array(arena, 2, sizeof *state->required);
    for (size_t i = 0; state->required && i < 2; i++)
        if (sj_city_requires(city, number, roles[i]))
            state->required[state->n_required++] = roles[i];
    return state->required != NULL;
}

/* What is asked: the townships, then the reports, numbered through; the page is [start, end). */
struct roll {
    const struct sj_city *city;
    struct sj_arena *arena;
    size_t start, end;
    size_t *places; /* township's place in the reply + 1, by number */
};

static bool put_township(struct roll *roll, uint32_t number, Shangji__V1__GetRollReply *reply)
{
    const struct sj_city_township *township = sj_city_township(roll->city, number);
    char until[SJ_PERIOD_TEXT];
    Shangji__V1__TownshipState *state =
        sj_pb_new(&shangji__v1__township_state__descriptor, roll->arena);
    if (!state)
        return false;
    state->township = sj_pb_new(&shangji__v1__township__descriptor, roll->arena);
    if (!state->township || !sj_reply_text(roll->arena, township->code, &state->township->code) ||
        !sj_reply_text(roll->arena, township->name, &state->township->name) ||
        !put_required(roll->city, number, roll->arena, state))
        return false;
    if (township->succeeded &&
        !sj_reply_text(roll->arena, sj_period_format(township->until, until), &state->until))
        return false;
    reply->townships[reply->n_townships++] = state;
    roll->places[number] = reply->n_townships;
    return true;
}

static bool put_townships(struct roll *roll, Shangji__V1__GetRollReply *reply)
{
    size_t count = sj_city_township_count(roll->city);
    size_t end = roll->end < count ? roll->end : count;
    size_t start = roll->start < end ? roll->start : end;
    bool put = true;
    reply->townships =
        sj_arena_array(roll->arena, end - start, sizeof(Shangji__V1__TownshipState *));
    roll->places = sj_arena_array(roll->arena, count, sizeof *roll->places);
    for (size_t i = start; (put = put && reply->townships && roll->places) && i < end; i++)
        put = put_township(roll, (uint32_t)i, reply);
    return put;
}

/* Keys stand in the order of enrolment; each goes to its township. Counted first, so that every
 * township's list is made once. */
static bool put_keys(struct roll *roll, Shangji__V1__GetRollReply *reply)
{
    const struct sj_city *city = roll->city;
    size_t *counts = sj_arena_array(roll->arena, reply->n_townships + 1, sizeof *counts);
    if (!counts)
        return false;
    for (size_t i = 0; i < sj_city_key_count(city); i++)
        counts[roll->places[sj_city_key(city, i)->township]]++;
    for (size_t i = 0; i < sj_city_key_count(city); i++) {
        const struct sj_city_key *key = sj_city_key(city, i);
        size_t place = roll->places[key->township];
        if (place == 0)
            continue;
        Shangji__V1__TownshipState *state = reply->townships[place - 1];
        if (!state->keys)
            state->keys =
                sj_arena_array(roll->arena, counts[place], sizeof(Shangji__V1__KeyState *));
        Shangji__V1__KeyState *made = sj_pb_new(&shangji__v1__key_state__descriptor, roll->arena);
        if (!state->keys || !made || !put_key(roll->arena, key, made))
            return false;
        state->keys[state->n_keys++] = made;
    }
    return true;
}

static bool put_period(struct sj_arena *arena, const struct sj_city_period *period,
                       Shangji__V1__PeriodState *state)
{
    char text[SJ_PERIOD_TEXT];
    state->closed = period->closed;
    state->required = sj_arena_array(arena, period->required_count, sizeof *state->required);
    if (!state->required || !sj_reply_text(arena, period->kind, &state->kind) ||
        !sj_reply_text(arena, period->deadline, &state->deadline) ||
        !sj_reply_text(arena, period->catalogue->version, &state->catalogue) ||
        !sj_reply_text(arena, sj_period_format(period->period, text), &state->period))
        return false;
    for (size_t i = 0; i < period->required_count; i++)
        if (!sj_reply_text(arena, period->required[i]->code, &state->required[i]))
            return false;
    state->n_required = period->required_count;
    return true;
}

static bool put_periods(const struct sj_city *city, struct sj_arena *arena,
                        Shangji__V1__GetRollReply *reply)
{
    size_t count = sj_city_period_count(city);
    reply->periods = sj_arena_array(arena, count, sizeof(Shangji__V1__PeriodState *));
    for (size_t i = 0; reply->periods && i < count; i++) {
        Shangji__V1__PeriodState *state = sj_pb_new(&shangji__v1__period_state__descriptor, arena);
        if (!state || !put_period(arena, sj_city_period(city, i), state))
            return false;
        reply->periods[reply->n_periods++] = state;
    }
    return reply->periods != NULL;
}

static bool put_report(const struct sj_city *city, struct sj_arena *arena,
                       const struct sj_city_report *report, Shangji__V1__ReportState *state)
{
    char text[SJ_PERIOD_TEXT];
    state->revision = report->revision;
    state->index = report->index;
    state->returned = report->returned;
    state->withheld = report->withheld;
    return sj_reply_text(arena, sj_city_township(city, report->township)->code, &state->township) &&
           sj_reply_text(arena, sj_period_format(report->period, text), &state->period) &&
           sj_reply_text(arena, report->kind, &state->kind) &&
           sj_reply_bytes(arena, SJ_BYTES(report->identity.bytes, SJ_DIGEST), &state->identity);
}

static bool put_reports(const struct roll *roll, Shangji__V1__GetRollReply *reply)
{
    size_t townships = sj_city_township_count(roll->city);
    size_t start = roll->start > townships ? roll->start - townships : 0;
    size_t end = roll->end > townships ? roll->end - townships : 0;
    size_t count = end > start ? end - start : 0;
    reply->reports = sj_arena_array(roll->arena, count, sizeof(Shangji__V1__ReportState *));
    for (size_t i = 0; reply->reports && i < count; i++) {
        Shangji__V1__ReportState *state =
            sj_pb_new(&shangji__v1__report_state__descriptor, roll->arena);
        if (!state ||
            !put_report(roll->city, roll->arena, sj_city_report(roll->city, start + i), state))
            return false;
        reply->reports[reply->n_reports++] = state;
    }
    return reply->reports != NULL;
}

static bool put_reopenings(const struct roll *roll, Shangji__V1__GetRollReply *reply)
{
    const struct sj_city *city = roll->city;
    struct sj_arena *arena = roll->arena;
    size_t count = sj_city_reopening_count(city);
    reply->reopenings = sj_arena_array(arena, count, sizeof(Shangji__V1__ReopeningState *));
    for (size_t i = 0; reply->reopenings && i < count; i++) {
        const struct sj_city_reopening *reopening = sj_city_reopening(city, i);
        char text[SJ_PERIOD_TEXT];
        Shangji__V1__ReopeningState *state =
            sj_pb_new(&shangji__v1__reopening_state__descriptor, arena);
        if (!state ||
            !sj_reply_text(arena, sj_city_township(city, reopening->township)->code,
                           &state->township) ||
            !sj_reply_text(arena, sj_period_format(reopening->period, text), &state->period) ||
            !sj_reply_text(arena, reopening->kind, &state->kind) ||
            !sj_reply_text(arena, reopening->deadline, &state->deadline))
            return false;
        state->index = reopening->index;
        reply->reopenings[reply->n_reopenings++] = state;
    }
    return reply->reopenings != NULL;
}

static enum sj_status find_page(const struct sj_ledger_state *state,
                                const Shangji__V1__GetRollRequest *request, struct roll *roll,
                                Shangji__V1__GetRollReply *reply, struct sj_error *error)
{
    static char none[] = "";
    uint32_t start;
    Shangji__V1__GetRollRequest asked = *request;
    struct sj_paging paging = {.token = request->page_token, .size = state->size};
    asked.page_size = 0;
    asked.page_token = none;
    enum sj_status status = sj_pb_pack(&asked.base, roll->arena, &paging.asked, error);
    if (status == SJ_OK)
        status = sj_paging_start(&paging, &start, error);
    if (status != SJ_OK)
        return status;
    roll->start = start;
    size_t count = sj_city_township_count(state->city) + sj_city_report_count(state->city);
    roll->end = sj_paging_end(start, request->page_size, ROLL_PAGE, count);
    if (roll->end < count &&
        !(reply->next_page_token = sj_paging_token(&paging, roll->arena, (uint32_t)roll->end)))
        return sj_reply_no_room(error);
    return SJ_OK;
}

enum sj_status sj_roll_reply(struct sj_ledger *ledger, const Shangji__V1__GetRollRequest *request,
                             struct sj_arena *arena, Shangji__V1__GetRollReply *reply,
                             struct sj_error *error)
{
    const struct sj_ledger_state *state = sj_ledger_lock(ledger);
    const struct sj_city *city = state->city;
    struct roll roll = {.city = city, .arena = arena};
    enum sj_status status = find_page(state, request, &roll, reply, error);
    bool made = status == SJ_OK && sj_reply_text(arena, sj_city_division(city), &reply->division) &&
                sj_reply_text(arena, sj_city_division_name(city), &reply->division_name) &&
                put_townships(&roll, reply) && put_keys(&roll, reply) && put_reports(&roll, reply);
    if (made && roll.start == 0)
        made = put_periods(city, arena, reply) && put_reopenings(&roll, reply);
    sj_ledger_unlock(ledger);
    return status == SJ_OK && !made ? sj_reply_no_room(error) : status;
}

/* The city keeps catalogues made ready; the message is in the envelope that published it. */
static enum sj_status read_act(struct sj_ledger *ledger, uint64_t index, struct sj_arena *arena,
                               const Shangji__V1__Act **act, struct sj_error *error)
{
    struct sj_store_view *view;
    struct sj_bytes bytes;
    struct sj_envelope envelope;
    ProtobufCMessage *message;
    enum sj_status status = sj_store_view_take(sj_ledger_store(ledger), &view, error);
    if (status != SJ_OK)
        return status;
    status = sj_store_envelope(view, index, arena, &bytes, error);
    sj_store_view_give(view);
    if (status == SJ_OK)
        status = sj_envelope_decode(bytes, arena, &envelope, error);
    if (status == SJ_OK)
        status = sj_pb_unpack(&shangji__v1__act__descriptor, envelope.payload, arena, "act",
                              &message, error);
    if (status == SJ_OK)
        *act = (const Shangji__V1__Act *)message;
    return status;
}

enum sj_status sj_catalogue_reply(struct sj_ledger *ledger,
                                  const Shangji__V1__GetCatalogueRequest *request,
                                  struct sj_arena *arena, Shangji__V1__GetCatalogueReply *reply,
                                  struct sj_error *error)
{
    const Shangji__V1__Act *act;
    const struct sj_ledger_state *state = sj_ledger_lock(ledger);
    bool found =
        sj_city_catalogue(state->city, sj_bytes_of(request->version), &reply->index) != NULL;
    sj_ledger_unlock(ledger);
    if (!found && request->version[0])
        return sj_error_set(error, SJ_NOT_FOUND, "UNKNOWN_CATALOGUE",
                            _("no catalogue %s was published"), request->version);
    if (!found)
        return sj_error_set(
            error, SJ_NOT_FOUND, "NO_CATALOGUE",
            _("no catalogue was published yet: 'shangji operator publish' does it"));
    enum sj_status status = read_act(ledger, reply->index, arena, &act, error);
    if (status == SJ_OK && act->act_case != SHANGJI__V1__ACT__ACT_CATALOGUE)
        return sj_error_set(error, SJ_DATA_LOSS, "LEDGER_DAMAGED",
                            _("the entry that published the catalogue holds none"));
    if (status == SJ_OK)
        reply->catalogue = act->catalogue;
    return status;
}
