/* What `read`, `check` and `pack` share: a document read by the catalogue at hand, and a draft that
 * came back opened together with the document it was made from. All of it lives in the home's
 * arena. */
#ifndef SHANGJI_CLIENT_DRAFT_OPEN_H
#define SHANGJI_CLIENT_DRAFT_OPEN_H

#include "client/draft_decide.h"
#include "client/home.h"
#include "client/report_build.h"
#include "rules/fact.h"

#include <stdio.h>

#ifndef SHANGJI_VERSION
#define SHANGJI_VERSION "0"
#endif
#define SJ_READER_NAME "shangji/" SHANGJI_VERSION

struct sj_draft_opened {
    struct sj_document document;
    struct sj_catalogue *catalogue;
    struct sj_reading reading;
    struct sj_draft fresh; /* as the document makes it now */
    /* Of a draft that came back only: */
    struct sj_draft draft;
    struct sj_draft_source source;
    struct sj_decisions decisions;
    struct sj_findings findings; /* every fault, at "DRAFT:ROW" */
};

/* Reads the document at `path`; `catalogue` may name a YAML file, else it is the home's. `fresh` is
 * then its draft. */
enum sj_status sj_document_open(struct sj_home *home, const char *path, const char *catalogue,
                                struct sj_draft_opened *opened,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Opens the draft at `path` and its document, which stands beside it under the name that the draft
 * tells, or at `document`. Faults of the draft are findings, and no failure: with any of SJ_INVALID
 * among them nothing can be built. Fails for what is no draft, a document that has changed, and
 * another catalogue than the draft was made with. */
enum sj_status sj_draft_open(struct sj_home *home, const char *path, const char *document,
                             const char *catalogue, struct sj_draft_opened *opened,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* Builds the report and judges it as the city will. `build` brings what the draft does not know;
 * document, reading, catalogue, decisions and reader are put in here. What the judge finds is added
 * to the findings, at the rows it comes from. */
enum sj_status sj_draft_judge(struct sj_home *home, struct sj_draft_opened *opened,
                              struct sj_report_build *build, struct sj_report_built *built,
                              struct sj_facts *facts, struct sj_error *error) SJ_WARN_UNUSED;
/* Whether a report can be built: no finding but such as wait for a decision. */
bool sj_draft_is_sound(const struct sj_draft_opened *opened);
/* One line a finding: "draft.csv:12: …". */
void sj_draft_print_findings(const struct sj_draft_opened *opened, FILE *out);
/* SJ_OK without findings; else the gravest status, and a message that names the rows. */
enum sj_status sj_draft_result(const struct sj_draft_opened *opened,
                               struct sj_error *error) SJ_WARN_UNUSED;

/* The period to report on: `option` (of --period), else the year that the text tells. Warns on
 * stderr where the two differ. */
enum sj_status sj_draft_period(const struct sj_draft_opened *opened, const char *option,
                               struct sj_period *period, struct sj_error *error) SJ_WARN_UNUSED;

#endif
