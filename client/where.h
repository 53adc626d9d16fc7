/* Which folder, which city and which period a command works with. */
#ifndef SHANGJI_CLIENT_WHERE_H
#define SHANGJI_CLIENT_WHERE_H

#include "client/city_link.h"
#include "client/home.h"

/* What the options say; all may be unset. */
struct sj_where {
    const char *home, *card;
    uint64_t timeout_ms;
    bool shows_alarms; /* the command does: no note about those that wait */
};

/* Rows for a command's option table. */
#define SJ_OPTION_HOME(target_home)                                                                \
    {                                                                                              \
        .name = "home", .kind = SJ_OPTION_TEXT, .target = (target_home), .argument = N_("DIR"),    \
        .help = N_("the folder of keys and outbox (else $SHANGJI_HOME, ~/.shangji)")               \
    }
#define SJ_OPTION_CARD(target_card)                                                                \
    {                                                                                              \
        .name = "card", .kind = SJ_OPTION_TEXT, .target = (target_card), .argument = N_("CARD"),   \
        .help = N_("the city card (else $SHANGJI_CARD, then the one joined with)")                 \
    }
#define SJ_OPTION_TIMEOUT(target_ms)                                                               \
    {                                                                                              \
        .name = "timeout", .kind = SJ_OPTION_NUMBER, .target = (target_ms), .argument = N_("MS"),  \
        .help = N_("milliseconds that a call may take"), .min = 1, .max = 600000                   \
    }
#define SJ_OPTION_PASSPHRASE(target_file)                                                          \
    {                                                                                              \
        .name = "passphrase-file", .kind = SJ_OPTION_TEXT, .target = (target_file),                \
        .argument = N_("FILE"),                                                                    \
        .help = N_("read the passphrase from the first line of FILE instead of asking")            \
    }

/* The folder, the card (--card, $SHANGJI_CARD, the folder's own) and a link to its city. The last
 * checkpoint, and the entries behind it, are watched where the card is the folder's own city's.
 * Alarms that nobody has acknowledged yet are recalled on stderr. Clear both afterwards, also on
 * failure. */
enum sj_status sj_where_open(const struct sj_where *where, struct sj_home *home,
                             struct sj_link *link, struct sj_error *error) SJ_WARN_UNUSED;
/* The card alone, in the home's arena. */
enum sj_status sj_where_card(const struct sj_where *where, struct sj_home *home,
                             Shangji__V1__CityCard **card, struct sj_error *error) SJ_WARN_UNUSED;
/* Brings the folder up to date: the newest catalogue, those that periods are judged by, townships
 * and periods. *version (in the home's arena) is the newest, or NULL where none was published yet.
 */
enum sj_status sj_where_refresh(struct sj_home *home, struct sj_link *link, const char **version,
                                struct sj_error *error) SJ_WARN_UNUSED;
/* Nobody answered, or not in time: the city may be asked later. */
bool sj_is_offline(enum sj_status status);

#endif
