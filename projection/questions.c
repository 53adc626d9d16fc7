#include "projection/asking.h"

#include "base/i18n.h"

#include <questions.pb-c.h>

#include <string.h>

enum { SCRATCH_BYTES = 256 * 1024 * 1024 };

#define QUESTION(Name, name)                                                                       \
    {                                                                                              \
        "/shangji.v1.Query/" #Name, &shangji__v1__##name##_request__descriptor,                    \
            &shangji__v1__##name##_answer__descriptor, sj_make_##name                              \
    }

const struct sj_question sj_questions[] = {
    QUESTION(Compare, compare), QUESTION(Trend, trend),           QUESTION(Profile, profile),
    QUESTION(Movers, movers),   QUESTION(Totals, totals),         QUESTION(Outliers, outliers),
    QUESTION(Pledges, pledges), QUESTION(Indicators, indicators), QUESTION(Townships, townships),
};
const size_t sj_question_count = sizeof sj_questions / sizeof *sj_questions;

const struct sj_question *sj_question_find(struct sj_bytes path)
{
    for (size_t i = 0; i < sj_question_count; i++)
        if (sj_bytes_equal(path, sj_bytes_of(sj_questions[i].path)))
            return &sj_questions[i];
    return NULL;
}

static uint64_t number_of(const ProtobufCMessage *message, const char *name)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    uint64_t number = 0;
    if (field != NULL)
        memcpy(&number, (const uint8_t *)message + field->offset, sizeof number);
    return number;
}

uint64_t sj_question_size_at(const ProtobufCMessage *request)
{
    return number_of(request, "ledger_size_at");
}

uint64_t sj_question_size(const ProtobufCMessage *answer)
{
    return number_of(answer, "ledger_size");
}

/* A value on its way from the state to the words of its report. */
struct sj_asked_value {
    struct sj_asked_value *next;
    const struct sj_asked *of;
    struct sj_cell cell;
    Shangji__V1__AnswerValue *value;
};

bool sj_put_value(struct sj_asking *asking, const struct sj_asked *asked,
                  const struct sj_cell *cell, Shangji__V1__AnswerValue **value)
{
    struct sj_asked_value *kept = sj_arena_alloc(asking->arena, sizeof *kept);
    *value = sj_pb_new(&shangji__v1__answer_value__descriptor, asking->arena);
    if (kept == NULL || *value == NULL || !sj_rank_put_value(asking->arena, cell, *value))
        return false;
    *kept = (struct sj_asked_value){asking->values, asked, *cell, *value};
    asking->values = kept;
    return true;
}

/* Revision, reason and recovery of every value, from the reports. */
static enum sj_status complete(struct sj_asking *asking, struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    for (struct sj_asked_value *value = asking->values; status == SJ_OK && value != NULL;
         value = value->next) {
        struct sj_rank_line line = {value->cell, value->value, value->of->question.indicator};
        status = sj_rank_words(asking->source, &value->of->question, &line, 1, asking->stop,
                               asking->arena, error);
    }
    return status;
}

enum sj_status sj_question_answer(const struct sj_question *question,
                                  const struct sj_source *source, const ProtobufCMessage *request,
                                  const struct sj_stop *stop, struct sj_arena *arena,
                                  ProtobufCMessage *answer, struct sj_error *error)
{
    struct sj_asking asking = {.source = source, .stop = stop, .arena = arena};
    sj_arena_init(&asking.scratch, SCRATCH_BYTES);
    asking.state = source->lock(source->context);
    enum sj_status status = question->make(&asking, request, answer, error);
    source->unlock(source->context);
    asking.state = NULL;
    sj_arena_clear(&asking.scratch);
    return status == SJ_OK ? complete(&asking, error) : status;
}
