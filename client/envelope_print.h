/* An envelope as people read it, before they sign it and afterwards: what it is, who signed, what
 * the payload says. Somebody else's words are printed without what would steer a terminal. */
#ifndef SHANGJI_CLIENT_ENVELOPE_PRINT_H
#define SHANGJI_CLIENT_ENVELOPE_PRINT_H

#include "client/envelope_file.h"
#include "client/signers.h"

#include <stdio.h>

/* Type and identity. */
void sj_envelope_print_head(const struct sj_envelope_file *file, FILE *out);
/* A line a signature: its key id, and whose key made it by what is known here. */
void sj_envelope_print_signers(const struct sj_envelope_file *file, const struct sj_signer *signers,
                               struct sj_arena *arena, FILE *out);
/* Township (with its name where the roll has it), period, revision and what it replaces, counts,
 * and every figure that was corrected, certified, discarded or added, with its reason. */
void sj_report_print_summary(const Shangji__V1__Report *report,
                             const Shangji__V1__GetRollReply *roll, FILE *out);
/* A row a figure and fact, then the statements that make facts. */
void sj_report_print_figures(const Shangji__V1__Report *report, FILE *out);
/* What kind of act, and its members as JSON. */
enum sj_status sj_act_print(const Shangji__V1__Act *act, FILE *out,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* That the responsible head's signature is missing on a report packed just now, and the command
 * that adds it; false, and nothing printed, where it is not missing or not known to be: what the
 * city asks for now it says when the report is sent. */
bool sj_envelope_print_cosign(struct sj_home *home, const char *name, struct sj_bytes envelope,
                              FILE *out);

#endif
