/* Certificates for TLS tests, made on the spot: a CA (ECDSA P-256) and leaves under it. */
#ifndef SHANGJI_TESTS_RPC_CERTIFICATES_H
#define SHANGJI_TESTS_RPC_CERTIFICATES_H

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/pk.h>
#include <mbedtls/x509_crt.h>

#include <stdbool.h>
#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { CERTIFICATE_TEXT = 4096 };

struct certificate {
    char name[64]; /* "CN=…" */
    mbedtls_pk_context key;
    char certificate_pem[CERTIFICATE_TEXT], key_pem[CERTIFICATE_TEXT];
};

struct certificate_maker {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
};

static inline void certificate_maker_init(struct certificate_maker *maker)
{
    mbedtls_entropy_init(&maker->entropy);
    mbedtls_ctr_drbg_init(&maker->random);
    assert_int_equal(
        mbedtls_ctr_drbg_seed(&maker->random, mbedtls_entropy_func, &maker->entropy, NULL, 0), 0);
}

static inline void certificate_maker_clear(struct certificate_maker *maker)
{
    mbedtls_ctr_drbg_free(&maker->random);
    mbedtls_entropy_free(&maker->entropy);
}

/* Issued by `ca`, or by itself and then a CA. */
static inline void certificate_make(struct certificate_maker *maker, const char *common_name,
                                    struct certificate *ca, struct certificate *certificate)
{
    bool is_ca = ca == NULL;
    mbedtls_x509write_cert writer;
    mbedtls_mpi serial;
    snprintf(certificate->name, sizeof certificate->name, "CN=%s", common_name);
    mbedtls_pk_init(&certificate->key);
    assert_int_equal(
        mbedtls_pk_setup(&certificate->key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)), 0);
    assert_int_equal(mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(certificate->key),
                                         mbedtls_ctr_drbg_random, &maker->random),
                     0);
    mbedtls_x509write_crt_init(&writer);
    mbedtls_mpi_init(&serial);
    mbedtls_mpi_lset(&serial, is_ca ? 1 : 2);
    mbedtls_x509write_crt_set_version(&writer, MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(&writer, MBEDTLS_MD_SHA256);
    mbedtls_x509write_crt_set_subject_key(&writer, &certificate->key);
    mbedtls_x509write_crt_set_issuer_key(&writer, is_ca ? &certificate->key : &ca->key);
    mbedtls_x509write_crt_set_subject_name(&writer, certificate->name);
    mbedtls_x509write_crt_set_issuer_name(&writer, is_ca ? certificate->name : ca->name);
    mbedtls_x509write_crt_set_serial(&writer, &serial);
    mbedtls_x509write_crt_set_validity(&writer, "20200101000000", "20991231235959");
    mbedtls_x509write_crt_set_basic_constraints(&writer, is_ca, is_ca ? 0 : -1);
    assert_int_equal(
        mbedtls_x509write_crt_pem(&writer, (unsigned char *)certificate->certificate_pem,
                                  CERTIFICATE_TEXT, mbedtls_ctr_drbg_random, &maker->random),
        0);
    assert_int_equal(mbedtls_pk_write_key_pem(&certificate->key,
                                              (unsigned char *)certificate->key_pem,
                                              CERTIFICATE_TEXT),
                     0);
    mbedtls_mpi_free(&serial);
    mbedtls_x509write_crt_free(&writer);
}

static inline void certificate_clear(struct certificate *certificate)
{
    mbedtls_pk_free(&certificate->key);
}

#endif
