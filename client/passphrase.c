#include "client/passphrase.h"

#include "base/i18n.h"
#include "base/text.h"
#include "client/file.h"
#include "client/terminal.h"
#include "trust/key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static enum sj_status empty(struct sj_error *error, const char *file)
{
    return sj_error_set(error, SJ_INVALID, "PASSPHRASE_EMPTY",
                        _("the first line of %s is no passphrase: it is empty, longer than %d "
                          "bytes, or not UTF-8"),
                        file, (int)SJ_PASSPHRASE_MAX);
}

/* Byte by byte, so that a pipe keeps its further lines. */
static enum sj_status read_file(const char *file, struct sj_passphrase *passphrase,
                                struct sj_error *error)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return sj_error_errno(error, errno, _("cannot read"), file);
    sj_file_warn_if_open(file);
    enum sj_status status = SJ_OK;
    for (char c;;) {
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = sj_error_errno(error, errno, _("cannot read"), file);
        if (got <= 0 || c == '\n')
            break;
        if (passphrase->len == SJ_PASSPHRASE_MAX) {
            status = empty(error, file);
            break;
        }
        passphrase->text[passphrase->len++] = c;
    }
    close(fd);
    if (passphrase->len && passphrase->text[passphrase->len - 1] == '\r')
        passphrase->len--;
    passphrase->text[passphrase->len] = 0;
    if (status == SJ_OK &&
        (passphrase->len == 0 || !sj_utf8_valid(sj_passphrase_bytes(passphrase))))
        status = empty(error, file);
    return status;
}

static enum sj_status ask(const char *prompt, struct sj_passphrase *passphrase,
                          struct sj_error *error)
{
    char shown[256];
    snprintf(shown, sizeof(shown), "%s: ", prompt);
    enum sj_status status =
        sj_terminal_ask(shown, false, passphrase->text, sizeof(passphrase->text), error);
    passphrase->len = status == SJ_OK ? strlen(passphrase->text) : 0;
    if (status == SJ_PRECONDITION)
        return sj_error_set(error, SJ_PRECONDITION, "NO_TERMINAL",
                            _("there is no terminal to ask for the passphrase on; write it into a "
                              "file that only you can read and give --passphrase-file FILE"));
    return status;
}

enum sj_status sj_passphrase_get(const char *file, const char *prompt,
                                 struct sj_passphrase *passphrase, struct sj_error *error)
{
    passphrase->len = 0;
    enum sj_status status =
        file ? read_file(file, passphrase, error) : ask(prompt, passphrase, error);
    if (status != SJ_OK)
        sj_passphrase_clear(passphrase);
    return status;
}

static enum sj_status check_length(const struct sj_passphrase *passphrase, struct sj_error *error)
{
    if (sj_utf8_length(sj_passphrase_bytes(passphrase)) >= SJ_PASSPHRASE_MIN)
        return SJ_OK;
    return sj_error_set(error, SJ_INVALID, "PASSPHRASE_SHORT",
                        _("the passphrase is too short: at least %d characters, better a sentence"),
                        (int)SJ_PASSPHRASE_MIN);
}

static enum sj_status ask_again(const struct sj_passphrase *passphrase, struct sj_error *error)
{
    struct sj_passphrase again = {.len = 0};
    enum sj_status status = ask(_("The same passphrase again"), &again, error);
    if (status == SJ_OK &&
        !sj_bytes_equal(sj_passphrase_bytes(passphrase), sj_passphrase_bytes(&again)))
        status = sj_error_set(error, SJ_INVALID, "PASSPHRASE_DIFFERS",
                              _("the two passphrases differ; nothing was made, begin again"));
    sj_passphrase_clear(&again);
    return status;
}

enum sj_status sj_passphrase_choose(const char *file, const char *prompt,
                                    struct sj_passphrase *passphrase, struct sj_error *error)
{
    enum sj_status status = sj_passphrase_get(file, prompt, passphrase, error);
    if (status == SJ_OK)
        status = check_length(passphrase, error);
    if (status == SJ_OK && !file)
        status = ask_again(passphrase, error);
    if (status != SJ_OK)
        sj_passphrase_clear(passphrase);
    return status;
}

struct sj_bytes sj_passphrase_bytes(const struct sj_passphrase *passphrase)
{
    return SJ_BYTES(passphrase->text, passphrase->len);
}

void sj_passphrase_clear(struct sj_passphrase *passphrase)
{
    sj_wipe(passphrase, sizeof(*passphrase));
}
