/* A command a file: each cmd_*.c defines one struct sj_command, and commands.c lists them. */
#ifndef SHANGJI_CLIENT_COMMAND_H
#define SHANGJI_CLIENT_COMMAND_H

#include "base/arena.h"
#include "base/i18n.h"
#include "base/options.h"

struct sj_command {
    const char *name;    /* "read", "operator enrol" */
    const char *summary; /* N_("…"), one line of `shangji help` */
    /* argv[0] is the command's name. What goes wrong is returned with its error; main prints it
     * once and exits with sj_status_exit. SJ_UNRESOLVED exits 1. */
    enum sj_status (*run)(int argc, char **argv, struct sj_error *error);
};

extern const struct sj_command sj_cmd_init, sj_cmd_join, sj_cmd_read, sj_cmd_review, sj_cmd_check,
    sj_cmd_pack, sj_cmd_submit, sj_cmd_receipt, sj_cmd_rank, sj_cmd_coverage, sj_cmd_call,
    sj_cmd_verify, sj_cmd_audit, sj_cmd_witness, sj_cmd_operator_init, sj_cmd_operator_enrol,
    sj_cmd_operator_revoke, sj_cmd_operator_publish, sj_cmd_operator_open, sj_cmd_operator_close,
    sj_cmd_operator_return, sj_cmd_operator_reopen, sj_cmd_operator_withhold,
    sj_cmd_operator_signers, sj_cmd_operator_succeed, sj_cmd_operator_replace,
    sj_cmd_operator_remind, sj_cmd_operator_follow, sj_cmd_operator_publish_rank, sj_cmd_status,
    sj_cmd_history, sj_cmd_cosign, sj_cmd_envelope_show, sj_cmd_envelope_verify,
    sj_cmd_envelope_export, sj_cmd_envelope_import, sj_cmd_key_show, sj_cmd_key_passwd,
    sj_cmd_key_rotate, sj_cmd_operator_reference, sj_cmd_operator_groups, sj_cmd_compare,
    sj_cmd_trend, sj_cmd_profile, sj_cmd_movers, sj_cmd_totals, sj_cmd_outliers, sj_cmd_pledges,
    sj_cmd_indicators, sj_cmd_townships, sj_cmd_score, sj_cmd_operator_scorecard;

#endif
