#include "server/clock.h"

#include <time.h>

static int64_t system_now(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

struct sj_clock sj_clock_system(void)
{
    return (struct sj_clock){.now_unix = system_now};
}
