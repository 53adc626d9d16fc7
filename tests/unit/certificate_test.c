#include "server/certificate.h"
#include "trust/key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>

static const int64_t now = 1638928800; /* 2021-12-08 */
static const int64_t day = 86400;

struct fixture {
    struct sj_arena arena;
    struct sj_bytes authority, server;
};

static int setup(void **state)
{
    static struct fixture fixture;
    struct sj_error error;
    sj_trust_init();
    sj_arena_init(&fixture.arena, 1024 * 1024);
    assert_int_equal(
        sj_authority_make("Shangji 430482", now, &fixture.arena, &fixture.authority, &error),
        SJ_OK);
    assert_int_equal(sj_server_certificate_make(fixture.authority, "shangji-430482", now,
                                                &fixture.arena, &fixture.server, &error),
                     SJ_OK);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    sj_arena_clear(&fixture->arena);
    return 0;
}

static bool due(const struct fixture *fixture, const char *name, int64_t at)
{
    bool is = false;
    struct sj_error error;
    assert_int_equal(
        sj_server_certificate_due(fixture->authority, fixture->server, name, at, &is, &error),
        SJ_OK);
    return is;
}

static void test_certificate__is_renewed_ninety_days_before_it_expires(void **state)
{
    struct fixture *fixture = *state;
    assert_false(due(fixture, "shangji-430482", now));
    assert_false(due(fixture, "shangji-430482", now + (730 - 91) * day));
    assert_true(due(fixture, "shangji-430482", now + (730 - 89) * day));
    assert_true(due(fixture, "shangji-430482", now + 800 * day));
}

static void test_certificate__is_renewed_for_another_name(void **state)
{
    assert_true(due(*state, "another.example", now));
}

static void test_certificate__of_another_authority_is_renewed(void **state)
{
    struct fixture *fixture = *state, other = *fixture;
    struct sj_error error;
    assert_int_equal(
        sj_authority_make("Shangji 430482", now, &fixture->arena, &other.authority, &error), SJ_OK);
    assert_true(due(&other, "shangji-430482", now));
}

static void test_certificate__public_part_holds_no_key(void **state)
{
    struct fixture *fixture = *state;
    struct sj_bytes shown;
    struct sj_error error;
    assert_true(sj_bytes_find(fixture->authority, SJ_LITERAL("PRIVATE KEY"), 0) != SIZE_MAX);
    assert_int_equal(sj_certificate_public(fixture->authority, &fixture->arena, &shown, &error),
                     SJ_OK);
    assert_true(sj_bytes_find(shown, SJ_LITERAL("PRIVATE KEY"), 0) == SIZE_MAX);
    assert_true(sj_bytes_starts(shown, SJ_LITERAL("-----BEGIN CERTIFICATE-----\n")));
    assert_int_equal(sj_certificate_public(SJ_LITERAL("nothing"), &fixture->arena, &shown, &error),
                     SJ_INVALID);
}

static void test_certificate__refuses_names_that_are_none(void **state)
{
    struct fixture *fixture = *state;
    struct sj_bytes pem;
    struct sj_error error;
    static const char *const bad[] = {"", "-a", "a-", "a b", "常宁", "a/b", "a,CN=b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(sj_server_certificate_make(fixture->authority, bad[i], now,
                                                    &fixture->arena, &pem, &error),
                         SJ_INVALID);
}

/* A handshake in memory: what nng's TLS does, without nng. */
struct pipe {
    unsigned char data[65536];
    size_t len;
};
struct end {
    struct pipe *in, *out;
};

static int end_send(void *context, const unsigned char *data, size_t len)
{
    struct end *end = context;
    assert_true(end->out->len + len <= sizeof end->out->data);
    memcpy(end->out->data + end->out->len, data, len);
    end->out->len += len;
    return (int)len;
}

static int end_receive(void *context, unsigned char *data, size_t len)
{
    struct end *end = context;
    size_t take = len < end->in->len ? len : end->in->len;
    if (take == 0)
        return MBEDTLS_ERR_SSL_WANT_READ;
    memcpy(data, end->in->data, take);
    memmove(end->in->data, end->in->data + take, end->in->len - take);
    end->in->len -= take;
    return (int)take;
}

static int randomness(void *context, unsigned char *bytes, size_t len)
{
    (void)context;
    sj_random(bytes, len);
    return 0;
}

static void configure(mbedtls_ssl_config *config, int endpoint)
{
    mbedtls_ssl_config_init(config);
    assert_int_equal(mbedtls_ssl_config_defaults(config, endpoint, MBEDTLS_SSL_TRANSPORT_STREAM,
                                                 MBEDTLS_SSL_PRESET_DEFAULT),
                     0);
    mbedtls_ssl_conf_rng(config, randomness, NULL);
    mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
}

/* 0, or the client's failure. */
static int shake(const struct fixture *fixture, const char *name)
{
    struct pipe *pipes = calloc(2, sizeof *pipes);
    struct end client_end = {&pipes[0], &pipes[1]}, server_end = {&pipes[1], &pipes[0]};
    mbedtls_ssl_config client_config, server_config;
    mbedtls_ssl_context client, server;
    mbedtls_x509_crt ca, certificate;
    mbedtls_pk_context key;
    mbedtls_x509_crt_init(&ca);
    mbedtls_x509_crt_init(&certificate);
    mbedtls_pk_init(&key);
    assert_int_equal(
        mbedtls_x509_crt_parse(&ca, fixture->authority.data, fixture->authority.len + 1), 0);
    assert_int_equal(
        mbedtls_x509_crt_parse(&certificate, fixture->server.data, fixture->server.len + 1), 0);
    assert_int_equal(
        mbedtls_pk_parse_key(&key, fixture->server.data, fixture->server.len + 1, NULL, 0), 0);
    configure(&client_config, MBEDTLS_SSL_IS_CLIENT);
    configure(&server_config, MBEDTLS_SSL_IS_SERVER);
    mbedtls_ssl_conf_authmode(&server_config, MBEDTLS_SSL_VERIFY_NONE);
    mbedtls_ssl_conf_ca_chain(&client_config, &ca, NULL);
    assert_int_equal(mbedtls_ssl_conf_own_cert(&server_config, &certificate, &key), 0);
    mbedtls_ssl_init(&client);
    mbedtls_ssl_init(&server);
    assert_int_equal(mbedtls_ssl_setup(&client, &client_config), 0);
    assert_int_equal(mbedtls_ssl_setup(&server, &server_config), 0);
    assert_int_equal(mbedtls_ssl_set_hostname(&client, name), 0);
    mbedtls_ssl_set_bio(&client, &client_end, end_send, end_receive, NULL);
    mbedtls_ssl_set_bio(&server, &server_end, end_send, end_receive, NULL);
    int client_code = MBEDTLS_ERR_SSL_WANT_READ, server_code = MBEDTLS_ERR_SSL_WANT_READ;
    for (int i = 0; i < 50 && (client_code != 0 || server_code != 0); i++) {
        if (client_code == MBEDTLS_ERR_SSL_WANT_READ)
            client_code = mbedtls_ssl_handshake(&client);
        if (server_code == MBEDTLS_ERR_SSL_WANT_READ)
            server_code = mbedtls_ssl_handshake(&server);
    }
    mbedtls_ssl_free(&client);
    mbedtls_ssl_free(&server);
    mbedtls_ssl_config_free(&client_config);
    mbedtls_ssl_config_free(&server_config);
    mbedtls_x509_crt_free(&ca);
    mbedtls_x509_crt_free(&certificate);
    mbedtls_pk_free(&key);
    free(pipes);
    return client_code;
}

/* mbedTLS looks at the machine's clock, so these are made for today. */
static void test_certificate__carries_a_handshake_for_its_name_alone(void **state)
{
    struct fixture *fixture = *state, today = *fixture;
    struct sj_error error;
    int64_t clock = (int64_t)time(NULL);
    assert_int_equal(
        sj_authority_make("Shangji 430482", clock, &fixture->arena, &today.authority, &error),
        SJ_OK);
    assert_int_equal(sj_server_certificate_make(today.authority, "shangji-430482", clock,
                                                &fixture->arena, &today.server, &error),
                     SJ_OK);
    assert_int_equal(shake(&today, "shangji-430482"), 0);
    assert_int_equal(shake(&today, "another.example"), MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
    assert_int_equal(
        sj_authority_make("Shangji 430482", clock, &fixture->arena, &today.authority, &error),
        SJ_OK);
    assert_int_equal(shake(&today, "shangji-430482"), MBEDTLS_ERR_X509_CERT_VERIFY_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificate__is_renewed_ninety_days_before_it_expires),
        cmocka_unit_test(test_certificate__is_renewed_for_another_name),
        cmocka_unit_test(test_certificate__of_another_authority_is_renewed),
        cmocka_unit_test(test_certificate__public_part_holds_no_key),
        cmocka_unit_test(test_certificate__refuses_names_that_are_none),
        cmocka_unit_test(test_certificate__carries_a_handshake_for_its_name_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
