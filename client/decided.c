#include "client/decided.h"

#include "base/i18n.h"
#include "client/draft_words.h"

static void print_reason(const char *reason, FILE *out)
{
    if (reason[0] != '\0')
        fprintf(out, " (%s)", reason);
    fputc('\n', out);
}

static void print_choice(const struct sj_draft_opened *opened, size_t number, FILE *out)
{
    const struct sj_choice *choice = &opened->decisions.choices[number];
    struct sj_span span = opened->reading.figures[number].span;
    if (choice->decision == SJ_CONFIRMED)
        return;
    fprintf(out, _("row %zu: %s “%.*s”"), choice->line,
            sj_draft_word(SJ_WORDS_DECISION, (int)choice->decision), (int)(span.end - span.start),
            (const char *)opened->document.text.data + span.start);
    if (choice->decision == SJ_CORRECTED)
        fprintf(out, " → %s", choice->corrected);
    print_reason(choice->reason, out);
}

static void print_addition(const struct sj_addition *addition, FILE *out)
{
    const char *words = addition->what == 0
                            ? addition->words
                            : sj_draft_word(SJ_WORDS_STATEMENT, (int)addition->what);
    fprintf(out, _("row %zu: %s %s (%s) %s"), addition->line,
            sj_draft_word(SJ_WORDS_DECISION, SJ_ADDED), addition->sense.indicator->name_zh,
            addition->sense.indicator->code, words);
    print_reason(addition->reason, out);
}

void sj_decided_print(const struct sj_draft_opened *opened, FILE *out)
{
    const struct sj_decisions *decisions = &opened->decisions;
    for (size_t i = 0; i < decisions->choice_count; i++)
        print_choice(opened, i, out);
    for (size_t i = 0; i < decisions->addition_count; i++)
        print_addition(&decisions->additions[i], out);
}
