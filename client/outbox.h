/* What is under way to the city, and what has arrived there.
 *
 *     outbox/NAME.envelope   signed and not yet known to be taken in
 *     outbox/NAME.text       the report's SourceText, packed; none with an act
 *     outbox/NAME.refused    why the city did not take it, when it was last sent
 *     sent/NAME.envelope, NAME.text, NAME.tlog-proof, NAME.entry
 *
 * An item is in the outbox from the moment its envelope stands there; its text is written before.
 * It has been sent from the moment sent/NAME.envelope stands there; that is written last, and only
 * then is it taken out of the outbox, envelope first. So a kill or a power cut at any point leaves
 * an item in one of the two or in both, and sending it again is harmless: the city knows a payload
 * by its identity. Everything is made in the arena given; used by one thread. */
#ifndef SHANGJI_CLIENT_OUTBOX_H
#define SHANGJI_CLIENT_OUTBOX_H

#include "client/home.h"

enum {
    SJ_OUTBOX_NAME_MAX = 128,
    SJ_OUTBOX_ITEMS_MAX = 20000,
    SJ_OUTBOX_TEXT_MAX_BYTES = 320 * 1024 /* a SourceText: text, salt and framing */
};

struct sj_outbox_item {
    const char *name;
    bool refused; /* it was sent, and the city said no */
};

struct sj_outbox_items {
    struct sj_outbox_item *items;
    size_t count;
};

/* An item's contents. `text`, `receipt` and `entry` may be empty. */
struct sj_outbox_parcel {
    struct sj_bytes envelope, text;
    struct sj_bytes receipt, entry; /* of what was sent */
};

/* Letters, digits, - _ . and whatever is not ASCII; not beginning with '.'. */
bool sj_outbox_name_valid(const char *name) SJ_WARN_UNUSED;
/* Puts it under way; one of that name that was not sent yet is replaced. SJ_EXISTS where other
 * bytes were sent under the name; the same bytes are not put there again. `text` may be empty. */
enum sj_status sj_outbox_put(struct sj_home *home, const char *name, struct sj_bytes envelope,
                             struct sj_bytes text, struct sj_error *error) SJ_WARN_UNUSED;
/* Puts `now` in the place of the envelope `was`, which is the same payload under other signatures:
 * the text stays, and why it was refused is forgotten. SJ_ABORTED where something else stands in
 * the outbox meanwhile, or nothing. */
enum sj_status sj_outbox_resign(struct sj_home *home, const char *name, struct sj_bytes was,
                                struct sj_bytes now, struct sj_error *error) SJ_WARN_UNUSED;
/* In the order they are sent in: by name, numbers by their value, so that revision 2 goes before
 * revision 10. What an interrupted move left behind is cleared away. */
enum sj_status sj_outbox_list(struct sj_home *home, struct sj_arena *arena,
                              struct sj_outbox_items *items, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_sent_list(struct sj_home *home, struct sj_arena *arena,
                            struct sj_outbox_items *items, struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_outbox_load(struct sj_home *home, const char *name, struct sj_arena *arena,
                              struct sj_outbox_parcel *parcel,
                              struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_sent_load(struct sj_home *home, const char *name, struct sj_arena *arena,
                            struct sj_outbox_parcel *parcel, struct sj_error *error) SJ_WARN_UNUSED;
/* Moves it to sent/ with its receipt and entry. What is in no outbox is just kept in sent/. */
enum sj_status sj_outbox_sent(struct sj_home *home, const char *name,
                              const struct sj_outbox_parcel *parcel,
                              struct sj_error *error) SJ_WARN_UNUSED;
/* Leaves the note why it was refused. */
enum sj_status sj_outbox_refused(struct sj_home *home, const char *name, struct sj_bytes note,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* One process at a time sends or replaces: waits until it is this one's turn. Held over the sending
 * of one item, so that nobody replaces it meanwhile; sj_outbox_put takes it by itself. */
enum sj_status sj_outbox_lock(struct sj_home *home, int *lock,
                              struct sj_error *error) SJ_WARN_UNUSED;
void sj_outbox_unlock(int lock);
/* Numbers within the texts compare by value: "a-2" before "a-10". */
int sj_name_compare(const char *a, const char *b);

#endif
