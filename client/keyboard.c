#include "client/keyboard.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static const int ending[SJ_KEYBOARD_SIGNALS] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ESCAPE_WAIT_MS = 30 };

static volatile sig_atomic_t end_signal, stop_signal;

static void note_end(int number)
{
    end_signal = number;
}

static void note_stop(int number)
{
    stop_signal = number;
}

/* Without SA_RESTART: a signal ends the read. */
static void watch(int number, void (*handler)(int), struct sigaction *before)
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    sigaction(number, NULL, before);
    if (before->sa_handler != SIG_IGN) /* nohup stays nohup */
        sigaction(number, &action, NULL);
}

static void set_terminal(const struct termios *mode)
{
    while (tcsetattr(STDIN_FILENO, TCSADRAIN, mode) != 0 && errno == EINTR && !end_signal)
        continue;
}

/* Keys one by one and unseen; Ctrl-C and Ctrl-Z work as ever. */
static void take_keys(const struct sj_keyboard *keyboard)
{
    struct termios mode = keyboard->before;
    mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    set_terminal(&mode);
}

void sj_keyboard_open(struct sj_keyboard *keyboard)
{
    *keyboard = (struct sj_keyboard){0};
    end_signal = stop_signal = 0;
    for (size_t i = 0; i < SJ_KEYBOARD_SIGNALS; i++)
        watch(ending[i], note_end, &keyboard->actions[i]);
    keyboard->single = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &keyboard->before) == 0;
    if (keyboard->single) {
        watch(SIGTSTP, note_stop, &keyboard->stop);
        take_keys(keyboard);
    }
}

int sj_keyboard_close(struct sj_keyboard *keyboard)
{
    if (keyboard->single) {
        while (tcsetattr(STDIN_FILENO, TCSADRAIN, &keyboard->before) != 0 && errno == EINTR)
            continue;
        sigaction(SIGTSTP, &keyboard->stop, NULL);
    }
    for (size_t i = 0; i < SJ_KEYBOARD_SIGNALS; i++)
        sigaction(ending[i], &keyboard->actions[i], NULL);
    return end_signal;
}

/* The shell gets the terminal as it was, and the keys come one by one again afterwards. */
static void stop_here(struct sj_keyboard *keyboard, bool keys)
{
    struct sigaction ours;
    stop_signal = 0;
    set_terminal(&keyboard->before);
    sigaction(SIGTSTP, &keyboard->stop, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    if (keys)
        take_keys(keyboard);
}

/* A byte; a stop in between is gone through. */
static enum sj_status read_byte(struct sj_keyboard *keyboard, bool keys, char *byte)
{
    for (;;) {
        ssize_t got = end_signal ? 0 : read(STDIN_FILENO, byte, 1);
        if (got == 1)
            return SJ_OK;
        if (got == 0 || errno != EINTR || end_signal)
            return SJ_CANCELLED;
        if (stop_signal)
            stop_here(keyboard, keys);
    }
}

/* What follows an escape at once belongs to the same key. */
static char read_escape(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char byte = 0, last = 0;
    while (poll(&input, 1, ESCAPE_WAIT_MS) == 1 && read(STDIN_FILENO, &byte, 1) == 1)
        last = byte;
    if (last == 'A' || last == 'D')
        return 'b';
    return last == 'B' || last == 'C' ? '\n' : '\033';
}

enum sj_status sj_keyboard_key(struct sj_keyboard *keyboard, char *key)
{
    enum sj_status status = read_byte(keyboard, true, key);
    if (status == SJ_OK && *key == '\033')
        *key = read_escape();
    if (status == SJ_OK && *key == '\004') /* Ctrl-D */
        return SJ_CANCELLED;
    return status;
}

static enum sj_status read_line(struct sj_keyboard *keyboard, char line[static SJ_KEYBOARD_LINE])
{
    size_t len = 0;
    for (char byte;;) {
        enum sj_status status = read_byte(keyboard, false, &byte);
        if (status != SJ_OK && (len == 0 || end_signal))
            return status;
        if (status != SJ_OK || byte == '\n')
            break;
        if (len + 1 < SJ_KEYBOARD_LINE && byte != '\0')
            line[len++] = byte;
    }
    line[len] = '\0';
    return SJ_OK;
}

enum sj_status sj_keyboard_line(struct sj_keyboard *keyboard, char line[static SJ_KEYBOARD_LINE])
{
    if (!keyboard->single)
        return read_line(keyboard, line);
    set_terminal(&keyboard->before); /* the terminal's own editing, echo and input method */
    enum sj_status status = read_line(keyboard, line);
    take_keys(keyboard);
    return status;
}
