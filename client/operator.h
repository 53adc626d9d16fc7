/* The operator at work: a folder with operator.key (and what was sent, in sent/), the city card,
 * and acts that go to the ledger as signed envelopes. */
#ifndef SHANGJI_CLIENT_OPERATOR_H
#define SHANGJI_CLIENT_OPERATOR_H

#include "client/act.h"
#include "client/where.h"

struct sj_operator_options {
    const char *dir, *card, *passphrase_file;
};

/* Rows for a command's option table. */
#define SJ_OPTIONS_OPERATOR(o)                                                                     \
    {.name = "operator",                                                                           \
     .kind = SJ_OPTION_TEXT,                                                                       \
     .target = &(o)->dir,                                                                          \
     .argument = N_("DIR"),                                                                        \
     .help = N_("the folder of operator.key (else $SHANGJI_OPERATOR, then this one)")},            \
        {.name = "card",                                                                           \
         .kind = SJ_OPTION_TEXT,                                                                   \
         .target = &(o)->card,                                                                     \
         .argument = N_("CARD"),                                                                   \
         .help = N_("the city card (else $SHANGJI_CARD, then city.card in the folder)")},          \
        SJ_OPTION_PASSPHRASE(&(o)->passphrase_file)

struct sj_operator {
    struct sj_home home; /* the folder */
    Shangji__V1__CityCard *card;
    struct sj_link link;
    struct sj_arena arena; /* of the command's calls and acts */
    const char *passphrase_file;
};

/* Finds folder and card, opens the link, asks for no passphrase yet. Close it also on failure. */
enum sj_status sj_operator_open(const struct sj_operator_options *options,
                                struct sj_operator *office, struct sj_error *error) SJ_WARN_UNUSED;
void sj_operator_close(struct sj_operator *office);

/* The roll of now. */
enum sj_status sj_operator_roll(struct sj_operator *office, Shangji__V1__GetRollReply **roll,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Opens the key; SJ_PRECONDITION if it is not the card's. The caller frees it. */
enum sj_status sj_operator_key(struct sj_operator *office, struct sj_key **key,
                               struct sj_error *error) SJ_WARN_UNUSED;
/* Fills in origin and time, signs, submits, verifies the receipt, prints the entry and keeps all of
 * it in sent/. */
enum sj_status sj_operator_act(struct sj_operator *office, const struct sj_key *key,
                               Shangji__V1__Act *act, struct sj_error *error) SJ_WARN_UNUSED;
/* The same for an envelope that is signed already. */
enum sj_status sj_operator_send(struct sj_operator *office, const struct sj_envelope *envelope,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* A writable copy in the operator's arena, for a message's field; NULL without room. */
char *sj_operator_text(struct sj_operator *office, const char *text);

#endif
