/* The entries behind a checkpoint: read, the root made again from them, and looked through for what
 * is said about the folder's own township. For city_watch.c alone. */
#ifndef SHANGJI_CLIENT_CITY_ENTRIES_H
#define SHANGJI_CLIENT_CITY_ENTRIES_H

#include "client/city_link.h"

/* Reads what came since the folder's `frontier` (all, where there is none that fits), and holds the
 * root of all entries against `head`'s. An entry for the folder's township that it did not make is
 * an alarm, told on stderr and kept in notices/ (notices.h). SJ_DATA_LOSS with the reason
 * ROOT_DIFFERS where the entries are not those that were signed; the folder then stays as it was.
 * Without link->home nothing is read. */
enum sj_status sj_city_entries(struct sj_link *link, const struct sj_checkpoint *head,
                               struct sj_error *error) SJ_WARN_UNUSED;

#endif
