/* From a row of a ranking back to the report it rests on. */
#include "projection/rank_parts.h"

#include "answers/words.h"
#include "base/i18n.h"
#include "proto/pb.h"
#include "trust/envelope.h"

#include <inttypes.h>
#include <string.h>

enum { SIGNERS_MAX = 32, REPORT_ARENA_BYTES = 32 * 1024 * 1024 };

struct source {
    const struct sj_source *of;
    const struct sj_rank_question *question;
    struct sj_arena *arena; /* of the answer */
    struct sj_arena report; /* of one report */
};

static enum sj_status damaged(const struct sj_cell *cell, struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "LEDGER_DAMAGED",
                        _("entry %" PRIu32 " does not hold the figure that was ranked"),
                        cell->report);
}

static enum sj_status put_revision(struct source *source, const struct sj_rank_line *line,
                                   struct sj_error *error)
{
    struct sj_bytes text;
    struct sj_entry entry;
    struct sj_decimal revision;
    enum sj_status status =
        source->of->entry(source->of->context, line->cell.report, &source->report, &text, error);
    if (status != SJ_OK)
        return status;
    const char *slash = sj_entry_parse(text, &entry) ? strrchr(entry.subject, '/') : NULL;
    if (!slash || !sj_decimal_parse(sj_bytes_of(slash + 1), &revision))
        return damaged(&line->cell, error);
    line->value->revision = (uint32_t)revision.coefficient;
    return SJ_OK;
}

/* The keys that could sign for a row's township when its report came in. */
struct signers {
    struct sj_public_key keys[SIGNERS_MAX];
    struct {
        Shangji__V1__Role role;
        bool recovery;
    } how[SIGNERS_MAX];
    size_t count;
    bool recovery; /* there was one that was enrolled as a recovery */
    bool too_many; /* not all are here */
};

static void find_signers(struct source *source, const struct sj_cell *cell, struct signers *signers)
{
    *signers = (struct signers){.count = 0};
    const struct sj_city *city = source->of->lock(source->of->context)->city;
    for (size_t i = 0; i < sj_city_key_count(city); i++) {
        const struct sj_city_key *key = sj_city_key(city, i);
        if (key->township != cell->township || key->from > cell->report ||
            key->until <= cell->report)
            continue;
        signers->recovery = signers->recovery || key->recovery;
        signers->too_many = signers->count == SIGNERS_MAX;
        if (signers->too_many)
            break;
        signers->how[signers->count].role = key->role;
        signers->how[signers->count].recovery = key->recovery;
        signers->keys[signers->count++] = key->key;
    }
    source->of->unlock(source->of->context);
}

static bool signed_in_role(const struct signers *signers, const bool *signed_by,
                           Shangji__V1__Role role)
{
    for (size_t i = 0; i < signers->count; i++)
        if (signed_by[i] && signers->how[i].role == role && !signers->how[i].recovery)
            return true;
    return false;
}

/* Whether a key that was enrolled as a recovery signed it, and no other of its role: a head that
 * was put in along with a clerk's key vouches for nothing of the clerk's. */
static enum sj_status find_recovery(struct source *source, const struct sj_envelope *envelope,
                                    const struct signers *signers, bool *recovery,
                                    struct sj_error *error)
{
    bool signed_by[SIGNERS_MAX];
    size_t matched = 0;
    *recovery = false;
    if (!signers->recovery)
        return SJ_OK;
    enum sj_status status = sj_envelope_verify(envelope, signers->keys, signers->count,
                                               &source->report, signed_by, &matched, error);
    *recovery = status == SJ_OK && signers->too_many;
    for (size_t i = 0; status == SJ_OK && !*recovery && i < signers->count; i++)
        *recovery = signed_by[i] && signers->how[i].recovery &&
                    !signed_in_role(signers, signed_by, signers->how[i].role);
    return status;
}

static bool put_figure(struct source *source, const struct sj_rank_line *line,
                       const Shangji__V1__Figure *figure, bool words)
{
    Shangji__V1__AnswerValue *value = line->value;
    if (!sj_reply_text(source->arena, figure->reason, &value->reason))
        return false;
    if (!words)
        return true;
    if (!sj_reply_text(source->arena, figure->surface, &value->surface) ||
        !sj_reply_text(source->arena, figure->clause, &value->clause))
        return false;
    value->span = sj_pb_new(&shangji__v1__span__descriptor, source->arena);
    if (!value->span)
        return false;
    if (figure->span) {
        value->span->start = figure->span->start;
        value->span->end = figure->span->end;
    }
    /* Where the surface stands in its clause: by the spans, which admission has judged. */
    struct sj_bytes clause = sj_bytes_of(figure->clause), surface = sj_bytes_of(figure->surface);
    size_t at = figure->span && figure->clause_span
                    ? (size_t)figure->span->start - figure->clause_span->start
                    : SIZE_MAX;
    if (at > clause.len || clause.len - at < surface.len)
        return false;
    struct sj_bytes quoted =
        sj_words_quote(clause, sj_bytes_slice(clause, at, at + surface.len), line->indicator);
    value->words = sj_arena_text(source->arena, quoted);
    return value->words != NULL;
}

/* A told zero has no figure: its statement is quoted. */
static bool put_statement(struct source *source, const struct sj_rank_line *line,
                          const Shangji__V1__Report *report)
{
    Shangji__V1__AnswerValue *value = line->value;
    for (size_t i = 0; i < report->n_statements; i++) {
        const Shangji__V1__Statement *statement = report->statements[i];
        if (statement->what != SHANGJI__V1__STATEMENT__WHAT__TOLD_ZERO ||
            strcmp(statement->indicator, line->indicator->code) != 0)
            continue;
        value->span = sj_pb_new(&shangji__v1__span__descriptor, source->arena);
        if (!value->span || !sj_reply_text(source->arena, statement->text, &value->clause) ||
            !sj_reply_text(source->arena, statement->text, &value->words))
            return false;
        if (statement->span) {
            value->span->start = statement->span->start;
            value->span->end = statement->span->end;
        }
        return true;
    }
    return false;
}

static enum sj_status put_report(struct source *source, const struct sj_rank_line *line,
                                 const struct signers *signers, struct sj_error *error)
{
    struct sj_bytes bytes;
    struct sj_envelope envelope;
    ProtobufCMessage *message = NULL;
    bool words = source->question->request->with_words, recovery = false;
    enum sj_status status = source->of->envelope(source->of->context, line->cell.report,
                                                 &source->report, &bytes, error);
    if (status == SJ_OK)
        status = sj_envelope_decode(bytes, &source->report, &envelope, error);
    if (status == SJ_OK)
        status = sj_pb_unpack(&shangji__v1__report__descriptor, envelope.payload, &source->report,
                              "report", &message, error);
    if (status == SJ_OK)
        status = find_recovery(source, &envelope, signers, &recovery, error);
    if (status != SJ_OK)
        return status;
    const Shangji__V1__Report *report = (const Shangji__V1__Report *)message;
    line->value->recovery = recovery;
    bool put = false;
    if (line->cell.figure == SJ_FACT_NO_FIGURE)
        put = !words || put_statement(source, line, report);
    else if (line->cell.figure < report->n_figures)
        put = put_figure(source, line, report->figures[line->cell.figure], words);
    return put ? SJ_OK : damaged(&line->cell, error);
}

/* A reason follows its figure into every answer, with words or without, and so does a recovery:
 * few townships have one, so that few reports are read for it. */
static bool needs_report(const struct source *source, const struct sj_cell *cell,
                         const struct signers *signers)
{
    return source->question->request->with_words || cell->decision == SJ_CORRECTED ||
           cell->decision == SJ_CERTIFIED || signers->recovery;
}

static enum sj_status put_row(struct source *source, const struct sj_rank_line *line,
                              struct sj_error *error)
{
    struct signers signers;
    enum sj_status status = put_revision(source, line, error);
    if (status != SJ_OK)
        return status;
    find_signers(source, &line->cell, &signers);
    if (!needs_report(source, &line->cell, &signers))
        return SJ_OK;
    return put_report(source, line, &signers, error);
}

enum sj_status sj_rank_words(const struct sj_source *of, const struct sj_rank_question *question,
                             const struct sj_rank_line *lines, size_t count,
                             const struct sj_stop *stop, struct sj_arena *arena,
                             struct sj_error *error)
{
    struct source source = {.of = of, .question = question, .arena = arena};
    enum sj_status status = SJ_OK;
    sj_arena_init(&source.report, REPORT_ARENA_BYTES);
    for (size_t i = 0; status == SJ_OK && i < count; i++) {
        if (stop && stop->passed(stop->context))
            status = sj_error_set(error, SJ_DEADLINE, "DEADLINE",
                                  _("the deadline passed while the words were fetched"));
        if (status == SJ_OK)
            status = put_row(&source, &lines[i], error);
        sj_arena_clear(&source.report);
    }
    return status;
}
