/* The client's line to its city: a channel opened from the city card, and the proofs that come
 * over it. Nothing that the city says is believed without its receipt, and no checkpoint is taken
 * that does not continue the last one seen. A link is used by one thread; replies live in the arena
 * given with the call. */
#ifndef SHANGJI_CLIENT_CITY_LINK_H
#define SHANGJI_CLIENT_CITY_LINK_H

#include "base/arena.h"
#include "client/evidence.h"
#include "trust/checkpoint.h"

#include <ledger.pb-c.h>

struct sj_channel;
struct sj_home;

struct sj_link {
    const Shangji__V1__CityCard *card; /* borrowed */
    struct sj_log_key ledger;
    struct sj_channel *channel;
    const char *checkpoint; /* path of the last checkpoint seen; NULL: none is kept */
    struct sj_home *home;   /* borrowed; whose entries are watched; NULL: checkpoints alone are */
    Shangji__V1__CosignedWish *cosigned; /* what receipts asked for shall carry; may be NULL */
    uint32_t timeout_ms;                 /* of every call; 0 = the method's own */
};

/* Does not connect yet. `checkpoint` is borrowed and may be NULL. */
enum sj_status sj_link_open(const Shangji__V1__CityCard *card, const char *checkpoint,
                            struct sj_link *link, struct sj_error *error) SJ_WARN_UNUSED;
void sj_link_close(struct sj_link *link); /* a link of {0} is closed already */

enum sj_status sj_link_call(struct sj_link *link, const char *path, const ProtobufCMessage *request,
                            struct sj_arena *arena, ProtobufCMessage **reply,
                            struct sj_error *error) SJ_WARN_UNUSED;

/* What the city answered about an envelope, verified. */
struct sj_taken {
    struct sj_evidence evidence;
    struct sj_bytes entry, receipt;
    bool already_known;
    bool refused; /* the call failed because the city does not take this envelope */
};

/* Sends the envelope (with `text`, a packed SourceText, or none) and verifies what comes back: the
 * receipt under the card's ledger key, the entry against the envelope. SJ_DATA_LOSS if that fails.
 * The caller keeps what was taken in, then calls sj_link_watch with the evidence's checkpoint. */
enum sj_status sj_link_submit(struct sj_link *link, struct sj_bytes envelope, struct sj_bytes text,
                              struct sj_arena *arena, struct sj_taken *taken,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* Asks again for the receipt of an envelope that was sent; verified in the same way. */
enum sj_status sj_link_receipt(struct sj_link *link, struct sj_bytes envelope,
                               struct sj_arena *arena, struct sj_taken *taken,
                               struct sj_error *error) SJ_WARN_UNUSED;

/* That `seen` (a verified checkpoint, `note` its text) and the last one seen are of one history;
 * the newer is kept, once the entries behind it were read and give its root (where there is a
 * home). SJ_DATA_LOSS is the alarm: the ledger was rewritten. What proves it is left beside the
 * last checkpoint as "checkpoint.alarm". An entry for the home's township that it did not make is
 * an alarm of its own (notices.h), and no failure. */
enum sj_status sj_link_watch(struct sj_link *link, const struct sj_checkpoint *seen,
                             struct sj_bytes note, struct sj_error *error) SJ_WARN_UNUSED;
/* Asks for the newest checkpoint and watches it. */
enum sj_status sj_link_look(struct sj_link *link, struct sj_error *error) SJ_WARN_UNUSED;

/* The catalogue of that version, "" = the newest; read from the operator's envelope whose signature
 * is checked. */
enum sj_status sj_link_catalogue(struct sj_link *link, const char *version, struct sj_arena *arena,
                                 Shangji__V1__Catalogue **catalogue,
                                 struct sj_error *error) SJ_WARN_UNUSED;

#endif
