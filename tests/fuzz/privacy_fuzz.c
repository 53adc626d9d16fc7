/* In any valid UTF-8 the numbers of persons that are found lie in the text, in its order, and no
 * mask shows as many digits as the number has. */
#include "reader/privacy.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check(struct sj_bytes text, const struct sj_personals *found)
{
    uint32_t last = 0;
    size_t line = 1;
    require(found->count <= SJ_PERSONALS_MAX);
    for (size_t i = 0; i < found->count; i++) {
        const struct sj_personal *personal = &found->items[i];
        char mask[SJ_PERSONAL_MASK];
        require(personal->span.start >= last && personal->span.end > personal->span.start &&
                personal->span.end <= text.len);
        require(personal->name.start <= personal->name.end && personal->name.end <= text.len);
        require(personal->line >= line && personal->kind < SJ_PERSONAL_KINDS);
        require(!personal->office || personal->name.start == personal->name.end);
        require(strstr(sj_personal_mask(text, personal, mask), "***") != NULL);
        require(strlen(mask) >= 7 && strlen(mask) <= 19);
        last = personal->span.end;
        line = personal->line;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sj_bytes text = SJ_BYTES(data, size);
    struct sj_personals found;
    struct sj_arena arena;
    if (!sj_utf8_valid(text))
        return 0;
    sj_arena_init(&arena, 64 << 20);
    if (sj_personal_find(text, &arena, &found, NULL) == SJ_OK)
        check(text, &found);
    sj_arena_clear(&arena);
    return 0;
}
