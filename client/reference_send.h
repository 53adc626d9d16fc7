/* What the commands that publish a reference table and a grouping share: the file read and held
 * against the roll, and the act judged before it is signed. */
#ifndef SHANGJI_CLIENT_REFERENCE_SEND_H
#define SHANGJI_CLIENT_REFERENCE_SEND_H

#include "client/operator.h"
#include "client/reference_csv.h"

/* All in the office's arena. */
enum sj_status sj_reference_load(struct sj_operator *office, const char *path,
                                 enum sj_reference_column needed, struct sj_reference_sheet *sheet,
                                 Shangji__V1__GetRollReply **roll,
                                 struct sj_error *error) SJ_WARN_UNUSED;
/* By the city's own rules of form: what it would refuse is not signed. */
enum sj_status sj_reference_check_act(struct sj_operator *office, const Shangji__V1__Act *act,
                                      struct sj_error *error) SJ_WARN_UNUSED;

#endif
