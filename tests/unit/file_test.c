#include "folder.h"

#include "client/file.h"
#include "client/home.h"

#include <dirent.h>
#include <fcntl.h>
#include <utime.h>

static void put(const char *path, const char *text, unsigned mode)
{
    struct sj_error error = {0};
    assert_int_equal(sj_file_write(path, sj_bytes_of(text), mode, &error), SJ_OK);
}

static void assert_holds(const char *path, const char *text)
{
    struct sj_arena arena;
    struct sj_bytes bytes;
    struct sj_error error = {0};
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_file_read(path, 1000, &arena, &bytes, &error), SJ_OK);
    assert_int_equal(bytes.len, strlen(text));
    assert_memory_equal(bytes.data, text, bytes.len);
    sj_arena_clear(&arena);
}

static size_t count_entries(const char *path)
{
    size_t count = 0;
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

static void test_file__writes_with_the_mode_whatever_the_umask(void **state)
{
    struct folder *folder = *state;
    mode_t before = umask(0);
    put(folder_file(folder, "secret"), "s", 0600);
    assert_int_equal(file_mode(folder->file), 0600);
    umask(0077);
    put(folder_file(folder, "open"), "o", 0644);
    assert_int_equal(file_mode(folder->file), 0644);
    umask(before);
}

static void test_file__replaces_whole_and_leaves_nothing_beside(void **state)
{
    struct folder *folder = *state;
    put(folder_file(folder, "a"), "a long first text", 0600);
    put(folder_file(folder, "a"), "short", 0600);
    assert_holds(folder->file, "short");
    put(folder->file, "", 0600);
    assert_holds(folder->file, "");
    assert_int_equal(count_entries(folder->path), 1);
}

/* Whoever has the old file open goes on reading the old file: it is never written into. */
static void test_file__never_changes_the_old_one_in_place(void **state)
{
    struct folder *folder = *state;
    char text[16] = "";
    put(folder_file(folder, "a"), "old", 0600);
    int fd = open(folder->file, O_RDONLY);
    put(folder->file, "new!", 0600);
    assert_int_equal(read(fd, text, sizeof(text)), 3);
    assert_string_equal(text, "old");
    close(fd);
}

static void test_file__a_failed_write_leaves_the_old_one(void **state)
{
    struct folder *folder = *state;
    struct sj_error error = {0};
    assert_int_equal(mkdir(folder_file(folder, "a"), 0700), 0); /* cannot be renamed over */
    assert_int_not_equal(sj_file_write(folder->file, SJ_LITERAL("x"), 0600, &error), SJ_OK);
    assert_non_null(strstr(error.message, folder->file));
    assert_int_equal(count_entries(folder->path), 1);
    assert_int_equal(sj_file_write(folder_file(folder, "none/b"), SJ_LITERAL("x"), 0600, &error),
                     SJ_NOT_FOUND);
}

static void test_file__reads_up_to_the_limit_and_no_further(void **state)
{
    struct folder *folder = *state;
    struct sj_arena arena;
    struct sj_bytes bytes;
    struct sj_error error = {0};
    sj_arena_init(&arena, 1 << 20);
    put(folder_file(folder, "a"), "12345", 0600);
    assert_int_equal(sj_file_read(folder->file, 5, &arena, &bytes, &error), SJ_OK);
    assert_int_equal(sj_file_read(folder->file, 4, &arena, &bytes, &error), SJ_EXHAUSTED);
    assert_int_equal(sj_file_read(folder_file(folder, "b"), 4, &arena, &bytes, &error),
                     SJ_NOT_FOUND);
    assert_int_equal(sj_file_read(folder->path, 4, &arena, &bytes, &error), SJ_IO);
    sj_arena_clear(&arena);
}

static void test_file__removes_and_does_not_mind_its_absence(void **state)
{
    struct folder *folder = *state;
    struct sj_error error = {0};
    put(folder_file(folder, "a"), "x", 0600);
    assert_int_equal(sj_file_remove(folder->file, &error), SJ_OK);
    assert_false(sj_file_exists(folder->file));
    assert_int_equal(sj_file_remove(folder->file, &error), SJ_OK);
}

static void test_dir__is_made_with_its_parents_for_the_owner_alone(void **state)
{
    struct folder *folder = *state;
    struct sj_error error = {0};
    assert_int_equal(sj_dir_make(folder_file(folder, "x/y/z"), &error), SJ_OK);
    assert_int_equal(file_mode(folder->file), 0700);
    assert_int_equal(file_mode(folder_file(folder, "x")), 0700);
    assert_int_equal(sj_dir_make(folder_file(folder, "x/y/z"), &error), SJ_OK);
    put(folder_file(folder, "file"), "x", 0600);
    assert_int_not_equal(sj_dir_make(folder->file, &error), SJ_OK);
    assert_int_not_equal(sj_dir_make(folder_file(folder, "file/below"), &error), SJ_OK);
}

static void test_dir__tidies_old_leftovers_of_interrupted_writes_only(void **state)
{
    struct folder *folder = *state;
    struct utimbuf long_ago = {.actime = 1000, .modtime = 1000};
    put(folder_file(folder, "old.abcdef.part"), "x", 0600);
    assert_int_equal(utime(folder->file, &long_ago), 0);
    put(folder_file(folder, "fresh.abcdef.part"), "x", 0600);
    put(folder_file(folder, "old.envelope"), "x", 0600);
    assert_int_equal(utime(folder->file, &long_ago), 0);
    sj_dir_tidy(folder->path);
    assert_int_equal(count_entries(folder->path), 2);
    assert_false(sj_file_exists(folder_file(folder, "old.abcdef.part")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_file__writes_with_the_mode_whatever_the_umask),
        FOLDER_TEST(test_file__replaces_whole_and_leaves_nothing_beside),
        FOLDER_TEST(test_file__never_changes_the_old_one_in_place),
        FOLDER_TEST(test_file__a_failed_write_leaves_the_old_one),
        FOLDER_TEST(test_file__reads_up_to_the_limit_and_no_further),
        FOLDER_TEST(test_file__removes_and_does_not_mind_its_absence),
        FOLDER_TEST(test_dir__is_made_with_its_parents_for_the_owner_alone),
        FOLDER_TEST(test_dir__tidies_old_leftovers_of_interrupted_writes_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
