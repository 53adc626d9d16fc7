/* The words of a quantity come from reports that anybody may submit. What is read must have its
 * value in its interval, its unit in its words, and read the same again; and wherever a scan of
 * the same bytes finds a quantity, its surface read alone must be one. */
#include "rules/quantity_scan.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check(const struct sj_quantity *quantity, struct sj_bytes surface)
{
    struct sj_quantity again;
    require(sj_interval_contains(&quantity->interval, quantity->value));
    require(quantity->qualifier >= SJ_EXACT && quantity->qualifier <= SJ_RANGE);
    require(quantity->qualifier == SJ_RANGE ||
            sj_decimal_compare(quantity->value, quantity->range_hi) == 0);
    require(quantity->unit.len <= surface.len + 3);
    require(sj_quantity_read(surface, &again, NULL) == SJ_OK);
    require(sj_interval_equal(&again.interval, &quantity->interval));
}

static void scan(struct sj_bytes text, struct sj_folded folded, const uint32_t *offsets)
{
    for (size_t at = 0; at < folded.len;) {
        struct sj_quantity_words words;
        bool whole = sj_quantity_scan(folded, at, &words);
        require(words.end > at);
        if (whole) {
            struct sj_quantity quantity;
            struct sj_bytes surface =
                sj_bytes_slice(text, offsets[words.start], offsets[words.end]);
            require(words.start <= words.number && words.number < words.number_end &&
                    words.unit <= words.unit_end && words.unit_end <= words.end);
            if (sj_quantity_read(surface, &quantity, NULL) == SJ_OK)
                check(&quantity, surface);
        }
        at = words.end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CHARACTERS_MAX = 4096 };
    static uint16_t units[CHARACTERS_MAX];
    static uint32_t offsets[CHARACTERS_MAX + 1];
    struct sj_bytes text = SJ_BYTES(data, size);
    struct sj_quantity quantity;
    if (sj_quantity_read(text, &quantity, NULL) == SJ_OK)
        check(&quantity, text);
    size_t count = sj_fold_text(text, units, offsets, CHARACTERS_MAX);
    if (count <= CHARACTERS_MAX)
        scan(text, (struct sj_folded){units, count}, offsets);
    return 0;
}
