/* A PDF's text layer, taken out by poppler's pdftotext: a program of its own, so that a hostile
 * file breaks it and not us, and bounded in time, memory and output. No shell is involved. */
#include "client/document.h"

#include "base/i18n.h"
#include "base/text.h"
#include "rules/figure.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    OUTPUT_MAX_BYTES = 4 * 1024 * 1024,
    TIME_MAX_MS = 60 * 1000,
    TIME_MAX_S = 60,
    PAGE_MIN_CHARACTERS = 8, /* a page with less holds a picture */
    GARBLED_MIN = 10         /* one in so many characters is none */
};

extern char **environ;

static enum sj_status failed(const char *what, struct sj_error *error)
{
    return sj_error_set(error, SJ_IO, "PDFTOTEXT", _("the PDF cannot be read: %s: %s"), what,
                        strerror(errno));
}

/* The bytes as a file without a name, at its beginning; -1 if that fails. */
static int open_bytes(struct sj_bytes bytes)
{
    int fd = memfd_create("report.pdf", MFD_CLOEXEC);
    for (size_t at = 0; fd >= 0 && at < bytes.len;) {
        ssize_t written = write(fd, bytes.data + at, bytes.len - at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            close(fd);
            return -1;
        }
        at += (size_t)written;
    }
    if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int spawn(int in, int out, pid_t *child)
{
    static char name[] = "pdftotext", quiet[] = "-q", encoding[] = "-enc", utf8[] = "UTF-8",
                eol[] = "-eol", unix_eol[] = "unix", standard[] = "-";
    char *argv[] = {name, quiet, encoding, utf8, eol, unix_eol, standard, standard, NULL};
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0)
        return code;
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    code = posix_spawnp(child, name, &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

static void bound(pid_t child)
{
    const struct rlimit memory = {1024UL * 1024 * 1024, 1024UL * 1024 * 1024};
    const struct rlimit time = {TIME_MAX_S, TIME_MAX_S};
    /* Where this fails the clock and the pipe still bound it. */
    (void)prlimit(child, RLIMIT_AS, &memory, NULL);
    (void)prlimit(child, RLIMIT_CPU, &time, NULL);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Until its end, the limit or the deadline; false for the latter two. */
static bool read_all(int fd, struct sj_buffer *out)
{
    const int64_t deadline = now_ms() + TIME_MAX_MS;
    uint8_t block[16384];
    for (;;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int64_t left = deadline - now_ms();
        if (left <= 0 || (poll(&ready, 1, (int)left) < 0 && errno != EINTR))
            return false;
        if (ready.revents == 0)
            continue;
        ssize_t got = read(fd, block, sizeof block);
        if (got == 0)
            return true;
        if (got < 0 && errno != EINTR && errno != EAGAIN)
            return false;
        if (got > 0)
            sj_buffer_add(out, block, (size_t)got);
        if (out->failed)
            return false;
    }
}

static enum sj_status no_pdftotext(struct sj_error *error)
{
    return sj_error_set(error, SJ_PRECONDITION, "NO_PDFTOTEXT",
                        _("to read a PDF the program pdftotext is needed: install the package "
                          "poppler-utils, or save the report as .docx"));
}

/* Waits for the child, which is killed first if its output was not read to the end. */
static enum sj_status end_child(pid_t child, bool whole, struct sj_error *error)
{
    int result = 0;
    if (!whole)
        kill(child, SIGKILL);
    while (waitpid(child, &result, 0) < 0 && errno == EINTR)
        ;
    if (!whole)
        return sj_error_set(error, SJ_EXHAUSTED, "PDF_TOO_LONG",
                            _("the PDF takes too long to read or has too much text: is it the "
                              "report?"));
    if (WIFEXITED(result) && WEXITSTATUS(result) == 127)
        return no_pdftotext(error);
    if (!WIFEXITED(result) || WEXITSTATUS(result) != 0)
        return sj_error_set(error, SJ_INVALID, "BROKEN_PDF",
                            _("the PDF is damaged or protected by a password; save the report as "
                              ".docx, or the PDF again without protection"));
    return SJ_OK;
}

static enum sj_status run_pdftotext(struct sj_bytes file, struct sj_buffer *out,
                                    struct sj_error *error)
{
    int ends[2] = {-1, -1}, in = open_bytes(file), code;
    pid_t child;
    enum sj_status status;
    if (in < 0)
        return failed("memfd", error);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        status = failed("pipe", error);
        goto done;
    }
    code = spawn(in, ends[1], &child);
    close(ends[1]);
    if (code == ENOENT) {
        status = no_pdftotext(error);
    } else if (code != 0) {
        errno = code;
        status = failed("pdftotext", error);
    } else {
        bound(child);
        status = end_child(child, read_all(ends[0], out), error);
    }
    close(ends[0]);
done:
    close(in);
    return status;
}

/* ---- what came out ---- */

static enum sj_status judge(struct sj_bytes raw, struct sj_error *error)
{
    size_t pages = 0, visible = 0, garbled = 0;
    for (size_t at = 0; at < raw.len;) {
        uint32_t c = sj_utf8_next(raw, &at);
        pages += c == '\f';
        visible += c > 0x20 && c != 0xA0 && c != 0x3000;
        garbled += c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 ||
                   (c < 0x20 && c != '\f' && c != '\n' && c != '\t');
    }
    if (visible < PAGE_MIN_CHARACTERS * (pages > 0 ? pages : 1))
        return sj_error_set(
            error, SJ_INVALID, "SCANNED_PDF",
            _("the PDF has no text, only pictures of pages (a scan): take the "
              "document it was printed from (.docx), or run text recognition first"));
    if (garbled * GARBLED_MIN > visible)
        return sj_error_set(error, SJ_INVALID, "GARBLED_PDF",
                            _("the text of the PDF cannot be made out, its fonts do not say which "
                              "characters they show; save the report as .docx"));
    return SJ_OK;
}

enum sj_status sj_pdf_text(struct sj_bytes file, struct sj_arena *arena, struct sj_bytes *text,
                           struct sj_error *error)
{
    struct sj_buffer raw = {.limit = OUTPUT_MAX_BYTES}, out = {.limit = SJ_TEXT_MAX_BYTES + 1};
    enum sj_status status = run_pdftotext(file, &raw, error);
    if (status == SJ_OK)
        status = judge(sj_buffer_bytes(&raw), error);
    if (status == SJ_OK) {
        sj_pdf_flow(sj_buffer_bytes(&raw), &out);
        *text = sj_arena_copy(arena, sj_buffer_bytes(&out));
        if (out.failed)
            status = sj_error_set(
                error, SJ_EXHAUSTED, "TEXT_TOO_LONG",
                _("the document has more than %d bytes of text: leave out the annexes"),
                SJ_TEXT_MAX_BYTES);
        else if (text->data == NULL && out.len > 0)
            status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the text"));
    }
    sj_buffer_clear(&raw);
    sj_buffer_clear(&out);
    return status;
}
