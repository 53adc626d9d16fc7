/* A folder of its own for a test that touches files; gone afterwards. */
#ifndef SHANGJI_TESTS_FOLDER_H
#define SHANGJI_TESTS_FOLDER_H

#include "unit.h"

#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char path[PATH_MAX / 2];
    char file[PATH_MAX]; /* the last folder_file */
};

static int folder_remove_one(const char *path, const struct stat *found, int kind, struct FTW *ftw)
{
    return remove(path);
}

static inline int folder_setup(void **state)
{
    struct folder *folder = calloc(1, sizeof(*folder));
    const char *parent = getenv("TMPDIR");
    snprintf(folder->path, sizeof(folder->path), "%s/shangji-test-XXXXXX",
             parent ? parent : "/tmp");
    if (!mkdtemp(folder->path))
        return 1;
    *state = folder;
    return 0;
}

static inline int folder_teardown(void **state)
{
    struct folder *folder = *state;
    int failed = nftw(folder->path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
    return failed;
}

static inline const char *folder_file(struct folder *folder, const char *name)
{
    snprintf(folder->file, sizeof(folder->file), "%s/%s", folder->path, name);
    return folder->file;
}

static inline unsigned file_mode(const char *path)
{
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    return (unsigned)found.st_mode & 07777U;
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

#endif
