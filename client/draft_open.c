#include "client/draft_open.h"

#include "base/encoding.h"
#include "base/i18n.h"
#include "client/draft_file.h"
#include "client/last_year.h"

#include <stdio.h>
#include <string.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static const char *digest_text(struct sj_bytes text, struct sj_arena *arena)
{
    char hex[2 * SJ_DIGEST + 1];
    struct sj_digest digest = sj_blake2b(text);
    sj_hex_encode(SJ_BYTES(digest.bytes, sizeof digest.bytes), hex);
    return sj_arena_printf(arena, "%s", hex);
}

/* ---- the document ---- */

/* Reads opened->document by opened->catalogue. */
static enum sj_status read_document(struct sj_home *home, const char *digest,
                                    struct sj_draft_opened *opened, struct sj_error *error)
{
    struct sj_matcher *matcher = NULL;
    const char *township = "";
    struct sj_error unknown = {0};
    enum sj_status status = sj_matcher_new(opened->catalogue, &home->arena, &matcher, error);
    if (status == SJ_OK)
        status = sj_read(opened->document.text, matcher, &home->arena, &opened->reading, error);
    if (status != SJ_OK)
        return status;
    /* Reading needs no township: it is written down where it is known. */
    if (sj_home_township(home, &township, &unknown) != SJ_OK)
        township = "";
    struct sj_last_year last;
    sj_last_year_load(home, township, opened->reading.year, opened->catalogue, &last);
    sj_last_year_flag(&last, opened->catalogue, &opened->reading);
    struct sj_draft_source source = {
        .document = opened->document.name,
        .digest = digest,
        .catalogue = opened->catalogue->version,
        .reader = SJ_READER_NAME,
        .township = township,
        .year = opened->reading.year,
    };
    status = sj_draft_make(opened->document.name, &source, opened->document.text, &opened->reading,
                           &home->arena, &opened->fresh, error);
    if (status == SJ_OK)
        sj_last_year_show(&last, &opened->reading, &opened->fresh);
    return status;
}

enum sj_status sj_document_open(struct sj_home *home, const char *path, const char *catalogue,
                                struct sj_draft_opened *opened, struct sj_error *error)
{
    enum sj_status status = sj_document_load(path, &home->arena, &opened->document, error);
    if (status == SJ_OK)
        status = sj_home_catalogue(home, catalogue, &home->arena, &opened->catalogue, error);
    if (status != SJ_OK)
        return status;
    const char *digest = digest_text(opened->document.text, &home->arena);
    if (digest == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    return read_document(home, digest, opened, error);
}

/* ---- the draft ---- */

static enum sj_status load_draft(struct sj_home *home, const char *path,
                                 struct sj_draft_opened *opened, struct sj_error *error)
{
    const char *name = sj_arena_text(&home->arena, sj_bytes_of(base_name(path)));
    if (name == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the draft"));
    sj_findings_init(&opened->findings, &home->arena);
    return sj_draft_load(path, name, &home->arena, &opened->findings, &opened->draft, error);
}

static enum sj_status load_document(struct sj_home *home, const char *draft, const char *document,
                                    struct sj_draft_opened *opened, struct sj_error *error)
{
    size_t folder = (size_t)(base_name(draft) - draft);
    const char *path = document;
    if (path == NULL)
        path = sj_arena_printf(&home->arena, "%.*s%s", (int)folder, draft, opened->source.document);
    if (path == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    enum sj_status status = sj_document_load(path, &home->arena, &opened->document, error);
    if (status == SJ_NOT_FOUND && document == NULL)
        sj_error_set(error, SJ_NOT_FOUND, "NO_DOCUMENT",
                     _("the document %s is not beside the draft; say where it is with --document "
                       "FILE"),
                     opened->source.document);
    return status;
}

static enum sj_status check_source(const struct sj_draft_opened *opened, const char *digest,
                                   struct sj_error *error)
{
    const struct sj_draft_source *source = &opened->source;
    if (strcmp(source->digest, digest) != 0)
        return sj_error_set(
            error, SJ_PRECONDITION, "DOCUMENT_CHANGED",
            _("%s is not the document that %s was made from, or it was changed since: "
              "read it again with 'shangji read'"),
            opened->document.name, opened->draft.name);
    if (strcmp(source->catalogue, opened->catalogue->version) != 0)
        return sj_error_set(
            error, SJ_PRECONDITION, "ANOTHER_CATALOGUE",
            _("%s was made with catalogue %s, and catalogue %s is in use now: read the "
              "document again, or name the other with --catalogue"),
            opened->draft.name, source->catalogue, opened->catalogue->version);
    return SJ_OK;
}

/* Another version may read the text otherwise; the clerk did not change the cells then. */
static void hint_at_version(struct sj_draft_opened *opened)
{
    if (sj_draft_is_sound(opened) || strcmp(opened->source.reader, SJ_READER_NAME) == 0)
        return;
    sj_draft_fault(
        &opened->draft, 0, &opened->findings, SJ_INVALID, "ANOTHER_READER",
        _("the draft was made by %s and this is %s, which may read the text otherwise: read "
          "the document again"),
        opened->source.reader, SJ_READER_NAME);
}

enum sj_status sj_draft_open(struct sj_home *home, const char *path, const char *document,
                             const char *catalogue, struct sj_draft_opened *opened,
                             struct sj_error *error)
{
    enum sj_status status = load_draft(home, path, opened, error);
    if (status != SJ_OK || opened->findings.count > 0)
        return status;
    status = sj_draft_get_source(&opened->draft, &home->arena, &opened->source, error);
    if (status == SJ_OK)
        status = load_document(home, path, document, opened, error);
    if (status != SJ_OK)
        return status;
    /* An older year's draft is held to its own catalogue, where the folder has it. */
    if (catalogue == NULL && sj_home_has_catalogue(home, opened->source.catalogue))
        catalogue = opened->source.catalogue;
    status = sj_home_catalogue(home, catalogue, &home->arena, &opened->catalogue, error);
    if (status != SJ_OK)
        return status;
    const char *digest = digest_text(opened->document.text, &home->arena);
    if (digest == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    status = check_source(opened, digest, error);
    if (status == SJ_OK)
        status = read_document(home, digest, opened, error);
    if (status == SJ_OK)
        status =
            sj_draft_decide(&opened->draft, &opened->fresh, &opened->reading, opened->catalogue,
                            &home->arena, &opened->findings, &opened->decisions, error);
    if (status == SJ_OK)
        hint_at_version(opened);
    return status;
}

enum sj_status sj_draft_period(const struct sj_draft_opened *opened, const char *option,
                               struct sj_period *period, struct sj_error *error)
{
    uint16_t year = opened->reading.year;
    if (option != NULL && !sj_period_parse(sj_bytes_of(option), period))
        return sj_error_set(error, SJ_USAGE, "BAD_PERIOD",
                            _("'%s' is no period: write 2021, 2021-S1, 2021-Q3 or 2021-06"),
                            option);
    if (option == NULL && year == 0)
        return sj_error_set(error, SJ_USAGE, "NO_PERIOD",
                            _("the text does not say which year it reports on: say it with "
                              "--period 2021"));
    if (option == NULL)
        *period = (struct sj_period){.year = year, .kind = SJ_PERIOD_YEAR};
    else if (year != 0 && period->year != year)
        fprintf(stderr, _("warning: the text seems to report on %u, and --period says %s\n"), year,
                option);
    return SJ_OK;
}
