/* Files of records (proto/proof.proto): a proof, or an auditor's copy of a ledger. Read one record
 * at a time, so that a ledger of any size needs no memory; foreign bytes, so that every length is
 * bounded. */
#ifndef SHANGJI_CLIENT_RECORDS_H
#define SHANGJI_CLIENT_RECORDS_H

#include "base/arena.h"

#include <ledger.pb-c.h>
#include <proof.pb-c.h>
#include <stdio.h>

enum { SJ_RECORD_MAX_BYTES = 64 * 1024 * 1024 };

/* Opens and reads the head. SJ_NOT_FOUND; SJ_INVALID for what is no such file. The file belongs to
 * the caller. */
enum sj_status sj_records_open(const char *path, bool to_append, FILE **file,
                               struct sj_arena *arena, Shangji__V1__ProofHead **head,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* A new file with this head, 0600, under a name of its own beside `path` until it is finished. */
enum sj_status sj_records_create(const char *path, const Shangji__V1__ProofHead *head, FILE **file,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* The next entry's record; NULL at the end. SJ_INVALID for a record that is cut off or malformed.
 */
enum sj_status sj_records_next(FILE *file, struct sj_arena *arena,
                               Shangji__V1__GetEnvelopeReply **record,
                               struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_records_put(FILE *file, const Shangji__V1__GetEnvelopeReply *record,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* Synced, closed, and under its name; a failure leaves nothing. `path` NULL: it had its name. */
enum sj_status sj_records_finish(const char *path, FILE *file,
                                 struct sj_error *error) SJ_WARN_UNUSED;
void sj_records_abandon(const char *path, FILE *file); /* of one that was created; NULL is fine */

#endif
