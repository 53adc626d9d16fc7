#include "reader/matcher.h"

#include "base/i18n.h"
#include "base/text.h"
#include "rules/fold.h"

enum { WORD_MAX = 64 /* characters; the rest of a longer word is not looked at */ };

/* Room for everything is taken before anything is built, from the length of the phrases. */
static size_t count_characters(const struct sj_catalogue *catalogue)
{
    size_t count = 0;
    for (size_t i = 0; i < catalogue->indicator_count; i++)
        for (size_t j = 0; j < catalogue->indicators[i].phrase_count; j++)
            count += sj_utf8_length(catalogue->indicators[i].phrases[j]) + 1;
    return count;
}

static size_t count_phrases(const struct sj_catalogue *catalogue)
{
    size_t count = 0;
    for (size_t i = 0; i < catalogue->indicator_count; i++)
        count += catalogue->indicators[i].phrase_count;
    return count;
}

static uint32_t edge_place(const struct sj_matcher *matcher, uint32_t node, uint16_t unit)
{
    uint32_t hash = (node * 2654435761u) ^ (unit * 2246822519u);
    hash ^= hash >> 15;
    return hash & matcher->edge_mask;
}

static uint32_t child_of(const struct sj_matcher *matcher, uint32_t node, uint16_t unit)
{
    uint32_t place = edge_place(matcher, node, unit);
    for (; matcher->edges[place]; place = (place + 1) & matcher->edge_mask) {
        const struct sj_node *child = &matcher->nodes[matcher->edges[place]];
        if (child->parent == node && child->unit == unit)
            return matcher->edges[place];
    }
    return SJ_NO_NODE;
}

static uint32_t add_child(struct sj_matcher *matcher, uint32_t node, uint16_t unit)
{
    uint32_t child = child_of(matcher, node, unit);
    if (child)
        return child;
    child = matcher->node_count++;
    matcher->nodes[child] = (struct sj_node){.parent = node,
                                             .unit = unit,
                                             .depth = (uint16_t)(matcher->nodes[node].depth + 1),
                                             .sibling = matcher->nodes[node].first_child};
    matcher->nodes[node].first_child = child;
    uint32_t place = edge_place(matcher, node, unit);
    while (matcher->edges[place])
        place = (place + 1) & matcher->edge_mask;
    matcher->edges[place] = child;
    matcher->known[unit / 32] |= 1u << (unit % 32);
    return child;
}

static void add_word(struct sj_matcher *matcher, struct sj_bytes word, struct sj_word_use use)
{
    uint16_t units[WORD_MAX];
    size_t count = sj_fold_text(word, units, NULL, WORD_MAX);
    uint32_t node = 0;
    for (size_t i = 0; i < count && i < WORD_MAX; i++)
        if (units[i] != ' ' && units[i] != '\n')
            node = add_child(matcher, node, units[i]);
    if (node == 0)
        return;
    use.next = matcher->nodes[node].use;
    matcher->uses[matcher->use_count++] = use;
    matcher->nodes[node].use = matcher->use_count;
}

static void add_alternatives(struct sj_matcher *matcher, struct sj_bytes part,
                             struct sj_word_use use)
{
    for (size_t start = 0; start <= part.len;) {
        size_t end = sj_bytes_find(part, SJ_LITERAL("|"), start);
        if (end == SIZE_MAX)
            end = part.len;
        add_word(matcher, sj_bytes_trim(sj_bytes_slice(part, start, end)), use);
        start = end + 1;
    }
}

/* The end of the part that begins at `start`, and how long the sign behind it is. */
static size_t part_end(struct sj_bytes phrase, size_t start, size_t *sign)
{
    size_t dots = sj_bytes_find(phrase, SJ_LITERAL(".."), start);
    size_t number = sj_bytes_find(phrase, SJ_LITERAL("#"), start);
    *sign = dots < number ? 2 : 1;
    size_t end = dots < number ? dots : number;
    return end == SIZE_MAX ? phrase.len : end;
}

static void add_phrase(struct sj_matcher *matcher, uint32_t indicator, struct sj_bytes text)
{
    struct sj_bytes rest = sj_bytes_trim(text);
    if (rest.len > 0 && rest.data[0] == '!') {
        add_alternatives(matcher, sj_bytes_slice(rest, 1, rest.len),
                         (struct sj_word_use){.phrase = indicator, .forbids = true});
        return;
    }
    uint32_t index = matcher->phrase_count++;
    struct sj_phrase *phrase = &matcher->phrases[index];
    *phrase = (struct sj_phrase){.indicator = indicator, .number = -1};
    for (size_t start = 0, sign = 0; start < rest.len; start += sign) {
        size_t end = part_end(rest, start, &sign);
        struct sj_bytes part = sj_bytes_trim(sj_bytes_slice(rest, start, end));
        if (part.len > 0 && phrase->parts < SJ_PHRASE_PARTS) {
            add_alternatives(matcher, part,
                             (struct sj_word_use){.phrase = index, .part = phrase->parts});
            phrase->parts++;
        }
        if (end < rest.len && rest.data[end] == '#')
            phrase->number = (int8_t)phrase->parts;
        start = end;
    }
}

/* Failure links breadth first; `queue` has room for every node. */
static void link_failures(struct sj_matcher *matcher, uint32_t *queue)
{
    uint32_t first = 0, last = 0;
    queue[last++] = 0;
    while (first < last) {
        uint32_t node = queue[first++];
        for (uint32_t child = matcher->nodes[node].first_child; child;
             child = matcher->nodes[child].sibling) {
            struct sj_node *at = &matcher->nodes[child];
            uint32_t fail = node;
            while (fail) {
                fail = matcher->nodes[fail].fail;
                uint32_t next = child_of(matcher, fail, at->unit);
                if (next) {
                    at->fail = next;
                    break;
                }
            }
            at->output = at->use ? child : matcher->nodes[at->fail].output;
            queue[last++] = child;
        }
    }
}

uint32_t sj_matcher_step(const struct sj_matcher *matcher, uint32_t node, uint16_t unit)
{
    if (!(matcher->known[unit / 32] >> (unit % 32) & 1))
        return 0;
    for (;;) {
        uint32_t next = child_of(matcher, node, unit);
        if (next || node == 0)
            return next;
        node = matcher->nodes[node].fail;
    }
}

enum sj_status sj_matcher_new(const struct sj_catalogue *catalogue, struct sj_arena *arena,
                              struct sj_matcher **matcher, struct sj_error *error)
{
    size_t characters = count_characters(catalogue) + 1, phrases = count_phrases(catalogue) + 1;
    size_t edges = 16;
    while (edges < 2 * characters)
        edges *= 2;
    struct sj_matcher *made = sj_arena_alloc(arena, sizeof *made);
    *matcher = made;
    if (made) {
        made->catalogue = catalogue;
        made->phrases = sj_arena_array(arena, phrases, sizeof *made->phrases);
        made->uses = sj_arena_array(arena, characters, sizeof *made->uses);
        made->nodes = sj_arena_array(arena, characters, sizeof *made->nodes);
        made->edges = sj_arena_array(arena, edges, sizeof *made->edges);
    }
    uint32_t *queue = sj_arena_array(arena, characters, sizeof *queue);
    if (!made || !made->phrases || !made->uses || !made->nodes || !made->edges || !queue)
        return sj_error_set(error, SJ_NO_MEMORY, "",
                            _("no memory left for the phrases of the catalogue"));
    made->edge_mask = (uint32_t)(edges - 1);
    made->node_count = 1;
    for (size_t i = 0; i < catalogue->indicator_count; i++)
        for (size_t j = 0; j < catalogue->indicators[i].phrase_count; j++)
            add_phrase(made, (uint32_t)i, catalogue->indicators[i].phrases[j]);
    link_failures(made, queue);
    return SJ_OK;
}
