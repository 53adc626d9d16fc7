#include "draft_fixture.h"

#include "client/review.h"

struct walk {
    struct fixture *f;
    struct sj_home home;
    struct sj_document document;
    struct sj_draft_opened opened;
    struct sj_review review;
};

static int set_up(void **state)
{
    static const struct sj_period year = {.year = 2021, .kind = SJ_PERIOD_YEAR};
    struct walk *w = test_calloc(1, sizeof *w);
    struct fixture *f = w->f = fixture_new();
    reload(f);
    sj_arena_init(&w->home.arena, 64 * 1024 * 1024);
    w->opened = (struct sj_draft_opened){
        .document = {.name = "r.txt",
                     .media_type = "text/plain",
                     .original = f->text,
                     .text = f->text},
        .catalogue = &f->catalogue,
        .reading = f->reading,
        .fresh = f->fresh,
        .draft = f->draft,
        .source = f->source,
    };
    assert_int_equal(sj_review_begin(&w->review, &w->home, &w->opened, &year, &f->error), SJ_OK);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct walk *w = *state;
    sj_review_clear(&w->review);
    sj_arena_clear(&w->home.arena);
    fixture_free(w->f);
    test_free(w);
    return 0;
}

static void key(struct walk *w, char c)
{
    assert_int_equal(sj_review_key(&w->review, c, &w->f->error), SJ_OK);
}

static void text(struct walk *w, const char *words)
{
    assert_int_equal(sj_review_text(&w->review, words, &w->f->error), SJ_OK);
}

static const char *cell(const struct walk *w, size_t row, enum sj_draft_column column)
{
    return w->opened.draft.rows[row].cells[column];
}

static void test_review__goes_through_what_waits(void **state)
{
    struct walk *w = *state;
    assert_int_equal(w->review.item_count, 2); /* the slip and the offered indicator */
    assert_int_equal(sj_review_open(&w->review), 2);
    assert_int_equal(sj_review_row(&w->review)->number, 2);
    assert_string_equal(sj_review_standing(&w->review)->reason, "ANOMALY_UNRESOLVED");
    key(w, 'b');
    assert_string_not_equal(w->review.message, "");
    key(w, '\n');
    assert_int_equal(sj_review_row(&w->review)->number, 4);
    assert_true(sj_review_standing(&w->review)->offered);
    key(w, ' ');
    assert_null(sj_review_row(&w->review));
    key(w, 'c');
    assert_int_equal(w->review.state, SJ_REVIEW_ITEM);
    key(w, 'b');
    assert_int_equal(sj_review_row(&w->review)->number, 4);
    assert_false(w->review.changed);
    key(w, 'q');
    assert_int_equal(w->review.state, SJ_REVIEW_DONE);
    assert_false(w->review.keep);
}

static void test_review__a_correction_is_tried_before_the_reason(void **state)
{
    struct walk *w = *state;
    key(w, 'c');
    text(w, "许多");
    assert_int_equal(w->review.state, SJ_REVIEW_VALUE);
    assert_non_null(strstr(w->review.message, "许多"));
    text(w, "15000千余亩"); /* the same slip again */
    assert_int_equal(w->review.state, SJ_REVIEW_VALUE);
    assert_string_equal(cell(w, 2, SJ_DRAFT_DECISION), "");
    text(w, "15000余亩");
    assert_int_equal(w->review.state, SJ_REVIEW_REASON);
    assert_string_equal(cell(w, 2, SJ_DRAFT_DECISION), "");
    text(w, " 多写了千字 ");
    assert_int_equal(w->review.state, SJ_REVIEW_ITEM);
    assert_string_equal(cell(w, 2, SJ_DRAFT_DECISION), "更正");
    assert_string_equal(cell(w, 2, SJ_DRAFT_CORRECTED), "15000余亩");
    assert_string_equal(cell(w, 2, SJ_DRAFT_REASON), "多写了千字");
    assert_int_equal(sj_review_row(&w->review)->number, 4);
    assert_int_equal(sj_review_open(&w->review), 1);
}

static void test_review__nothing_written_changes_nothing(void **state)
{
    struct walk *w = *state;
    for (const char *asks = "ctdi"; *asks != '\0'; asks++) {
        key(w, *asks);
        text(w, " ");
        assert_int_equal(w->review.state, SJ_REVIEW_ITEM);
        assert_int_equal(sj_review_row(&w->review)->number, 2);
        assert_string_equal(cell(w, 2, SJ_DRAFT_DECISION), "");
        assert_false(w->review.changed);
    }
}

static void test_review__certified_discarded_and_undone(void **state)
{
    struct walk *w = *state;
    key(w, 't');
    text(w, "核对过");
    assert_string_equal(cell(w, 2, SJ_DRAFT_DECISION), "属实");
    key(w, 'd'); /* not flagged: no reason needed */
    text(w, "");
    assert_string_equal(cell(w, 4, SJ_DRAFT_DECISION), "舍弃");
    assert_int_equal(sj_review_open(&w->review), 0);
    key(w, 'u');
    assert_string_equal(cell(w, 4, SJ_DRAFT_DECISION), "");
    assert_int_equal(sj_review_row(&w->review)->number, 4);
    key(w, 'u');
    assert_string_equal(cell(w, 2, SJ_DRAFT_DECISION), "");
    assert_int_equal(sj_review_row(&w->review)->number, 2);
    assert_false(w->review.changed);
    key(w, 'u');
    assert_string_not_equal(w->review.message, "");
}

static void test_review__an_indicator_is_accepted_or_chosen(void **state)
{
    struct walk *w = *state;
    key(w, 'a');
    assert_string_not_equal(w->review.message, ""); /* none is offered here */
    key(w, 'n');
    key(w, 'a');
    assert_string_equal(cell(w, 4, SJ_DRAFT_INDICATOR), "改厕数");
    assert_string_equal(cell(w, 4, SJ_DRAFT_CODE), "toilets_converted");
    assert_null(sj_review_row(&w->review));
    key(w, 'b');
    key(w, 'i');
    text(w, "改厕");
    assert_int_equal(w->review.state, SJ_REVIEW_INDICATOR);
    assert_non_null(strstr(w->review.message, "toilets_converted"));
    text(w, "-");
    assert_string_equal(cell(w, 4, SJ_DRAFT_CODE), "");
    key(w, 'b');
    key(w, 'i');
    text(w, "early_rice_area"); /* 650个 is no area: it waits now, and says so */
    assert_string_equal(cell(w, 4, SJ_DRAFT_CODE), "early_rice_area");
    assert_int_equal(sj_review_row(&w->review)->number, 4);
    assert_non_null(sj_review_standing(&w->review)->why);
}

static void test_review__a_second_value_becomes_a_row_to_decide_on(void **state)
{
    struct walk *w = *state;
    key(w, 'i');
    text(w, "早稻种植面积"); /* as the row before it, with another value */
    assert_int_equal(sj_review_row(&w->review)->number, 2);
    key(w, 't');
    text(w, "核对过");
    assert_int_equal(w->review.state, SJ_REVIEW_REASON);
    assert_string_equal(cell(w, 2, SJ_DRAFT_DECISION), "");
    text(w, "");
    key(w, 'd');
    text(w, "写了两次");
    assert_string_equal(cell(w, 2, SJ_DRAFT_DECISION), "舍弃");
}

static void test_review__quitting_asks_when_there_is_something_to_keep(void **state)
{
    struct walk *w = *state;
    key(w, 't');
    text(w, "核对过");
    key(w, 'q');
    assert_int_equal(w->review.state, SJ_REVIEW_QUIT);
    key(w, 'x');
    assert_int_equal(w->review.state, SJ_REVIEW_ITEM);
    key(w, 'q');
    key(w, 'n');
    assert_int_equal(w->review.state, SJ_REVIEW_DONE);
    assert_false(w->review.keep);
}

static void test_review__saving_keeps_what_is_the_clerks_own(void **state)
{
    struct walk *w = *state;
    struct fixture *f = w->f;
    struct sj_bytes before = csv_of(f, &w->opened.draft);
    key(w, 't');
    text(w, "=核对过");
    key(w, 's');
    assert_true(w->review.keep);
    struct sj_bytes after = csv_of(f, &w->opened.draft);
    size_t decision = sj_bytes_find(after, SJ_LITERAL("\"属实\""), 0);
    size_t reason = sj_bytes_find(after, SJ_LITERAL("\"'=核对过\""), 0);
    assert_true(decision != SIZE_MAX && reason != SIZE_MAX);
    assert_int_equal(after.len, before.len + strlen("属实") + strlen("'=核对过"));
}

static void test_review__rows_of_the_clerks_own_are_left_alone(void **state)
{
    struct walk *w = *state;
    struct fixture *f = w->f;
    add_row(f, "补充", "early_rice_area", "1300亩"); /* a second value of the first figure's */
    w->opened.draft = f->draft;
    sj_review_clear(&w->review);
    const struct sj_period year = {.year = 2021, .kind = SJ_PERIOD_YEAR};
    assert_int_equal(sj_review_begin(&w->review, &w->home, &w->opened, &year, &f->error), SJ_OK);
    assert_int_equal(w->review.item_count, 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
#define WALK(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        WALK(test_review__goes_through_what_waits),
        WALK(test_review__a_correction_is_tried_before_the_reason),
        WALK(test_review__nothing_written_changes_nothing),
        WALK(test_review__certified_discarded_and_undone),
        WALK(test_review__an_indicator_is_accepted_or_chosen),
        WALK(test_review__a_second_value_becomes_a_row_to_decide_on),
        WALK(test_review__quitting_asks_when_there_is_something_to_keep),
        WALK(test_review__rows_of_the_clerks_own_are_left_alone),
        WALK(test_review__saving_keeps_what_is_the_clerks_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
