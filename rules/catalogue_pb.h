/* The one place that judges a catalogue: of the client's YAML, of the operator's signed message,
 * of the ledger's entries. What passes here the reader, admission and the answers take as it
 * is. Pure. The result lives in the arena and points into the message, which must live as long. */
#ifndef SHANGJI_RULES_CATALOGUE_PB_H
#define SHANGJI_RULES_CATALOGUE_PB_H

#include "rules/catalogue.h"

#include <catalogue.pb-c.h>

enum {
    SJ_CATALOGUE_DOMAINS_MAX = 64,
    SJ_CATALOGUE_UNITS_MAX = 512, /* of all families, bases included */
    SJ_CATALOGUE_ALSO_MAX = 32,
    SJ_CATALOGUE_GROUPS_MAX = 16,
    SJ_CATALOGUE_VERSION_MAX = 32, /* this and what follows: bytes */
    SJ_CATALOGUE_NAME_MAX = 200,
    SJ_CATALOGUE_UNIT_MAX = 32
};

/* SJ_INVALID (reason "CATALOGUE") names the place in error->field, numbered from 0:
 * "indicators[3].limit_lo", "families[1].units[0].times", "version". */
enum sj_status sj_catalogue_of_pb(const Shangji__V1__Catalogue *message, struct sj_arena *arena,
                                  struct sj_catalogue **catalogue,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
