/* Small things that every answer is made with, in the arena of its call. */
#ifndef SHANGJI_PROJECTION_REPLY_H
#define SHANGJI_PROJECTION_REPLY_H

#include "base/decimal.h"
#include "base/period.h"
#include "proto/pb.h"

/* "The answer does not fit into the memory of a call." */
enum sj_status sj_reply_no_room(struct sj_error *error);
/* A copy in the arena for a string field; false without room. NULL stays protobuf-c's "". */
bool sj_reply_text(struct sj_arena *arena, const char *text, char **field) SJ_WARN_UNUSED;
/* Units of 1/10,000 as a decimal. */
bool sj_reply_fixed(struct sj_arena *arena, int64_t fixed, char **field) SJ_WARN_UNUSED;
bool sj_reply_bytes(struct sj_arena *arena, struct sj_bytes bytes,
                    ProtobufCBinaryData *field) SJ_WARN_UNUSED;
/* A period off a request. */
enum sj_status sj_request_period(const char *text, struct sj_period *period,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#define SJ_KIND_ANNUAL "annual"

#endif
