/* Asking a person on the terminal (/dev/tty), whatever stdin and stdout are. For one thread. */
#ifndef SHANGJI_CLIENT_TERMINAL_H
#define SHANGJI_CLIENT_TERMINAL_H

#include "base/bytes.h"

/* Shows the prompt and reads a line into `text`, without its end. With `echo` false what is typed
 * is not shown; the terminal is put back also when a signal ends or stops the program.
 * SJ_PRECONDITION without a terminal, SJ_CANCELLED at its end of input, SJ_INVALID for a line that
 * is too long. */
enum sj_status sj_terminal_ask(const char *prompt, bool echo, char *text, size_t capacity,
                               struct sj_error *error) SJ_WARN_UNUSED;

#endif
