#include "folder.h"

#include "client/card.h"
#include "client/file.h"
#include "client/home.h"
#include "client/keys.h"

static void put(struct folder *folder, const char *name, const char *text)
{
    struct sj_error error = {0};
    assert_int_equal(sj_file_write(folder_file(folder, name), sj_bytes_of(text), 0600, &error),
                     SJ_OK);
}

static void test_home__is_the_option_then_the_environment_then_dot_shangji(void **state)
{
    struct sj_home home;
    struct sj_error error = {0};
    setenv("HOME", "/h", 1);
    setenv("SHANGJI_HOME", "/s", 1);
    assert_int_equal(sj_home_open("/d/", &home, &error), SJ_OK);
    assert_string_equal(home.path, "/d");
    assert_string_equal(sj_home_file(&home, "key"), "/d/key");
    sj_home_clear(&home);
    assert_int_equal(sj_home_open(NULL, &home, &error), SJ_OK);
    assert_string_equal(home.path, "/s");
    sj_home_clear(&home);
    unsetenv("SHANGJI_HOME");
    assert_int_equal(sj_home_open(NULL, &home, &error), SJ_OK);
    assert_string_equal(home.path, "/h/.shangji");
    sj_home_clear(&home);
    unsetenv("HOME");
    assert_int_equal(sj_home_open(NULL, &home, &error), SJ_PRECONDITION);
    sj_home_clear(&home);
}

static void test_home__before_init_and_join_says_what_to_do(void **state)
{
    struct folder *folder = *state;
    struct sj_home home;
    struct sj_error error = {0};
    struct sj_key *key;
    const char *code;
    Shangji__V1__CityCard *card;
    assert_int_equal(sj_home_open(folder->path, &home, &error), SJ_OK);
    assert_int_equal(sj_home_key(&home, NULL, &key, &error), SJ_PRECONDITION);
    assert_non_null(strstr(error.message, "shangji init"));
    assert_int_equal(sj_home_card(&home, &card, &error), SJ_PRECONDITION);
    assert_non_null(strstr(error.message, "shangji join"));
    assert_int_equal(sj_home_township(&home, &code, &error), SJ_PRECONDITION);
    put(folder, "township", "430482107\n");
    assert_int_equal(sj_home_township(&home, &code, &error), SJ_OK);
    assert_string_equal(code, "430482107");
    put(folder, "township", "43048210\n");
    assert_int_equal(sj_home_township(&home, &code, &error), SJ_INVALID);
    sj_home_clear(&home);
}

static void test_home__reads_with_the_built_in_catalogue_before_join(void **state)
{
    struct folder *folder = *state;
    struct sj_home home;
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_catalogue *catalogue;
    sj_arena_init(&arena, 32 << 20);
    assert_int_equal(sj_home_open(folder->path, &home, &error), SJ_OK);
    assert_int_equal(sj_home_catalogue(&home, NULL, &arena, &catalogue, &error), SJ_OK);
    assert_true(catalogue->indicator_count >= 55);
    assert_non_null(sj_catalogue_find(catalogue, SJ_LITERAL("early_rice_area")));
    assert_int_equal(sj_home_catalogue(&home, "/none.yaml", &arena, &catalogue, &error),
                     SJ_NOT_FOUND);
    put(folder, "catalogue", "no protobuf");
    assert_int_equal(sj_home_catalogue(&home, NULL, &arena, &catalogue, &error), SJ_INVALID);
    sj_home_clear(&home);
    sj_arena_clear(&arena);
}

static void test_keys__are_made_once_and_opened_by_their_passphrase(void **state)
{
    struct folder *folder = *state;
    struct sj_error error = {0};
    struct sj_key *key = NULL, *again = NULL;
    struct sj_public_key open_half;
    struct sj_passphrase passphrase = {.text = "correct horse", .len = 13};
    char key_path[PATH_MAX];
    snprintf(key_path, sizeof(key_path), "%s/key", folder->path);
    sj_trust_init();
    assert_int_equal(sj_keys_make(key_path, &passphrase, SJ_KEY_MINIMAL, &key, &error), SJ_OK);
    assert_int_equal(file_mode(key_path), 0600);
    assert_int_equal(sj_keys_make(key_path, &passphrase, SJ_KEY_MINIMAL, &again, &error),
                     SJ_EXISTS);
    assert_null(again);
    put(folder, "right", "correct horse\nand more\n");
    assert_int_equal(sj_keys_open(key_path, folder->file, "", &again, &error), SJ_OK);
    struct sj_public_key made = sj_key_public(key), opened = sj_key_public(again);
    assert_true(sj_public_key_equal(&made, &opened));
    sj_key_free(again);
    put(folder, "wrong", "correct house\n");
    assert_int_equal(sj_keys_open(key_path, folder->file, "", &again, &error), SJ_UNAUTHENTICATED);
    assert_null(again);
    assert_int_equal(sj_keys_public(key_path, &open_half, &error), SJ_OK);
    assert_true(sj_public_key_equal(&made, &open_half));
    sj_key_free(key);
}

static void test_passphrase__of_a_file_is_its_first_line(void **state)
{
    struct folder *folder = *state;
    struct sj_error error = {0};
    struct sj_passphrase passphrase;
    put(folder, "p", "八个字符的口令一句\r\nsecond\n");
    assert_int_equal(sj_passphrase_choose(folder->file, "", &passphrase, &error), SJ_OK);
    assert_string_equal(passphrase.text, "八个字符的口令一句");
    assert_int_equal(passphrase.len, strlen("八个字符的口令一句"));
    put(folder, "p", "七个字的口令长\n");
    assert_int_equal(sj_passphrase_choose(folder->file, "", &passphrase, &error), SJ_INVALID);
    assert_int_equal(passphrase.len, 0);
    assert_int_equal(passphrase.text[0], 0); /* nothing of it stays in memory */
    assert_int_equal(sj_passphrase_get(folder->file, "", &passphrase, &error), SJ_OK);
    put(folder, "p", "\n");
    assert_int_equal(sj_passphrase_get(folder->file, "", &passphrase, &error), SJ_INVALID);
    put(folder, "p", "\xff\xfe not text\n");
    assert_int_equal(sj_passphrase_get(folder->file, "", &passphrase, &error), SJ_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_home__is_the_option_then_the_environment_then_dot_shangji),
        FOLDER_TEST(test_home__before_init_and_join_says_what_to_do),
        FOLDER_TEST(test_home__reads_with_the_built_in_catalogue_before_join),
        FOLDER_TEST(test_keys__are_made_once_and_opened_by_their_passphrase),
        FOLDER_TEST(test_passphrase__of_a_file_is_its_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
