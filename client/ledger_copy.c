#include "client/ledger_copy.h"

#include "base/i18n.h"
#include "client/file.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum {
    COPY_ARENA_BYTES = 16 * 1024 * 1024,
    RECORD_BYTES = 2 * SJ_RECORD_MAX_BYTES,
    PROGRESS_EVERY = 500
};

static enum sj_status create(struct sj_ledger_copy *copy, struct sj_error *error)
{
    Shangji__V1__ProofHead made;
    shangji__v1__proof_head__init(&made);
    made.origin = copy->link->ledger.origin;
    made.ledger_key = copy->link->card->ledger_key;
    copy->created = true;
    enum sj_status status = sj_records_create(copy->path, &made, &copy->file, error);
    if (status == SJ_OK)
        sj_replica_init(&copy->replica, made.origin, NULL);
    return status;
}

/* A copy whose making was killed ends in half a record: that is fetched again. */
static enum sj_status load(struct sj_ledger_copy *copy, struct sj_error *error)
{
    long cut = -1;
    enum sj_status status = sj_replica_load(&copy->replica, &cut, error);
    if (status == SJ_OK && cut >= 0 &&
        (fflush(copy->file) != 0 || ftruncate(fileno(copy->file), cut) != 0))
        status = sj_error_set(error, SJ_IO, "COPY", _("cannot mend %s"), copy->path);
    if (status == SJ_OK && fseek(copy->file, 0, SEEK_END) != 0)
        status = sj_error_set(error, SJ_IO, "COPY", _("cannot read %s"), copy->path);
    copy->kept = sj_replica_size(&copy->replica);
    copy->end = ftell(copy->file);
    return status;
}

enum sj_status sj_ledger_copy_open(struct sj_home *home, struct sj_link *link, const char *path,
                                   struct sj_ledger_copy *copy, struct sj_error *error)
{
    Shangji__V1__ProofHead *head;
    enum sj_status status = SJ_OK;
    *copy =
        (struct sj_ledger_copy){.link = link, .path = path, .progress = isatty(STDERR_FILENO) != 0};
    sj_arena_init(&copy->arena, COPY_ARENA_BYTES);
    if (copy->path == NULL) { /* whoever audits needs no key, so there may be no folder yet */
        copy->path = sj_home_file(home, "ledger.copy");
        status = sj_dir_make(home->path, error);
    }
    if (copy->path == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the ledger's copy"));
    if (status != SJ_OK)
        return status;
    status = sj_records_open(copy->path, true, &copy->file, &copy->arena, &head, error);
    if (status == SJ_NOT_FOUND)
        return create(copy, error);
    if (status == SJ_OK && strcmp(head->origin, copy->link->ledger.origin) != 0)
        status = sj_error_set(error, SJ_PRECONDITION, "OTHER_LEDGER",
                              _("%s is a copy of the ledger %s; name another file with --copy"),
                              copy->path, head->origin);
    if (status != SJ_OK)
        return status;
    sj_replica_init(&copy->replica, head->origin, copy->file);
    return load(copy, error);
}

static enum sj_status take(void *context, const Shangji__V1__GetEnvelopeReply *record,
                           struct sj_error *error)
{
    struct sj_ledger_copy *copy = context;
    long place = ftell(copy->file);
    enum sj_status status = sj_replica_feed(&copy->replica, record, place, error);
    if (status == SJ_OK)
        status = sj_records_put(copy->file, record, error);
    if (copy->progress && record->index % PROGRESS_EVERY == 0)
        fprintf(stderr, "\r%" PRIu64 "/%" PRIu64, record->index, copy->size);
    return status;
}

static enum sj_status fetch_new(struct sj_ledger_copy *copy, struct sj_error *error)
{
    struct sj_checkpoint checkpoint;
    struct sj_bytes note;
    enum sj_status status =
        sj_fetch_checkpoint(copy->link, &copy->arena, &checkpoint, &note, error);
    if (status != SJ_OK)
        return status;
    copy->size = checkpoint.size;
    if (sj_replica_size(&copy->replica) > checkpoint.size)
        return sj_error_set(error, SJ_DATA_LOSS, "ENTRIES_LOST",
                            _("ALARM: %" PRIu64 " entries were audited before and the city has "
                              "only %" PRIu64 ": entries were taken back"),
                            sj_replica_size(&copy->replica), checkpoint.size);
    status = sj_fetch_all(copy->link, sj_replica_size(&copy->replica), checkpoint.size, take, copy,
                          error);
    if (copy->progress)
        fprintf(stderr, "\r\033[K");
    if (status == SJ_OK)
        status = sj_replica_check(&copy->replica, note, copy->link->card, error);
    return status;
}

static enum sj_status keep_copy(struct sj_ledger_copy *copy, struct sj_error *error)
{
    struct sj_arena arena;
    Shangji__V1__ProofHead *head;
    enum sj_status status = sj_records_finish(copy->created ? copy->path : NULL, copy->file, error);
    copy->file = NULL;
    if (status != SJ_OK)
        return status;
    copy->created = false;
    sj_arena_init(&arena, 1 << 20);
    status = sj_records_open(copy->path, false, &copy->file, &arena, &head, error);
    sj_arena_clear(&arena);
    copy->replica.file = copy->file;
    copy->end = -1; /* all of it is good */
    return status;
}

enum sj_status sj_ledger_copy_bring_up(struct sj_ledger_copy *copy, struct sj_error *error)
{
    enum sj_status status = fetch_new(copy, error);
    return status == SJ_OK ? keep_copy(copy, error) : status;
}

/* What was fetched and not found good does not stay in the copy. */
static void let_go(struct sj_ledger_copy *copy)
{
    if (copy->file == NULL)
        return;
    if (copy->created) {
        sj_records_abandon(copy->path, copy->file);
        return;
    }
    fclose(copy->file);
    if (copy->end >= 0 && truncate(copy->path, copy->end) != 0)
        fprintf(stderr, _("note: remove %s before the next audit\n"), copy->path);
}

void sj_ledger_copy_close(struct sj_ledger_copy *copy)
{
    sj_replica_clear(&copy->replica);
    let_go(copy);
    sj_arena_clear(&copy->arena);
    *copy = (struct sj_ledger_copy){0};
}

/* ---- going through it again ---- */

struct pass {
    struct sj_replica *replica; /* NULL: nothing is replayed */
    uint64_t size;
    sj_replaying *before, *after;
    void *context;
};

static enum sj_status pass_one(const struct pass *pass, const Shangji__V1__GetEnvelopeReply *record,
                               long place, struct sj_error *error)
{
    /* Answers read envelopes from the same file: it is put back behind the record. */
    long next = pass->replica == NULL ? 0 : ftell(pass->replica->file);
    enum sj_status status = SJ_OK;
    if (pass->before != NULL)
        status = pass->before(pass->context, pass->replica, record, error);
    if (status == SJ_OK && pass->replica != NULL)
        status = sj_replica_feed(pass->replica, record, place, error);
    if (status == SJ_OK)
        status = pass->after(pass->context, pass->replica, record, error);
    if (status == SJ_OK && pass->replica != NULL && fseek(pass->replica->file, next, SEEK_SET) != 0)
        status = sj_error_set(error, SJ_IO, "COPY", _("cannot read the ledger's copy"));
    return status;
}

static enum sj_status pass_over(const struct sj_ledger_copy *copy, struct pass *pass,
                                struct sj_error *error)
{
    FILE *file = NULL;
    Shangji__V1__ProofHead *head;
    Shangji__V1__GetEnvelopeReply *record = NULL;
    struct sj_arena arena;
    sj_arena_init(&arena, RECORD_BYTES);
    enum sj_status status = sj_records_open(copy->path, false, &file, &arena, &head, error);
    if (status == SJ_OK && pass->replica != NULL)
        sj_replica_init(pass->replica, head->origin, file);
    for (uint64_t i = 0; status == SJ_OK && i < pass->size; i++) {
        sj_arena_clear(&arena);
        long place = ftell(file);
        status = sj_records_next(file, &arena, &record, error);
        if (status != SJ_OK || record == NULL)
            break;
        status = pass_one(pass, record, place, error);
    }
    sj_arena_clear(&arena);
    if (pass->replica != NULL)
        sj_replica_clear(pass->replica);
    if (file != NULL)
        fclose(file);
    return status;
}

enum sj_status sj_ledger_copy_replay(const struct sj_ledger_copy *copy, uint64_t size,
                                     sj_replaying *before, sj_replaying *after, void *context,
                                     struct sj_error *error)
{
    struct sj_replica replica = {.file = NULL};
    struct pass pass = {&replica, size, before, after, context};
    return pass_over(copy, &pass, error);
}

enum sj_status sj_ledger_copy_scan(const struct sj_ledger_copy *copy, sj_replaying *each,
                                   void *context, struct sj_error *error)
{
    struct pass pass = {NULL, copy->size, NULL, each, context};
    return pass_over(copy, &pass, error);
}
