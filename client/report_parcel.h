/* A built report on its way: payload, signature, the text beside it, and the name it goes under.
 * Packing what was packed before makes the same payload again, with the time and the checkpoint of
 * then, so that it can be sent twice without harm. */
#ifndef SHANGJI_CLIENT_REPORT_PARCEL_H
#define SHANGJI_CLIENT_REPORT_PARCEL_H

#include "client/outbox.h"
#include "client/report_build.h"
#include "trust/envelope.h"

/* "430482107-2021-annual-r1", in the arena; NULL without room. */
const char *sj_report_name(const char *township, struct sj_period period, const char *kind,
                           uint32_t revision, struct sj_arena *arena);

struct sj_report_parcel {
    struct sj_bytes payload, envelope, text; /* the last two as sj_outbox_put takes them */
    struct sj_digest identity;
    bool same;                 /* as the payload of the envelope before */
    struct sj_envelope before; /* that envelope, where `same`: others may have signed it as well */
};

/* Packs the payload. `before` is an envelope packed earlier under the same name, or empty. */
enum sj_status sj_report_pack(const struct sj_report_built *built, struct sj_bytes before,
                              struct sj_arena *arena, struct sj_report_parcel *parcel,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* Signs it, and makes envelope and text. What others signed of the same payload stays on it. */
enum sj_status sj_report_sign(const struct sj_report_built *built, const struct sj_key *key,
                              struct sj_arena *arena, struct sj_report_parcel *parcel,
                              struct sj_error *error) SJ_WARN_UNUSED;

#endif
