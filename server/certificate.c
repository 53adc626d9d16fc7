#include "server/certificate.h"

#include "base/i18n.h"
#include "trust/key.h"

#include <mbedtls/asn1.h>
#include <mbedtls/error.h>
#include <mbedtls/oid.h>
#include <mbedtls/x509_crt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    DAY = 24 * 60 * 60,
    PEM_MAX = 4096,
    NAME_TEXT = 128,
    SERIAL_BYTES = 16,
    NAME_MAX_BYTES = 60,
    SCRATCH_BYTES = 65536
};

static int randomness(void *context, unsigned char *bytes, size_t len)
{
    (void)context;
    sj_random(bytes, len);
    return 0;
}

static enum sj_status failed(int code, const char *what, struct sj_error *error)
{
    char why[128];
    mbedtls_strerror(code, why, sizeof why);
    return sj_error_set(error, code == MBEDTLS_ERR_X509_ALLOC_FAILED ? SJ_NO_MEMORY : SJ_INVALID,
                        "CERTIFICATE", "%s: %s", what, why);
}

bool sj_server_name_valid(struct sj_bytes name)
{
    if (name.len == 0 || name.len > SJ_SERVER_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool inner = (c == '-' || c == '.') && i > 0 && i + 1 < name.len;
        if (!letter && !inner)
            return false;
    }
    return true;
}

/* ---- a certificate under way ---- */

struct draft {
    mbedtls_x509write_cert certificate;
    mbedtls_pk_context key;
    mbedtls_mpi serial;
};

static void draft_init(struct draft *draft)
{
    mbedtls_x509write_crt_init(&draft->certificate);
    mbedtls_pk_init(&draft->key);
    mbedtls_mpi_init(&draft->serial);
}

static void draft_clear(struct draft *draft)
{
    mbedtls_x509write_crt_free(&draft->certificate);
    mbedtls_pk_free(&draft->key);
    mbedtls_mpi_free(&draft->serial);
}

static int make_key(mbedtls_pk_context *key)
{
    int code = mbedtls_pk_setup(key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
    if (code == 0)
        code = mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(*key), randomness, NULL);
    return code;
}

static int set_serial(struct draft *draft)
{
    unsigned char serial[SERIAL_BYTES];
    sj_random(serial, sizeof serial);
    serial[0] = (unsigned char)((serial[0] & 0x7F) | 0x40); /* positive, of full length */
    int code = mbedtls_mpi_read_binary(&draft->serial, serial, sizeof serial);
    if (code == 0)
        code = mbedtls_x509write_crt_set_serial(&draft->certificate, &draft->serial);
    return code;
}

/* From yesterday on, because clocks differ. */
static int set_validity(struct draft *draft, int64_t now_unix, int64_t days)
{
    char from[16], to[16];
    struct tm parts;
    time_t start = (time_t)(now_unix - DAY), end = (time_t)(now_unix + days * DAY);
    if (!gmtime_r(&start, &parts) || strftime(from, sizeof from, "%Y%m%d%H%M%S", &parts) == 0 ||
        !gmtime_r(&end, &parts) || strftime(to, sizeof to, "%Y%m%d%H%M%S", &parts) == 0)
        return MBEDTLS_ERR_X509_INVALID_DATE;
    return mbedtls_x509write_crt_set_validity(&draft->certificate, from, to);
}

/* What both kinds share; key, serial, dates and the identifiers of both keys. */
static int fill(struct draft *draft, const char *subject, const char *issuer,
                mbedtls_pk_context *issuer_key, int64_t now_unix, int64_t days)
{
    mbedtls_x509write_cert *certificate = &draft->certificate;
    mbedtls_x509write_crt_set_version(certificate, MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(certificate, MBEDTLS_MD_SHA256);
    int code = make_key(&draft->key);
    if (code != 0)
        return code;
    mbedtls_x509write_crt_set_subject_key(certificate, &draft->key);
    mbedtls_x509write_crt_set_issuer_key(certificate, issuer_key ? issuer_key : &draft->key);
    code = mbedtls_x509write_crt_set_subject_name(certificate, subject);
    if (code == 0)
        code = mbedtls_x509write_crt_set_issuer_name(certificate, issuer);
    if (code == 0)
        code = set_serial(draft);
    if (code == 0)
        code = set_validity(draft, now_unix, days);
    if (code == 0)
        code = mbedtls_x509write_crt_set_subject_key_identifier(certificate);
    if (code == 0)
        code = mbedtls_x509write_crt_set_authority_key_identifier(certificate);
    return code;
}

/* Signs it and writes it with its secret key. */
static int finish(struct draft *draft, struct sj_arena *arena, struct sj_bytes *pem)
{
    unsigned char certificate[PEM_MAX], key[PEM_MAX];
    int code = mbedtls_x509write_crt_pem(&draft->certificate, certificate, sizeof certificate,
                                         randomness, NULL);
    if (code == 0)
        code = mbedtls_pk_write_key_pem(&draft->key, key, sizeof key);
    if (code == 0) {
        char *text = sj_arena_printf(arena, "%s%s", (char *)certificate, (char *)key);
        *pem = sj_bytes_of(text);
        code = text ? 0 : MBEDTLS_ERR_X509_ALLOC_FAILED;
    }
    sj_wipe(key, sizeof key);
    return code;
}

/* ---- the authority ---- */

/* A name as mbedTLS 2.28 reads it and gives it back: ASCII, without what separates or quotes. */
static void subject_name(char text[static NAME_TEXT], const char *name)
{
    size_t len = (size_t)snprintf(text, NAME_TEXT, "CN=");
    for (size_t i = 0; name[i] && len < NAME_MAX_BYTES; i++)
        if (name[i] >= ' ' && name[i] <= '~' && !strchr(",=+<>#;\\\"", name[i]))
            text[len++] = name[i];
    text[len] = 0;
}

enum sj_status sj_authority_make(const char *name, int64_t now_unix, struct sj_arena *arena,
                                 struct sj_bytes *pem, struct sj_error *error)
{
    char subject[NAME_TEXT];
    struct draft draft;
    subject_name(subject, name);
    draft_init(&draft);
    int code = fill(&draft, subject, subject, NULL, now_unix, SJ_AUTHORITY_YEARS * INT64_C(365));
    if (code == 0)
        code = mbedtls_x509write_crt_set_basic_constraints(&draft.certificate, 1, 0);
    if (code == 0)
        code = mbedtls_x509write_crt_set_key_usage(
            &draft.certificate, MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN);
    if (code == 0)
        code = finish(&draft, arena, pem);
    draft_clear(&draft);
    return code == 0 ? SJ_OK : failed(code, _("making the city's certificate authority"), error);
}

/* ---- reading ---- */

struct identity {
    mbedtls_x509_crt certificate;
    mbedtls_pk_context key;
};

static enum sj_status identity_read(struct identity *identity, struct sj_bytes pem,
                                    struct sj_arena *arena, struct sj_error *error)
{
    mbedtls_x509_crt_init(&identity->certificate);
    mbedtls_pk_init(&identity->key);
    const char *text = sj_arena_text(arena, pem); /* mbedTLS counts the NUL in */
    if (!text)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for a certificate"));
    int code =
        mbedtls_x509_crt_parse(&identity->certificate, (const unsigned char *)text, pem.len + 1);
    if (code == 0)
        code =
            mbedtls_pk_parse_key(&identity->key, (const unsigned char *)text, pem.len + 1, NULL, 0);
    if (code == 0)
        code = mbedtls_pk_check_pair(&identity->certificate.pk, &identity->key);
    return code == 0 ? SJ_OK : failed(code, _("reading a certificate and its key"), error);
}

static void identity_clear(struct identity *identity)
{
    mbedtls_x509_crt_free(&identity->certificate);
    mbedtls_pk_free(&identity->key);
}

enum sj_status sj_certificate_public(struct sj_bytes pem, struct sj_arena *arena,
                                     struct sj_bytes *certificate, struct sj_error *error)
{
    static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
    size_t from = sj_bytes_find(pem, SJ_LITERAL(begin), 0);
    size_t to = from == SIZE_MAX ? SIZE_MAX : sj_bytes_find(pem, SJ_LITERAL(end), from);
    if (to == SIZE_MAX)
        return sj_error_set(error, SJ_INVALID, "CERTIFICATE", _("there is no certificate in PEM"));
    const char *text = sj_arena_printf(arena, "%.*s\n", (int)(to + sizeof end - 1 - from),
                                       (const char *)pem.data + from);
    if (!text)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY", _("no memory for a certificate"));
    *certificate = sj_bytes_of(text);
    return SJ_OK;
}

/* ---- the server's ---- */

static int set_names(mbedtls_x509write_cert *certificate, const char *server_name)
{
    /* GeneralNames ::= SEQUENCE OF [2] dNSName | [7] iPAddress. mbedTLS 2.28 has no call for it. */
    unsigned char der[2 + 2 + SJ_SERVER_NAME_MAX + 6];
    struct sj_bytes name = sj_bytes_of(server_name);
    size_t len = name.len, at = 0;
    der[at++] = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
    der[at++] = (unsigned char)(2 + len + 6); /* below 128: one byte */
    der[at++] = MBEDTLS_ASN1_CONTEXT_SPECIFIC | 2;
    der[at++] = (unsigned char)len;
    memcpy(der + at, name.data, len);
    at += len;
    memcpy(der + at, (const unsigned char[]){MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7, 4, 127, 0, 0, 1},
           6);
    return mbedtls_x509write_crt_set_extension(certificate, MBEDTLS_OID_SUBJECT_ALT_NAME,
                                               MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), 0,
                                               der, at + 6);
}

static int set_usage(mbedtls_x509write_cert *certificate)
{
    /* SEQUENCE OF OBJECT IDENTIFIER: serverAuth alone. */
    unsigned char der[4 + sizeof MBEDTLS_OID_SERVER_AUTH - 1] = {
        MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, sizeof der - 2, MBEDTLS_ASN1_OID,
        sizeof der - 4};
    memcpy(der + 4, MBEDTLS_OID_SERVER_AUTH, sizeof der - 4);
    int code = mbedtls_x509write_crt_set_extension(certificate, MBEDTLS_OID_EXTENDED_KEY_USAGE,
                                                   MBEDTLS_OID_SIZE(MBEDTLS_OID_EXTENDED_KEY_USAGE),
                                                   0, der, sizeof der);
    if (code == 0)
        code = mbedtls_x509write_crt_set_basic_constraints(certificate, 0, -1);
    if (code == 0)
        code = mbedtls_x509write_crt_set_key_usage(certificate, MBEDTLS_X509_KU_DIGITAL_SIGNATURE);
    return code;
}

static int issue(struct identity *authority, const char *server_name, int64_t now_unix,
                 struct sj_arena *arena, struct sj_bytes *pem)
{
    char subject[NAME_TEXT], issuer[2 * NAME_TEXT];
    struct draft draft;
    draft_init(&draft);
    snprintf(subject, sizeof subject, "CN=%s", server_name);
    int code = mbedtls_x509_dn_gets(issuer, sizeof issuer, &authority->certificate.subject);
    if (code > 0)
        code = fill(&draft, subject, issuer, &authority->key, now_unix, SJ_SERVER_CERTIFICATE_DAYS);
    if (code == 0)
        code = set_names(&draft.certificate, server_name);
    if (code == 0)
        code = set_usage(&draft.certificate);
    if (code == 0)
        code = finish(&draft, arena, pem);
    draft_clear(&draft);
    return code;
}

enum sj_status sj_server_certificate_make(struct sj_bytes authority_pem, const char *server_name,
                                          int64_t now_unix, struct sj_arena *arena,
                                          struct sj_bytes *pem, struct sj_error *error)
{
    struct identity authority;
    if (!sj_server_name_valid(sj_bytes_of(server_name)))
        return sj_error_set(error, SJ_INVALID, "SERVER_NAME",
                            _("\"%s\" cannot be a server's name: letters, digits, - and . only"),
                            server_name);
    enum sj_status status = identity_read(&authority, authority_pem, arena, error);
    if (status == SJ_OK) {
        int code = issue(&authority, server_name, now_unix, arena, pem);
        if (code != 0)
            status = failed(code, _("making the server's certificate"), error);
    }
    identity_clear(&authority);
    return status;
}

/* Unix seconds of a date in UTC. */
static int64_t seconds_of(const mbedtls_x509_time *date)
{
    struct tm parts = {.tm_year = date->year - 1900,
                       .tm_mon = date->mon - 1,
                       .tm_mday = date->day,
                       .tm_hour = date->hour,
                       .tm_min = date->min,
                       .tm_sec = date->sec};
    return (int64_t)timegm(&parts);
}

static bool is_due(struct identity *authority, struct identity *server, const char *server_name,
                   int64_t now_unix)
{
    uint32_t flags = 0;
    int64_t expires = seconds_of(&server->certificate.valid_to);
    if (expires - now_unix < (int64_t)SJ_SERVER_RENEWAL_DAYS * DAY)
        return true;
    /* The dates are judged by our clock, above; all else by mbedTLS. */
    (void)mbedtls_x509_crt_verify(&server->certificate, &authority->certificate, NULL, server_name,
                                  &flags, NULL, NULL);
    return (flags & ~(uint32_t)(MBEDTLS_X509_BADCERT_FUTURE | MBEDTLS_X509_BADCERT_EXPIRED)) != 0;
}

enum sj_status sj_server_certificate_due(struct sj_bytes authority_pem, struct sj_bytes server_pem,
                                         const char *server_name, int64_t now_unix, bool *due,
                                         struct sj_error *error)
{
    struct sj_arena arena;
    struct identity authority, server;
    sj_arena_init(&arena, SCRATCH_BYTES);
    enum sj_status status = identity_read(&authority, authority_pem, &arena, error);
    if (status == SJ_OK) {
        status = identity_read(&server, server_pem, &arena, error);
        if (status == SJ_OK)
            *due = is_due(&authority, &server, server_name, now_unix);
        identity_clear(&server);
    }
    identity_clear(&authority);
    sj_arena_clear(&arena);
    return status;
}
