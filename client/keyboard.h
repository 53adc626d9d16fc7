/* Single keys and lines from standard input: on a terminal keys as they are pressed, else a line
 * each. While it is open, signals that would end the program only end the waiting, so that what was
 * decided can be saved first; the terminal is put back on closing and while the program is stopped
 * (Ctrl-Z). One at a time, for one thread. */
#ifndef SHANGJI_CLIENT_KEYBOARD_H
#define SHANGJI_CLIENT_KEYBOARD_H

#include "base/bytes.h"

#include <signal.h>
#include <termios.h>

enum { SJ_KEYBOARD_SIGNALS = 4, SJ_KEYBOARD_LINE = 2048 };

struct sj_keyboard {
    bool single; /* keys, not lines */
    struct termios before;
    struct sigaction actions[SJ_KEYBOARD_SIGNALS];
    struct sigaction stop;
};

void sj_keyboard_open(struct sj_keyboard *keyboard);
/* A key; arrows are 'b' (left, up) and '\n' (right, down). SJ_CANCELLED at the end of input or by a
 * signal. Only where `single`. */
enum sj_status sj_keyboard_key(struct sj_keyboard *keyboard, char *key) SJ_WARN_UNUSED;
/* A line without its end, terminated; longer ones are cut. Likewise. */
enum sj_status sj_keyboard_line(struct sj_keyboard *keyboard,
                                char line[static SJ_KEYBOARD_LINE]) SJ_WARN_UNUSED;
/* Puts everything back. The signal that came meanwhile, 0 for none: the caller raises it when it
 * has saved what there is to save. */
int sj_keyboard_close(struct sj_keyboard *keyboard);

#endif
