#include "server/notify.h"

#include <inttypes.h>
#include <systemd/sd-daemon.h>
#include <time.h>

/* sd_notify's own errors are of no consequence: the manager judges by what reaches it. */

void sj_notify_ready(const char *url)
{
    (void)sd_notifyf(0, "READY=1\nSTATUS=%s", url);
}

void sj_notify_reloading(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    (void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
                     (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
}

void sj_notify_stopping(void)
{
    (void)sd_notify(0, "STOPPING=1");
}

void sj_notify_alive(void)
{
    (void)sd_notify(0, "WATCHDOG=1");
}
