/* A catalogue of a few indicators for tests of the reader and of rules' core. */
#ifndef SHANGJI_TESTS_SMALL_CATALOGUE_H
#define SHANGJI_TESTS_SMALL_CATALOGUE_H

#include "rules/catalogue.h"

#include <string.h>

enum { SMALL_INDICATORS = 14, SMALL_PHRASES = 4 };

struct small_catalogue {
    struct sj_catalogue catalogue;
    struct sj_indicator indicators[SMALL_INDICATORS];
    struct sj_unit_family family;
    struct sj_unit units[2];
    struct sj_bytes phrases[SMALL_INDICATORS][SMALL_PHRASES];
    struct sj_bytes also[SMALL_INDICATORS];
};

static inline void small_catalogue_init(struct small_catalogue *small)
{
    static const struct {
        const char *code, *unit, *also;
        enum sj_better better;
        const char *phrases[SMALL_PHRASES];
    } rows[SMALL_INDICATORS] = {
        {"early_rice_area", "亩", "", SJ_BETTER_MORE, {"早稻种植|早稻面积|早稻", "!示范"}},
        {"early_rice_demo_area", "亩", "", SJ_BETTER_MORE, {"早稻..示范片"}},
        {"tobacco_area", "亩", "", SJ_BETTER_MORE, {"烟叶|烤烟..种植|面积"}},
        {"tobacco_output_value", "元", "", SJ_BETTER_MORE, {"烟叶|烤烟..产值|收入"}},
        {"households_screened", "户", "", SJ_BETTER_NEUTRAL, {"返贫..排查"}},
        {"persons_screened", "人", "名", SJ_BETTER_NEUTRAL, {"返贫..排查"}},
        {"treated_tested", "人", "名", SJ_BETTER_NEUTRAL, {"#戒毒人员..检测"}},
        {"recovered_tested", "人", "名", SJ_BETTER_NEUTRAL, {"#康复人员..检测"}},
        {"home_spending", "元", "", SJ_BETTER_MORE, {"投入#敬老院"}},
        {"guards", "人", "", SJ_BETTER_NEUTRAL, {"油茶..干部|人员"}},
        {"large_bins", "个", "只", SJ_BETTER_MORE, {"大号垃圾桶"}},
        {"bins", "个", "只", SJ_BETTER_MORE, {"垃圾桶"}},
        {"revenue", "元", "", SJ_BETTER_MORE, {"财政总收入|财政收入"}},
        {"petitions_to_capital", "人", "", SJ_BETTER_LESS, {"赴京上访"}},
    };
    memset(small, 0, sizeof *small);
    for (size_t i = 0; i < SMALL_INDICATORS; i++) {
        struct sj_indicator *indicator = &small->indicators[i];
        *indicator = (struct sj_indicator){.code = rows[i].code,
                                           .unit = sj_bytes_of(rows[i].unit),
                                           .better = rows[i].better,
                                           .aggregation = SJ_AGGREGATE_SUM,
                                           .has_limit_lo = true,
                                           .limit_lo = sj_decimal_of(0),
                                           .phrases = small->phrases[i]};
        small->also[i] = sj_bytes_of(rows[i].also);
        indicator->also = &small->also[i];
        indicator->also_count = small->also[i].len > 0;
        for (size_t j = 0; j < SMALL_PHRASES && rows[i].phrases[j]; j++)
            small->phrases[i][indicator->phrase_count++] = sj_bytes_of(rows[i].phrases[j]);
    }
    small->units[0] = (struct sj_unit){SJ_LITERAL("公顷"), sj_decimal_of(15)};
    small->units[1] = (struct sj_unit){SJ_LITERAL("平方米"), {15, 4}};
    small->family = (struct sj_unit_family){SJ_LITERAL("亩"), small->units, 2};
    small->catalogue = (struct sj_catalogue){.indicators = small->indicators,
                                             .indicator_count = SMALL_INDICATORS,
                                             .families = &small->family,
                                             .family_count = 1};
}

#endif
