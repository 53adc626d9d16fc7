/* Reading a city's ledger over its link, in pages: all of it, or what an answer rests on. Nothing
 * is believed here; whoever reads the records replays them. */
#ifndef SHANGJI_CLIENT_FETCH_H
#define SHANGJI_CLIENT_FETCH_H

#include "client/city_link.h"

/* Called with each record in order; it is good until it returns. */
typedef enum sj_status sj_fetched(void *context, const Shangji__V1__GetEnvelopeReply *record,
                                  struct sj_error *error);

/* Entries `start` to `end` with envelopes and texts. SJ_ABORTED where the city has fewer. */
enum sj_status sj_fetch_all(struct sj_link *link, uint64_t start, uint64_t end, sj_fetched *take,
                            void *context, struct sj_error *error) SJ_WARN_UNUSED;
/* Every entry before `end`: with envelope and text where `wanted[index]`, else its line alone. */
enum sj_status sj_fetch_some(struct sj_link *link, uint64_t end, const bool *wanted,
                             sj_fetched *take, void *context,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* The lines before `end`, terminated, in the arena. */
enum sj_status sj_fetch_lines(struct sj_link *link, uint64_t end, struct sj_arena *arena,
                              char ***lines, struct sj_error *error) SJ_WARN_UNUSED;
/* The newest checkpoint, watched. */
enum sj_status sj_fetch_checkpoint(struct sj_link *link, struct sj_arena *arena,
                                   struct sj_checkpoint *checkpoint, struct sj_bytes *note,
                                   struct sj_error *error) SJ_WARN_UNUSED;

#endif
