#include "client/terminal.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Those that end or stop a program while it waits for a key. */
static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
enum { CAUGHT_COUNT = sizeof(caught) / sizeof(caught[0]) };

static volatile sig_atomic_t last_signal;

static void note_signal(int number)
{
    last_signal = number;
}

struct watch {
    struct sigaction before[CAUGHT_COUNT];
};

/* Without SA_RESTART: a signal ends the read. */
static void watch_signals(struct watch *watch)
{
    struct sigaction action = {.sa_handler = note_signal};
    sigemptyset(&action.sa_mask);
    last_signal = 0;
    for (size_t i = 0; i < CAUGHT_COUNT; i++) {
        sigaction(caught[i], NULL, &watch->before[i]);
        if (watch->before[i].sa_handler != SIG_IGN) /* nohup stays nohup */
            sigaction(caught[i], &action, NULL);
    }
}

static void leave_signals(const struct watch *watch)
{
    for (size_t i = 0; i < CAUGHT_COUNT; i++)
        sigaction(caught[i], &watch->before[i], NULL);
}

static void put_text(int fd, const char *text)
{
    size_t len = strlen(text);
    while (len) {
        ssize_t put = write(fd, text, len);
        if (put <= 0)
            return;
        text += put;
        len -= (size_t)put;
    }
}

/* A line's bytes; -1 at a signal, at the end of input or an error. A line that is too long is
 * read to its end and counted as capacity. */
static ssize_t read_line(int fd, char *text, size_t capacity)
{
    size_t len = 0;
    for (char c;;) {
        ssize_t got = read(fd, &c, 1);
        if (got <= 0)
            return -1;
        if (c == '\n')
            break;
        if (len < capacity)
            text[len++] = c;
    }
    if (len < capacity)
        text[len] = 0;
    return (ssize_t)len;
}

/* One try; a signal that came meanwhile is in *got_signal, and everything is as before. */
static ssize_t ask_once(int fd, const char *prompt, bool echo, char *text, size_t capacity,
                        int *got_signal)
{
    struct termios before, quiet;
    struct watch watch;
    bool changed = false;
    watch_signals(&watch);
    if (!echo && tcgetattr(fd, &before) == 0) {
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        quiet.c_lflag |= ECHONL;
        changed = tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
    }
    put_text(fd, prompt);
    ssize_t len = last_signal ? -1 : read_line(fd, text, capacity);
    if (changed)
        while (tcsetattr(fd, TCSAFLUSH, &before) != 0 && errno == EINTR && !last_signal)
            continue;
    *got_signal = last_signal;
    leave_signals(&watch);
    return len;
}

enum sj_status sj_terminal_ask(const char *prompt, bool echo, char *text, size_t capacity,
                               struct sj_error *error)
{
    int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return sj_error_set(error, SJ_PRECONDITION, "NO_TERMINAL",
                            _("there is no terminal to ask on"));
    ssize_t len;
    int got_signal;
    do {
        len = ask_once(fd, prompt, echo, text, capacity, &got_signal);
        if (got_signal)
            raise(got_signal); /* ends the program, or stops it: then it asks again */
    } while (got_signal == SIGTSTP || got_signal == SIGTTIN || got_signal == SIGTTOU);
    close(fd);
    if (len < 0)
        return sj_error_set(error, SJ_CANCELLED, "NO_ANSWER", _("no answer was given"));
    if ((size_t)len >= capacity)
        return sj_error_set(error, SJ_INVALID, "ANSWER_TOO_LONG",
                            _("the answer is too long: at most %zu bytes"), capacity - 1);
    return SJ_OK;
}
