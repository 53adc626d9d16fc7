#include "client/audit_questions.h"

#include "base/i18n.h"
#include "proto/pb.h"

#include <questions.pb-c.h>

#include <string.h>

enum { QUESTION_BYTES = 512 * 1024 * 1024, FEW_TOWNSHIPS = 100 };

struct audit {
    struct sj_link *link;
    struct sj_replica *replica;
    uint64_t *count;
    struct sj_arena arena; /* of one question */
    char period[SJ_PERIOD_TEXT], before[SJ_PERIOD_TEXT];
};

static enum sj_status differs(const struct sj_question *question, struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "ANSWER_DIFFERS",
                        _("what the city answers to %s is not what follows from the ledger"),
                        question->path);
}

static enum sj_status compare(struct audit *audit, const struct sj_question *question,
                              const ProtobufCMessage *told, const ProtobufCMessage *made,
                              struct sj_error *error)
{
    struct sj_bytes ours, theirs;
    if (sj_question_size(told) != sj_replica_size(audit->replica))
        return sj_error_set(error, SJ_ABORTED, "LEDGER_GROWS",
                            _("the ledger grew while it was audited; run it again"));
    enum sj_status status = sj_pb_pack(told, &audit->arena, &theirs, error);
    if (status == SJ_OK)
        status = sj_pb_pack(made, &audit->arena, &ours, error);
    if (status == SJ_OK && !sj_bytes_equal(ours, theirs))
        return differs(question, error);
    *audit->count += status == SJ_OK;
    return status;
}

/* A refusal of the city's counts as an answer where the ledger gives the same one. */
static bool is_refusal(enum sj_status status)
{
    return status == SJ_PRECONDITION || status == SJ_EXHAUSTED || status == SJ_NOT_FOUND;
}

static enum sj_status ask_both(struct audit *audit, const char *path,
                               const ProtobufCMessage *request, struct sj_error *error)
{
    const struct sj_question *question = sj_question_find(sj_bytes_of(path));
    ProtobufCMessage *told = NULL, *made = NULL;
    struct sj_error refused = {0};
    sj_arena_clear(&audit->arena);
    enum sj_status status = sj_link_call(audit->link, path, request, &audit->arena, &told, error);
    if (status != SJ_OK && !is_refusal(status))
        return status;
    enum sj_status own =
        sj_replica_question(audit->replica, question, request, &audit->arena, &made, &refused);
    if (status == SJ_OK && own == SJ_OK)
        return compare(audit, question, told, made, error);
    if (status == SJ_OK || own == SJ_OK || strcmp(error->reason, refused.reason) != 0)
        return differs(question, error);
    ++*audit->count;
    return SJ_OK;
}

static enum sj_status ask_of_indicator(struct audit *audit, char *code, struct sj_error *error)
{
    Shangji__V1__OutliersRequest outliers;
    Shangji__V1__MoversRequest movers;
    shangji__v1__outliers_request__init(&outliers);
    shangji__v1__movers_request__init(&movers);
    outliers.indicator = movers.indicator = code;
    outliers.period = movers.to = audit->period;
    movers.from = audit->before;
    enum sj_status status = ask_both(audit, "/shangji.v1.Query/Outliers", &outliers.base, error);
    return status == SJ_OK ? ask_both(audit, "/shangji.v1.Query/Movers", &movers.base, error)
                           : status;
}

/* In a small city also the answers that are a page a township. */
static enum sj_status ask_of_townships(struct audit *audit, struct sj_error *error)
{
    const struct sj_city *city = sj_replay_state(audit->replica->replay)->city;
    size_t count = sj_city_township_count(city);
    enum sj_status status = SJ_OK;
    for (uint32_t i = 0; status == SJ_OK && count <= FEW_TOWNSHIPS && i < count; i++) {
        char code[SJ_TOWNSHIP_CODE + 1];
        Shangji__V1__ProfileRequest profile;
        snprintf(code, sizeof code, "%s", sj_city_township(city, i)->code);
        shangji__v1__profile_request__init(&profile);
        profile.township = code;
        profile.period = audit->period;
        profile.stated_only = true;
        status = ask_both(audit, "/shangji.v1.Query/Profile", &profile.base, error);
    }
    return status;
}

static enum sj_status ask_of_period(struct audit *audit, struct sj_error *error)
{
    Shangji__V1__TotalsRequest totals;
    Shangji__V1__PledgesRequest pledges;
    Shangji__V1__IndicatorsRequest indicators;
    Shangji__V1__TownshipsRequest townships;
    shangji__v1__totals_request__init(&totals);
    shangji__v1__pledges_request__init(&pledges);
    shangji__v1__indicators_request__init(&indicators);
    shangji__v1__townships_request__init(&townships);
    totals.period = pledges.period = indicators.period = townships.period = audit->period;
    enum sj_status status = ask_both(audit, "/shangji.v1.Query/Totals", &totals.base, error);
    if (status == SJ_OK)
        status = ask_both(audit, "/shangji.v1.Query/Pledges", &pledges.base, error);
    if (status == SJ_OK)
        status = ask_both(audit, "/shangji.v1.Query/Indicators", &indicators.base, error);
    return status == SJ_OK ? ask_both(audit, "/shangji.v1.Query/Townships", &townships.base, error)
                           : status;
}

static enum sj_status ask_of_indicators(struct audit *audit, const struct sj_city_period *period,
                                        struct sj_error *error)
{
    const struct sj_state *state = sj_replay_state(audit->replica->replay);
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < period->catalogue->indicator_count; i++) {
        char code[SJ_CODE_MAX + 1];
        bool any = false;
        snprintf(code, sizeof code, "%s", period->catalogue->indicators[i].code);
        int64_t number = sj_city_indicator_number(state->city, sj_bytes_of(code));
        if (number >= 0)
            status = sj_columns_any(state->columns, (uint32_t)number, period->period, &any, error);
        if (status != SJ_OK || !any)
            continue;
        status = ask_of_indicator(audit, code, error);
        if (status != SJ_OK)
            (void)sj_error_in(error, "%s", code);
    }
    return status;
}

enum sj_status sj_audit_questions(struct sj_link *link, struct sj_replica *replica,
                                  const struct sj_city_period *period, uint64_t *count,
                                  struct sj_error *error)
{
    struct audit audit = {.link = link, .replica = replica, .count = count};
    sj_arena_init(&audit.arena, QUESTION_BYTES);
    sj_period_format(period->period, audit.period);
    sj_period_format(sj_period_year_before(period->period), audit.before);
    enum sj_status status = ask_of_period(&audit, error);
    if (status == SJ_OK)
        status = ask_of_indicators(&audit, period, error);
    if (status == SJ_OK)
        status = ask_of_townships(&audit, error);
    sj_arena_clear(&audit.arena);
    return status;
}
