/* The methods of proto/ledger.proto and proto/query.proto over a ledger. Handlers run on the
 * workers of rpc/server.h; only Submit is answered later, by the ledger's writer. */
#ifndef SHANGJI_SERVER_SERVICES_SERVICES_H
#define SHANGJI_SERVER_SERVICES_SERVICES_H

#include "server/ledger.h"

#include <ledger.pb-c.h>
#include <query.pb-c.h>

struct sj_ledger_service {
    Shangji__V1__Ledger_Service service; /* first: handlers find the rest behind it */
    struct sj_ledger *ledger;
};

struct sj_query_service {
    Shangji__V1__Query_Service service;
    struct sj_ledger *ledger;
};

/* The ledger must outlive them. */
void sj_ledger_service_init(struct sj_ledger_service *service, struct sj_ledger *ledger);
void sj_query_service_init(struct sj_query_service *service, struct sj_ledger *ledger);

#endif
