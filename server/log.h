/* The server's log: one line an event on stderr, `time=… event=… key=value …`, for people and for
 * programs. Any thread may call; a line is written whole. */
#ifndef SHANGJI_SERVER_LOG_H
#define SHANGJI_SERVER_LOG_H

#include "base/bytes.h"

enum { SJ_LOG_TEXT = 800 };

/* `format` yields "key=value key=value"; a value with anything but letters, digits and -_./:+ goes
 * through sj_log_text. */
void sj_log(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text in quotes, with \" \\ and control characters escaped, cut if too long. */
const char *sj_log_text(const char *text, char buffer[static SJ_LOG_TEXT]);
/* Off for unit tests and commands. */
void sj_log_enable(bool enabled);

#endif
