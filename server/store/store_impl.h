/* What a store is inside. For server/store alone. */
#ifndef SHANGJI_SERVER_STORE_STORE_IMPL_H
#define SHANGJI_SERVER_STORE_STORE_IMPL_H

#include "server/store/queries.h"

#include <pthread.h>

struct sj_store {
    int lock_file; /* holds the directory's flock as long as it is open */
    struct sj_store_view writer;
    struct sj_store_view views[SJ_STORE_VIEWS_MAX];
    unsigned view_count;
    pthread_mutex_t mutex; /* guards `free` */
    pthread_cond_t given;
    struct sj_store_view *free;
};

#endif
