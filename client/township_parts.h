/* The steps of a township's status, for township_*.c alone: what was sent for each period, what
 * waits, what others entered. */
#ifndef SHANGJI_CLIENT_TOWNSHIP_PARTS_H
#define SHANGJI_CLIENT_TOWNSHIP_PARTS_H

#include "client/notices.h"
#include "client/township_status.h"

/* A report in sent/, with its place. */
struct sj_sent_report {
    const Shangji__V1__Report *report;
    struct sj_entry entry;
    uint64_t index;
};

struct sj_status_making {
    struct sj_home *home;
    struct sj_arena *arena;
    int64_t now;
    const Shangji__V1__GetRollReply *roll; /* NULL: the city was never asked */
    const Shangji__V1__TownshipState *township;
    Shangji__V1__CityCard *card;
    struct sj_sent_report *sent;
    size_t sent_count;
    struct sj_notices notices;
    Shangji__V1__TownshipStatus *status;
};

enum sj_status sj_status_no_memory(struct sj_error *error);
/* The act in a notice; NULL where the city did not give it. *by_operator: signed as it must be. */
const Shangji__V1__Act *sj_notice_act(struct sj_status_making *making,
                                      const struct sj_notice *notice, bool *by_operator);

enum sj_status sj_status_put_waiting(struct sj_status_making *making,
                                     struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_status_put_entered(struct sj_status_making *making,
                                     struct sj_error *error) SJ_WARN_UNUSED;

#endif
