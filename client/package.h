/* The zip file that a .docx or .xlsx is: its parts by name, and the one place that calls
 * libarchive. The parts lie in the package's own arena until it is closed. Bounded in entries and
 * in unpacked bytes, so that a zip bomb meets a refusal. One thread. */
#ifndef SHANGJI_CLIENT_PACKAGE_H
#define SHANGJI_CLIENT_PACKAGE_H

#include "base/arena.h"

enum {
    SJ_PACKAGE_ENTRIES_MAX = 4096,
    SJ_PACKAGE_PART_MAX_BYTES = 24 * 1024 * 1024, /* unpacked */
    SJ_PACKAGE_MAX_BYTES = 32 * 1024 * 1024       /* all parts that are kept, unpacked */
};

struct sj_package_part {
    const char *name; /* without a leading '/' */
    struct sj_bytes bytes;
};

struct sj_package {
    struct sj_package_part *parts;
    size_t part_count;
    struct sj_arena arena;
};

bool sj_package_is_zip(struct sj_bytes file); /* by its first bytes */

/* Unpacks the XML parts (.xml, .rels); pictures and the like are passed over. SJ_INVALID for what
 * is no whole zip file or is encrypted, SJ_EXHAUSTED above the limits. Close it also after a
 * failure. */
enum sj_status sj_package_open(struct sj_bytes file, struct sj_package *package,
                               struct sj_error *error) SJ_WARN_UNUSED;
void sj_package_close(struct sj_package *package);

/* Names are compared without regard to case, as the format has it; NULL if there is none. */
const struct sj_package_part *sj_package_find(const struct sj_package *package, const char *name);
/* The part that `source` (a part's name, "" for the package itself) is related to: the first one
 * whose type ends in `type` ("/officeDocument"), or whose id is `id`; the other one is NULL. NULL
 * if there is none or it lies outside. */
const struct sj_package_part *sj_package_related(struct sj_package *package, const char *source,
                                                 const char *type, const char *id);

#endif
