#include "client/witness_policy.h"

#include "base/i18n.h"
#include "base/period.h"
#include "client/file.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NAMES_BYTES = 64 * 1024 };

enum sj_status sj_wanted_read(const char *path, struct sj_arena *arena, struct sj_wanted *wanted,
                              struct sj_error *error)
{
    struct sj_bytes text;
    enum sj_status status = sj_file_read(path, SJ_POLICY_MAX_BYTES, arena, &text, error);
    if (status == SJ_OK)
        status = sj_policy_parse(text, &wanted->policy, error);
    if (status != SJ_OK)
        return sj_error_in(error, "%s", path);
    wanted->is_set = true;
    shangji__v1__cosigned_wish__init(&wanted->wish);
    for (size_t i = 0; i < wanted->policy.witness_count; i++)
        wanted->names[i] = wanted->policy.witnesses[i].name;
    wanted->wish.witnesses = wanted->names;
    wanted->wish.n_witnesses = wanted->policy.witness_count;
    wanted->wish.least = sj_policy_least(&wanted->policy);
    return SJ_OK;
}

enum sj_status sj_wanted_load(struct sj_home *home, const char *path, const char *origin,
                              struct sj_wanted *wanted, struct sj_error *error)
{
    Shangji__V1__CityCard *own;
    wanted->is_set = false;
    if (path)
        return sj_wanted_read(path, &home->arena, wanted, error);
    path = sj_home_file(home, "witnesses");
    if (!path)
        return sj_error_set(error, SJ_NO_MEMORY, NULL, _("no memory for the witness policy"));
    if (!sj_file_exists(path))
        return SJ_OK;
    enum sj_status status = sj_home_card(home, &own, error);
    if (status == SJ_PRECONDITION || (status == SJ_OK && strcmp(own->origin, origin) != 0))
        return SJ_OK; /* another city's ledger has other witnesses */
    return status == SJ_OK ? sj_wanted_read(path, &home->arena, wanted, error) : status;
}

enum sj_status sj_wanted_look(struct sj_wanted *wanted, struct sj_bytes note,
                              const struct sj_log_key *ledger, struct sj_error *error)
{
    if (!wanted->is_set)
        return SJ_OK;
    return sj_policy_look(&wanted->policy, note, ledger, (int64_t)time(NULL), &wanted->found,
                          error);
}

enum sj_status sj_wanted_require(struct sj_wanted *wanted, struct sj_bytes note,
                                 const struct sj_log_key *ledger, struct sj_error *error)
{
    enum sj_status status = sj_wanted_look(wanted, note, ledger, error);
    if (status == SJ_OK && wanted->is_set)
        status = sj_policy_require(&wanted->policy, &wanted->found, error);
    return status;
}

enum sj_status sj_wanted_fetch(struct sj_wanted *wanted, struct sj_link *link,
                               struct sj_arena *arena, struct sj_checkpoint *checkpoint,
                               struct sj_error *error)
{
    Shangji__V1__GetCheckpointRequest request;
    ProtobufCMessage *message;
    shangji__v1__get_checkpoint_request__init(&request);
    request.cosigned = &wanted->wish;
    enum sj_status status = sj_link_call(link, "/shangji.v1.Ledger/GetCheckpoint", &request.base,
                                         arena, &message, error);
    if (status != SJ_OK)
        return status;
    struct sj_bytes note =
        sj_bytes_of(((const Shangji__V1__GetCheckpointReply *)message)->checkpoint);
    status = sj_checkpoint_open(note, &link->ledger, checkpoint, error);
    if (status == SJ_OK)
        status = sj_wanted_require(wanted, note, &link->ledger, error);
    return status == SJ_OK ? sj_link_watch(link, checkpoint, note, error) : status;
}

static void print_unchecked(struct sj_bytes note, const char *origin)
{
    struct sj_buffer names = {.limit = NAMES_BYTES};
    if (sj_cosignature_names(note, origin, &names, NULL) == SJ_OK && names.len > 0) {
        size_t count = 0;
        for (size_t i = 0; i < names.len; i++)
            count += names.data[i] == '\n';
        printf(_("  %zu cosignatures stand on it, not checked: there is no witness policy\n"),
               count);
    }
    sj_buffer_clear(&names);
}

void sj_wanted_print(const struct sj_wanted *wanted, struct sj_bytes note, const char *origin)
{
    char text[SJ_TIME_TEXT];
    if (!wanted->is_set) {
        print_unchecked(note, origin);
        return;
    }
    for (size_t i = 0; i < wanted->policy.witness_count; i++)
        if (wanted->found.times[i] != 0)
            printf(_("  cosigned by %s: %s\n"), wanted->policy.witnesses[i].name,
                   sj_time_format(wanted->found.times[i], text));
}
