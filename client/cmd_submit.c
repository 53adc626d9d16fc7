#include "client/command.h"

#include "client/file.h"
#include "client/follow.h"
#include "client/outbox.h"
#include "client/rotation.h"
#include "client/submit_note.h"
#include "client/where.h"

#include <stdio.h>
#include <string.h>

enum { ITEM_ARENA_BYTES = 32 * 1024 * 1024, LIST_ARENA_BYTES = 16 * 1024 * 1024, PATH_TEXT = 4096 };

static const char dot_envelope[] = ".envelope";

struct submit {
    struct sj_where where;
    bool offline_ok, again;
    struct sj_home home;
    struct sj_link link;
    size_t sent, refused;
    enum sj_status refusal; /* of the first that was refused */
};

static enum sj_status note_refusal(struct submit *submit, const char *name,
                                   struct sj_bytes envelope, struct sj_arena *arena,
                                   const struct sj_error *refusal, struct sj_error *error)
{
    struct sj_buffer note = {.limit = 64 * 1024};
    sj_submit_note(name, envelope, refusal, arena, &note);
    fputs(sj_buffer_text(&note), stderr);
    enum sj_status status = sj_outbox_refused(&submit->home, name, sj_buffer_bytes(&note), error);
    sj_buffer_clear(&note);
    if (submit->refused++ == 0) /* the exit status of SJ_EXHAUSTED says "later", which is no help */
        submit->refusal = refusal->status == SJ_EXHAUSTED ? SJ_INVALID : refusal->status;
    return status;
}

static enum sj_status keep(struct submit *submit, const char *name, struct sj_taken *taken,
                           struct sj_outbox_parcel *parcel, struct sj_error *error)
{
    parcel->entry = taken->entry;
    parcel->receipt = taken->receipt;
    enum sj_status status = sj_outbox_sent(&submit->home, name, parcel, error);
    if (status != SJ_OK)
        return status;
    printf(taken->already_known ? _("%s: entry %llu, was there already\n") : _("%s: entry %llu\n"),
           name, (unsigned long long)taken->evidence.index);
    submit->sent++;
    return SJ_OK;
}

static enum sj_status send_locked(struct submit *submit, const char *name, struct sj_arena *arena,
                                  struct sj_error *error)
{
    struct sj_outbox_parcel parcel;
    struct sj_taken taken;
    enum sj_status status = sj_outbox_load(&submit->home, name, arena, &parcel, error);
    if (status == SJ_NOT_FOUND) /* another 'shangji submit' has sent it meanwhile */
        return SJ_OK;
    if (status != SJ_OK)
        return status;
    status = sj_link_submit(&submit->link, parcel.envelope, parcel.text, arena, &taken, error);
    if (status == SJ_OK) /* the receipt is kept before anything else can go wrong */
        status = keep(submit, name, &taken, &parcel, error);
    if (status == SJ_OK)
        status =
            sj_link_watch(&submit->link, &taken.evidence.checkpoint, taken.evidence.note, error);
    if (!taken.refused)
        return status;
    struct sj_error refusal = *error;
    return note_refusal(submit, name, parcel.envelope, arena, &refusal, error);
}

static enum sj_status send_one(struct submit *submit, const char *name, struct sj_error *error)
{
    struct sj_arena arena;
    int lock = -1;
    enum sj_status status = sj_outbox_lock(&submit->home, &lock, error);
    if (status != SJ_OK)
        return status;
    sj_arena_init(&arena, ITEM_ARENA_BYTES);
    status = send_locked(submit, name, &arena, error);
    sj_arena_clear(&arena);
    sj_outbox_unlock(lock);
    return status;
}

static enum sj_status send_all(struct submit *submit, struct sj_arena *arena,
                               struct sj_error *error)
{
    struct sj_outbox_items items;
    enum sj_status status = sj_outbox_list(&submit->home, arena, &items, error);
    for (size_t i = 0; status == SJ_OK && i < items.count; i++)
        status = send_one(submit, items.items[i].name, error);
    if (status == SJ_OK && items.count == 0)
        printf(_("There is nothing to send.\n"));
    return status;
}

/* A signed envelope from elsewhere, a USB stick say, with its text beside it. */
static enum sj_status import(struct submit *submit, const char *path, const char **name,
                             struct sj_arena *arena, struct sj_error *error)
{
    struct sj_bytes envelope, text = {0}, stem = sj_bytes_of(path);
    stem.len -= strlen(dot_envelope);
    const char *slash = strrchr(path, '/');
    const char *text_path =
        sj_arena_printf(arena, "%.*s.text", (int)stem.len, (const char *)stem.data);
    *name = sj_arena_text(arena, slash ? sj_bytes_slice(stem, (size_t)(slash + 1 - path), stem.len)
                                       : stem);
    if (!text_path || !*name)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory to read %s"), path);
    enum sj_status status = sj_file_read(path, SJ_ENVELOPE_MAX_BYTES, arena, &envelope, error);
    if (status == SJ_OK && sj_file_exists(text_path))
        status = sj_file_read(text_path, SJ_OUTBOX_TEXT_MAX_BYTES, arena, &text, error);
    if (status == SJ_OK)
        status = sj_outbox_put(&submit->home, *name, envelope, text, error);
    return status;
}

static bool stands(struct submit *submit, const char *folder, const char *name)
{
    char file[SJ_OUTBOX_NAME_MAX + 32];
    snprintf(file, sizeof(file), "%s/%s%s", folder, name, dot_envelope);
    const char *path = sj_home_file(&submit->home, file);
    return path && sj_file_exists(path);
}

static enum sj_status send_named(struct submit *submit, const char *argument,
                                 struct sj_arena *arena, struct sj_error *error)
{
    const char *name = argument;
    enum sj_status status = SJ_OK;
    if (sj_bytes_ends(sj_bytes_of(argument), sj_bytes_of(dot_envelope)))
        status = import(submit, argument, &name, arena, error);
    if (status != SJ_OK)
        return status;
    if (sj_outbox_name_valid(name) && stands(submit, "outbox", name))
        return send_one(submit, name, error);
    if (sj_outbox_name_valid(name) && stands(submit, "sent", name)) {
        printf(_("%s was sent before; 'shangji receipt %s' shows its receipt\n"), name, name);
        return SJ_OK;
    }
    return sj_error_set(
        error, SJ_NOT_FOUND, "NOT_IN_OUTBOX",
        _("nothing called %s waits in %s/outbox; 'shangji pack' puts reports there, "
          "or name a file that ends in .envelope"),
        name, submit->home.path);
}

/* What came into the ledger meanwhile is watched, and a catalogue published meanwhile fetched. That
 * it could not be fetched is no reason to fail; that the ledger was rewritten is. */
static enum sj_status refresh(struct submit *submit, struct sj_error *error)
{
    const char *version = NULL;
    struct sj_error ignored = {0};
    if (submit->link.checkpoint == NULL)
        return SJ_OK;
    enum sj_status status = sj_link_look(&submit->link, error);
    if (status != SJ_OK && !sj_is_offline(status))
        return status;
    if (status != SJ_OK)
        ignored = *error;
    else
        status = sj_where_refresh(&submit->home, &submit->link, &version, &ignored);
    if (status != SJ_OK)
        fprintf(stderr, _("note: the newest catalogue could not be fetched: %s\n"),
                ignored.message);
    return SJ_OK;
}

/* A rotated key that the operator has enrolled meanwhile. A city that cannot be reached is found
 * out by sending; anything else is said, and what was signed is sent all the same. */
static void settle_rotation(struct submit *submit)
{
    bool switched = false;
    uint64_t index = 0;
    struct sj_error error = {0};
    if (!submit->link.checkpoint) /* another city's card */
        return;
    enum sj_status status =
        sj_rotation_settle(&submit->home, &submit->link, &switched, &index, &error);
    if (switched)
        sj_rotation_print(&submit->home, index);
    else if (status != SJ_OK && !sj_is_offline(status))
        fprintf(stderr, _("note: the new key was not taken into use: %s\n"), error.message);
}

static enum sj_status conclude(struct submit *submit, enum sj_status status, struct sj_error *error)
{
    if (sj_is_offline(status)) {
        struct sj_error reason = *error;
        (void)sj_error_set(error, status, reason.reason,
                           _("%s; what was not sent stays in %s/outbox: run 'shangji submit' again "
                             "later"),
                           reason.message, submit->home.path);
        if (!submit->offline_ok)
            return status;
        fprintf(stderr, _("note: %s\n"), error->message);
        return SJ_OK;
    }
    if (status == SJ_OK && submit->refused > 0)
        return sj_error_set(error, submit->refusal, "REFUSED",
                            _("%zu sent, %zu refused; why is said above and in "
                              "%s/outbox/NAME.refused"),
                            submit->sent, submit->refused, submit->home.path);
    return status;
}

static enum sj_status submit_all(struct submit *submit, int count, char **names,
                                 struct sj_error *error)
{
    struct sj_arena arena;
    sj_arena_init(&arena, LIST_ARENA_BYTES);
    size_t anew = 0;
    settle_rotation(submit);
    enum sj_status status = submit->again ? sj_former_again(&submit->home, &anew, error) : SJ_OK;
    if (status == SJ_OK && submit->again)
        printf(_("%zu reports that the old ledger had taken in are sent again\n"), anew);
    if (status == SJ_OK && count == 0)
        status = send_all(submit, &arena, error);
    for (int i = 0; status == SJ_OK && i < count; i++)
        status = send_named(submit, names[i], &arena, error);
    sj_arena_clear(&arena);
    if (status == SJ_OK)
        status = refresh(submit, error);
    return conclude(submit, status, error);
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct submit submit = {.refusal = SJ_OK};
    const struct sj_option options[] = {
        {.name = "offline-ok",
         .kind = SJ_OPTION_FLAG,
         .target = &submit.offline_ok,
         .help = N_("no failure if the city cannot be reached")},
        {.name = "again",
         .kind = SJ_OPTION_FLAG,
         .target = &submit.again,
         .help = N_("also all that was sent to the ledger which this one takes the place of")},
        SJ_OPTION_CARD(&submit.where.card),
        SJ_OPTION_HOME(&submit.where.home),
        SJ_OPTION_TIMEOUT(&submit.where.timeout_ms),
    };
    const struct sj_command_line line = {
        .program = "shangji submit",
        .arguments = N_("[NAME|FILE.envelope]..."),
        .summary = sj_cmd_submit.summary,
        .notes = N_("Sends what 'shangji pack' signed; sending twice does no harm. Exit status: 0 "
                    "all was taken in,\n69 or 75 the city could not be reached (all is kept), "
                    "others: refused, see outbox/NAME.refused"),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .max_arguments = -1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    status = sj_where_open(&submit.where, &submit.home, &submit.link, error);
    if (status == SJ_OK)
        status = submit_all(&submit, count, argv + 1, error);
    sj_link_close(&submit.link);
    sj_home_clear(&submit.home);
    return status;
}

const struct sj_command sj_cmd_submit = {
    .name = "submit",
    .summary = N_("send what waits in the outbox, and keep the receipts"),
    .run = run,
};
