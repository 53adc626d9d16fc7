/* The cosignatures that stand beside the checkpoints, for inspect.c. */
#include "server/inspect.h"

#include "base/i18n.h"
#include "trust/cosignature.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGE = 256, ARENA_BYTES = 4 * 1024 * 1024, NOTE_BYTES = 16 * 1024 };

/* Whether the key is or was enrolled for the township that the witness is called after. */
static bool is_enrolled(const struct sj_city *city, const char *origin,
                        const struct sj_store_cosignature *row)
{
    struct sj_bytes code;
    if (!sj_witness_township(sj_bytes_of(row->witness), origin, &code))
        return false;
    int64_t township = sj_city_find_township(city, code);
    for (size_t i = 0; township >= 0 && i < sj_city_key_count(city); i++)
        if (sj_city_key(city, i)->township == (uint32_t)township &&
            sj_public_key_equal(&sj_city_key(city, i)->key, &row->key))
            return true;
    return false;
}

static bool is_signed(struct sj_bytes note, const struct sj_store_cosignature *row)
{
    int64_t time = 0;
    struct sj_witness_key witness = {.key = row->key};
    struct sj_buffer with = {.limit = NOTE_BYTES};
    snprintf(witness.name, sizeof witness.name, "%s", row->witness);
    sj_buffer_add_bytes(&with, note);
    sj_buffer_add_bytes(&with, row->line);
    bool holds = sj_cosignature_find(sj_buffer_bytes(&with), &witness, &time, NULL) == SJ_OK &&
                 time == row->time_unix && time != 0;
    sj_buffer_clear(&with);
    return holds;
}

static enum sj_status bad(uint64_t size, const char *witness, struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "BAD_COSIGNATURE",
                        _("the stored cosignature of %s on the checkpoint of %" PRIu64
                          " entries is not what an enrolled key signed"),
                        witness, size);
}

static enum sj_status check_size(struct sj_store_view *view, const struct sj_city *city,
                                 uint64_t size, struct sj_arena *arena, uint64_t *count,
                                 struct sj_error *error)
{
    bool found;
    struct sj_bytes note;
    size_t got = PAGE;
    enum sj_status status = sj_store_find_checkpoint(view, size, arena, &found, &note, error);
    if (status == SJ_OK && !found)
        return sj_error_set(
            error, SJ_DATA_LOSS, "BAD_COSIGNATURE",
            _("there are cosignatures of a checkpoint of %" PRIu64 " entries that is not stored"),
            size);
    for (size_t start = 0; status == SJ_OK && got == PAGE; start += got) {
        struct sj_store_cosignature *rows;
        status = sj_store_cosignatures(view, size, NULL, start, PAGE, arena, &rows, &got, error);
        for (size_t i = 0; status == SJ_OK && i < got; i++)
            if (!is_enrolled(city, sj_city_origin(city), &rows[i]) || !is_signed(note, &rows[i]))
                return bad(size, rows[i].witness, error);
        *count += got;
    }
    return status;
}

enum sj_status sj_inspect_cosignatures(struct sj_store_view *view, const struct sj_city *city,
                                       uint64_t *count, struct sj_error *error)
{
    struct sj_arena arena;
    uint64_t size = 0;
    *count = 0;
    sj_arena_init(&arena, ARENA_BYTES);
    enum sj_status status = sj_store_cosigned_after(view, 0, &size, error);
    while (status == SJ_OK && size > 0) {
        status = check_size(view, city, size, &arena, count, error);
        sj_arena_clear(&arena);
        if (status == SJ_OK)
            status = sj_store_cosigned_after(view, size, &size, error);
    }
    sj_arena_clear(&arena);
    return status;
}
