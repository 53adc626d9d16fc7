/* A payload from anywhere: decoded, and judged against a text, as admission does it before any
 * signature has been believed. */
#include "base/arena.h"
#include "rules/findings.h"
#include "rules/report.h"
#include "rules/submission.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sj_findings findings;
    struct sj_arena arena;
    struct sj_error error = {0};
    struct sj_submission submission;
    struct sj_catalogue catalogue = {.version = "1"};
    struct sj_facts facts;
    if (size < 1)
        return 0;
    sj_arena_init(&arena, 8 * 1024 * 1024);
    sj_findings_init(&findings, &arena);
    struct sj_bytes type = data[0] % 2 == 0 ? SJ_LITERAL(SJ_TYPE_REPORT) : SJ_LITERAL(SJ_TYPE_ACT);
    struct sj_bytes payload = SJ_BYTES(data + 1, size - 1);
    if (sj_catalogue_index(&catalogue, &arena, &error) == SJ_OK &&
        sj_submission_decode(type, payload, &arena, &submission, &error) == SJ_OK) {
        struct sj_entry entry;
        sj_submission_subject(&submission, &entry);
        if (submission.report != NULL &&
            sj_report_judge(submission.report, &payload, &catalogue, &arena, &findings, &facts,
                            &error) == SJ_OK &&
            findings.count != 0)
            __builtin_trap(); /* accepted with a fault */
    }
    sj_arena_clear(&arena);
    return 0;
}
