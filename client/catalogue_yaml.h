/* The catalogue as the operator writes it, a YAML file (docs/catalogue.md), read into the message
 * that is signed and published. YAML is read in client/ alone. */
#ifndef SHANGJI_CLIENT_CATALOGUE_YAML_H
#define SHANGJI_CLIENT_CATALOGUE_YAML_H

#include "base/arena.h"

#include <catalogue.pb-c.h>

enum { SJ_CATALOGUE_YAML_MAX_BYTES = 1024 * 1024 };

/* `name` is what the file is called in an error. The message lives in the arena (which took
 * about 0.5 MiB for the default catalogue) and has passed sj_catalogue_of_pb; `text` need not
 * stay. SJ_INVALID (reason "YAML" for the form, "CATALOGUE" for what it says) with "name:line" in
 * error->field and before the message; SJ_EXHAUSTED for a text or content that is too large. */
enum sj_status sj_catalogue_load_yaml(struct sj_bytes text, const char *name,
                                      struct sj_arena *arena, Shangji__V1__Catalogue **catalogue,
                                      struct sj_error *error) SJ_WARN_UNUSED;

#endif
