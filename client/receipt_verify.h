/* A receipt against its envelope with nothing but the city card: no folder, no network. */
#ifndef SHANGJI_CLIENT_RECEIPT_VERIFY_H
#define SHANGJI_CLIENT_RECEIPT_VERIFY_H

#include "client/evidence.h"
#include "client/witness_policy.h"

struct sj_receipt_files {
    const char *receipt, *envelope;
    const char *card;      /* NULL: $SHANGJI_CARD */
    const char *entry;     /* the entry's line; NULL: it stands in the receipt */
    const char *witnesses; /* a policy; NULL: none */
};

/* Verifies and prints what holds. SJ_USAGE without a card. */
enum sj_status sj_receipt_verify_files(const struct sj_receipt_files *files,
                                       struct sj_error *error) SJ_WARN_UNUSED;
/* What a receipt that holds says, for people; `name` is what was called so. */
void sj_receipt_show(const char *name, const struct sj_evidence *evidence,
                     const struct sj_wanted *wanted);

#endif
