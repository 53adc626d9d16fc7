/* Before anything is signed, and kept for ever: numbers of persons in the report, and another
 * township's name on it. Neither is forbidden by the city's rules; the clerk answers for them. */
#ifndef SHANGJI_CLIENT_PRECAUTION_H
#define SHANGJI_CLIENT_PRECAUTION_H

#include "client/draft_open.h"

/* What the options say. */
struct sj_precaution {
    bool allow_personal, allow_township;
    const char *reason; /* of a correction, signed with it; NULL: none */
};

/* Rows for a command's option table. */
#define SJ_OPTION_PRECAUTION(precaution)                                                           \
    {.name = "allow-personal",                                                                     \
     .kind = SJ_OPTION_FLAG,                                                                       \
     .target = &(precaution)->allow_personal,                                                      \
     .help = N_("the ID, telephone and card numbers pointed out may be signed and kept")},         \
    {                                                                                              \
        .name = "allow-township", .kind = SJ_OPTION_FLAG, .target = &(precaution)->allow_township, \
        .help = N_("the report is this township's, though it names another one of the city")       \
    }

/* Prints a line a number of a person in the document's text; offices' own numbers only if `all`.
 * *count is of those of persons. */
enum sj_status sj_precaution_numbers(struct sj_home *home, const struct sj_draft_opened *opened,
                                     bool all, FILE *out, size_t *count,
                                     struct sj_error *error) SJ_WARN_UNUSED;
/* The words with the numbers of persons in them hidden in part, for what is printed may be sent on;
 * "" without memory. */
const char *sj_precaution_masked(struct sj_bytes words, struct sj_arena *arena);
/* Looks at the text and its file's name, at what the clerk wrote, and at the township that the
 * report names; prints what it finds. SJ_UNRESOLVED for what no option answers for. */
enum sj_status sj_precaution_check(struct sj_home *home, const struct sj_draft_opened *opened,
                                   const struct sj_precaution *precaution, FILE *out,
                                   struct sj_error *error) SJ_WARN_UNUSED;

#endif
