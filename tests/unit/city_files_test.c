#include "folder.h"

#include "server/city_files.h"
#include "server/log.h"

/* RFC 8032's first public key. */
static const char key_text[] = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

static const char *write_text(struct folder *folder, const char *name, const char *text)
{
    struct sj_error error;
    const char *path = folder_file(folder, name);
    assert_int_equal(sj_path_write(path, sj_bytes_of(text), 0600, &error), SJ_OK);
    return path;
}

static void test_city_files__public_key_from_file_or_argument(void **state)
{
    struct sj_public_key key, again;
    struct sj_error error;
    char text[256];
    assert_int_equal(sj_public_key_argument(key_text, &key, &error), SJ_OK);
    assert_int_equal(key.bytes[0], 0xd7);
    snprintf(text, sizeof text, "# operator\n\n%s\r\n# end\n", key_text);
    assert_int_equal(
        sj_public_key_argument(write_text(*state, "operator.pub", text), &again, &error), SJ_OK);
    assert_true(sj_public_key_equal(&key, &again));
}

static void test_city_files__unfit_keys_are_refused(void **state)
{
    struct sj_public_key key;
    struct sj_error error;
    /* The identity point: of small order. */
    assert_int_equal(
        sj_public_key_argument("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", &key, &error),
        SJ_INVALID);
    assert_int_equal(sj_public_key_argument(write_text(*state, "a", "# nothing\n"), &key, &error),
                     SJ_INVALID);
    assert_int_equal(sj_public_key_argument(write_text(*state, "b", "AAAA\n"), &key, &error),
                     SJ_INVALID);
    assert_int_equal(sj_public_key_argument("/nowhere/at/all", &key, &error), SJ_NOT_FOUND);
}

static void test_city_files__passphrase_is_the_first_line(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    struct sj_bytes passphrase;
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(sj_passphrase_argument(write_text(*state, "p", "a b\r\nrest\n"), &arena,
                                            &passphrase, &error),
                     SJ_OK);
    assert_true(sj_bytes_equal(passphrase, SJ_LITERAL("a b")));
    assert_int_equal(
        sj_passphrase_argument(write_text(*state, "q", "\nrest"), &arena, &passphrase, &error),
        SJ_INVALID);
    assert_int_equal(sj_passphrase_argument(NULL, &arena, &passphrase, &error), SJ_OK);
    assert_null(passphrase.data);
    sj_arena_clear(&arena);
}

static void test_city_files__card_comes_back_as_it_was_written(void **state)
{
    struct folder *folder = *state;
    struct sj_arena arena;
    struct sj_error error;
    Shangji__V1__CityCard card, *read;
    char origin[] = "shangji.example/990101", division_name[] = "云汀县";
    sj_arena_init(&arena, 1 << 20);
    shangji__v1__city_card__init(&card);
    card.origin = origin;
    card.division_name = division_name;
    assert_int_equal(sj_city_card_write(folder->path, &card, &error), SJ_OK);
    assert_int_equal(sj_city_card_load(folder->path, &arena, &read, &error), SJ_OK);
    assert_string_equal(read->origin, origin);
    assert_string_equal(read->division_name, division_name);
    write_text(folder, SJ_FILE_CARD, "{\"origin\": 7}");
    assert_int_equal(sj_city_card_load(folder->path, &arena, &read, &error), SJ_INVALID);
    sj_arena_clear(&arena);
}

static void test_city_files__are_written_whole_with_their_mode(void **state)
{
    struct sj_arena arena;
    struct sj_error error;
    struct sj_bytes bytes;
    const char *path = write_text(*state, "key", "first");
    sj_arena_init(&arena, 1 << 20);
    assert_int_equal(file_mode(path), 0600);
    assert_int_equal(sj_path_write(path, SJ_LITERAL("second"), 0644, &error), SJ_OK);
    assert_int_equal(file_mode(path), 0644);
    assert_int_equal(sj_path_read(path, 6, &arena, &bytes, &error), SJ_OK);
    assert_true(sj_bytes_equal(bytes, SJ_LITERAL("second")));
    assert_int_equal(sj_path_read(path, 5, &arena, &bytes, &error), SJ_EXHAUSTED);
    sj_arena_clear(&arena);
}

static void test_log__quotes_what_could_break_its_line(void **state)
{
    char text[SJ_LOG_TEXT];
    (void)state;
    assert_string_equal(sj_log_text("早稻 \"x\" \\ \n", text), "\"早稻 \\\"x\\\" \\\\ \\x0a\"");
    char much[2000];
    memset(much, '"', sizeof much - 1);
    much[sizeof much - 1] = 0;
    assert_true(strlen(sj_log_text(much, text)) < SJ_LOG_TEXT);
    memset(much, 1, sizeof much - 1);
    assert_true(strlen(sj_log_text(much, text)) < SJ_LOG_TEXT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_city_files__public_key_from_file_or_argument),
        FOLDER_TEST(test_city_files__unfit_keys_are_refused),
        FOLDER_TEST(test_city_files__passphrase_is_the_first_line),
        FOLDER_TEST(test_city_files__card_comes_back_as_it_was_written),
        FOLDER_TEST(test_city_files__are_written_whole_with_their_mode),
        FOLDER_TEST(test_log__quotes_what_could_break_its_line),
    };
    sj_trust_init();
    return cmocka_run_group_tests_name("city_files", tests, NULL, NULL);
}
