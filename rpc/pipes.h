/* Who is connected, and since when silent. nng 1.5.2 never drops a peer that idles, so a server
 * with a cap must let the most silent one go when another comes. Knows no nng: a pipe is a
 * number. Called from nng's threads; locks for itself. */
#ifndef SHANGJI_RPC_PIPES_H
#define SHANGJI_RPC_PIPES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SJ_PIPE_IDLE_MS = 30 * 1000 }; /* who spoke since is never let go for another */

struct sj_pipe {
    int id;
    int64_t spoke_ms;
};

struct sj_pipes {
    pthread_mutex_t mutex;
    struct sj_pipe *pipes; /* unordered */
    size_t count, max;
};

bool sj_pipes_init(struct sj_pipes *pipes, size_t max);
void sj_pipes_clear(struct sj_pipes *pipes);
/* The pipe that has to be closed: 0 = none, `id` itself if all others are busy, else another. */
int sj_pipes_add(struct sj_pipes *pipes, int id, int64_t now_ms);
void sj_pipes_touch(struct sj_pipes *pipes, int id, int64_t now_ms);
void sj_pipes_remove(struct sj_pipes *pipes, int id);

#endif
