/* The clerk's additions in words, so that they too can be quoted. */
#include "client/report_build.h"

#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

#define SECTION_TITLE "补充说明"

static const char *scope_words(const struct sj_sense *sense)
{
    if (sense->scope_name[0] != '\0')
        return sense->scope_name;
    return sj_draft_word(SJ_WORDS_SCOPE, (int)sense->scope);
}

static const char *kind_words(const struct sj_sense *sense)
{
    switch (sense->kind) {
    case SJ_FORECAST:
        return "预计";
    case SJ_PLAN:
        return "计划";
    case SJ_OUTCOME:
    case SJ_GROWTH:
    case SJ_OTHER:
        break;
    }
    return sense->mood == SJ_PLANNED ? "计划" : sense->mood == SJ_EXPECTED ? "预计" : "";
}

/* "2022年", "截至2021-06-30", in front of all. */
static void add_time(struct sj_buffer *text, const struct sj_draft_basis *basis)
{
    if (basis->year != 0)
        sj_buffer_printf(text, "%u年", basis->year);
    if (basis->date[0] != '\0')
        sj_buffer_printf(text, "截至%s", basis->date);
}

static void add_sentence(struct sj_buffer *text, const struct sj_addition *addition,
                         struct sj_added *added)
{
    const struct sj_sense *sense = &addition->sense;
    added->sentence.start = (uint32_t)text->len;
    add_time(text, &sense->basis);
    sj_buffer_add_text(text, scope_words(sense));
    if (sense->basis.basis == SJ_BASIS_CUMULATIVE)
        sj_buffer_add_text(text, "累计");
    sj_buffer_add_text(text, kind_words(sense));
    sj_buffer_add_text(text, sense->indicator->name_zh);
    if (addition->what != 0) {
        sj_buffer_printf(text, "：%s", sj_draft_word(SJ_WORDS_STATEMENT, (int)addition->what));
        if (addition->reason[0] != '\0')
            sj_buffer_printf(text, "（%s）", addition->reason);
    } else {
        if (sense->kind == SJ_GROWTH)
            sj_buffer_add_text(text, addition->negative ? "下降" : "增长");
        added->surface.start = (uint32_t)text->len;
        sj_buffer_add_text(text, addition->words);
        added->surface.end = (uint32_t)text->len;
    }
    added->sentence.end = (uint32_t)text->len;
    sj_buffer_add_text(text, "。\n");
}

enum sj_status sj_supplement_write(struct sj_bytes text, const struct sj_decisions *decisions,
                                   struct sj_arena *arena, struct sj_supplement *supplement,
                                   struct sj_error *error)
{
    struct sj_buffer whole = {.limit = (size_t)2 * SJ_TEXT_MAX_BYTES};
    enum sj_status status = SJ_OK;
    *supplement = (struct sj_supplement){.text = text};
    if (decisions->addition_count == 0)
        return SJ_OK;
    supplement->added = sj_arena_array(arena, decisions->addition_count, sizeof *supplement->added);
    sj_buffer_add_bytes(&whole, text);
    if (!sj_bytes_ends(text, SJ_LITERAL("\n")))
        sj_buffer_add_char(&whole, '\n');
    supplement->section.start = supplement->title.start = (uint32_t)whole.len;
    sj_buffer_add_text(&whole, SECTION_TITLE);
    supplement->title.end = (uint32_t)whole.len;
    sj_buffer_add_char(&whole, '\n');
    for (size_t i = 0; supplement->added != NULL && i < decisions->addition_count; i++)
        add_sentence(&whole, &decisions->additions[i], &supplement->added[i]);
    supplement->section.end = (uint32_t)whole.len;
    supplement->text = sj_arena_copy(arena, sj_buffer_bytes(&whole));
    if (whole.failed || supplement->added == NULL || supplement->text.data == NULL)
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the additions"));
    else if (whole.len > SJ_TEXT_MAX_BYTES)
        status = sj_error_set(error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
                              _("with the additions the text has %zu bytes, %d are allowed"),
                              whole.len, SJ_TEXT_MAX_BYTES);
    sj_buffer_clear(&whole);
    return status;
}
