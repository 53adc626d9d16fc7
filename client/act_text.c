#include "client/act_text.h"

#include "base/i18n.h"
#include "client/answer_text.h"
#include "proto/pb.h"

#include <string.h>

const char *sj_act_reason(const Shangji__V1__Act *act)
{
    switch (act->act_case) {
    case SHANGJI__V1__ACT__ACT_REVOCATION:
        return act->revocation->reason;
    case SHANGJI__V1__ACT__ACT_REPLACEMENT:
        return act->replacement->reason;
    case SHANGJI__V1__ACT__ACT_REOPENING:
        return act->reopening->reason;
    case SHANGJI__V1__ACT__ACT_RETURNED:
        return act->returned->reason;
    case SHANGJI__V1__ACT__ACT_WITHHOLDING:
        return act->withholding->reason;
    case SHANGJI__V1__ACT__ACT_SUCCESSION:
        return act->succession->document;
    case SHANGJI__V1__ACT__ACT_RANKING:
        return act->ranking->title;
    case SHANGJI__V1__ACT__ACT_SCORECARD:
        return act->scorecard->title;
    case SHANGJI__V1__ACT__ACT_REFERENCE:
        return act->reference->source;
    case SHANGJI__V1__ACT__ACT_FOUNDING:
    case SHANGJI__V1__ACT__ACT_ENROLMENT:
    case SHANGJI__V1__ACT__ACT_CATALOGUE:
    case SHANGJI__V1__ACT__ACT_OPENING:
    case SHANGJI__V1__ACT__ACT_CLOSING:
    case SHANGJI__V1__ACT__ACT_SIGNING:
    case SHANGJI__V1__ACT__ACT_GROUPING:
    case SHANGJI__V1__ACT__ACT__NOT_SET:
    case _SHANGJI__V1__ACT__ACT__CASE_IS_INT_SIZE:
        break;
    }
    return "";
}

const char *sj_catalogue_name(const struct sj_catalogue *catalogue, const char *code)
{
    const struct sj_indicator *indicator =
        catalogue == NULL ? NULL : sj_catalogue_find(catalogue, sj_bytes_of(code));
    return indicator == NULL ? code : sj_text_name(indicator->name_zh, indicator->name_en);
}

Shangji__V1__ReturnPoint **sj_return_points(const Shangji__V1__ReportReturn *returned,
                                            const Shangji__V1__Report *report,
                                            const struct sj_catalogue *catalogue,
                                            struct sj_arena *arena)
{
    Shangji__V1__ReturnPoint **points =
        sj_arena_array(arena, returned->n_points + 1, sizeof(Shangji__V1__ReturnPoint *));
    for (size_t i = 0; points != NULL && i < returned->n_points; i++) {
        const Shangji__V1__ReportReturn__Point *told = returned->points[i];
        Shangji__V1__ReturnPoint *point = sj_pb_new(&shangji__v1__return_point__descriptor, arena);
        if (point == NULL)
            return NULL;
        points[i] = point;
        point->reason = told->reason;
        if (told->indicator[0] != '\0') {
            point->indicator = told->indicator;
            point->name = sj_pb_text(sj_catalogue_name(catalogue, told->indicator));
            continue;
        }
        point->figure = told->figure + 1;
        if (report != NULL && told->figure < report->n_figures)
            point->words = report->figures[told->figure]->clause;
    }
    return points;
}

void sj_return_points_print(Shangji__V1__ReturnPoint *const *points, size_t count,
                            const char *indent, struct sj_buffer *text)
{
    for (size_t i = 0; i < count; i++) {
        const Shangji__V1__ReturnPoint *point = points[i];
        sj_buffer_add_text(text, indent);
        if (point->indicator[0] != '\0')
            sj_buffer_printf(text, "- %s: %s\n", point->name, point->reason);
        else if (point->words[0] != '\0')
            sj_buffer_printf(text, _("- figure %u, “%s”: %s\n"), point->figure, point->words,
                             point->reason);
        else
            sj_buffer_printf(text, _("- figure %u: %s\n"), point->figure, point->reason);
    }
}

const char *sj_role_name(Shangji__V1__Role role)
{
    switch (role) {
    case SHANGJI__V1__ROLE__ROLE_PREPARER:
        return _("preparer");
    case SHANGJI__V1__ROLE__ROLE_HEAD:
        return _("responsible head");
    case SHANGJI__V1__ROLE__ROLE_UNSPECIFIED:
    case _SHANGJI__V1__ROLE_IS_INT_SIZE:
        break;
    }
    return "?";
}

const char *sj_entry_type_text(const char *type)
{
    static const struct {
        const char *type, *text;
    } texts[] = {
        {"found", N_("the ledger was founded")},
        {"report", N_("report")},
        {"enrol", N_("key enrolled")},
        {"revoke", N_("key revoked")},
        {"signers", N_("who must sign was laid down")},
        {"replace", N_("a key of the city was replaced: ask for the new city card")},
        {"reopen", N_("period reopened for this township")},
        {"return", N_("report sent back")},
        {"withhold", N_("text withheld")},
        {"succeed", N_("township merged, divided, renamed or recoded")},
        {"ranking", N_("ranking published")},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i].type, type) == 0)
            return _(texts[i].text);
    return type;
}
