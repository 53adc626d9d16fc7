/* The client's folder: $SHANGJI_HOME, else ~/.shangji; --home DIR goes before both.
 *
 *     key                   the township's secret key, encrypted, 0600
 *     key.new, key.KEYID    a rotation under way, and a key rotated out (rotation.h)
 *     city.card             the card of the city joined
 *     township              its nine-digit code
 *     catalogue             the city's newest catalogue, as protobuf, when it was last seen
 *     catalogue-VERSION     each one that a period of the city is judged by
 *     roll                  townships and periods as the city last told them, as protobuf
 *     checkpoint            the last checkpoint seen, a signed note
 *     witnesses             whose cosignatures are wanted (witness_policy.h); none: nobody's
 *     witnessed             the last checkpoint that this township cosigned (cmd_witness.c)
 *     frontier              the edge of the ledger's tree at that checkpoint (trust/frontier.h)
 *     notices/              what others entered about the township (notices.h)
 *     former/ORIGIN/        what was kept of a ledger that was lost and followed (follow.h)
 *     salt                  32 bytes, 0600: reports' salts are derived from it and the text
 *     outbox/               envelopes under way: NAME.envelope, NAME.text; 0600
 *     sent/                 what was taken in: NAME.envelope, NAME.text, NAME.tlog-proof,
 *                           NAME.entry (outbox.h)
 */
#ifndef SHANGJI_CLIENT_HOME_H
#define SHANGJI_CLIENT_HOME_H

#include "base/arena.h"
#include "rules/catalogue.h"
#include "trust/key.h"

#include <ledger.pb-c.h>
#include <roll.pb-c.h>

struct sj_home {
    char *path; /* in the arena */
    struct sj_arena arena;
};

/* `dir` NULL: from the environment. Does not create it. */
enum sj_status sj_home_open(const char *dir, struct sj_home *home,
                            struct sj_error *error) SJ_WARN_UNUSED;
void sj_home_clear(struct sj_home *home);
/* Path of a file in it, in the home's arena. */
const char *sj_home_file(struct sj_home *home, const char *name);

/* Whole files. SJ_NOT_FOUND if it is not there; SJ_EXHAUSTED above `limit` bytes. */
enum sj_status sj_file_read(const char *path, size_t limit, struct sj_arena *arena,
                            struct sj_bytes *bytes, struct sj_error *error) SJ_WARN_UNUSED;
/* Written beside, synced and renamed over: whole or not at all, also after a crash. */
enum sj_status sj_file_write(const char *path, struct sj_bytes bytes, unsigned mode,
                             struct sj_error *error) SJ_WARN_UNUSED;

/* The catalogue to read with: `named`, a YAML file or the version of one that the city judges by;
 * NULL: the joined city's newest, else the default one that is built in. */
enum sj_status sj_home_catalogue(struct sj_home *home, const char *named, struct sj_arena *arena,
                                 struct sj_catalogue **catalogue,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* Whether the folder has the city's catalogue of that version. */
bool sj_home_has_catalogue(struct sj_home *home, const char *version);
/* Keeps a catalogue that the city published; `newest` also as the one to read with. */
enum sj_status sj_home_keep_catalogue(struct sj_home *home, const Shangji__V1__Catalogue *catalogue,
                                      bool newest, struct sj_error *error) SJ_WARN_UNUSED;
/* What the city last told of townships and periods, a help for the clerk and no proof; *roll is
 * NULL where it was never asked. In the home's arena. */
enum sj_status sj_home_roll(struct sj_home *home, const Shangji__V1__GetRollReply **roll,
                            struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_home_keep_roll(struct sj_home *home, const Shangji__V1__GetRollReply *roll,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* SJ_PRECONDITION before `join`, with what to do. */
enum sj_status sj_home_card(struct sj_home *home, Shangji__V1__CityCard **card,
                            struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_home_township(struct sj_home *home, const char **code,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* The folder's card and roll, to look signers up; each NULL where it is not there or cannot be
 * read, since it is only a help. */
void sj_home_known(struct sj_home *home, Shangji__V1__CityCard **card,
                   const Shangji__V1__GetRollReply **roll);
/* Asks for the passphrase on the terminal, or reads the first line of `passphrase_file`. */
enum sj_status sj_home_key(struct sj_home *home, const char *passphrase_file, struct sj_key **key,
                           struct sj_error *error) SJ_WARN_UNUSED;

#endif
