/* The default catalogue read against sentences of our own (tests/vectors/indicators.txt). */
#include "client/card.h"
#include "reader/reader.h"
#include "rules/catalogue_pb.h"
#include "vector_cells.h"

#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

enum { TIES_MAX = 16 };

struct example {
    struct sj_buffer text;
    struct sj_bytes ties[TIES_MAX][2]; /* words, name of the indicator */
    size_t count;
};

static struct sj_matcher *load_matcher(struct sj_arena *arena)
{
    Shangji__V1__Catalogue *read;
    struct sj_catalogue *catalogue;
    struct sj_matcher *matcher = NULL;
    struct sj_error error = {.message = ""};
    if (sj_default_catalogue(arena, &read, &error) != SJ_OK ||
        sj_catalogue_of_pb(read, arena, &catalogue, &error) != SJ_OK ||
        sj_matcher_new(catalogue, arena, &matcher, &error) != SJ_OK)
        fail_msg("%s", error.message);
    return matcher;
}

/* The figure's indicator is the one told, or none where none is told. */
static bool is_as_told(const struct example *example, const struct sj_figure *figure, size_t *seen)
{
    struct sj_bytes text = sj_buffer_bytes(&example->text);
    struct sj_bytes words = sj_bytes_slice(text, figure->span.start, figure->span.end);
    struct sj_bytes name = sj_bytes_of(figure->indicator != NULL ? figure->indicator->name_zh : "");
    struct sj_bytes told = {NULL, 0};
    /* In the order of the text: the same words may stand there twice. */
    if (*seen < example->count && sj_bytes_equal(example->ties[*seen][0], words))
        told = example->ties[(*seen)++][1];
    if (sj_bytes_equal(told, name))
        return true;
    fprintf(stderr, "%s  %.*s: “%.*s”, not “%.*s”\n", sj_buffer_text(&example->text),
            (int)words.len, (const char *)words.data, (int)name.len, (const char *)name.data,
            (int)told.len, (const char *)told.data);
    return false;
}

static size_t wrong_in(struct example *example, const struct sj_matcher *matcher)
{
    struct sj_arena arena;
    struct sj_reading reading;
    size_t wrong = 0, seen = 0;
    sj_arena_init(&arena, 8 << 20);
    assert_int_equal(sj_read(sj_buffer_bytes(&example->text), matcher, &arena, &reading, NULL),
                     SJ_OK);
    for (size_t i = 0; i < reading.figure_count; i++)
        wrong += !is_as_told(example, &reading.figures[i], &seen);
    if (seen != example->count)
        fprintf(stderr, "%s  %zu of %zu ties\n", sj_buffer_text(&example->text), seen,
                example->count);
    wrong += seen != example->count;
    sj_arena_clear(&arena);
    sj_buffer_clear(&example->text);
    *example = (struct example){.count = 0};
    return wrong;
}

static void add_line(struct example *example, struct sj_bytes line)
{
    size_t head = strlen("句");
    struct sj_bytes cells[VECTOR_CELLS], rest = sj_bytes_slice(line, head, line.len);
    if (sj_bytes_starts(line, sj_bytes_of("句"))) {
        sj_buffer_add_bytes(&example->text, sj_bytes_trim(rest));
        sj_buffer_add_char(&example->text, '\n');
    } else if (sj_bytes_starts(line, sj_bytes_of("项")) && example->count < TIES_MAX) {
        vector_split(rest, cells);
        example->ties[example->count][0] = cells[0];
        example->ties[example->count++][1] = cells[1];
    } else {
        fail_msg("indicators.txt: %.*s", (int)line.len, (const char *)line.data);
    }
}

static void test_phrases__tie_as_the_vectors_say(void **state)
{
    size_t size = 0, examples = 0, wrong = 0;
    char *data = vector_load(SHANGJI_TEST_VECTORS "/indicators.txt", &size);
    struct sj_bytes rest = SJ_BYTES(data, size), line;
    struct example example = {.count = 0};
    struct sj_arena arena;
    sj_arena_init(&arena, 64 << 20);
    const struct sj_matcher *matcher = load_matcher(&arena);
    for (bool more = true; more;) {
        more = vector_line(&rest, &line);
        if (more && line.len > 0 && line.data[0] == '#')
            continue;
        if (more && line.len > 0) {
            add_line(&example, line);
        } else if (example.text.len > 0) {
            wrong += wrong_in(&example, matcher);
            examples++;
        }
    }
    sj_arena_clear(&arena);
    free(data);
    assert_true(examples >= 20);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phrases__tie_as_the_vectors_say),
    };
    return cmocka_run_group_tests_name("phrases", tests, NULL, NULL);
}
