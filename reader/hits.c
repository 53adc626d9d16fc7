#include "reader/hits.h"

void sj_hits_find(const struct sj_matcher *matcher, struct sj_folded text, size_t start, size_t end,
                  size_t capacity, struct sj_hits *hits)
{
    uint32_t places[SJ_SENTENCE_MAX]; /* of the characters that are no blanks */
    uint32_t node = 0;
    size_t count = 0;
    hits->count = 0;
    for (size_t at = start; at < end && count < SJ_SENTENCE_MAX; at++) {
        if (text.at[at] == ' ' || text.at[at] == '\n')
            continue;
        places[count++] = (uint32_t)at;
        node = sj_matcher_step(matcher, node, text.at[at]);
        for (uint32_t ending = matcher->nodes[node].output; ending;
             ending = matcher->nodes[matcher->nodes[ending].fail].output) {
            const struct sj_node *word = &matcher->nodes[ending];
            if (hits->count == capacity)
                return;
            hits->at[hits->count++] =
                (struct sj_hit){places[count - word->depth], (uint32_t)at + 1, word->use};
        }
    }
}

bool sj_hit_is_part(const struct sj_matcher *matcher, const struct sj_hit *hit, uint32_t phrase,
                    unsigned part)
{
    for (uint32_t use = hit->use; use; use = matcher->uses[use - 1].next) {
        const struct sj_word_use *at = &matcher->uses[use - 1];
        if (!at->forbids && at->phrase == phrase && at->part == part)
            return true;
    }
    return false;
}
