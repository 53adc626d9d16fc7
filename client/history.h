/* What a ledger says of one township, entry by entry: who signed what when, what was sent back and
 * why, what a correction changed, figures and ranks. From an own copy of the ledger, replayed. */
#ifndef SHANGJI_CLIENT_HISTORY_H
#define SHANGJI_CLIENT_HISTORY_H

#include "client/ledger_copy.h"

#include <status.pb-c.h>

/* SJ_NOT_FOUND for a township that never was on the roll. The history lives in the arena,
 * names in it in the copy. */
enum sj_status sj_history_make(const struct sj_ledger_copy *copy, const char *township,
                               struct sj_arena *arena, Shangji__V1__TownshipHistory **history,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* For people. */
void sj_history_print(const Shangji__V1__TownshipHistory *history, struct sj_arena *arena,
                      FILE *out);

#endif
