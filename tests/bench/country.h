/* A country made up: 41,352 townships of the national list, years, indicators; the same arguments
 * make the same facts. Shared by the maker of the store and by the peers that are given the same
 * facts. For tests/bench alone. */
#ifndef SHANGJI_TESTS_BENCH_COUNTRY_H
#define SHANGJI_TESTS_BENCH_COUNTRY_H

#include "rules/catalogue.h"
#include "server/ledger.h"

enum { COUNTRY_LAST_YEAR = 2024, COUNTRY_INDICATORS_MAX = 150, COUNTRY_FACTS_MAX = 300 };

struct country {
    struct sj_arena arena;
    struct sj_error error;
    const char *folder;
    struct sj_key *key;
    struct sj_store *store;
    struct sj_ledger *ledger;
    size_t townships; /* those that report; 0 = all of the roll */
    unsigned years;
    size_t indicators;
    size_t facts_max_bytes;
};

/* Ends the program with the message if it did not go well. */
void country_must(struct country *country, enum sj_status status);
double country_seconds(void);

/* The facts of one township's report of a year; 0: it did not report. Numbers are those of
 * `chosen`, the indicators that the country reports on. */
struct country_chosen {
    const struct sj_indicator *indicators[COUNTRY_INDICATORS_MAX];
    uint32_t numbers[COUNTRY_INDICATORS_MAX];
    size_t count;
};
void country_choose(struct country *country, struct country_chosen *chosen);
size_t country_report(const struct country_chosen *chosen, uint32_t township, unsigned year,
                      struct sj_column_fact *facts);

/* Makes the store; then opens it as a server does. */
void country_make(struct country *country);
void country_open(struct country *country);
void country_close(struct country *country);

#endif
