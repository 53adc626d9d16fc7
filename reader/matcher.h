/* The catalogue's phrases as one automaton over folded text (Aho and Corasick 1975), and what
 * each word in it stands for. Immutable after sj_matcher_new; for reader/ only. */
#ifndef SHANGJI_READER_MATCHER_H
#define SHANGJI_READER_MATCHER_H

#include "reader/reader.h"

enum { SJ_PHRASE_PARTS = 8, SJ_NO_NODE = 0 };

/* docs/phrases.md: parts in their order, and before which of them the number stands. */
struct sj_phrase {
    uint32_t indicator;
    uint8_t parts;
    int8_t number; /* -1: no # in the phrase */
};

/* One place where a word stands in the catalogue. */
struct sj_word_use {
    uint32_t phrase; /* of a forbidding word: the indicator */
    uint32_t next;   /* 1-based chain, 0 = the last */
    uint8_t part;
    bool forbids;
};

struct sj_node {
    uint32_t fail, output; /* output: nearest node by failure links that ends a word */
    uint32_t use;          /* 1-based head of the chain; 0: no word ends here */
    uint32_t first_child, sibling, parent;
    uint16_t depth, unit;
};

struct sj_matcher {
    const struct sj_catalogue *catalogue;
    struct sj_phrase *phrases;
    struct sj_word_use *uses;
    struct sj_node *nodes; /* 0 is the root */
    uint32_t *edges;       /* hash of (node, unit) to child, 0 = free */
    uint32_t edge_mask;
    uint32_t phrase_count, use_count, node_count;
    uint32_t known[65536 / 32]; /* units that occur in any word */
};

uint32_t sj_matcher_step(const struct sj_matcher *matcher, uint32_t node, uint16_t unit);

#endif
