/* Which entries concern a folder's township, and which of them it did not make: an alarm. */
#ifndef SHANGJI_CLIENT_ENTRY_JUDGE_H
#define SHANGJI_CLIENT_ENTRY_JUDGE_H

#include "client/city_link.h"
#include "client/home.h"

struct sj_entry_judge {
    struct sj_link *link;
    struct sj_home *home;
    const char *township; /* NULL: nothing concerns it */
    bool own_loaded;      /* what it sent, read when it is needed */
    struct sj_digest *own;
    size_t own_count;
    struct sj_arena arena; /* of all that is kept until it is cleared */
};

/* The township's code is read from the folder; without one nobody is concerned. */
enum sj_status sj_entry_judge_init(struct sj_link *link, struct sj_home *home,
                                   struct sj_entry_judge *judge,
                                   struct sj_error *error) SJ_WARN_UNUSED;
void sj_entry_judge_clear(struct sj_entry_judge *judge);
/* By its line alone: whether it is to be judged. */
bool sj_entry_judge_may(const struct sj_entry_judge *judge, const struct sj_entry *entry);
/* Keeps a notice or an alarm of the entry, if it is one. */
enum sj_status sj_entry_judge_one(struct sj_entry_judge *judge, uint64_t index,
                                  const struct sj_entry *entry,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
