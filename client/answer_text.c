#include "client/answer_text.h"

#include "base/i18n.h"
#include "base/period.h"
#include "proto/pb.h"

#include <stdlib.h>
#include <string.h>

enum { UTC_PLUS_8 = 8 * 3600, TO_MINUTES = 16 };

static const char *text_of(const char *text)
{
    return text ? text : "";
}

const char *sj_text_interval(const Shangji__V1__Interval *interval, struct sj_arena *arena)
{
    if (!interval || (interval->lo[0] && !interval->lo_open && !interval->hi_open &&
                      strcmp(interval->lo, interval->hi) == 0))
        return "";
    bool lo = interval->lo[0], hi = interval->hi[0];
    return text_of(sj_arena_printf(arena, "%s%s, %s%s", lo && !interval->lo_open ? "[" : "(",
                                   lo ? interval->lo : "-∞", hi ? interval->hi : "∞",
                                   hi && !interval->hi_open ? "]" : ")"));
}

static const char *decision_text(Shangji__V1__Decision decision)
{
    switch (decision) {
    case SHANGJI__V1__DECISION__DECISION_CORRECTED:
        return _("corrected");
    case SHANGJI__V1__DECISION__DECISION_CERTIFIED:
        return _("certified");
    case SHANGJI__V1__DECISION__DECISION_ADDED:
        return _("added");
    case SHANGJI__V1__DECISION__DECISION_UNSPECIFIED:
    case SHANGJI__V1__DECISION__DECISION_CONFIRMED:
    case SHANGJI__V1__DECISION__DECISION_DISCARDED:
    case _SHANGJI__V1__DECISION_IS_INT_SIZE:
        break;
    }
    return "";
}

static const char *kind_text(Shangji__V1__Kind kind)
{
    switch (kind) {
    case SHANGJI__V1__KIND__KIND_FORECAST:
        return _("forecast");
    case SHANGJI__V1__KIND__KIND_PLAN:
        return _("plan");
    case SHANGJI__V1__KIND__KIND_GROWTH:
        return _("growth");
    case SHANGJI__V1__KIND__KIND_UNSPECIFIED:
    case SHANGJI__V1__KIND__KIND_OUTCOME:
    case SHANGJI__V1__KIND__KIND_OTHER:
    case _SHANGJI__V1__KIND_IS_INT_SIZE:
        break;
    }
    return "";
}

static const char *join(struct sj_arena *arena, const char *list, const char *item)
{
    if (!item[0])
        return list;
    return list[0] ? text_of(sj_arena_printf(arena, "%s%s%s", list, _("; "), item)) : item;
}

const char *sj_text_marks(const Shangji__V1__AnswerValue *value, struct sj_arena *arena)
{
    const char *decision = decision_text(value->decision);
    if (decision[0] && value->reason[0])
        decision = text_of(sj_arena_printf(arena, "%s%s%s", decision, _(": "), value->reason));
    const char *marks = join(arena, kind_text(value->kind), decision);
    if (value->revision > 1)
        marks = join(arena, marks,
                     text_of(sj_arena_printf(arena, _("revision %u"), (unsigned)value->revision)));
    return value->recovery ? join(arena, marks, _("signed with a recovered key")) : marks;
}

const char *sj_text_absence(Shangji__V1__Absence why)
{
    switch (why) {
    case SHANGJI__V1__ABSENCE__ABSENCE_NOT_REPORTED:
        return _("no report");
    case SHANGJI__V1__ABSENCE__ABSENCE_NOT_STATED:
        return _("not stated in the report");
    case SHANGJI__V1__ABSENCE__ABSENCE_NOT_APPLICABLE:
        return _("does not apply");
    case SHANGJI__V1__ABSENCE__ABSENCE_NOT_COUNTED:
        return _("not counted");
    case SHANGJI__V1__ABSENCE__ABSENCE_NOT_COMPARABLE:
        return _("not comparable");
    case SHANGJI__V1__ABSENCE__ABSENCE_RETURNED:
        return _("sent back, not yet corrected");
    case SHANGJI__V1__ABSENCE__ABSENCE_SUCCEEDED:
        return _("its successors report");
    case SHANGJI__V1__ABSENCE__ABSENCE_NO_DENOMINATOR:
        return _("nothing to divide by");
    case SHANGJI__V1__ABSENCE__ABSENCE_ZERO_DENOMINATOR:
        return _("divided by zero");
    case SHANGJI__V1__ABSENCE__ABSENCE_NO_GROUP:
        return _("in no group");
    case SHANGJI__V1__ABSENCE__ABSENCE_UNSPECIFIED:
    case _SHANGJI__V1__ABSENCE_IS_INT_SIZE:
        break;
    }
    return "";
}

const char *sj_text_report_status(Shangji__V1__ReportStatus status)
{
    switch (status) {
    case SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_ON_TIME:
        return _("on time");
    case SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_LATE:
        return _("late");
    case SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_MISSING:
        return _("missing");
    case SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_RETURNED:
        return _("sent back");
    case SHANGJI__V1__REPORT_STATUS__REPORT_STATUS_UNSPECIFIED:
    case _SHANGJI__V1__REPORT_STATUS_IS_INT_SIZE:
        break;
    }
    return "";
}

const char *sj_text_name(const char *name_zh, const char *name_en)
{
    const char *language = getenv("LANGUAGE"); /* sj_i18n_init has set it */
    bool chinese = !language || strncmp(language, "zh", 2) == 0;
    return (chinese && name_zh[0]) || !name_en[0] ? name_zh : name_en;
}

const char *sj_text_time(int64_t unix_seconds, struct sj_arena *arena)
{
    char text[SJ_TIME_TEXT];
    if (unix_seconds == 0)
        return "";
    sj_time_format(unix_seconds + UTC_PLUS_8, text);
    text[10] = ' ';
    return text_of(sj_arena_printf(arena, "%.*s", (int)TO_MINUTES, text));
}

const char *sj_text_number(uint64_t number, struct sj_arena *arena)
{
    return text_of(sj_arena_printf(arena, "%llu", (unsigned long long)number));
}

const char *sj_text_enum(const ProtobufCEnumDescriptor *descriptor, int value,
                         struct sj_arena *arena)
{
    const char *name = strchr(sj_pb_enum_name(descriptor, value), '_');
    char *text = sj_arena_text(arena, sj_bytes_of(name ? name + 1 : ""));
    for (char *c = text; c && *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return text ? text : "";
}

const char *sj_text_range(uint32_t best, uint32_t worst, struct sj_arena *arena)
{
    return best == worst
               ? sj_text_number(best, arena)
               : text_of(sj_arena_printf(arena, "%u–%u", (unsigned)best, (unsigned)worst));
}

/* ---- why there is no value ---- */

static const char *const kind_texts[] = {"",         N_("outcome"), N_("forecast"),
                                         N_("plan"), N_("growth"),  N_("other")};
static const char *const basis_texts[] = {"", N_("whole period"), N_("to date"), N_("cumulative"),
                                          N_("point in time")};
static const char *const scope_texts[] = {"", N_("whole township"), N_("part of a whole"),
                                          N_("demonstration plots"), N_("villages")};

static const char *name_in(const ProtobufCEnumDescriptor *descriptor, const char *const *texts,
                           const char *detail)
{
    const ProtobufCEnumValue *found =
        protobuf_c_enum_descriptor_get_value_by_name(descriptor, detail);
    return found ? _(texts[found->value]) : NULL;
}

const char *sj_text_detail(const char *detail, struct sj_arena *arena)
{
    const char *scope = name_in(&shangji__v1__scope__descriptor, scope_texts, detail);
    const char *basis = name_in(&shangji__v1__basis__descriptor, basis_texts, detail);
    const char *kind = name_in(&shangji__v1__kind__descriptor, kind_texts, detail);
    if (scope)
        return text_of(sj_arena_printf(arena, _("scope: %s"), scope));
    if (basis)
        return text_of(sj_arena_printf(arena, _("basis: %s"), basis));
    return kind ? text_of(sj_arena_printf(arena, _("kind: %s"), kind)) : detail;
}
