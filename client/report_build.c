#include "client/report_build.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "trust/key.h"

#include <string.h>

void *sj_maker_new(struct sj_report_maker *maker, const ProtobufCMessageDescriptor *descriptor)
{
    void *made = sj_pb_new(descriptor, maker->arena);
    maker->failed = maker->failed || made == NULL;
    return made;
}

char *sj_maker_text(struct sj_report_maker *maker, struct sj_bytes bytes)
{
    static char none[1];
    char *text = sj_arena_text(maker->arena, bytes);
    maker->failed = maker->failed || text == NULL;
    return text == NULL ? none : text;
}

char *sj_maker_words(struct sj_report_maker *maker, struct sj_span span)
{
    return sj_maker_text(maker, sj_bytes_slice(maker->supplement->text, span.start, span.end));
}

Shangji__V1__Span *sj_maker_span(struct sj_report_maker *maker, struct sj_span span)
{
    Shangji__V1__Span *made = sj_maker_new(maker, &shangji__v1__span__descriptor);
    if (made != NULL) {
        made->start = span.start;
        made->end = span.end;
    }
    return made;
}

static void add_section(struct sj_report_maker *maker, const struct sj_section *section)
{
    Shangji__V1__Section *made = sj_maker_new(maker, &shangji__v1__section__descriptor);
    if (made == NULL)
        return;
    made->level = section->level;
    made->number = sj_maker_words(maker, section->number);
    made->title = sj_maker_words(maker, section->title);
    made->span = sj_maker_span(maker, section->span);
    made->plans = section->plans;
    maker->report->sections[maker->report->n_sections++] = made;
}

static void add_sections(struct sj_report_maker *maker)
{
    const struct sj_reading *reading = maker->build->reading;
    maker->report->sections =
        sj_arena_array(maker->arena, reading->section_count + 1, sizeof(Shangji__V1__Section *));
    if (maker->report->sections == NULL) {
        maker->failed = true;
        return;
    }
    for (size_t i = 0; i < reading->section_count; i++)
        add_section(maker, &reading->sections[i]);
    if (maker->supplement->added != NULL)
        add_section(maker, &(struct sj_section){.level = 1,
                                                .title = maker->supplement->title,
                                                .span = maker->supplement->section});
}

static void add_statement(struct sj_report_maker *maker, enum sj_statement_what what,
                          struct sj_span span, int32_t section, enum sj_decision decision,
                          const struct sj_indicator *indicator)
{
    Shangji__V1__Statement *made = sj_maker_new(maker, &shangji__v1__statement__descriptor);
    if (made == NULL)
        return;
    made->what = (Shangji__V1__Statement__What)what;
    made->span = sj_maker_span(maker, span);
    made->text = sj_maker_words(maker, span);
    made->section = section;
    made->decision = (Shangji__V1__Decision)decision;
    if (indicator != NULL)
        made->indicator = sj_maker_text(maker, sj_bytes_of(indicator->code));
    maker->report->statements[maker->report->n_statements++] = made;
}

static void add_statements(struct sj_report_maker *maker)
{
    const struct sj_reading *reading = maker->build->reading;
    const struct sj_decisions *decisions = maker->build->decisions;
    maker->report->statements =
        sj_arena_array(maker->arena, reading->statement_count + decisions->addition_count + 1,
                       sizeof(Shangji__V1__Statement *));
    if (maker->report->statements == NULL) {
        maker->failed = true;
        return;
    }
    for (size_t i = 0; i < reading->statement_count; i++) {
        const struct sj_statement *statement = &reading->statements[i];
        /* What no row of the draft shows makes no fact: a zero found in words stays words until
         * the clerk says 补充 … 无. */
        add_statement(maker, statement->what, statement->span, statement->section, SJ_CONFIRMED,
                      NULL);
    }
    for (size_t i = 0; i < decisions->addition_count; i++) {
        const struct sj_addition *addition = &decisions->additions[i];
        if (addition->what != 0)
            add_statement(maker, addition->what, maker->supplement->added[i].sentence,
                          (int32_t)reading->section_count, SJ_ADDED, addition->sense.indicator);
    }
}

static ProtobufCBinaryData digest_of(struct sj_report_maker *maker, const struct sj_digest *salt,
                                     struct sj_bytes bytes)
{
    struct sj_digest digest = sj_blake2b2(SJ_BYTES(salt->bytes, sizeof salt->bytes), bytes);
    ProtobufCBinaryData data =
        sj_pb_binary(maker->arena, SJ_BYTES(digest.bytes, sizeof digest.bytes));
    maker->failed = maker->failed || data.data == NULL;
    return data;
}

static void add_document(struct sj_report_maker *maker, const struct sj_digest *salt)
{
    const struct sj_document *document = maker->build->document;
    Shangji__V1__Document *made = sj_maker_new(maker, &shangji__v1__document__descriptor);
    if (made == NULL)
        return;
    made->name = sj_maker_text(maker, sj_bytes_of(document->name));
    made->media_type = sj_maker_text(maker, sj_bytes_of(document->media_type));
    made->original_digest = digest_of(maker, salt, document->original);
    made->text_digest = digest_of(maker, salt, maker->supplement->text);
    made->text_size = (uint32_t)maker->supplement->text.len;
    maker->report->document = made;
}

static void add_head(struct sj_report_maker *maker)
{
    const struct sj_report_build *build = maker->build;
    Shangji__V1__Report *report = maker->report;
    char period[SJ_PERIOD_TEXT];
    report->township = sj_maker_text(maker, sj_bytes_of(build->township));
    report->period = sj_maker_text(maker, sj_bytes_of(sj_period_format(build->period, period)));
    report->kind = sj_maker_text(maker, sj_bytes_of(build->kind));
    report->revision = build->revision;
    report->replaces = sj_pb_binary(maker->arena, build->replaces);
    report->replaces_reason = sj_maker_text(maker, sj_bytes_of(build->replaces_reason));
    report->catalogue = sj_maker_text(maker, sj_bytes_of(build->catalogue->version));
    report->seen_checkpoint = sj_maker_text(maker, sj_bytes_of(build->seen_checkpoint));
    report->made_at = build->made_at;
    report->reader = sj_maker_text(maker, sj_bytes_of(build->reader));
}

enum sj_status sj_report_build(const struct sj_report_build *build, struct sj_arena *arena,
                               struct sj_report_built *built, struct sj_error *error)
{
    struct sj_supplement supplement;
    struct sj_report_maker maker = {.build = build, .supplement = &supplement, .arena = arena};
    enum sj_status status =
        sj_supplement_write(build->document->text, build->decisions, arena, &supplement, error);
    if (status != SJ_OK)
        return status;
    /* Derived, so that packing again makes the same report; secret, so that who has lost the text
     * cannot test guesses of it. */
    built->salt = sj_blake2b2(build->secret, supplement.text);
    maker.report = sj_maker_new(&maker, &shangji__v1__report__descriptor);
    if (maker.report != NULL) {
        add_head(&maker);
        add_document(&maker, &built->salt);
        add_sections(&maker);
        sj_maker_figures(&maker);
        add_statements(&maker);
    }
    if (maker.failed)
        return sj_error_set(error, SJ_EXHAUSTED, "NO_ROOM", _("the report is too large"));
    built->message = maker.report;
    built->text = supplement.text;
    built->lines = maker.lines;
    return SJ_OK;
}
