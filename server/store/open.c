#include "server/store/migrate.h"
#include "server/store/store_impl.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { VIEWS_DEFAULT = 4 };

/* Of every connection. FULL because WAL with NORMAL loses acknowledged commits at power loss. */
static const char pragmas[] = "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA trusted_schema = OFF;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA temp_store = MEMORY;";
/* One connection writes and checkpoints: two at once can corrupt a WAL database (before 3.51.3). */
static const char writer_pragmas[] = "PRAGMA journal_size_limit = 67108864;"
                                     "PRAGMA cache_size = -32768;";
static const char view_pragmas[] = "PRAGMA query_only = ON;"
                                   "PRAGMA wal_autocheckpoint = 0;"
                                   "PRAGMA cache_size = -4096;";
enum { BUSY_TIMEOUT_MS = 5000 };

static enum sj_status lock_directory(const char *directory, int *file, struct sj_error *error)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/lock", directory);
    *file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*file < 0 && errno == ENOENT)
        return sj_error_set(error, SJ_NOT_FOUND, "NO_LEDGER",
                            _("there is no directory %s; 'shangjid init' makes a city"), directory);
    if (*file < 0)
        return sj_error_set(error, SJ_IO, "LOCK", "%s: %s", path, strerror(errno));
    if (flock(*file, LOCK_EX | LOCK_NB) == 0)
        return SJ_OK;
    int cause = errno;
    close(*file);
    *file = -1;
    if (cause != EWOULDBLOCK)
        return sj_error_set(error, SJ_IO, "LOCK", "%s: %s", path, strerror(cause));
    return sj_error_set(error, SJ_UNAVAILABLE, "DIRECTORY_IN_USE",
                        _("another shangjid works in %s: stop it first"), directory);
}

static enum sj_status connect_view(struct sj_store_view *view, const char *path, bool create,
                                   const char *further, struct sj_error *error)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(path, &view->db, flags, NULL);
    if (code != SQLITE_OK)
        return sj_store_failed(view->db, code, path, error);
    sqlite3_extended_result_codes(view->db, 1);
    sqlite3_busy_timeout(view->db, BUSY_TIMEOUT_MS);
    code = sqlite3_exec(view->db, pragmas, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(view->db, further, NULL, NULL, NULL);
    return code == SQLITE_OK ? SJ_OK : sj_store_failed(view->db, code, path, error);
}

static enum sj_status open_writer(struct sj_store *store, const char *path, bool create,
                                  struct sj_error *error)
{
    if (!create && access(path, F_OK) != 0)
        return sj_error_set(error, SJ_NOT_FOUND, "NO_LEDGER",
                            _("%s: %s; 'shangjid init' makes a new city"), path, strerror(errno));
    enum sj_status status = connect_view(&store->writer, path, create, writer_pragmas, error);
    if (status == SJ_OK)
        status = sj_store_migrate(store->writer.db, create, error);
    if (status == SJ_OK)
        status = sj_view_prepare(&store->writer, error);
    return status;
}

static enum sj_status open_views(struct sj_store *store, const char *path, unsigned count,
                                 struct sj_error *error)
{
    for (unsigned i = 0; i < count; i++) {
        struct sj_store_view *view = &store->views[store->view_count++];
        enum sj_status status = connect_view(view, path, false, view_pragmas, error);
        if (status == SJ_OK)
            status = sj_view_prepare(view, error);
        if (status != SJ_OK)
            return status;
        view->store = store;
        view->next_free = store->free;
        store->free = view;
    }
    return SJ_OK;
}

static struct sj_store *store_new(struct sj_error *error)
{
    struct sj_store *made = calloc(1, sizeof *made);
    if (!made) {
        (void)sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for the store"));
        return NULL;
    }
    made->lock_file = -1;
    pthread_mutex_init(&made->mutex, NULL);
    pthread_cond_init(&made->given, NULL);
    return made;
}

static enum sj_status path_of(const char *directory, char path[static PATH_MAX],
                              struct sj_error *error)
{
    int len = snprintf(path, PATH_MAX, "%s/%s", directory, SJ_STORE_FILE);
    if (len >= 0 && len < PATH_MAX)
        return SJ_OK;
    return sj_error_set(error, SJ_INVALID, "PATH", _("%s: the path is too long"), directory);
}

enum sj_status sj_store_open(const struct sj_store_config *config, struct sj_store **store,
                             struct sj_error *error)
{
    char path[PATH_MAX];
    unsigned views = config->views > 0 ? config->views : VIEWS_DEFAULT;
    if (views > SJ_STORE_VIEWS_MAX)
        views = SJ_STORE_VIEWS_MAX;
    *store = NULL;
    enum sj_status status = path_of(config->directory, path, error);
    struct sj_store *made = status == SJ_OK ? store_new(error) : NULL;
    if (!made)
        return status == SJ_OK ? SJ_NO_MEMORY : status;
    status = lock_directory(config->directory, &made->lock_file, error);
    if (status == SJ_OK)
        status = open_writer(made, path, config->create, error);
    if (status == SJ_OK)
        status = open_views(made, path, views, error);
    if (status != SJ_OK) {
        sj_store_close(made);
        return status;
    }
    *store = made;
    return SJ_OK;
}

/* Its "writer" never writes: query_only, and it does not checkpoint either, not even when it is the
 * last to close. */
enum sj_status sj_store_open_reader(const char *directory, struct sj_store **store,
                                    struct sj_error *error)
{
    char path[PATH_MAX];
    *store = NULL;
    enum sj_status status = path_of(directory, path, error);
    struct sj_store *made = status == SJ_OK ? store_new(error) : NULL;
    if (!made)
        return status == SJ_OK ? SJ_NO_MEMORY : status;
    if (access(path, F_OK) != 0)
        status = sj_error_set(error, SJ_NOT_FOUND, "NO_LEDGER", "%s: %s", path, strerror(errno));
    if (status == SJ_OK)
        status = connect_view(&made->writer, path, false, view_pragmas, error);
    if (status == SJ_OK) {
        (void)sqlite3_db_config(made->writer.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        status = sj_store_version_check(made->writer.db, error);
    }
    if (status == SJ_OK)
        status = sj_view_prepare(&made->writer, error);
    if (status == SJ_OK)
        status = open_views(made, path, 1, error);
    if (status != SJ_OK) {
        sj_store_close(made);
        return status;
    }
    (void)sqlite3_db_config(made->views[0].db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    *store = made;
    return SJ_OK;
}

void sj_store_close(struct sj_store *store)
{
    if (!store)
        return;
    for (unsigned i = 0; i < store->view_count; i++)
        sj_view_clear(&store->views[i]);
    sj_view_clear(&store->writer); /* last, so that it is the one that checkpoints */
    if (store->lock_file >= 0)
        close(store->lock_file);
    pthread_cond_destroy(&store->given);
    pthread_mutex_destroy(&store->mutex);
    free(store);
}

struct sj_store_view *sj_store_writer(struct sj_store *store)
{
    return &store->writer;
}

enum sj_status sj_store_view_take(struct sj_store *store, struct sj_store_view **view,
                                  struct sj_error *error)
{
    pthread_mutex_lock(&store->mutex);
    while (!store->free)
        pthread_cond_wait(&store->given, &store->mutex);
    *view = store->free;
    store->free = (*view)->next_free;
    pthread_mutex_unlock(&store->mutex);
    enum sj_status status = sj_view_run(*view, SJ_QUERY_VIEW_BEGIN, error);
    if (status != SJ_OK) {
        sj_store_view_give(*view);
        *view = NULL;
    }
    return status;
}

void sj_store_view_give(struct sj_store_view *view)
{
    if (!view)
        return;
    sj_view_rollback(view); /* nothing was written: it only ends the snapshot */
    struct sj_store *store = view->store;
    pthread_mutex_lock(&store->mutex);
    view->next_free = store->free;
    store->free = view;
    pthread_cond_signal(&store->given);
    pthread_mutex_unlock(&store->mutex);
}
