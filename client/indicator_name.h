/* Which indicator a person means: by its code or by its name. */
#ifndef SHANGJI_CLIENT_INDICATOR_NAME_H
#define SHANGJI_CLIENT_INDICATOR_NAME_H

#include "rules/catalogue.h"

/* The code for `word`: an indicator's code, Chinese or English name; else the word itself if it
 * could be a code that only the city knows. SJ_NOT_FOUND with the nearest ones. The code points
 * into the catalogue or is `word`. */
enum sj_status sj_indicator_name(const struct sj_catalogue *catalogue, const char *word,
                                 const char **code, struct sj_error *error) SJ_WARN_UNUSED;
/* The refusal with the nearest codes and names: SJ_NOT_FOUND. */
enum sj_status sj_indicator_unknown(const struct sj_catalogue *catalogue, const char *word,
                                    struct sj_error *error);

#endif
