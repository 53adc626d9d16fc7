#include "client/reference_send.h"

#include "proto/pb.h"
#include "rules/submission.h"

enum sj_status sj_reference_load(struct sj_operator *office, const char *path,
                                 enum sj_reference_column needed, struct sj_reference_sheet *sheet,
                                 Shangji__V1__GetRollReply **roll, struct sj_error *error)
{
    struct sj_bytes bytes;
    enum sj_status status =
        sj_file_read(path, SJ_REFERENCE_CSV_MAX_BYTES, &office->arena, &bytes, error);
    if (status == SJ_OK)
        status = sj_reference_read(path, bytes, needed, &office->arena, sheet, error);
    if (status == SJ_OK)
        status = sj_operator_roll(office, roll, error);
    return status == SJ_OK ? sj_reference_on_roll(sheet, *roll, error) : status;
}

enum sj_status sj_reference_check_act(struct sj_operator *office, const Shangji__V1__Act *act,
                                      struct sj_error *error)
{
    struct sj_bytes packed;
    struct sj_submission submission;
    enum sj_status status = sj_pb_pack(&act->base, &office->arena, &packed, error);
    if (status == SJ_OK)
        status = sj_submission_decode(SJ_LITERAL(SJ_TYPE_ACT), packed, &office->arena, &submission,
                                      error);
    return status;
}
