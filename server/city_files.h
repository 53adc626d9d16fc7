/* The files of a server's directory beside the database, and what init puts into them. */
#ifndef SHANGJI_SERVER_CITY_FILES_H
#define SHANGJI_SERVER_CITY_FILES_H

#include "server/files.h"
#include "trust/key.h"

#include <roll.pb-c.h>

#define SJ_FILE_LEDGER_KEY "ledger.key"        /* 0600; the ledger's Ed25519 key */
#define SJ_FILE_NEXT_KEY "ledger.key.next"     /* 0600; while the ledger key is replaced */
#define SJ_FILE_NEXT_PUBLIC "ledger.next.pub"  /* its public half, for the operator */
#define SJ_FILE_FORMER_KEY "ledger.key.former" /* 0600; the one before */
#define SJ_FILE_AUTHORITY "authority.pem"      /* 0600; the city's CA, certificate and key */
#define SJ_FILE_SERVER "server.pem"            /* 0600; the server's certificate and key */
#define SJ_FILE_CARD "city.card"               /* 0644; what is handed out */

enum { SJ_CITY_FILE_MAX_BYTES = 256 * 1024 };

/* Writes the card as JSON. */
enum sj_status sj_city_card_write(const char *directory, const Shangji__V1__CityCard *card,
                                  struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_city_card_load(const char *directory, struct sj_arena *arena,
                                 Shangji__V1__CityCard **card,
                                 struct sj_error *error) SJ_WARN_UNUSED;

/* The note in the file `note` and its size, once it was found signed by the ledger of the card. */
enum sj_status sj_followed_load(const char *card, const char *note, struct sj_arena *arena,
                                struct sj_bytes *bytes, uint64_t *size,
                                struct sj_error *error) SJ_WARN_UNUSED;

/* A new ledger key into the file `name`, 0600, under the passphrase. The caller frees it. */
enum sj_status sj_ledger_key_make(const char *directory, const char *name,
                                  struct sj_bytes passphrase, struct sj_key **key,
                                  struct sj_error *error) SJ_WARN_UNUSED;
enum sj_status sj_ledger_key_load(const char *directory, const char *name,
                                  struct sj_bytes passphrase, struct sj_key **key,
                                  struct sj_error *error) SJ_WARN_UNUSED;

/* A public key from a file (base64 of 32 bytes on a line; lines with # are comments) or, where
 * no such file is, from the argument itself. SJ_INVALID also for keys that are unfit. */
enum sj_status sj_public_key_argument(const char *argument, struct sj_public_key *key,
                                      struct sj_error *error) SJ_WARN_UNUSED;
/* The first line of a passphrase file; `file` NULL: none, *passphrase has no data. */
enum sj_status sj_passphrase_argument(const char *file, struct sj_arena *arena,
                                      struct sj_bytes *passphrase,
                                      struct sj_error *error) SJ_WARN_UNUSED;

#endif
