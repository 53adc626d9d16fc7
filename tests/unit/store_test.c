#include "folder.h"

#include "server/store/migrate.h"
#include "server/store/store_impl.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

static struct sj_store *open_store(struct folder *folder, bool create)
{
    struct sj_store *store;
    struct sj_error error;
    struct sj_store_config config = {.directory = folder->path, .create = create, .views = 2};
    if (sj_store_open(&config, &store, &error) != SJ_OK)
        fail_msg("%s", error.message);
    return store;
}

static enum sj_status try_open(struct folder *folder, bool create, struct sj_error *error)
{
    struct sj_store *store;
    struct sj_store_config config = {.directory = folder->path, .create = create};
    enum sj_status status = sj_store_open(&config, &store, error);
    if (status == SJ_OK)
        sj_store_close(store);
    return status;
}

static sqlite3 *open_raw(struct folder *folder)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(folder_file(folder, SJ_STORE_FILE), &db), SQLITE_OK);
    return db;
}

static void execute(sqlite3 *db, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
}

static void execute_raw(struct folder *folder, const char *sql)
{
    sqlite3 *db = open_raw(folder);
    execute(db, sql);
    sqlite3_close(db);
}

static enum sj_status put(struct sj_store *store, uint64_t index, uint8_t identity,
                          struct sj_error *error)
{
    uint8_t bytes[SJ_DIGEST];
    memset(bytes, identity, sizeof bytes);
    char line[32];
    snprintf(line, sizeof line, "line %u", (unsigned)index);
    struct sj_store_entry entry = {.index = index,
                                   .line = sj_bytes_of(line),
                                   .identity = SJ_BYTES(bytes, sizeof bytes),
                                   .envelope = SJ_LITERAL("envelope"),
                                   .has_text = index == 0,
                                   .salt = SJ_LITERAL("salt"),
                                   .text = SJ_LITERAL("早稻")};
    return sj_store_put_entry(store, &entry, error);
}

static void put_committed(struct sj_store *store, uint64_t index, uint8_t identity)
{
    struct sj_error error;
    assert_int_equal(sj_store_begin(store, &error), SJ_OK);
    assert_int_equal(put(store, index, identity, &error), SJ_OK);
    assert_int_equal(sj_store_commit(store, &error), SJ_OK);
}

static uint64_t size_of(struct sj_store *store)
{
    uint64_t size = UINT64_MAX;
    struct sj_error error;
    assert_int_equal(sj_store_size(sj_store_writer(store), &size, &error), SJ_OK);
    return size;
}

/* ---- schema ---- */

static int append_schema(void *context, int count, char **values, char **names)
{
    for (int i = 0; i < count; i++)
        sj_buffer_printf(context, "%s\n", values[i] ? values[i] : "");
    return 0;
}

static void read_schema(sqlite3 *db, struct sj_buffer *text)
{
    assert_int_equal(sqlite3_exec(db,
                                  "SELECT type, name, tbl_name, sql FROM sqlite_schema "
                                  "ORDER BY type, name",
                                  append_schema, text, NULL),
                     SQLITE_OK);
}

static void test_store__migrations_make_what_schema_sql_says(void **state)
{
    struct sj_buffer made = {0}, told = {0}, sql = {0};
    sqlite3 *db;
    sj_store_close(open_store(*state, true));
    db = open_raw(*state);
    read_schema(db, &made);
    sqlite3_close(db);
    FILE *file = fopen(SHANGJI_SOURCE_DIR "/server/store/schema.sql", "r");
    assert_non_null(file);
    for (int c; (c = getc(file)) != EOF;)
        sj_buffer_add_char(&sql, (char)c);
    fclose(file);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    execute(db, sj_buffer_text(&sql));
    read_schema(db, &told);
    sqlite3_close(db);
    assert_true(made.len > 500);
    assert_string_equal(sj_buffer_text(&made), sj_buffer_text(&told));
    sj_buffer_clear(&made);
    sj_buffer_clear(&told);
    sj_buffer_clear(&sql);
}

static void test_store__newer_database_is_refused(void **state)
{
    struct sj_error error;
    sj_store_close(open_store(*state, true));
    assert_int_equal(try_open(*state, false, &error), SJ_OK);
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", sj_store_version() + 1);
    execute_raw(*state, sql);
    assert_int_equal(try_open(*state, false, &error), SJ_PRECONDITION);
    assert_string_equal(error.reason, "DATABASE_NEWER");
}

static void test_store__other_databases_and_none_are_refused(void **state)
{
    struct sj_error error;
    assert_int_equal(try_open(*state, false, &error), SJ_NOT_FOUND);
    execute_raw(*state, "CREATE TABLE something (x)");
    assert_int_equal(try_open(*state, false, &error), SJ_PRECONDITION);
    assert_string_equal(error.reason, "NOT_A_LEDGER");
}

static void test_store__making_one_twice_is_refused(void **state)
{
    struct sj_error error;
    sj_store_close(open_store(*state, true));
    assert_int_equal(try_open(*state, true, &error), SJ_EXISTS);
}

static void test_store__one_instance_a_directory(void **state)
{
    struct sj_error error;
    struct sj_store *store = open_store(*state, true);
    assert_int_equal(try_open(*state, false, &error), SJ_UNAVAILABLE);
    assert_string_equal(error.reason, "DIRECTORY_IN_USE");
    sj_store_close(store);
    assert_int_equal(try_open(*state, false, &error), SJ_OK);
}

/* ---- statements ---- */

static void test_store__every_statement_is_listed(void **state)
{
    (void)state;
    assert_true(sj_queries_all_listed());
}

static bool plan_scans(sqlite3 *db, struct sj_bytes sql)
{
    bool scans = false;
    sqlite3_stmt *statement;
    char text[4096];
    snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %.*s", (int)sql.len, (const char *)sql.data);
    if (sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *detail = (const char *)sqlite3_column_text(statement, 3);
        scans = scans || strncmp(detail, "SCAN", 4) == 0 || strstr(detail, "TEMP B-TREE") != NULL;
    }
    sqlite3_finalize(statement);
    return scans;
}

static void test_store__no_statement_scans_unannounced(void **state)
{
    struct sj_store *store = open_store(*state, true);
    sqlite3 *db = store->writer.db;
    for (int i = 0; i < SJ_QUERY_COUNT; i++) {
        struct sj_bytes sql;
        bool may_scan;
        struct sj_error error;
        assert_int_equal(sj_query_text((enum sj_query)i, &sql, &may_scan, &error), SJ_OK);
        bool control = i == SJ_QUERY_BEGIN || i == SJ_QUERY_COMMIT || i == SJ_QUERY_ROLLBACK ||
                       i == SJ_QUERY_VIEW_BEGIN;
        if (!control && plan_scans(db, sql) != may_scan)
            fail_msg("%s: its plan and its mark disagree", sj_query_name((enum sj_query)i));
    }
    assert_true(plan_scans(db, SJ_LITERAL("SELECT * FROM entry WHERE line = ?1")));
    sj_store_close(store);
}

static int check_number(void *context, int count, char **values, char **names)
{
    *(int *)context = atoi(values[0]);
    return 0;
}

static int number(sqlite3 *db, const char *sql)
{
    int value = -1;
    assert_int_equal(sqlite3_exec(db, sql, check_number, &value, NULL), SQLITE_OK);
    return value;
}

static void test_store__commits_reach_the_disk_before_they_return(void **state)
{
    struct sj_store *store = open_store(*state, true);
    assert_int_equal(number(store->writer.db, "PRAGMA synchronous"), 2); /* FULL */
    assert_int_equal(number(store->writer.db, "PRAGMA foreign_keys"), 1);
    assert_int_equal(number(store->writer.db, "PRAGMA trusted_schema"), 0);
    for (unsigned i = 0; i < store->view_count; i++) {
        assert_int_equal(number(store->views[i].db, "PRAGMA query_only"), 1);
        assert_int_equal(number(store->views[i].db, "PRAGMA wal_autocheckpoint"), 0);
    }
    sj_store_close(store);
}

/* ---- rows ---- */

static void test_store__what_was_put_comes_back_after_reopening(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    struct sj_bytes bytes, salt, *lines;
    struct sj_digest identity;
    bool found;
    uint64_t index;
    size_t count;
    struct sj_store_view *view;
    sj_arena_init(&arena, 1 << 20);
    struct sj_store *store = open_store(*state, true);
    put_committed(store, 0, 1);
    put_committed(store, 1, 2);
    sj_store_close(store);
    store = open_store(*state, false);
    assert_int_equal(sj_store_view_take(store, &view, &error), SJ_OK);
    memset(identity.bytes, 2, SJ_DIGEST);
    assert_int_equal(sj_store_find_entry(view, &identity, &arena, &found, &index, &bytes, &error),
                     SJ_OK);
    assert_true(found);
    assert_int_equal(index, 1);
    memset(identity.bytes, 3, SJ_DIGEST);
    assert_int_equal(sj_store_find_entry(view, &identity, &arena, &found, &index, &bytes, &error),
                     SJ_OK);
    assert_false(found);
    assert_int_equal(sj_store_entries(view, 0, 10, &arena, &lines, &count, &error), SJ_OK);
    assert_int_equal(count, 2);
    assert_true(sj_bytes_equal(lines[1], SJ_LITERAL("line 1")));
    assert_int_equal(sj_store_envelope(view, 1, &arena, &bytes, &error), SJ_OK);
    assert_true(sj_bytes_equal(bytes, SJ_LITERAL("envelope")));
    assert_int_equal(sj_store_text(view, 0, &arena, &found, &salt, &bytes, &error), SJ_OK);
    assert_true(found && sj_bytes_equal(bytes, SJ_LITERAL("早稻")));
    assert_int_equal(sj_store_text(view, 1, &arena, &found, &salt, &bytes, &error), SJ_OK);
    assert_false(found);
    assert_int_equal(sj_store_entry(view, 2, &arena, &bytes, &error), SJ_NOT_FOUND);
    sj_store_view_give(view);
    sj_store_close(store);
    sj_arena_clear(&arena);
}

static void test_store__an_identity_stands_once(void **state)
{
    struct sj_error error;
    struct sj_store *store = open_store(*state, true);
    put_committed(store, 0, 1);
    assert_int_equal(sj_store_begin(store, &error), SJ_OK);
    assert_int_equal(put(store, 1, 7, &error), SJ_OK);
    assert_int_equal(put(store, 2, 1, &error), SJ_EXISTS);
    sj_store_rollback(store);
    assert_int_equal(size_of(store), 1);
    put_committed(store, 1, 7);
    sj_store_close(store);
}

static void test_store__entries_and_envelopes_are_final(void **state)
{
    static const char *const changes[] = {
        "UPDATE entry SET line = 'x' WHERE idx = 0", "DELETE FROM entry WHERE idx = 0",
        "UPDATE envelope SET bytes = x'00' WHERE idx = 0", "DELETE FROM envelope WHERE idx = 0"};
    struct sj_store *store = open_store(*state, true);
    put_committed(store, 0, 1);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        assert_int_equal(sqlite3_exec(store->writer.db, changes[i], NULL, NULL, NULL),
                         SQLITE_CONSTRAINT_TRIGGER);
    sj_store_close(store);
}

static void test_store__a_gap_between_entries_is_seen(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    struct sj_bytes *lines;
    size_t count;
    struct sj_store *store = open_store(*state, true);
    for (uint8_t i = 0; i < 3; i++)
        put_committed(store, i, i);
    execute(store->writer.db,
            "DROP TRIGGER entry_stays; DROP TRIGGER envelope_stays;"
            "DELETE FROM envelope WHERE idx = 1; DELETE FROM entry WHERE idx = 1");
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(
        sj_store_entries(sj_store_writer(store), 0, 10, &arena, &lines, &count, &error),
        SJ_DATA_LOSS);
    sj_arena_clear(&arena);
    sj_store_close(store);
}

static void test_store__a_view_keeps_its_snapshot(void **state)
{
    struct sj_error error;
    struct sj_store_view *view;
    uint64_t size;
    struct sj_store *store = open_store(*state, true);
    put_committed(store, 0, 1);
    assert_int_equal(sj_store_view_take(store, &view, &error), SJ_OK);
    assert_int_equal(sj_store_size(view, &size, &error), SJ_OK);
    put_committed(store, 1, 2);
    assert_int_equal(sj_store_size(view, &size, &error), SJ_OK);
    assert_int_equal(size, 1);
    sj_store_view_give(view);
    assert_int_equal(sj_store_view_take(store, &view, &error), SJ_OK);
    assert_int_equal(sj_store_size(view, &size, &error), SJ_OK);
    assert_int_equal(size, 2);
    sj_store_view_give(view);
    sj_store_close(store);
}

/* A limit on the size of files stands for a full disk. */
static void test_store__a_full_disk_leaves_nothing_behind(void **state)
{
    struct sj_error error;
    struct rlimit had, small;
    struct sj_store *store = open_store(*state, true);
    put_committed(store, 0, 1);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &had), 0);
    small = had;
    small.rlim_cur = 1024;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum sj_status status = sj_store_begin(store, &error);
    if (status == SJ_OK)
        status = put(store, 1, 2, &error);
    if (status == SJ_OK)
        status = sj_store_commit(store, &error);
    sj_store_rollback(store);
    uint64_t size = size_of(store);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &had), 0);
    if (status != SJ_EXHAUSTED)
        fail_msg("%s", error.message);
    assert_string_equal(error.reason, "DISK_FULL");
    assert_int_equal(size, 1);
    put_committed(store, 1, 2);
    assert_int_equal(size_of(store), 2);
    sj_store_close(store);
}

static void test_store__a_damaged_file_is_data_loss(void **state)
{
    struct sj_error error;
    sj_store_close(open_store(*state, true));
    int file = open(folder_file(*state, SJ_STORE_FILE), O_WRONLY);
    assert_true(file >= 0);
    assert_int_equal(pwrite(file, "no database at all", 18, 0), 18);
    close(file);
    assert_int_equal(try_open(*state, false, &error), SJ_DATA_LOSS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_store__migrations_make_what_schema_sql_says),
        FOLDER_TEST(test_store__newer_database_is_refused),
        FOLDER_TEST(test_store__other_databases_and_none_are_refused),
        FOLDER_TEST(test_store__making_one_twice_is_refused),
        FOLDER_TEST(test_store__one_instance_a_directory),
        FOLDER_TEST(test_store__every_statement_is_listed),
        FOLDER_TEST(test_store__no_statement_scans_unannounced),
        FOLDER_TEST(test_store__commits_reach_the_disk_before_they_return),
        FOLDER_TEST(test_store__what_was_put_comes_back_after_reopening),
        FOLDER_TEST(test_store__an_identity_stands_once),
        FOLDER_TEST(test_store__entries_and_envelopes_are_final),
        FOLDER_TEST(test_store__a_gap_between_entries_is_seen),
        FOLDER_TEST(test_store__a_view_keeps_its_snapshot),
        FOLDER_TEST(test_store__a_full_disk_leaves_nothing_behind),
        FOLDER_TEST(test_store__a_damaged_file_is_data_loss),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
