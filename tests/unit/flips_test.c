/* One flipped bit in every byte of what a city keeps and of what is handed to it: found, or without
 * any effect on what was verified. The same of a receipt stands in receipt_test.c, of a proof file
 * in proof_test.c; at random on a larger ledger in tests/integration/flips_test.py. */
#include "ledger_fixture.h"

#include "server/inspect.h"

#include <sqlite3.h>

/* What one report needs and nothing more: every flip replays it all. */
static int small_setup(void **state)
{
    void *folder;
    sj_trust_init();
    if (folder_setup(&folder) != 0)
        return 1;
    struct city *city = calloc(1, sizeof *city);
    city->folder = folder;
    city->now = 1638928800;
    sj_arena_init(&city->arena, (size_t)256 << 20);
    city->ledger_key = city_key(1);
    city->operator_key = city_key(2);
    city->stranger = city_key(4);
    city->township_keys[0] = city_key(10);
    city_must(city, city_try_start(city, true));
    city_found(city);
    city_must(city, city_enrol(city, 0, city->township_keys[0], false));
    city_must(city, city_publish(city, "1"));
    city_must(city, city_open_period(city, "2021"));
    *state = city;
    return 0;
}

static struct city_parcel take_report(struct city *city)
{
    struct sj_taken taken;
    struct city_report said = {.revision = 1, .rice = "1140余亩", .fires = "3起"};
    struct city_parcel parcel = city_make(city, &said);
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
    return parcel;
}

/* ---- what is kept ---- */

static sqlite3 *open_raw(struct city *city)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(folder_file(city->folder, SJ_STORE_FILE), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "PRAGMA synchronous = OFF; DROP TRIGGER entry_is_final;"
                                  "DROP TRIGGER entry_stays; DROP TRIGGER envelope_is_final;"
                                  "DROP TRIGGER envelope_stays",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    return db;
}

static enum sj_status inspect(struct city *city, struct sj_inspection *inspection)
{
    *inspection = (struct sj_inspection){.store = city->store};
    enum sj_status status = sj_inspect_ledger(city->store, &inspection->ledger, &city->error);
    return status == SJ_OK ? sj_inspect(inspection, &city->error) : status;
}

struct column {
    const char *table, *key, *name;
    bool text;
};

static const struct column columns[] = {
    {"ledger", "one", "origin", true},     {"ledger", "one", "ledger_key", false},
    {"entry", "idx", "line", true},        {"entry", "idx", "identity", false},
    {"envelope", "idx", "bytes", false},   {"source_text", "idx", "salt", false},
    {"source_text", "idx", "text", false}, {"checkpoint", "size", "note", true},
};
enum { COLUMNS = sizeof columns / sizeof *columns, ROWS = 8, VALUE = 4096 };

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *made;
    if (sqlite3_prepare_v2(db, sql, -1, &made, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    return made;
}

static void store_value(sqlite3_stmt *update, const struct column *column, int64_t key,
                        const uint8_t *value, int len)
{
    if (column->text)
        sqlite3_bind_text(update, 1, (const char *)value, len, SQLITE_STATIC);
    else
        sqlite3_bind_blob(update, 1, value, len, SQLITE_STATIC);
    sqlite3_bind_int64(update, 2, key);
    assert_int_equal(sqlite3_step(update), SQLITE_DONE);
    sqlite3_reset(update);
}

static size_t flip_value(struct city *city, sqlite3_stmt *update, const struct column *column,
                         int64_t key, uint8_t *value, int len)
{
    struct sj_inspection inspection;
    for (int i = 0; i < len; i++) {
        uint8_t bit = (uint8_t)(1 << ((i * 5 + key) % 8));
        value[i] ^= bit;
        store_value(update, column, key, value, len);
        value[i] ^= bit;
        enum sj_status status = inspect(city, &inspection);
        if (status == SJ_OK || status == SJ_NO_MEMORY || status == SJ_INTERNAL)
            fail_msg("%s.%s of %lld, byte %d of %d, bit %02x: status %d", column->table,
                     column->name, (long long)key, i, len, bit, (int)status);
    }
    store_value(update, column, key, value, len);
    return (size_t)len;
}

struct row {
    int64_t key;
    int len;
    uint8_t value[VALUE];
};

static size_t load_rows(sqlite3 *db, const struct column *column, struct row rows[static ROWS])
{
    char sql[256];
    size_t count = 0;
    snprintf(sql, sizeof sql, "SELECT %s, %s FROM %s ORDER BY 2", column->name, column->key,
             column->table);
    sqlite3_stmt *select = prepare(db, sql);
    for (; sqlite3_step(select) == SQLITE_ROW; count++) {
        assert_true(count < ROWS);
        rows[count].len = sqlite3_column_bytes(select, 0);
        assert_in_range(rows[count].len, 1, VALUE);
        memcpy(rows[count].value, sqlite3_column_blob(select, 0), (size_t)rows[count].len);
        rows[count].key = sqlite3_column_int64(select, 1);
    }
    sqlite3_finalize(select);
    assert_true(count > 0);
    return count;
}

static size_t flip_column(struct city *city, sqlite3 *db, const struct column *column)
{
    static struct row rows[ROWS];
    char sql[256];
    size_t count = load_rows(db, column, rows), flipped = 0;
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = ?1 WHERE %s = ?2", column->table, column->name,
             column->key);
    sqlite3_stmt *update = prepare(db, sql);
    for (size_t i = 0; i < count; i++)
        flipped += flip_value(city, update, column, rows[i].key, rows[i].value, rows[i].len);
    sqlite3_finalize(update);
    return flipped;
}

/* The store alone, without a ledger that works on it. */
static void stop_for_inspection(struct city *city, uint64_t texts)
{
    struct sj_inspection inspection;
    struct sj_store_config config = {.directory = city->folder->path, .views = 1};
    city_stop(city);
    city_must(city, sj_store_open(&config, &city->store, &city->error));
    city_must(city, inspect(city, &inspection));
    assert_int_equal(inspection.counts.texts, texts);
    assert_int_equal(inspection.checkpoints, inspection.counts.entries);
}

static void test_flips__every_byte_of_the_ledger_tables_is_found(void **state)
{
    struct city *city = *state;
    size_t flipped = 0;
    struct sj_inspection inspection;
    take_report(city);
    stop_for_inspection(city, 1);
    sqlite3 *db = open_raw(city);
    for (size_t i = 0; i < COLUMNS; i++)
        flipped += flip_column(city, db, &columns[i]);
    sqlite3_close(db);
    print_message("%zu bytes of the ledger tables\n", flipped);
    city_must(city, inspect(city, &inspection)); /* all was put back */
}

static bool move_row(sqlite3 *db, const char *table, const char *key, int64_t from, int64_t to)
{
    char sql[256];
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = %lld WHERE %s = %lld", table, key, (long long)to,
             key, (long long)from);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK && code != SQLITE_CONSTRAINT)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    return code == SQLITE_OK;
}

/* The rows' keys are bytes of the tables as well. Where the other key is taken, or below zero, the
 * database refuses by itself. */
static void test_flips__rows_under_another_key_are_found(void **state)
{
    static const struct {
        const char *table, *key;
        int64_t first, last;
    } tables[] = {
        {"entry", "idx", 0, 4},
        {"envelope", "idx", 0, 4},
        {"source_text", "idx", 4, 4},
        {"checkpoint", "size", 1, 5},
    };
    struct city *city = *state;
    struct sj_inspection inspection;
    size_t moved = 0;
    take_report(city);
    stop_for_inspection(city, 1);
    sqlite3 *db = open_raw(city);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (int64_t row = tables[i].first; row <= tables[i].last; row++)
            for (unsigned bit = 0; bit < 64; bit++) {
                int64_t to = (int64_t)((uint64_t)row ^ UINT64_C(1) << bit);
                if (!move_row(db, tables[i].table, tables[i].key, row, to))
                    continue;
                if (inspect(city, &inspection) == SJ_OK)
                    fail_msg("%s %lld at %lld is not found", tables[i].table, (long long)row,
                             (long long)to);
                assert_true(move_row(db, tables[i].table, tables[i].key, to, row));
                moved++;
            }
    sqlite3_close(db);
    assert_true(moved > 600);
    city_must(city, inspect(city, &inspection));
}

/* A text is missing only where an act withholds it, and then it is not there. */
static void test_flips__a_text_is_there_until_it_is_withheld(void **state)
{
    struct city *city = *state;
    struct sj_inspection inspection;
    struct sj_envelope envelope;
    struct sj_digest identity;
    struct city_parcel parcel = take_report(city);
    city_must(city, sj_envelope_decode(parcel.envelope, &city->arena, &envelope, &city->error));
    city_must(city, sj_envelope_identity(&envelope, &city->arena, &identity, &city->error));
    stop_for_inspection(city, 1);
    sqlite3 *db = open_raw(city);
    sqlite3_exec(db, "CREATE TABLE aside AS SELECT * FROM source_text; DELETE FROM source_text",
                 NULL, NULL, NULL);
    assert_int_equal(inspect(city, &inspection), SJ_DATA_LOSS);
    assert_non_null(strstr(city->error.message, "entry 4"));
    sqlite3_exec(db, "INSERT INTO source_text SELECT * FROM aside", NULL, NULL, NULL);
    city_must(city, inspect(city, &inspection));
    sj_store_close(city->store);
    city_must(city, city_try_start(city, false));
    city_must(city, city_withhold(city, &identity));
    stop_for_inspection(city, 0);
    assert_int_equal(inspection.counts.wordless, 0);
    sqlite3_exec(db, "INSERT INTO source_text SELECT * FROM aside", NULL, NULL, NULL);
    assert_int_equal(inspect(city, &inspection), SJ_DATA_LOSS);
    assert_non_null(strstr(city->error.message, "withheld and still there"));
    sqlite3_exec(db, "DELETE FROM source_text; DROP TABLE aside", NULL, NULL, NULL);
    city_must(city, inspect(city, &inspection));
    assert_int_equal(inspection.counts.wordless, 1);
    sqlite3_close(db);
}

/* ---- what is handed in ---- */

/* Every bit of an envelope: refused, or the same report at the same place (a hint to a key that
 * nobody trusts). */
static void test_flips__no_bit_of_an_envelope_makes_another_report(void **state)
{
    struct city *city = *state;
    struct city_report said = {.revision = 1, .rice = "1140余亩", .fires = "3起"};
    struct city_parcel parcel = city_make(city, &said);
    struct sj_envelope envelope;
    struct sj_digest identity;
    size_t taken_in = 0;
    city_must(city, sj_envelope_decode(parcel.envelope, &city->arena, &envelope, &city->error));
    city_must(city, sj_envelope_identity(&envelope, &city->arena, &identity, &city->error));
    uint8_t *bytes = sj_arena_alloc(&city->arena, parcel.envelope.len);
    memcpy(bytes, parcel.envelope.data, parcel.envelope.len);
    parcel.envelope.data = bytes;
    for (size_t i = 0; i < 8 * parcel.envelope.len; i++) {
        struct sj_arena arena;
        struct sj_taken taken;
        sj_arena_init(&arena, 16 << 20);
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        enum sj_status status = sj_ledger_take(city->ledger, parcel.envelope, parcel.text, &arena,
                                               &taken, &city->error);
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        if (status == SJ_OK && (taken.index != 4 || memcmp(taken.identity.bytes, identity.bytes,
                                                           sizeof identity.bytes) != 0))
            fail_msg("bit %zu of byte %zu: another report was taken in", i % 8, i / 8);
        taken_in += status == SJ_OK;
        sj_arena_clear(&arena);
    }
    print_message("%zu of %zu bits are a hint\n", taken_in, 8 * parcel.envelope.len);
    assert_in_range(taken_in, 1, 8 * 20);
    stop_for_inspection(city, 1);
}

/* Every bit of the text and its salt: the signed digest is not theirs. */
static void test_flips__no_bit_of_a_text_is_another(void **state)
{
    struct city *city = *state;
    struct sj_taken taken;
    struct city_report said = {.revision = 1, .rice = "1140余亩", .fires = "3起"};
    struct city_parcel parcel = city_make(city, &said);
    ProtobufCBinaryData *parts[] = {&parcel.text->salt, &parcel.text->text};
    for (size_t part = 0; part < 2; part++)
        for (size_t i = 0; i < 8 * parts[part]->len; i++) {
            parts[part]->data[i / 8] ^= (uint8_t)(1 << i % 8);
            if (city_submit(city, parcel.envelope, parcel.text, &taken) == SJ_OK)
                fail_msg("part %zu, bit %zu of byte %zu passes", part, i % 8, i / 8);
            parts[part]->data[i / 8] ^= (uint8_t)(1 << i % 8);
        }
    city_must(city, city_submit(city, parcel.envelope, parcel.text, &taken));
}

#define FLIPS(test) cmocka_unit_test_setup_teardown(test, small_setup, city_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FLIPS(test_flips__every_byte_of_the_ledger_tables_is_found),
        FLIPS(test_flips__rows_under_another_key_are_found),
        FLIPS(test_flips__a_text_is_there_until_it_is_withheld),
        FLIPS(test_flips__no_bit_of_an_envelope_makes_another_report),
        FLIPS(test_flips__no_bit_of_a_text_is_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
