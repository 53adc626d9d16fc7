#include "rpc/pipes.h"

#include <stdlib.h>

bool sj_pipes_init(struct sj_pipes *pipes, size_t max)
{
    *pipes = (struct sj_pipes){.max = max, .pipes = calloc(max, sizeof *pipes->pipes)};
    return pipes->pipes != NULL && pthread_mutex_init(&pipes->mutex, NULL) == 0;
}

void sj_pipes_clear(struct sj_pipes *pipes)
{
    if (pipes->pipes == NULL)
        return;
    free(pipes->pipes);
    pipes->pipes = NULL;
    pthread_mutex_destroy(&pipes->mutex);
}

static struct sj_pipe *find(struct sj_pipes *pipes, int id)
{
    for (size_t i = 0; i < pipes->count; i++)
        if (pipes->pipes[i].id == id)
            return &pipes->pipes[i];
    return NULL;
}

static struct sj_pipe *find_most_silent(struct sj_pipes *pipes)
{
    struct sj_pipe *silent = &pipes->pipes[0];
    for (size_t i = 1; i < pipes->count; i++)
        if (pipes->pipes[i].spoke_ms < silent->spoke_ms)
            silent = &pipes->pipes[i];
    return silent;
}

int sj_pipes_add(struct sj_pipes *pipes, int id, int64_t now_ms)
{
    int closing = 0;
    pthread_mutex_lock(&pipes->mutex);
    struct sj_pipe *place = &pipes->pipes[pipes->count];
    if (pipes->count == pipes->max) {
        place = find_most_silent(pipes);
        closing = now_ms - place->spoke_ms >= SJ_PIPE_IDLE_MS ? place->id : id;
    } else {
        pipes->count++;
    }
    if (closing != id)
        *place = (struct sj_pipe){id, now_ms};
    pthread_mutex_unlock(&pipes->mutex);
    return closing;
}

void sj_pipes_touch(struct sj_pipes *pipes, int id, int64_t now_ms)
{
    pthread_mutex_lock(&pipes->mutex);
    struct sj_pipe *pipe = find(pipes, id);
    if (pipe != NULL)
        pipe->spoke_ms = now_ms;
    pthread_mutex_unlock(&pipes->mutex);
}

void sj_pipes_remove(struct sj_pipes *pipes, int id)
{
    pthread_mutex_lock(&pipes->mutex);
    struct sj_pipe *pipe = find(pipes, id);
    if (pipe != NULL)
        *pipe = pipes->pipes[--pipes->count];
    pthread_mutex_unlock(&pipes->mutex);
}
