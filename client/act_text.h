/* What the operator's acts say, for people: shared by status and history. Texts are translated,
 * literals or the message's own. */
#ifndef SHANGJI_CLIENT_ACT_TEXT_H
#define SHANGJI_CLIENT_ACT_TEXT_H

#include "rules/catalogue.h"

#include <status.pb-c.h>

/* What the act gives as its reason; "" where it gives none. */
const char *sj_act_reason(const Shangji__V1__Act *act);
/* The points of a return, with the words of `report` (NULL: not at hand) and names from `catalogue`
 * (NULL: codes); NULL without room. In the arena. */
Shangji__V1__ReturnPoint **sj_return_points(const Shangji__V1__ReportReturn *returned,
                                            const Shangji__V1__Report *report,
                                            const struct sj_catalogue *catalogue,
                                            struct sj_arena *arena);
/* "figure 3, “早稻种植1140余亩”: why" or "早稻面积: why", a line each. */
void sj_return_points_print(Shangji__V1__ReturnPoint *const *points, size_t count,
                            const char *indent, struct sj_buffer *text);
const char *sj_role_name(Shangji__V1__Role role);
/* "the operator revoked a key" for "revoke": what an entry's type says. */
const char *sj_entry_type_text(const char *type);
/* The indicator's name in the language chosen; the code where the catalogue has none. */
const char *sj_catalogue_name(const struct sj_catalogue *catalogue, const char *code);

#endif
