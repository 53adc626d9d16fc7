/* shangji operator follow: the operator's folder goes over to the ledger that takes the place of
 * one that was lost. */
#include "client/command.h"

#include "client/card.h"
#include "client/follow.h"
#include "client/where.h"

#include <stdio.h>
#include <stdlib.h>

enum { FOLLOW_ARENA_BYTES = 16 * 1024 * 1024 };

struct following {
    const char *dir, *former_card;
    struct sj_home home;
    struct sj_link link;
    struct sj_arena arena;
};

static enum sj_status open_cards(struct following *following, const char *path,
                                 Shangji__V1__CityCard **old, Shangji__V1__CityCard **new,
                                 struct sj_bytes *text, struct sj_error *error)
{
    const char *set = getenv("SHANGJI_OPERATOR"), *dir = following->dir;
    if (dir == NULL)
        dir = set != NULL && set[0] != '\0' ? set : ".";
    enum sj_status status = sj_home_open(dir, &following->home, error);
    if (status != SJ_OK)
        return status;
    const char *former = following->former_card != NULL
                             ? following->former_card
                             : sj_home_file(&following->home, "city.card");
    if (former == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the city's new ledger"));
    status = sj_card_read(former, &following->arena, old, error);
    if (status == SJ_OK)
        status = sj_file_read(path, SJ_CARD_MAX_BYTES, &following->arena, text, error);
    if (status == SJ_OK)
        status = sj_card_parse(*text, &following->arena, new, error);
    return status == SJ_OK ? SJ_OK : sj_error_in(error, "%s", path);
}

static enum sj_status follow(struct following *following, const char *path, struct sj_error *error)
{
    Shangji__V1__CityCard *old = NULL, *new = NULL;
    struct sj_bytes text = {0};
    enum sj_status status = open_cards(following, path, &old, &new, &text, error);
    if (status == SJ_OK)
        status = sj_link_open(new, NULL, &following->link, error);
    if (status == SJ_OK)
        status = sj_follow(&following->home, old, &following->link, error);
    const char *card = sj_home_file(&following->home, "city.card");
    if (status == SJ_OK && card == NULL)
        status = sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the city's new ledger"));
    if (status == SJ_OK)
        status = sj_file_write(card, text, 0644, error);
    if (status == SJ_OK)
        printf(_("%s is the new card. Publish the catalogues, open the periods and enrol the "
                 "townships again: acts are signed for one ledger.\n"),
               card);
    return status;
}

static enum sj_status run(int argc, char **argv, struct sj_error *error)
{
    struct following following = {.dir = NULL};
    const struct sj_option options[] = {
        {.name = "operator",
         .kind = SJ_OPTION_TEXT,
         .target = &following.dir,
         .argument = N_("DIR"),
         .help = N_("the folder of operator.key (else $SHANGJI_OPERATOR, then this one)")},
        {.name = "former-card",
         .kind = SJ_OPTION_TEXT,
         .target = &following.former_card,
         .argument = N_("CARD"),
         .help = N_("the card of before (else city.card in the folder)")},
    };
    const struct sj_command_line line = {
        .program = "shangji operator follow",
        .arguments = N_("CARD"),
        .summary = sj_cmd_operator_follow.summary,
        .notes = N_("CARD is the one that 'shangjid init --follows' wrote."),
        .options = options,
        .option_count = sizeof(options) / sizeof(options[0]),
        .min_arguments = 1,
        .max_arguments = 1,
    };
    int count;
    bool help;
    enum sj_status status = sj_options_parse(&line, argc, argv, &count, &help, error);
    if (status != SJ_OK || help)
        return status;
    sj_arena_init(&following.arena, FOLLOW_ARENA_BYTES);
    status = follow(&following, argv[1], error);
    sj_link_close(&following.link);
    sj_arena_clear(&following.arena);
    sj_home_clear(&following.home);
    return status;
}

const struct sj_command sj_cmd_operator_follow = {
    .name = "operator follow",
    .summary = N_("go over to the ledger that takes the place of a lost one"),
    .run = run,
};
