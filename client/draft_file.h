/* Drafts as files: CSV or XLSX, told apart by their first bytes when read and by the name's ending
 * when written. */
#ifndef SHANGJI_CLIENT_DRAFT_FILE_H
#define SHANGJI_CLIENT_DRAFT_FILE_H

#include "client/draft.h"

/* SJ_INVALID for what is no draft; of a report itself the message says so. Faults of the draft are
 * findings. `name` is kept. */
enum sj_status sj_draft_load(const char *path, const char *name, struct sj_arena *arena,
                             struct sj_findings *findings, struct sj_draft *draft,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* Writes a draft back in the format that it came in, whole or not at all. SJ_PRECONDITION where
 * something of the clerk's own would be lost. The catalogue is for the lists of an XLSX. */
enum sj_status sj_draft_save(const char *path, const struct sj_draft *draft,
                             const struct sj_catalogue *catalogue, struct sj_arena *arena,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* "….xlsx", in any case. */
bool sj_draft_name_is_xlsx(const char *name);

#endif
