/* A scorecard as an office writes it, a YAML file (docs/score.md), read into the message that is
 * asked with or published. YAML is read in client/ alone. */
#ifndef SHANGJI_CLIENT_SCORECARD_YAML_H
#define SHANGJI_CLIENT_SCORECARD_YAML_H

#include "base/arena.h"

#include <scorecard.pb-c.h>

enum { SJ_SCORECARD_YAML_MAX_BYTES = 256 * 1024 };

/* `name` is what the file is called in an error. The message lives in the arena and has passed
 * sj_scorecard_check; `text` need not stay. SJ_INVALID (reason "YAML" for the form, "SCORECARD" for
 * what it says) with "name:line" in error->field and before the message; SJ_EXHAUSTED for a text
 * that is too large. */
enum sj_status sj_scorecard_load_yaml(struct sj_bytes text, const char *name,
                                      struct sj_arena *arena, Shangji__V1__Scorecard **card,
                                      struct sj_error *error) SJ_WARN_UNUSED;
/* The same of a file. */
enum sj_status sj_scorecard_read(const char *path, struct sj_arena *arena,
                                 Shangji__V1__Scorecard **card,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
