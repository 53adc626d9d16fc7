/* The inside of judging a catalogue, for rules/catalogue_*.c alone. */
#ifndef SHANGJI_RULES_CATALOGUE_JUDGE_H
#define SHANGJI_RULES_CATALOGUE_JUDGE_H

#include "rules/catalogue_pb.h"

/* What is being judged, so that every refusal can name it. */
struct catalogue_judge {
    const Shangji__V1__Catalogue *message;
    struct sj_arena *arena;
    struct sj_catalogue *catalogue;
    struct sj_error *error;
    char place[48];      /* "indicators[3]", "" = the catalogue itself */
    const char *subject; /* code or name of what stands there, may be empty */
};

/* What follows is about this item; a `list` of NULL: about the catalogue itself. */
void sj_catalogue_at(struct catalogue_judge *judge, const char *list, size_t index,
                     const char *subject);
/* SJ_INVALID; `field` is within the place. */
enum sj_status sj_catalogue_refuse(struct catalogue_judge *judge, const char *field,
                                   const char *format, ...) __attribute__((format(printf, 3, 4)));
enum sj_status sj_catalogue_no_room(struct catalogue_judge *judge);

enum sj_status sj_catalogue_words(struct catalogue_judge *judge, const char *field,
                                  const char *words, size_t max);
enum sj_status sj_catalogue_code(struct catalogue_judge *judge, const char *field,
                                 const char *code);
enum sj_status sj_catalogue_count(struct catalogue_judge *judge, const char *field, size_t count,
                                  size_t max);

enum sj_status sj_catalogue_version(struct catalogue_judge *judge);
enum sj_status sj_catalogue_domains(struct catalogue_judge *judge);
enum sj_status sj_catalogue_families(struct catalogue_judge *judge);
/* The family that holds `unit` and its place in it, SIZE_MAX for the base; NULL: none. Looks
 * at the families judged so far. */
const struct sj_unit_family *sj_catalogue_family(const struct sj_catalogue *catalogue,
                                                 struct sj_bytes unit, size_t *place);

#endif
