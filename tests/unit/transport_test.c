#include "tests/unit/rpc_certificates.h"
#include "tests/unit/rpc_fixture.h"

static void test_transport__takes_urls(void **state)
{
    static const struct {
        const char *url;
        bool tls;
    } samples[] = {
        {"tcp://127.0.0.1:7443", false},   {"tcp://127.0.0.1:0", false},
        {"tcp://127.9.9.9:65535", false},  {"tcp://localhost:1", false},
        {"tcp://[::1]:7443", false},       {"tls+tcp://city.example:7443", true},
        {"tls+tcp://10.0.0.5:7443", true}, {"tls+tcp://[2001:db8::1]:7443", true},
        {"tls+tcp://127.0.0.1:1", true},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct sj_error error;
        bool tls = !samples[i].tls;
        assert_int_equal(sj_url_check(samples[i].url, &tls, &error), SJ_OK);
        assert_int_equal(tls, samples[i].tls);
    }
}

static void test_transport__refuses_urls(void **state)
{
    static const char *const samples[] = {
        "",
        "127.0.0.1:7443",
        "ipc:///tmp/x",
        "http://127.0.0.1:80",
        "tcp://",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:",
        "tcp://:7443",
        "tcp://127.0.0.1:65536",
        "tcp://127.0.0.1:123456",
        "tcp://127.0.0.1:-1",
        "tcp://127.0.0.1:7443/",
        "tcp://10.0.0.5:7443",
        "tcp://city.example:7443",
        "tcp://127.0.0.1.city.example:7443",
        "tcp://[::2]:7443",
        "tcp://::1:7443",
        "tcp://[127.0.0.1]:7443",
        "tls+tcp://user@city.example:7443",
        "tls+tcp://*:7443",
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct sj_error error;
        bool tls = false;
        assert_int_equal(sj_url_check(samples[i], &tls, &error), SJ_INVALID);
        assert_string_equal(error.reason, "URL");
    }
}

/* ---- TLS ---- */

struct city {
    struct certificate_maker maker;
    struct certificate ca, other_ca, server;
    struct sj_tls_identity identity;
    struct fixture fixture;
};

static void city_open(struct city *city)
{
    certificate_maker_init(&city->maker);
    certificate_make(&city->maker, "City CA", NULL, &city->ca);
    certificate_make(&city->maker, "City CA", NULL, &city->other_ca);
    certificate_make(&city->maker, "city.example", &city->ca, &city->server);
    city->identity = (struct sj_tls_identity){city->server.certificate_pem, city->server.key_pem};
    fixture_config(&city->fixture);
    city->fixture.config.url = "tls+tcp://127.0.0.1:0";
    city->fixture.config.tls = &city->identity;
    if (sj_rpc_server_open(&city->fixture.config, &city->fixture.server, &city->fixture.error) !=
        SJ_OK)
        fail_msg("%s", city->fixture.error.message);
}

static void city_close(struct city *city)
{
    fixture_close(&city->fixture);
    certificate_clear(&city->server);
    certificate_clear(&city->other_ca);
    certificate_clear(&city->ca);
    certificate_maker_clear(&city->maker);
}

static enum sj_status call_trusting(struct city *city, const char *ca_pem, const char *server_name)
{
    struct sj_tls_trust trust = {ca_pem, server_name};
    struct sj_channel_config config = {.url = sj_rpc_server_url(city->fixture.server),
                                       .tls = &trust,
                                       .methods = fixture_methods,
                                       .method_count = FIXTURE_METHOD_COUNT,
                                       .retries = 5};
    struct sj_channel *channel = NULL;
    Shangji__V1__RankAnswer *answer = NULL;
    enum sj_status status = sj_channel_open(&config, &channel, &city->fixture.error);
    for (uint32_t i = 0; status == SJ_OK && i < 3; i++)
        status = fixture_rank(channel, &city->fixture.arena, "large", "", 60000, NULL, &answer,
                              &city->fixture.error);
    if (status == SJ_OK)
        assert_int_equal(strlen(answer->name_zh), 60000);
    sj_channel_close(channel);
    return status;
}

static void test_transport__calls_over_tls(void **state)
{
    struct city city;
    city_open(&city);
    assert_int_equal(call_trusting(&city, city.ca.certificate_pem, "city.example"), SJ_OK);
    city_close(&city);
}

/* The other CA bears the same name. Neither is tried again, nor waited for. */
static void test_transport__refuses_other_peoples_certificates(void **state)
{
    struct city city;
    city_open(&city);
    int64_t before = fixture_now_ms();
    assert_int_equal(call_trusting(&city, city.other_ca.certificate_pem, "city.example"),
                     SJ_UNAUTHENTICATED);
    assert_string_equal(city.fixture.error.reason, "CERTIFICATE");
    assert_int_equal(call_trusting(&city, city.ca.certificate_pem, "other.example"),
                     SJ_UNAUTHENTICATED);
    assert_string_equal(city.fixture.error.reason, "CERTIFICATE");
    assert_true(fixture_now_ms() - before < 3000);
    /* The server is none the worse for it. */
    assert_int_equal(call_trusting(&city, city.ca.certificate_pem, "city.example"), SJ_OK);
    city_close(&city);
}

static void test_transport__wants_ca_and_name(void **state)
{
    struct city city;
    city_open(&city);
    assert_int_equal(call_trusting(&city, city.ca.certificate_pem, ""), SJ_INVALID);
    assert_int_equal(call_trusting(&city, city.ca.certificate_pem, NULL), SJ_INVALID);
    assert_int_equal(call_trusting(&city, NULL, "city.example"), SJ_INVALID);
    assert_int_equal(call_trusting(&city, "no certificate", "city.example"), SJ_INVALID);
    city_close(&city);
}

static void test_transport__wants_certificate_and_key(void **state)
{
    struct city city;
    city_open(&city);
    struct sj_tls_identity samples[] = {
        {city.server.certificate_pem, "no key"},
        {"no certificate", city.server.key_pem},
        {NULL, city.server.key_pem},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct sj_rpc_server *server = NULL;
        city.fixture.config.tls = &samples[i];
        assert_int_equal(sj_rpc_server_open(&city.fixture.config, &server, &city.fixture.error),
                         SJ_INVALID);
        assert_null(server);
    }
    city_close(&city);
}

static void test_transport__does_not_take_a_plain_server_for_a_tls_one(void **state)
{
    struct city city;
    struct fixture plain;
    char url[64];
    city_open(&city);
    fixture_config(&plain);
    fixture_open(&plain);
    snprintf(url, sizeof url, "tls+%s", sj_rpc_server_url(plain.server));
    struct sj_tls_trust trust = {city.ca.certificate_pem, "city.example"};
    struct sj_channel_config config = {.url = url,
                                       .tls = &trust,
                                       .methods = fixture_methods,
                                       .method_count = FIXTURE_METHOD_COUNT};
    struct sj_channel *channel = NULL;
    struct sj_call_options options = {.timeout_ms = 1000};
    Shangji__V1__RankAnswer *answer = NULL;
    assert_int_equal(sj_channel_open(&config, &channel, &plain.error), SJ_OK);
    assert_int_not_equal(
        fixture_rank(channel, &plain.arena, "echo", "", 1, &options, &answer, &plain.error), SJ_OK);
    sj_channel_close(channel);
    fixture_close(&plain);
    city_close(&city);
}

static void test_transport__says_that_an_address_is_taken(void **state)
{
    struct fixture fixture;
    struct sj_rpc_server *second = NULL;
    fixture_config(&fixture);
    fixture_open(&fixture);
    struct sj_rpc_server_config config = fixture.config;
    config.url = sj_rpc_server_url(fixture.server);
    assert_int_equal(sj_rpc_server_open(&config, &second, &fixture.error), SJ_IO);
    assert_null(second);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transport__takes_urls),
        cmocka_unit_test(test_transport__refuses_urls),
        cmocka_unit_test(test_transport__calls_over_tls),
        cmocka_unit_test(test_transport__refuses_other_peoples_certificates),
        cmocka_unit_test(test_transport__wants_ca_and_name),
        cmocka_unit_test(test_transport__wants_certificate_and_key),
        cmocka_unit_test(test_transport__does_not_take_a_plain_server_for_a_tls_one),
        cmocka_unit_test(test_transport__says_that_an_address_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
