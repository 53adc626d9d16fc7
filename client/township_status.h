/* What a township's folder knows of itself: periods and what was sent for them, what waits, what
 * the operator entered, alarms. From the folder's files alone, so that it is there without a line
 * too; the roll in it is the city's word. All in the arena given. */
#ifndef SHANGJI_CLIENT_TOWNSHIP_STATUS_H
#define SHANGJI_CLIENT_TOWNSHIP_STATUS_H

#include "client/home.h"

#include <status.pb-c.h>
#include <stdio.h>

/* `now` in Unix seconds. SJ_PRECONDITION in a folder that joined no city. */
enum sj_status sj_township_status_make(struct sj_home *home, int64_t now, struct sj_arena *arena,
                                       Shangji__V1__TownshipStatus **status,
                                       struct sj_error *error) SJ_WARN_UNUSED;
/* For people. */
void sj_township_status_print(const Shangji__V1__TownshipStatus *status, struct sj_arena *arena,
                              FILE *out);
/* Whether somebody has to do something: an alarm, a refusal, a report that was sent back. */
bool sj_township_status_urgent(const Shangji__V1__TownshipStatus *status);

#endif
