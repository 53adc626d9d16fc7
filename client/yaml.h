/* Reads the YAML files of an office: fixed keys, told as tables, into messages of protobuf-c.
 * Every refusal names file and line. Read event by event and not as a document, because the
 * form is fixed: what is not expected at its place is refused there, so that nothing nests deep,
 * and anchors, aliases and tags are refused at once. A plain scalar is text: 2021.10 stays that.
 * One loader, one file, one thread; all that it makes lives in the arena. */
#ifndef SHANGJI_CLIENT_YAML_H
#define SHANGJI_CLIENT_YAML_H

#include "base/arena.h"

#include <protobuf-c/protobuf-c.h>
#include <yaml.h>

/* Where something stands, for those who judge the message later. */
struct sj_yaml_mark {
    const char *list; /* "indicators", "" outside the lists */
    size_t index;
    const char *field; /* how the fields of the message begin; "" = the whole item */
    size_t line;
};

struct sj_yaml {
    yaml_parser_t parser;
    yaml_event_t event; /* the one taken last */
    bool is_open, has_event;
    struct sj_bytes text;
    const char *name;
    struct sj_arena *arena;
    struct sj_error *error; /* never NULL */
    size_t key_line;        /* of the key taken last */
    struct sj_yaml_mark *marks;
    size_t mark_count;
    const char *list; /* what new marks get */
    size_t index;
};

/* A row of a table of keys, at most 32, ended by a row without word. */
struct sj_yaml_key {
    const char *word;
    enum sj_status (*read)(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message);
    size_t at, also_at; /* offsets in the message; also_at: a list's count, a range's upper end */
    const char *field;  /* how the message calls it, for marks */
    bool required;
    const char *const *choices; /* numbered from 1, NULL-terminated */
};

/* Up to the document's beginning. Close it in any case. */
enum sj_status sj_yaml_open(struct sj_yaml *yaml, struct sj_bytes text, const char *name,
                            struct sj_arena *arena, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_yaml_end(struct sj_yaml *yaml) SJ_WARN_UNUSED; /* nothing follows */
void sj_yaml_close(struct sj_yaml *yaml);

enum sj_status sj_yaml_take(struct sj_yaml *yaml) SJ_WARN_UNUSED; /* the next event */
/* The beginning of a mapping or of a sequence; `word` is whose value it is. */
enum sj_status sj_yaml_take_kind(struct sj_yaml *yaml, yaml_event_type_t type,
                                 const char *word) SJ_WARN_UNUSED;
/* The next key of a mapping; NULL at its end. */
enum sj_status sj_yaml_take_key(struct sj_yaml *yaml, char **key) SJ_WARN_UNUSED;
/* The words of the scalar that was taken. */
enum sj_status sj_yaml_words(struct sj_yaml *yaml, const char *word, char **words) SJ_WARN_UNUSED;

/* The keys and values of a mapping whose beginning was taken. `whose` stands in errors. */
enum sj_status sj_yaml_keys(struct sj_yaml *yaml, const struct sj_yaml_key *keys, const char *whose,
                            void *message) SJ_WARN_UNUSED;
/* What stands in `read`: a text; a list of texts, or a single one; the same, each with "!"
 * before it; A..B into two texts; one of the choices, an int; yes or no. */
enum sj_status sj_yaml_text(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message);
enum sj_status sj_yaml_list(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message);
enum sj_status sj_yaml_forbidden(struct sj_yaml *yaml, const struct sj_yaml_key *key,
                                 void *message);
enum sj_status sj_yaml_range(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message);
enum sj_status sj_yaml_choice(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message);
enum sj_status sj_yaml_flag(struct sj_yaml *yaml, const struct sj_yaml_key *key, void *message);

/* One item more; `items` is the address of a protobuf-c array of pointers. */
enum sj_status sj_yaml_append(struct sj_yaml *yaml, void *items, size_t *count,
                              void *item) SJ_WARN_UNUSED;
/* Remembers the line of the event taken last; find returns it, 0 if none fits. The mark whose
 * field is the longest beginning of `field` wins. */
enum sj_status sj_yaml_mark(struct sj_yaml *yaml, const char *field) SJ_WARN_UNUSED;
size_t sj_yaml_find_line(const struct sj_yaml *yaml, const char *list, size_t index,
                         const char *field);
/* The line of what a judge calls "indicators[3].limit_lo" or "version"; 0 if nothing fits. */
size_t sj_yaml_line_of(const struct sj_yaml *yaml, const char *field);
/* A message in the arena; NULL: *status says why. */
void *sj_yaml_new(struct sj_yaml *yaml, const ProtobufCMessageDescriptor *descriptor,
                  enum sj_status *status);

/* SJ_INVALID (reason "YAML") at the event taken last, or with the error that is set at `line`. */
enum sj_status sj_yaml_fail(struct sj_yaml *yaml, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum sj_status sj_yaml_fail_at(struct sj_yaml *yaml, size_t line);
enum sj_status sj_yaml_no_room(struct sj_yaml *yaml);

#endif
