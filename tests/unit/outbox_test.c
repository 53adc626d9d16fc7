#include "folder.h"

#include "client/file.h"
#include "client/outbox.h"

static const struct sj_bytes none = {0};

struct box {
    struct folder *folder;
    struct sj_home home;
    struct sj_arena arena;
    struct sj_error error;
};

static void box_open(struct box *box, void **state)
{
    *box = (struct box){.folder = *state};
    sj_arena_init(&box->arena, 1 << 22);
    assert_int_equal(sj_home_open(box->folder->path, &box->home, &box->error), SJ_OK);
}

static void box_close(struct box *box)
{
    sj_home_clear(&box->home);
    sj_arena_clear(&box->arena);
}

static void put(struct box *box, const char *name, const char *envelope, const char *text)
{
    assert_int_equal(
        sj_outbox_put(&box->home, name, sj_bytes_of(envelope), sj_bytes_of(text), &box->error),
        SJ_OK);
}

static size_t waiting(struct box *box)
{
    struct sj_outbox_items items;
    assert_int_equal(sj_outbox_list(&box->home, &box->arena, &items, &box->error), SJ_OK);
    return items.count;
}

static bool has(struct box *box, const char *file)
{
    return sj_file_exists(folder_file(box->folder, file));
}

static void write_raw(struct box *box, const char *file, const char *text)
{
    assert_int_equal(
        sj_file_write(folder_file(box->folder, file), sj_bytes_of(text), 0600, &box->error), SJ_OK);
}

static void assert_bytes(struct sj_bytes bytes, const char *text)
{
    assert_true(sj_bytes_equal(bytes, sj_bytes_of(text)));
}

static void test_outbox__is_empty_before_anything_was_packed(void **state)
{
    struct box box;
    struct sj_outbox_items items;
    box_open(&box, state);
    assert_int_equal(waiting(&box), 0);
    assert_int_equal(sj_sent_list(&box.home, &box.arena, &items, &box.error), SJ_OK);
    assert_int_equal(items.count, 0);
    box_close(&box);
}

static void test_outbox__keeps_envelope_and_text_for_the_owner_alone(void **state)
{
    struct box box;
    struct sj_outbox_parcel parcel;
    box_open(&box, state);
    put(&box, "a", "envelope", "text");
    assert_int_equal(file_mode(folder_file(box.folder, "outbox/a.envelope")), 0600);
    assert_int_equal(file_mode(folder_file(box.folder, "outbox/a.text")), 0600);
    assert_int_equal(file_mode(folder_file(box.folder, "outbox")), 0700);
    assert_int_equal(sj_outbox_load(&box.home, "a", &box.arena, &parcel, &box.error), SJ_OK);
    assert_bytes(parcel.envelope, "envelope");
    assert_bytes(parcel.text, "text");
    put(&box, "act", "envelope", NULL);
    assert_int_equal(sj_outbox_load(&box.home, "act", &box.arena, &parcel, &box.error), SJ_OK);
    assert_int_equal(parcel.text.len, 0);
    assert_int_equal(sj_outbox_load(&box.home, "b", &box.arena, &parcel, &box.error), SJ_NOT_FOUND);
    box_close(&box);
}

static void test_outbox__sends_in_the_order_of_revisions(void **state)
{
    struct box box;
    struct sj_outbox_items items;
    static const char *const names[] = {"430482107-2020-annual-1", "430482107-2021-annual-1",
                                        "430482107-2021-annual-2", "430482107-2021-annual-10",
                                        "430482108-2020-annual-1"};
    box_open(&box, state);
    for (size_t i = 5; i-- > 0;)
        put(&box, names[i], "e", "t");
    assert_int_equal(sj_outbox_list(&box.home, &box.arena, &items, &box.error), SJ_OK);
    assert_int_equal(items.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(items.items[i].name, names[i]);
    box_close(&box);
}

static void test_outbox__orders_numbers_by_value(void **state)
{
    assert_true(sj_name_compare("a-2", "a-10") < 0);
    assert_true(sj_name_compare("a-10", "a-2") > 0);
    assert_int_equal(sj_name_compare("a-2", "a-2"), 0);
    assert_true(sj_name_compare("a", "a-1") < 0);
    assert_true(sj_name_compare("b-1", "a-2") > 0);
    assert_true(sj_name_compare("99999999999999999999998", "99999999999999999999999") < 0);
}

static void test_outbox__refuses_names_that_leave_the_folder(void **state)
{
    struct box box;
    char long_name[SJ_OUTBOX_NAME_MAX + 2];
    box_open(&box, state);
    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = 0;
    const char *const names[] = {"", ".", "..", "../key", "a/b", "a b", "a\n", long_name};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_int_equal(sj_outbox_put(&box.home, names[i], SJ_LITERAL("e"), none, &box.error),
                         SJ_USAGE);
    assert_true(sj_outbox_name_valid("荫田镇-2021"));
    assert_int_equal(waiting(&box), 0);
    box_close(&box);
}

static void test_outbox__signs_again_only_what_was_looked_at(void **state)
{
    struct box box;
    struct sj_outbox_parcel parcel;
    box_open(&box, state);
    put(&box, "a", "first", "text");
    assert_int_equal(sj_outbox_refused(&box.home, "a", SJ_LITERAL("why"), &box.error), SJ_OK);
    assert_int_equal(
        sj_outbox_resign(&box.home, "a", SJ_LITERAL("other"), SJ_LITERAL("signed"), &box.error),
        SJ_ABORTED);
    assert_true(has(&box, "outbox/a.refused"));
    assert_int_equal(
        sj_outbox_resign(&box.home, "a", SJ_LITERAL("first"), SJ_LITERAL("signed"), &box.error),
        SJ_OK);
    assert_int_equal(sj_outbox_load(&box.home, "a", &box.arena, &parcel, &box.error), SJ_OK);
    assert_bytes(parcel.envelope, "signed");
    assert_bytes(parcel.text, "text");
    assert_false(has(&box, "outbox/a.refused"));
    /* What was sent meanwhile is gone from there. */
    assert_int_equal(
        sj_outbox_resign(&box.home, "b", SJ_LITERAL("first"), SJ_LITERAL("signed"), &box.error),
        SJ_ABORTED);
    assert_false(has(&box, "outbox/b.envelope"));
    box_close(&box);
}

static void test_outbox__replaces_what_was_not_sent_with_its_refusal(void **state)
{
    struct box box;
    struct sj_outbox_parcel parcel;
    struct sj_outbox_items items;
    box_open(&box, state);
    put(&box, "a", "first", "first text");
    assert_int_equal(sj_outbox_refused(&box.home, "a", SJ_LITERAL("why"), &box.error), SJ_OK);
    assert_int_equal(sj_outbox_list(&box.home, &box.arena, &items, &box.error), SJ_OK);
    assert_true(items.items[0].refused);
    put(&box, "a", "second", "second text");
    assert_int_equal(sj_outbox_list(&box.home, &box.arena, &items, &box.error), SJ_OK);
    assert_int_equal(items.count, 1);
    assert_false(items.items[0].refused);
    assert_int_equal(sj_outbox_load(&box.home, "a", &box.arena, &parcel, &box.error), SJ_OK);
    assert_bytes(parcel.envelope, "second");
    assert_bytes(parcel.text, "second text");
    box_close(&box);
}

static struct sj_outbox_parcel parcel_of(const char *envelope, const char *text)
{
    return (struct sj_outbox_parcel){.envelope = sj_bytes_of(envelope),
                                     .text = sj_bytes_of(text),
                                     .receipt = SJ_LITERAL("receipt"),
                                     .entry = SJ_LITERAL("entry")};
}

static void test_outbox__moves_what_was_sent_with_its_receipt(void **state)
{
    struct box box;
    struct sj_outbox_parcel sent = parcel_of("e", "t"), found;
    box_open(&box, state);
    put(&box, "a", "e", "t");
    assert_int_equal(sj_outbox_refused(&box.home, "a", SJ_LITERAL("why"), &box.error), SJ_OK);
    assert_int_equal(sj_outbox_sent(&box.home, "a", &sent, &box.error), SJ_OK);
    assert_int_equal(waiting(&box), 0);
    assert_false(has(&box, "outbox/a.text"));
    assert_false(has(&box, "outbox/a.refused"));
    assert_int_equal(sj_sent_load(&box.home, "a", &box.arena, &found, &box.error), SJ_OK);
    assert_bytes(found.envelope, "e");
    assert_bytes(found.text, "t");
    assert_bytes(found.receipt, "receipt");
    assert_bytes(found.entry, "entry");
    assert_int_equal(file_mode(folder_file(box.folder, "sent/a.tlog-proof")), 0600);
    box_close(&box);
}

static void test_outbox__does_not_write_over_what_was_sent(void **state)
{
    struct box box;
    struct sj_outbox_parcel sent = parcel_of("e", "t");
    box_open(&box, state);
    put(&box, "a", "e", "t");
    assert_int_equal(sj_outbox_sent(&box.home, "a", &sent, &box.error), SJ_OK);
    put(&box, "a", "e", "t"); /* the same again: it is there already */
    assert_int_equal(waiting(&box), 0);
    assert_int_equal(
        sj_outbox_put(&box.home, "a", SJ_LITERAL("other"), SJ_LITERAL("t"), &box.error), SJ_EXISTS);
    assert_int_equal(waiting(&box), 0);
    box_close(&box);
}

/* Killed between text and envelope while packing: there is no item, and packing again makes one. */
static void test_outbox__a_text_without_envelope_is_no_item(void **state)
{
    struct box box;
    box_open(&box, state);
    put(&box, "b", "e", "t");
    write_raw(&box, "outbox/a.text", "half");
    write_raw(&box, "outbox/c.envelope.AbCdEf.part", "half");
    assert_int_equal(waiting(&box), 1);
    assert_true(has(&box, "outbox/a.text")); /* a packing may be under way */
    put(&box, "a", "e", "t");
    assert_int_equal(waiting(&box), 2);
    box_close(&box);
}

/* Killed while it was moved: the item stands in both places, or its text was left behind. Sending
 * it again ends the move. */
static void test_outbox__an_interrupted_move_is_ended_by_the_next(void **state)
{
    struct box box;
    struct sj_outbox_parcel sent = parcel_of("e", "t");
    box_open(&box, state);
    put(&box, "a", "e", "t");
    assert_int_equal(sj_outbox_sent(&box.home, "a", &sent, &box.error), SJ_OK);
    write_raw(&box, "outbox/a.envelope", "e"); /* all copied, nothing removed */
    write_raw(&box, "outbox/a.text", "t");
    assert_int_equal(waiting(&box), 1);
    assert_int_equal(sj_outbox_sent(&box.home, "a", &sent, &box.error), SJ_OK);
    assert_int_equal(waiting(&box), 0);
    write_raw(&box, "outbox/a.text", "t"); /* the envelope removed, the text not */
    assert_int_equal(waiting(&box), 0);
    assert_false(has(&box, "outbox/a.text"));
    box_close(&box);
}

/* Killed before sent/ was whole: without its envelope there nothing counts as sent. */
static void test_outbox__half_a_copy_in_sent_does_not_count(void **state)
{
    struct box box;
    struct sj_outbox_items items;
    box_open(&box, state);
    put(&box, "a", "e", "t");
    assert_int_equal(sj_dir_make(folder_file(box.folder, "sent"), &box.error), SJ_OK);
    write_raw(&box, "sent/a.tlog-proof", "receipt");
    write_raw(&box, "sent/a.text", "t");
    assert_int_equal(sj_sent_list(&box.home, &box.arena, &items, &box.error), SJ_OK);
    assert_int_equal(items.count, 0);
    assert_int_equal(waiting(&box), 1);
    assert_true(has(&box, "outbox/a.text"));
    box_close(&box);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_outbox__is_empty_before_anything_was_packed),
        FOLDER_TEST(test_outbox__keeps_envelope_and_text_for_the_owner_alone),
        FOLDER_TEST(test_outbox__sends_in_the_order_of_revisions),
        cmocka_unit_test(test_outbox__orders_numbers_by_value),
        FOLDER_TEST(test_outbox__refuses_names_that_leave_the_folder),
        FOLDER_TEST(test_outbox__replaces_what_was_not_sent_with_its_refusal),
        FOLDER_TEST(test_outbox__signs_again_only_what_was_looked_at),
        FOLDER_TEST(test_outbox__moves_what_was_sent_with_its_receipt),
        FOLDER_TEST(test_outbox__does_not_write_over_what_was_sent),
        FOLDER_TEST(test_outbox__a_text_without_envelope_is_no_item),
        FOLDER_TEST(test_outbox__an_interrupted_move_is_ended_by_the_next),
        FOLDER_TEST(test_outbox__half_a_copy_in_sent_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
