/* What the reading methods of the Ledger service answer. Everything is made in the arena; the
 * reply was initialised. On failure it is not to be used. */
#ifndef SHANGJI_SERVER_SERVICES_LEDGER_REPLIES_H
#define SHANGJI_SERVER_SERVICES_LEDGER_REPLIES_H

#include "projection/reply.h"
#include "server/services/services.h"

/* 32 bytes. */
enum sj_status sj_request_identity(ProtobufCBinaryData told, struct sj_digest *identity,
                                   struct sj_error *error) SJ_WARN_UNUSED;

/* What was asked for, NULL too; borrowed from the message. */
struct sj_cosigned_wish sj_request_wish(const Shangji__V1__CosignedWish *told);

enum sj_status sj_checkpoint_reply(struct sj_ledger *ledger,
                                   const Shangji__V1__GetCheckpointRequest *request,
                                   struct sj_arena *arena, Shangji__V1__GetCheckpointReply *reply,
                                   struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_entries_reply(struct sj_ledger *ledger,
                                const Shangji__V1__GetEntriesRequest *request,
                                struct sj_arena *arena, Shangji__V1__GetEntriesReply *reply,
                                struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_envelope_reply(struct sj_ledger *ledger,
                                 const Shangji__V1__GetEnvelopeRequest *request,
                                 struct sj_arena *arena, Shangji__V1__GetEnvelopeReply *reply,
                                 struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_envelopes_reply(struct sj_ledger *ledger,
                                  const Shangji__V1__GetEnvelopesRequest *request,
                                  struct sj_arena *arena, Shangji__V1__GetEnvelopesReply *reply,
                                  struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_roll_reply(struct sj_ledger *ledger, const Shangji__V1__GetRollRequest *request,
                             struct sj_arena *arena, Shangji__V1__GetRollReply *reply,
                             struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_catalogue_reply(struct sj_ledger *ledger,
                                  const Shangji__V1__GetCatalogueRequest *request,
                                  struct sj_arena *arena, Shangji__V1__GetCatalogueReply *reply,
                                  struct sj_error *error) SJ_WARN_UNUSED;

#endif
