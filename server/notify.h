/* What the service manager is told: ready, reloading, stopping, still alive. Nothing happens where
 * nobody asked (no $NOTIFY_SOCKET). For the main thread. */
#ifndef SHANGJI_SERVER_NOTIFY_H
#define SHANGJI_SERVER_NOTIFY_H

#include "base/bytes.h"

void sj_notify_ready(const char *url);
void sj_notify_reloading(void);
void sj_notify_stopping(void);
/* To be called about once a second; the manager's watchdog restarts a server that falls silent. */
void sj_notify_alive(void);

#endif
