/* Time as the server sees it. It comes in at the edge, so that tests can replay a day. */
#ifndef SHANGJI_SERVER_CLOCK_H
#define SHANGJI_SERVER_CLOCK_H

#include <stdint.h>

struct sj_clock {
    int64_t (*now_unix)(void *context); /* seconds; may jump */
    void *context;
};

struct sj_clock sj_clock_system(void);

#endif
