/* Notices and alarms in a folder: kept once, listed in order, acknowledged for good. */
#include "folder.h"

#include "client/file.h"
#include "client/notices.h"

struct notes {
    struct folder *folder;
    struct sj_home home;
    struct sj_arena arena;
    struct sj_error error;
};

static int setup(void **state)
{
    if (folder_setup(state) != 0)
        return 1;
    struct notes *notes = calloc(1, sizeof *notes);
    notes->folder = *state;
    sj_arena_init(&notes->arena, (size_t)1 << 26);
    assert_int_equal(sj_home_open(notes->folder->path, &notes->home, &notes->error), SJ_OK);
    *state = notes;
    return 0;
}

static int teardown(void **state)
{
    struct notes *notes = *state;
    sj_arena_clear(&notes->arena);
    sj_home_clear(&notes->home);
    *state = notes->folder;
    free(notes);
    return folder_teardown(state);
}

static bool keep(struct notes *notes, uint64_t index, const char *type, const char *alarm)
{
    struct sj_entry entry = {.taken_at = 1638928800 + (int64_t)index};
    bool fresh;
    snprintf(entry.type, sizeof entry.type, "%s", type);
    snprintf(entry.subject, sizeof entry.subject, "430482104/2021/annual/%u", (unsigned)index);
    assert_int_equal(sj_notice_keep(&notes->home, index, &entry, SJ_LITERAL("an envelope"), alarm,
                                    &fresh, &notes->error),
                     SJ_OK);
    return fresh;
}

static struct sj_notices list(struct notes *notes)
{
    struct sj_notices found;
    if (sj_notices_list(&notes->home, &notes->arena, &found, &notes->error) != SJ_OK)
        fail_msg("%s", notes->error.message);
    return found;
}

static void test_notices__stand_in_the_order_of_the_ledger(void **state)
{
    struct notes *notes = *state;
    assert_int_equal(list(notes).count, 0);
    assert_true(keep(notes, 1000, "report", "who was that?"));
    assert_true(keep(notes, 7, "reopen", NULL));
    assert_false(keep(notes, 7, "reopen", NULL));
    struct sj_notices found = list(notes);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.items[0].index, 7);
    assert_null(found.items[0].alarm);
    assert_string_equal(found.items[0].entry.subject, "430482104/2021/annual/7");
    assert_true(sj_bytes_equal(found.items[0].envelope, SJ_LITERAL("an envelope")));
    assert_int_equal(found.items[1].index, 1000);
    assert_string_equal(found.items[1].alarm, "who was that?");
    assert_false(found.items[1].acknowledged);
}

static void test_notices__an_acknowledged_alarm_does_not_come_back(void **state)
{
    struct notes *notes = *state;
    size_t count;
    keep(notes, 3, "report", "one");
    keep(notes, 4, "report", "two");
    assert_int_equal(sj_notices_waiting(&notes->home), 2);
    assert_int_equal(sj_notices_acknowledge(&notes->home, "00000009-x", &count, &notes->error),
                     SJ_NOT_FOUND);
    assert_int_equal(
        sj_notices_acknowledge(&notes->home, list(notes).items[0].name, &count, &notes->error),
        SJ_OK);
    assert_int_equal(count, 1);
    assert_int_equal(sj_notices_waiting(&notes->home), 1);
    assert_false(keep(notes, 3, "report", "one"));
    assert_int_equal(sj_notices_waiting(&notes->home), 1);
    assert_true(list(notes).items[0].acknowledged);
    assert_string_equal(list(notes).items[0].alarm, "one");
    assert_int_equal(sj_notices_acknowledge(&notes->home, "all", &count, &notes->error), SJ_OK);
    assert_int_equal(sj_notices_waiting(&notes->home), 0);
    assert_int_equal(sj_notices_acknowledge(&notes->home, "all", &count, &notes->error),
                     SJ_NOT_FOUND);
}

static void test_notices__a_damaged_one_is_told(void **state)
{
    struct notes *notes = *state;
    struct sj_notices found;
    keep(notes, 3, "report", "one");
    const char *path =
        folder_file(notes->folder, "notices/00000003-report-430482104-2021-annual-3.entry");
    assert_true(sj_file_exists(path));
    assert_int_equal(sj_file_write(path, SJ_LITERAL("rubbish"), 0600, &notes->error), SJ_OK);
    assert_int_equal(sj_notices_list(&notes->home, &notes->arena, &found, &notes->error),
                     SJ_DATA_LOSS);
    assert_non_null(strstr(notes->error.message, "00000003"));
}

int main(void)
{
#define NOTICE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        NOTICE_TEST(test_notices__stand_in_the_order_of_the_ledger),
        NOTICE_TEST(test_notices__an_acknowledged_alarm_does_not_come_back),
        NOTICE_TEST(test_notices__a_damaged_one_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
