#include "client/precaution.h"

#include "base/i18n.h"
#include "base/text.h"
#include "reader/privacy.h"
#include "rules/fold.h"

#include <string.h>

/* ---- numbers of persons ---- */

static const char *const kind_words[SJ_PERSONAL_KINDS] = {
    [SJ_PERSONAL_ID] = N_("an ID number"),
    [SJ_PERSONAL_ID_DOUBTFUL] = N_("possibly an ID number"),
    [SJ_PERSONAL_OLD_ID] = N_("possibly an old ID number"),
    [SJ_PERSONAL_MOBILE] = N_("a mobile number"),
    [SJ_PERSONAL_LANDLINE] = N_("a telephone number"),
    [SJ_PERSONAL_CARD] = N_("a bank card number"),
};

/* The number is hidden in part, and of the name the surname alone is shown: what is printed may be
 * sent on. */
static void print_number(struct sj_bytes text, const struct sj_personal *personal,
                         const char *where, FILE *out)
{
    char mask[SJ_PERSONAL_MASK];
    struct sj_bytes name = sj_bytes_slice(text, personal->name.start, personal->name.end);
    size_t surname = 0;
    fprintf(out, "%s: %s %s", where, _(kind_words[personal->kind]),
            sj_personal_mask(text, personal, mask));
    if (name.len > 0)
        (void)sj_utf8_next(name, &surname);
    if (name.len > 0)
        fprintf(out, _(" beside a name, %.*s**"), (int)surname, (const char *)name.data);
    if (personal->office)
        fprintf(out, _(" (seems to be an office's: nothing to do)"));
    fputc('\n', out);
}

/* `row` 0: `text` is the document's, and the numbers' own lines are told. */
static enum sj_status print_numbers(struct sj_home *home, struct sj_bytes text, const char *file,
                                    size_t row, bool all, FILE *out, size_t *count,
                                    struct sj_error *error)
{
    struct sj_personals found;
    enum sj_status status = sj_personal_find(text, &home->arena, &found, error);
    for (size_t i = 0; status == SJ_OK && i < found.count; i++) {
        const char *where =
            sj_arena_printf(&home->arena, "%s:%zu", file, row > 0 ? row : found.items[i].line);
        if (where == NULL)
            return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
        if (all || !found.items[i].office)
            print_number(text, &found.items[i], where, out);
        *count += !found.items[i].office;
    }
    return status;
}

enum sj_status sj_precaution_numbers(struct sj_home *home, const struct sj_draft_opened *opened,
                                     bool all, FILE *out, size_t *count, struct sj_error *error)
{
    *count = 0;
    return print_numbers(home, opened->document.text, opened->document.name, 0, all, out, count,
                         error);
}

/* Reasons and names in the draft are signed as well. */
static enum sj_status print_draft_numbers(struct sj_home *home,
                                          const struct sj_draft_opened *opened, FILE *out,
                                          size_t *count, struct sj_error *error)
{
    const struct sj_decisions *decisions = &opened->decisions;
    enum sj_status status = SJ_OK;
    for (size_t i = 0; status == SJ_OK && i < decisions->choice_count; i++) {
        const struct sj_choice *choice = &decisions->choices[i];
        status = print_numbers(home, sj_bytes_of(choice->reason), opened->draft.name, choice->line,
                               true, out, count, error);
        if (status == SJ_OK)
            status = print_numbers(home, sj_bytes_of(choice->sense.scope_name), opened->draft.name,
                                   choice->line, true, out, count, error);
    }
    for (size_t i = 0; status == SJ_OK && i < decisions->addition_count; i++) {
        const struct sj_addition *addition = &decisions->additions[i];
        status = print_numbers(home, sj_bytes_of(addition->reason), opened->draft.name,
                               addition->line, true, out, count, error);
        if (status == SJ_OK)
            status = print_numbers(home, sj_bytes_of(addition->sense.scope_name),
                                   opened->draft.name, addition->line, true, out, count, error);
    }
    return status;
}

const char *sj_precaution_masked(struct sj_bytes words, struct sj_arena *arena)
{
    struct sj_personals found;
    struct sj_buffer text = {.limit = 0};
    char mask[SJ_PERSONAL_MASK];
    size_t at = 0;
    if (sj_personal_find(words, arena, &found, NULL) != SJ_OK)
        return "";
    for (size_t i = 0; i < found.count; i++) {
        sj_buffer_add_bytes(&text, sj_bytes_slice(words, at, found.items[i].span.start));
        sj_buffer_add_text(&text, sj_personal_mask(words, &found.items[i], mask));
        at = found.items[i].span.end;
    }
    sj_buffer_add_bytes(&text, sj_bytes_slice(words, at, words.len));
    const char *masked = text.failed ? NULL : sj_arena_text(arena, sj_buffer_bytes(&text));
    sj_buffer_clear(&text);
    return masked == NULL ? "" : masked;
}

static enum sj_status check_numbers(struct sj_home *home, const struct sj_draft_opened *opened,
                                    const struct sj_precaution *precaution, FILE *out,
                                    size_t *count, struct sj_error *error)
{
    enum sj_status status = sj_precaution_numbers(home, opened, true, out, count, error);
    if (status == SJ_OK)
        status = print_numbers(home, sj_bytes_of(opened->document.name), _("the document's name"),
                               0, true, out, count, error);
    if (status == SJ_OK)
        status = print_draft_numbers(home, opened, out, count, error);
    if (status == SJ_OK && precaution->reason != NULL)
        status = print_numbers(home, sj_bytes_of(precaution->reason), "--reason", 0, true, out,
                               count, error);
    if (status == SJ_OK && *count > 0 && !precaution->allow_personal)
        fputs(_("What is signed is kept for ever and read by others. Take these numbers out and "
                "read the report again; or, if they must stay, add --allow-personal.\n"),
              out);
    return status;
}

/* ---- the township ---- */

/* Either may have a county before it. */
static bool same_township(struct sj_bytes a, struct sj_bytes b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    return len > 0 && sj_fold_equal(sj_bytes_slice(a, a.len - len, a.len),
                                    sj_bytes_slice(b, b.len - len, b.len));
}

static bool lies_in(struct sj_span inner, struct sj_span outer)
{
    return inner.start >= outer.start && inner.end <= outer.end && inner.end > inner.start;
}

/* A name from the roll in the title or the issuer is clear. Any other may be a place that the roll
 * does not know, or a word that looks like one: a hint is all that it deserves. */
static enum sj_status check_township(struct sj_home *home, const struct sj_draft_opened *opened,
                                     FILE *out, bool *another, struct sj_error *error)
{
    const struct sj_reading *reading = &opened->reading;
    const Shangji__V1__GetRollReply *roll = NULL;
    struct sj_bytes found =
        sj_bytes_slice(opened->document.text, reading->township.start, reading->township.end);
    const char *code, *own = NULL, *other = NULL;
    *another = false;
    if (found.len == 0 || sj_home_township(home, &code, NULL) != SJ_OK)
        return SJ_OK;
    enum sj_status status = sj_home_roll(home, &roll, error);
    for (size_t i = 0; status == SJ_OK && roll != NULL && i < roll->n_townships; i++) {
        const Shangji__V1__Township *township = roll->townships[i]->township;
        if (township == NULL)
            continue;
        if (strcmp(township->code, code) == 0)
            own = township->name;
        else if (same_township(found, sj_bytes_of(township->name)))
            other = township->name;
    }
    if (status != SJ_OK || own == NULL || same_township(found, sj_bytes_of(own)))
        return status;
    fprintf(out, _("The report speaks of %.*s, and this folder signs for %s.\n"), (int)found.len,
            (const char *)found.data, own);
    *another = other != NULL && (lies_in(reading->township, reading->title) ||
                                 lies_in(reading->township, reading->issuer));
    return status;
}

enum sj_status sj_precaution_check(struct sj_home *home, const struct sj_draft_opened *opened,
                                   const struct sj_precaution *precaution, FILE *out,
                                   struct sj_error *error)
{
    size_t count = 0;
    bool another = false;
    enum sj_status status = check_numbers(home, opened, precaution, out, &count, error);
    if (status == SJ_OK)
        status = check_township(home, opened, out, &another, error);
    if (status == SJ_OK && another && !precaution->allow_township)
        return sj_error_set(error, SJ_UNRESOLVED, "ANOTHER_TOWNSHIP",
                            _("the report names another township of the city: take the right "
                              "document or the right folder (--home); or, if it is this "
                              "township's all the same, add --allow-township"));
    if (status == SJ_OK && count > 0 && !precaution->allow_personal)
        return sj_error_set(error, SJ_UNRESOLVED, "PERSONAL_NUMBERS",
                            _("personal numbers would be signed: %zu"), count);
    return status;
}
