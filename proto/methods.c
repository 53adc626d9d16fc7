#include "proto/methods.h"

#include <health.pb-c.h>
#include <ledger.pb-c.h>
#include <query.pb-c.h>
#include <reflection.pb-c.h>

enum { KIB = 1024, MIB = 1024 * 1024, SECOND = 1000 };

#define LEDGER &shangji__v1__ledger__descriptor
#define QUERY &shangji__v1__query__descriptor
#define HEALTH &grpc__health__v1__health__descriptor
#define REFLECTION &grpc__reflection__v1__server_reflection__descriptor

const struct sj_method sj_methods[] = {
    /* service, method, access, largest request, largest reply, deadline */
    {LEDGER, "Submit", SJ_ACCESS_OPEN, 1 * MIB + 320 * KIB, 16 * KIB, 10 * SECOND},
    {LEDGER, "GetReceipt", SJ_ACCESS_OPEN, 8 * KIB, 16 * KIB, 5 * SECOND},
    {LEDGER, "GetCheckpoint", SJ_ACCESS_OPEN, 8 * KIB, 16 * KIB, 5 * SECOND},
    {LEDGER, "AddCosignature", SJ_ACCESS_OPEN, 16 * KIB, 1 * KIB, 10 * SECOND},
    {LEDGER, "GetEntries", SJ_ACCESS_OPEN, 1 * KIB, 1 * MIB, 10 * SECOND},
    {LEDGER, "GetEnvelope", SJ_ACCESS_OPEN, 1 * KIB, 2 * MIB, 10 * SECOND},
    {LEDGER, "GetEnvelopes", SJ_ACCESS_OPEN, 1 * KIB, 4 * MIB, 20 * SECOND},
    {LEDGER, "GetRoll", SJ_ACCESS_OPEN, 1 * KIB, 4 * MIB, 10 * SECOND},
    {LEDGER, "GetCatalogue", SJ_ACCESS_OPEN, 1 * KIB, 1 * MIB, 10 * SECOND},
    {QUERY, "Rank", SJ_ACCESS_OPEN, 4 * KIB, 4 * MIB, 10 * SECOND},
    {QUERY, "Coverage", SJ_ACCESS_OPEN, 1 * KIB, 4 * MIB, 10 * SECOND},
    {QUERY, "Compare", SJ_ACCESS_OPEN, 16 * KIB, 4 * MIB, 10 * SECOND},
    {QUERY, "Trend", SJ_ACCESS_OPEN, 4 * KIB, 4 * MIB, 20 * SECOND},
    {QUERY, "Profile", SJ_ACCESS_OPEN, 1 * KIB, 1 * MIB, 20 * SECOND},
    {QUERY, "Movers", SJ_ACCESS_OPEN, 1 * KIB, 4 * MIB, 10 * SECOND},
    {QUERY, "Totals", SJ_ACCESS_OPEN, 16 * KIB, 4 * MIB, 20 * SECOND},
    {QUERY, "Outliers", SJ_ACCESS_OPEN, 1 * KIB, 2 * MIB, 10 * SECOND},
    {QUERY, "Pledges", SJ_ACCESS_OPEN, 16 * KIB, 4 * MIB, 20 * SECOND},
    {QUERY, "Indicators", SJ_ACCESS_OPEN, 1 * KIB, 1 * MIB, 20 * SECOND},
    {QUERY, "Townships", SJ_ACCESS_OPEN, 1 * KIB, 4 * MIB, 10 * SECOND},
    {QUERY, "Score", SJ_ACCESS_OPEN, 512 * KIB, 4 * MIB, 30 * SECOND},
    {HEALTH, "Check", SJ_ACCESS_OPEN, 1 * KIB, 1 * KIB, 2 * SECOND},
    {REFLECTION, "ServerReflectionInfo", SJ_ACCESS_OPEN, 1 * KIB, 1 * MIB, 5 * SECOND},
};
const size_t sj_method_count = sizeof sj_methods / sizeof *sj_methods;
