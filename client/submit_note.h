/* What a clerk has to know when the city did not take a report: why, where in it, and the words of
 * the figure that is meant. Pure; text into the buffer. */
#ifndef SHANGJI_CLIENT_SUBMIT_NOTE_H
#define SHANGJI_CLIENT_SUBMIT_NOTE_H

#include "base/arena.h"

/* Appends the note of several lines for OUTBOX's NAME.refused. `refusal` is what the city
 * answered; `envelope` is looked into for the words. */
void sj_submit_note(const char *name, struct sj_bytes envelope, const struct sj_error *refusal,
                    struct sj_arena *arena, struct sj_buffer *note);

#endif
