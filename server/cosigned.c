/* Which checkpoint is given out, and with whose cosignatures. */
#include "server/cosign.h"

#include "base/i18n.h"
#include "server/ledger_impl.h"

#include <inttypes.h>
#include <string.h>

enum { NOTE_BYTES = 32 * 1024 };

/* Adds the lines of one witness, or (NULL) of the first there are; how many witnesses that were. */
static enum sj_status add_lines(struct sj_store_view *view, uint64_t size, const char *witness,
                                struct sj_arena *arena, struct sj_buffer *note, unsigned *room,
                                unsigned *witnesses, struct sj_error *error)
{
    size_t count;
    struct sj_store_cosignature *rows;
    enum sj_status status =
        sj_store_cosignatures(view, size, witness, 0, *room, arena, &rows, &count, error);
    for (size_t i = 0; status == SJ_OK && i < count; i++) {
        *witnesses += i == 0 || strcmp(rows[i].witness, rows[i - 1].witness) != 0;
        sj_buffer_add_bytes(note, rows[i].line);
        --*room;
    }
    return status;
}

/* The note with the lines that are wished for; *witnesses: of how many. */
static enum sj_status compose(struct sj_store_view *view, uint64_t size, struct sj_bytes bare,
                              const struct sj_cosigned_wish *wish, struct sj_arena *arena,
                              struct sj_bytes *note, unsigned *witnesses, struct sj_error *error)
{
    struct sj_buffer made = {.limit = NOTE_BYTES};
    unsigned room = SJ_COSIGNATURES_NOTE;
    size_t named = wish ? wish->witness_count : 0;
    enum sj_status status = SJ_OK;
    *witnesses = 0;
    sj_buffer_add_bytes(&made, bare);
    if (named == 0)
        status = add_lines(view, size, NULL, arena, &made, &room, witnesses, error);
    for (size_t i = 0; status == SJ_OK && i < named; i++)
        status = add_lines(view, size, wish->witnesses[i], arena, &made, &room, witnesses, error);
    *note = sj_arena_copy(arena, sj_buffer_bytes(&made));
    if (status == SJ_OK && (made.failed || !note->data))
        status = sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for a checkpoint"));
    sj_buffer_clear(&made);
    return status;
}

static enum sj_status not_cosigned(const struct sj_cosigned_wish *wish, struct sj_error *error)
{
    return sj_error_set(error, SJ_NOT_FOUND, "NOT_COSIGNED",
                        _("no checkpoint yet has the cosignatures of %u such witnesses; ask again "
                          "when they have looked at the ledger"),
                        wish->least);
}

/* The newest of the cosigned ones, `least_size` entries at least, that has enough. */
static enum sj_status search(struct sj_store_view *view, const struct sj_cosigned_wish *wish,
                             uint64_t least_size, struct sj_arena *arena, uint64_t *size,
                             struct sj_bytes *note, struct sj_error *error)
{
    uint64_t below = *size + 1;
    for (unsigned i = 0; i < SJ_COSIGNED_LOOK; i++) {
        bool found = false;
        unsigned witnesses = 0;
        struct sj_bytes bare;
        enum sj_status status = sj_store_cosigned_before(view, below, &below, error);
        if (status == SJ_OK && below < least_size)
            break;
        if (status == SJ_OK)
            status = sj_store_find_checkpoint(view, below, arena, &found, &bare, error);
        if (status == SJ_OK && found)
            status = compose(view, below, bare, wish, arena, note, &witnesses, error);
        if (status != SJ_OK)
            return status;
        *size = below;
        if (witnesses >= wish->least)
            return SJ_OK;
    }
    return not_cosigned(wish, error);
}

enum sj_status sj_cosigned_choose(struct sj_store_view *view, const struct sj_cosigned_wish *wish,
                                  uint64_t least_size, struct sj_arena *arena, uint64_t *size,
                                  struct sj_bytes *note, struct sj_error *error)
{
    unsigned witnesses;
    if (wish && (wish->witness_count > SJ_COSIGNATURES_NOTE || wish->least > SJ_COSIGNATURES_NOTE))
        return sj_error_set(error, SJ_INVALID, "TOO_MANY_WITNESSES",
                            _("at most %d witnesses can be asked for at once"),
                            (int)SJ_COSIGNATURES_NOTE);
    if (wish && wish->least > 0)
        return search(view, wish, least_size > 0 ? least_size : 1, arena, size, note, error);
    return compose(view, *size, *note, wish, arena, note, &witnesses, error);
}
