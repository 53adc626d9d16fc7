/* What the city's ledger says about this folder's township and somebody else entered: acts of the
 * operator, kept to be read when there is no line, and alarms, kept until they are acknowledged.
 *
 *     notices/NNNNNNNN-TYPE-SUBJECT.entry         the ledger's line
 *                                  .envelope      what was entered, where the city gave it
 *                                  .alarm         why it is an alarm and what to do
 *                                  .acknowledged  the same, once somebody has looked into it
 *
 * The line is written last: without it there is no notice. All in the arena given; one thread. */
#ifndef SHANGJI_CLIENT_NOTICES_H
#define SHANGJI_CLIENT_NOTICES_H

#include "client/home.h"
#include "rules/entry.h"

enum { SJ_NOTICES_MAX = 5000 };

struct sj_notice {
    const char *name;
    uint64_t index; /* in the ledger */
    struct sj_entry entry;
    struct sj_bytes envelope; /* empty: the city did not give it */
    const char *alarm;        /* NULL: no alarm */
    bool acknowledged;
};

struct sj_notices {
    struct sj_notice *items; /* in the order of the ledger */
    size_t count;
};

/* `alarm` NULL: a notice. One that was kept before stays as it was, acknowledged or not; *fresh
 * (may be NULL): it was not. */
enum sj_status sj_notice_keep(struct sj_home *home, uint64_t index, const struct sj_entry *entry,
                              struct sj_bytes envelope, const char *alarm, bool *fresh,
                              struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_notices_list(struct sj_home *home, struct sj_arena *arena,
                               struct sj_notices *notices, struct sj_error *error) SJ_WARN_UNUSED;
/* The alarm of that name, or ("all") every one. SJ_NOT_FOUND where none of them waits. */
enum sj_status sj_notices_acknowledge(struct sj_home *home, const char *name, size_t *count,
                                      struct sj_error *error) SJ_WARN_UNUSED;
/* How many alarms wait to be acknowledged. */
size_t sj_notices_waiting(struct sj_home *home);

#endif
