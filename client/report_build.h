/* A report out of a reading and what the clerk decided on it: the message, and the text that it
 * signs, which is the document's with the clerk's additions behind it as a section of their own.
 * Everything is made in the arena given, and the same input makes the same bytes. */
#ifndef SHANGJI_CLIENT_REPORT_BUILD_H
#define SHANGJI_CLIENT_REPORT_BUILD_H

#include "base/identity.h"
#include "base/period.h"
#include "client/document.h"
#include "client/draft_decide.h"

#include <report.pb-c.h>

struct sj_report_build {
    const struct sj_document *document;
    const struct sj_reading *reading;
    const struct sj_catalogue *catalogue;
    const struct sj_decisions *decisions;
    const char *township, *kind, *reader;
    struct sj_period period;
    uint32_t revision;
    struct sj_bytes replaces; /* identity of the revision before, empty for the first */
    const char *replaces_reason, *seen_checkpoint;
    struct sj_bytes secret; /* what the salt is derived from, together with the text */
    int64_t made_at;        /* Unix seconds */
};

struct sj_report_built {
    Shangji__V1__Report *message;
    struct sj_bytes text;
    struct sj_digest salt;
    size_t *lines; /* by figure: the row of the draft it comes from */
};

enum sj_status sj_report_build(const struct sj_report_build *build, struct sj_arena *arena,
                               struct sj_report_built *built,
                               struct sj_error *error) SJ_WARN_UNUSED;

/* ---- its inside ---- */

/* One addition in words. Spans are in the whole text. */
struct sj_added {
    struct sj_span sentence; /* without its full stop */
    struct sj_span surface;  /* the quantity; empty for a statement */
};

/* The text with the additions in it; `added` has one for each. Without additions it is the
 * document's own. `heading` is the span of the section, `title` that of its title. */
struct sj_supplement {
    struct sj_bytes text;
    struct sj_span section, title;
    struct sj_added *added;
};

enum sj_status sj_supplement_write(struct sj_bytes text, const struct sj_decisions *decisions,
                                   struct sj_arena *arena, struct sj_supplement *supplement,
                                   struct sj_error *error) SJ_WARN_UNUSED;

/* Makes messages; what finds no room sets `failed`, asked once at the end. */
struct sj_report_maker {
    const struct sj_report_build *build;
    const struct sj_supplement *supplement;
    Shangji__V1__Report *report;
    struct sj_arena *arena;
    size_t *lines;
    bool failed;
};

/* Never NULL. */
char *sj_maker_text(struct sj_report_maker *maker, struct sj_bytes bytes);
char *sj_maker_words(struct sj_report_maker *maker, struct sj_span span);
Shangji__V1__Span *sj_maker_span(struct sj_report_maker *maker, struct sj_span span);
/* NULL without room. */
void *sj_maker_new(struct sj_report_maker *maker, const ProtobufCMessageDescriptor *descriptor);
void sj_maker_figures(struct sj_report_maker *maker);

#endif
