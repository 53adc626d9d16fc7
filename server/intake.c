/* What happens to a submission before its place in the ledger is known. */
#include "server/ledger_impl.h"

#include "base/i18n.h"
#include "projection/replay.h"

bool sj_intake_signed(const struct sj_city *city, const struct sj_admission *admission)
{
    struct sj_public_key keys[SJ_SIGNERS_MAX];
    size_t count = sj_city_candidates(city, &admission->submission, keys, SJ_SIGNERS_MAX);
    for (size_t i = 0; i < count; i++)
        for (size_t s = 0; s < admission->signer_count; s++)
            if (sj_public_key_equal(&keys[i], &admission->signers[s]))
                return true;
    return false;
}

static bool is_standing(const struct sj_city *city, const struct sj_admission *admission)
{
    const Shangji__V1__Report *report = admission->submission.report;
    struct sj_period period;
    int64_t township = sj_city_find_township(city, sj_bytes_of(report->township));
    if (township < 0 || !sj_period_parse(sj_bytes_of(report->period), &period))
        return false;
    const struct sj_city_report *standing =
        sj_city_find_report(city, (uint32_t)township, period, report->kind);
    return standing && sj_digest_equal(&standing->identity, &admission->identity) &&
           sj_intake_signed(city, admission);
}

enum sj_status sj_intake_prepare(struct sj_ledger *ledger, struct sj_bytes envelope,
                                 const Shangji__V1__SourceText *text, struct sj_arena *arena,
                                 struct sj_intake *intake, struct sj_findings *findings,
                                 struct sj_error *error)
{
    *intake = (struct sj_intake){0};
    if (text) {
        intake->has_text = true;
        intake->salt = SJ_BYTES(text->salt.data, text->salt.len);
        intake->text = SJ_BYTES(text->text.data, text->text.len);
    }
    const struct sj_ledger_state *state = sj_ledger_lock(ledger);
    enum sj_status status = sj_admission_prepare(state->city, envelope, text, arena,
                                                 &intake->admission, findings, error);
    if (status == SJ_OK && intake->admission.submission.report) {
        intake->standing = is_standing(state->city, &intake->admission);
        intake->fact_count = intake->admission.facts.count;
        status = sj_admission_pack(state->city, &intake->admission, arena, &intake->facts,
                                   &intake->packed, error);
    }
    sj_ledger_unlock(ledger);
    return status;
}

enum sj_status sj_ledger_submit(struct sj_ledger *ledger, struct sj_intake *intake,
                                struct sj_error *error)
{
    enum sj_status status = SJ_OK;
    intake->next = NULL;
    pthread_mutex_lock(&ledger->mutex);
    if (ledger->broken)
        status = sj_error_set(error, SJ_UNAVAILABLE, "LEDGER_STOPPED",
                              _("the ledger has stopped taking in until its server is restarted"));
    else if (ledger->stopping)
        status = sj_error_set(error, SJ_UNAVAILABLE, "DRAINING",
                              _("the server is stopping; send it again later"));
    else if (ledger->waiting >= ledger->config.queue_max)
        status = sj_error_set(error, SJ_EXHAUSTED, "QUEUE_FULL",
                              _("too many submissions are waiting; send it again in a moment"));
    if (status == SJ_OK) {
        if (ledger->last)
            ledger->last->next = intake;
        else
            ledger->first = intake;
        ledger->last = intake;
        ledger->waiting++;
        pthread_cond_signal(&ledger->queued);
    }
    pthread_mutex_unlock(&ledger->mutex);
    return status;
}

struct waiter {
    pthread_mutex_t mutex;
    pthread_cond_t answered;
    bool done;
    enum sj_status status;
    struct sj_arena *arena;
    struct sj_taken *taken;
    struct sj_error *error;
};

static void wake(void *context, const struct sj_taken *taken, const struct sj_error *error)
{
    struct waiter *waiter = context;
    pthread_mutex_lock(&waiter->mutex);
    if (taken) {
        *waiter->taken = *taken;
        waiter->taken->line = sj_arena_copy(waiter->arena, taken->line);
        waiter->taken->receipt = sj_arena_copy(waiter->arena, taken->receipt);
    } else {
        waiter->status = error->status;
        if (waiter->error)
            *waiter->error = *error;
    }
    waiter->done = true;
    pthread_cond_signal(&waiter->answered);
    pthread_mutex_unlock(&waiter->mutex);
}

enum sj_status sj_ledger_take(struct sj_ledger *ledger, struct sj_bytes envelope,
                              const Shangji__V1__SourceText *text, struct sj_arena *arena,
                              struct sj_taken *taken, struct sj_error *error)
{
    struct sj_intake intake;
    struct waiter waiter = {.arena = arena, .taken = taken, .error = error, .status = SJ_OK};
    enum sj_status status = sj_intake_prepare(ledger, envelope, text, arena, &intake, NULL, error);
    if (status != SJ_OK)
        return status;
    intake.answer = wake;
    intake.context = &waiter;
    pthread_mutex_init(&waiter.mutex, NULL);
    pthread_cond_init(&waiter.answered, NULL);
    status = sj_ledger_submit(ledger, &intake, error);
    if (status == SJ_OK) {
        pthread_mutex_lock(&waiter.mutex);
        while (!waiter.done)
            pthread_cond_wait(&waiter.answered, &waiter.mutex);
        pthread_mutex_unlock(&waiter.mutex);
        status = waiter.status;
    }
    pthread_cond_destroy(&waiter.answered);
    pthread_mutex_destroy(&waiter.mutex);
    return status;
}
