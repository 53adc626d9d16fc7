/* The numbers of indicators, which stay for the ledger's whole life. */
#include "rules/city_state.h"

#include <stdlib.h>
#include <string.h>

static uint32_t code_hash(struct sj_bytes code)
{
    return sj_hash_bytes(SJ_HASH_START, code.data, code.len);
}

int64_t sj_city_indicator_number(const struct sj_city *city, struct sj_bytes code)
{
    if (city->indicator_slot_count == 0)
        return SJ_NO_INDEX;
    size_t mask = city->indicator_slot_count - 1;
    for (size_t slot = code_hash(code) & mask; city->indicator_slots[slot] != 0;
         slot = (slot + 1) & mask)
        if (sj_bytes_equal(code, sj_bytes_of(city->indicators[city->indicator_slots[slot] - 1])))
            return (int64_t)city->indicator_slots[slot] - 1;
    return SJ_NO_INDEX;
}

const char *sj_city_indicator_code(const struct sj_city *city, uint32_t number)
{
    return number < city->indicator_count ? city->indicators[number] : NULL;
}

static bool grow_indicator_slots(struct sj_city *city)
{
    size_t count = city->indicator_slot_count == 0 ? 256 : city->indicator_slot_count * 2;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t i = 0; i < city->indicator_count; i++)
        sj_slot_insert(slots, count, code_hash(sj_bytes_of(city->indicators[i])), (uint32_t)i);
    free(city->indicator_slots);
    city->indicator_slots = slots;
    city->indicator_slot_count = count;
    return true;
}

enum sj_status sj_city_number_indicators(struct sj_city *city, const struct sj_catalogue *catalogue,
                                         struct sj_error *error)
{
    for (size_t i = 0; i < catalogue->indicator_count; i++) {
        const char *code = catalogue->indicators[i].code;
        if (sj_city_indicator_number(city, sj_bytes_of(code)) >= 0)
            continue;
        const char **all =
            sj_city_grow((void *)city->indicators, city->indicator_count, sizeof(const char *));
        if (all == NULL)
            return sj_city_no_memory(error);
        city->indicators = all;
        if (sj_slots_full(city->indicator_count, city->indicator_slot_count) &&
            !grow_indicator_slots(city))
            return sj_city_no_memory(error);
        all[city->indicator_count] = code;
        sj_slot_insert(city->indicator_slots, city->indicator_slot_count,
                       code_hash(sj_bytes_of(code)), (uint32_t)city->indicator_count);
        city->indicator_count++;
    }
    return SJ_OK;
}
