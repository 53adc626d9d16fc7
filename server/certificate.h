/* The city's own authority and the server's certificate under it: X.509 by mbedTLS, ECDSA P-256,
 * because nng's TLS takes neither Ed25519 nor a pinned leaf. A text holds a certificate and its
 * secret key, both in PEM, so that one file is replaced at once. Clients pin the authority; the
 * server's certificate is short-lived and renewed under it when the server starts. */
#ifndef SHANGJI_SERVER_CERTIFICATE_H
#define SHANGJI_SERVER_CERTIFICATE_H

#include "base/arena.h"

enum {
    SJ_AUTHORITY_YEARS = 30,
    SJ_SERVER_CERTIFICATE_DAYS = 730,
    SJ_SERVER_RENEWAL_DAYS = 90, /* before it expires */
    SJ_SERVER_NAME_MAX = 63
};

/* 1 to 63 of a-z, A-Z, 0-9, '-' and '.', neither first nor last: what stands in a certificate. */
bool sj_server_name_valid(struct sj_bytes name) SJ_WARN_UNUSED;

/* A new authority called `name`: of it printable ASCII is taken, at most 57 characters. */
enum sj_status sj_authority_make(const char *name, int64_t now_unix, struct sj_arena *arena,
                                 struct sj_bytes *pem, struct sj_error *error) SJ_WARN_UNUSED;
/* A new key and certificate for the name, and for 127.0.0.1. */
enum sj_status sj_server_certificate_make(struct sj_bytes authority_pem, const char *server_name,
                                          int64_t now_unix, struct sj_arena *arena,
                                          struct sj_bytes *pem,
                                          struct sj_error *error) SJ_WARN_UNUSED;
/* The text without the secret key: what goes into the city card. */
enum sj_status sj_certificate_public(struct sj_bytes pem, struct sj_arena *arena,
                                     struct sj_bytes *certificate,
                                     struct sj_error *error) SJ_WARN_UNUSED;
/* Whether it is time for a new one: it expires soon, is for another name or not of this
 * authority. SJ_INVALID if a text cannot be read. */
enum sj_status sj_server_certificate_due(struct sj_bytes authority_pem, struct sj_bytes server_pem,
                                         const char *server_name, int64_t now_unix, bool *due,
                                         struct sj_error *error) SJ_WARN_UNUSED;

#endif
