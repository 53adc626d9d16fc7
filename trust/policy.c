#include "trust/policy.h"

#include "base/i18n.h"
#include "trust/lines.h"

#include <string.h>

enum { WORDS_MAX = SJ_POLICY_NAMES_MAX + 3, AHEAD_SECONDS = 300 };

struct reading {
    struct sj_policy *policy;
    struct sj_bytes words[WORDS_MAX];
    size_t count;
    bool has_quorum;
    unsigned line;
    struct sj_error *error;
};

static enum sj_status bad(struct reading *reading, const char *why)
{
    return sj_error_set(reading->error, SJ_INVALID, "POLICY_INVALID",
                        _("line %u of the witness policy: %s"), reading->line, why);
}

/* ---- words ---- */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Splits the line; false if it has more words than any line may have. */
static bool split(struct reading *reading, struct sj_bytes line)
{
    reading->count = 0;
    for (size_t at = 0; at < line.len;) {
        size_t end = at;
        while (end < line.len && !is_blank(line.data[end]))
            end++;
        if (end > at && reading->count == WORDS_MAX)
            return false;
        if (end > at)
            reading->words[reading->count++] = sj_bytes_slice(line, at, end);
        at = end + 1;
    }
    return true;
}

static bool characters_valid(struct sj_bytes line)
{
    for (size_t i = 0; i < line.len; i++)
        if ((line.data[i] < 0x20 && line.data[i] != '\t') || line.data[i] == 0x7F)
            return false;
    return true;
}

static int find_node(const struct sj_policy *policy, struct sj_bytes name)
{
    for (size_t i = 0; i < policy->node_count; i++)
        if (sj_bytes_equal(sj_bytes_of(policy->nodes[i].name), name))
            return (int)i;
    return SJ_POLICY_NO_GROUP;
}

/* ---- statements ---- */

/* NULL, and the error is set, where the name will not do. */
static struct sj_policy_node *add_node(struct reading *reading, struct sj_bytes name)
{
    struct sj_policy *policy = reading->policy;
    const char *why = NULL;
    if (name.len > SJ_POLICY_NAME_MAX || sj_bytes_equal(name, SJ_LITERAL("none")))
        why = _("names have at most 64 bytes, and \"none\" is none");
    else if (find_node(policy, name) >= 0)
        why = _("its name stands on a line before already");
    else if (policy->node_count == SJ_POLICY_NAMES_MAX)
        why = _("there are more than 64 witnesses and groups");
    if (why) {
        (void)bad(reading, why);
        return NULL;
    }
    struct sj_policy_node *node = &policy->nodes[policy->node_count++];
    *node = (struct sj_policy_node){.witness = SJ_POLICY_NO_GROUP, .group = SJ_POLICY_NO_GROUP};
    memcpy(node->name, name.data, name.len);
    return node;
}

static enum sj_status read_witness(struct reading *reading)
{
    struct sj_policy *policy = reading->policy;
    struct sj_witness_key key;
    if (reading->count < 3 || reading->count > 4)
        return bad(reading, _("it should read: witness NAME KEY"));
    if (sj_witness_key_parse(reading->words[2], &key, NULL) != SJ_OK)
        return bad(reading, _("its key is not one that 'shangji witness --key' prints"));
    if (policy->witness_count == SJ_POLICY_WITNESSES_MAX)
        return bad(reading, _("there are more than 32 witnesses"));
    for (size_t i = 0; i < policy->witness_count; i++)
        if (sj_public_key_equal(&policy->witnesses[i].key, &key.key))
            return bad(reading, _("its key is another witness's already"));
    struct sj_policy_node *node = add_node(reading, reading->words[1]);
    if (!node)
        return SJ_INVALID;
    node->witness = (int)policy->witness_count;
    policy->witnesses[policy->witness_count++] = key;
    return SJ_OK;
}

static enum sj_status read_log(struct reading *reading)
{
    struct sj_policy *policy = reading->policy;
    if (reading->count < 2 || reading->count > 3)
        return bad(reading, _("it should read: log KEY"));
    if (policy->log_count == SJ_POLICY_LOGS_MAX)
        return bad(reading, _("there are more than 32 logs"));
    struct sj_log_key *log = &policy->logs[policy->log_count];
    if (sj_log_key_parse(reading->words[1], log, NULL) != SJ_OK)
        return bad(reading, _("its key is not a ledger's, as it stands on the city card"));
    for (size_t i = 0; i < policy->log_count; i++)
        if (sj_public_key_equal(&policy->logs[i].key, &log->key))
            return bad(reading, _("its key stands on a line before already"));
    policy->log_count++;
    return SJ_OK;
}

/* How many of `of` the word asks for; 0 if it is none. */
static unsigned threshold(struct sj_bytes word, unsigned of)
{
    uint64_t number;
    if (sj_bytes_equal(word, SJ_LITERAL("any")))
        return 1;
    if (sj_bytes_equal(word, SJ_LITERAL("all")))
        return of;
    return sj_line_number(word, &number) && number <= of ? (unsigned)number : 0;
}

static enum sj_status read_group(struct reading *reading)
{
    struct sj_policy *policy = reading->policy;
    if (reading->count < 4)
        return bad(reading, _("it should read: group NAME NUMBER NAME..."));
    unsigned of = (unsigned)reading->count - 3, needed = threshold(reading->words[2], of);
    if (needed == 0)
        return bad(reading, _("how many of its members must cosign is \"any\", \"all\" or a number "
                              "from 1 to as many as there are"));
    struct sj_policy_node *node = add_node(reading, reading->words[1]);
    if (!node)
        return SJ_INVALID;
    int self = (int)policy->node_count - 1;
    node->needed = needed;
    node->of = of;
    for (size_t i = 3; i < reading->count; i++) {
        int member = find_node(policy, reading->words[i]);
        if (member < 0 || member == self)
            return bad(reading, _("one of its members is not named on a line before"));
        if (policy->nodes[member].group != SJ_POLICY_NO_GROUP)
            return bad(reading, _("one of its members is in a group already"));
        policy->nodes[member].group = self;
    }
    return SJ_OK;
}

static enum sj_status read_quorum(struct reading *reading)
{
    if (reading->count != 2)
        return bad(reading, _("it should read: quorum NAME"));
    if (reading->has_quorum)
        return bad(reading, _("there is a quorum already"));
    reading->has_quorum = true;
    if (sj_bytes_equal(reading->words[1], SJ_LITERAL("none")))
        return SJ_OK;
    reading->policy->quorum = find_node(reading->policy, reading->words[1]);
    if (reading->policy->quorum < 0)
        return bad(reading, _("no witness or group of that name stands on a line before"));
    return SJ_OK;
}

static enum sj_status read_age(struct reading *reading)
{
    uint64_t seconds;
    if (reading->count != 2 || !sj_line_number(reading->words[1], &seconds) || seconds == 0 ||
        seconds > INT32_MAX || reading->policy->max_age_seconds != 0)
        return bad(reading, _("it should read, once: max-age SECONDS"));
    reading->policy->max_age_seconds = (int64_t)seconds;
    return SJ_OK;
}

static const struct {
    const char *word;
    enum sj_status (*read)(struct reading *reading);
} statements[] = {
    {"witness", read_witness}, {"group", read_group}, {"quorum", read_quorum},
    {"log", read_log},         {"max-age", read_age},
};

static enum sj_status read_line(struct reading *reading, struct sj_bytes line)
{
    if (!characters_valid(line))
        return bad(reading, _("it holds control characters"));
    bool is_short = split(reading, line);
    if (reading->count == 0 || reading->words[0].data[0] == '#')
        return SJ_OK;
    if (!is_short)
        return bad(reading, _("it has too many words"));
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        if (sj_bytes_equal(reading->words[0], sj_bytes_of(statements[i].word)))
            return statements[i].read(reading);
    return bad(reading, _("a line begins with log, witness, group, quorum or max-age"));
}

enum sj_status sj_policy_parse(struct sj_bytes text, struct sj_policy *policy,
                               struct sj_error *error)
{
    struct reading reading = {.policy = policy, .error = error};
    struct sj_bytes line;
    *policy = (struct sj_policy){.quorum = SJ_POLICY_NO_GROUP};
    while (text.len > 0) {
        reading.line++;
        if (!sj_line_take(&text, &line)) { /* a last line without its end is a line too */
            line = text;
            text.len = 0;
        }
        enum sj_status status = read_line(&reading, line);
        if (status != SJ_OK)
            return status;
    }
    if (!reading.has_quorum)
        return sj_error_set(error, SJ_INVALID, "POLICY_INVALID",
                            _("the witness policy has no line \"quorum\": it asks for nothing; "
                              "write \"quorum none\" if that is meant"));
    return SJ_OK;
}

/* ---- what it asks for ---- */

/* The fewest witnesses by whom a node can hold: of a group, its cheapest members together. */
static unsigned least_of(const struct sj_policy *policy, const unsigned *least, int group)
{
    bool used[SJ_POLICY_NAMES_MAX] = {false};
    unsigned sum = 0;
    for (unsigned i = 0; i < policy->nodes[group].needed; i++) {
        int cheapest = SJ_POLICY_NO_GROUP;
        for (int member = 0; member < group; member++)
            if (policy->nodes[member].group == group && !used[member] &&
                (cheapest < 0 || least[member] < least[cheapest]))
                cheapest = member;
        if (cheapest < 0)
            break;
        used[cheapest] = true;
        sum += least[cheapest];
    }
    return sum;
}

unsigned sj_policy_least(const struct sj_policy *policy)
{
    unsigned least[SJ_POLICY_NAMES_MAX];
    if (policy->quorum == SJ_POLICY_NO_GROUP)
        return 0;
    for (size_t i = 0; i < policy->node_count; i++)
        least[i] = policy->nodes[i].witness >= 0 ? 1 : least_of(policy, least, (int)i);
    return least[policy->quorum];
}

/* A time that lies ahead would never grow old. */
static bool is_timely(const struct sj_policy *policy, int64_t time_unix, int64_t now_unix)
{
    return policy->max_age_seconds == 0 || (now_unix - time_unix <= policy->max_age_seconds &&
                                            time_unix - now_unix <= AHEAD_SECONDS);
}

enum sj_status sj_policy_look(const struct sj_policy *policy, struct sj_bytes note,
                              const struct sj_log_key *log, int64_t now_unix,
                              struct sj_policy_found *found, struct sj_error *error)
{
    bool is_ours = policy->log_count == 0;
    *found = (struct sj_policy_found){.held = 0};
    for (size_t i = 0; i < policy->log_count; i++)
        is_ours |= strcmp(policy->logs[i].origin, log->origin) == 0 &&
                   sj_public_key_equal(&policy->logs[i].key, &log->key);
    if (!is_ours)
        return sj_error_set(error, SJ_PRECONDITION, "POLICY_OTHER_LEDGER",
                            _("the witness policy is not for the ledger %s and its key"),
                            log->origin);
    for (size_t i = 0; i < policy->witness_count; i++) {
        enum sj_status status =
            sj_cosignature_find(note, &policy->witnesses[i], &found->times[i], error);
        if (status != SJ_OK)
            return status;
        if (found->times[i] != 0 && !is_timely(policy, found->times[i], now_unix)) {
            found->untimely++;
            found->times[i] = 0;
        }
        found->held += found->times[i] != 0;
    }
    return SJ_OK;
}

bool sj_policy_holds(const struct sj_policy *policy, const struct sj_policy_found *found)
{
    unsigned members[SJ_POLICY_NAMES_MAX] = {0};
    bool holds = true; /* of no quorum */
    for (size_t i = 0; i < policy->node_count; i++) {
        const struct sj_policy_node *node = &policy->nodes[i];
        bool is_held =
            node->witness >= 0 ? found->times[node->witness] != 0 : members[i] >= node->needed;
        if (is_held && node->group != SJ_POLICY_NO_GROUP)
            members[node->group]++;
        if ((int)i == policy->quorum)
            holds = is_held;
    }
    return holds;
}

static void list_missing(const struct sj_policy *policy, const struct sj_policy_found *found,
                         struct sj_buffer *names)
{
    for (size_t i = 0; i < policy->node_count; i++) {
        int witness = policy->nodes[i].witness;
        if (witness >= 0 && found->times[witness] == 0)
            sj_buffer_printf(names, "%s%s", names->len > 0 ? ", " : "", policy->nodes[i].name);
    }
}

enum sj_status sj_policy_require(const struct sj_policy *policy,
                                 const struct sj_policy_found *found, struct sj_error *error)
{
    if (sj_policy_holds(policy, found))
        return SJ_OK;
    struct sj_buffer names = {.limit = SJ_POLICY_MAX_BYTES};
    list_missing(policy, found, &names);
    enum sj_status status = sj_error_set(
        error, SJ_PRECONDITION, "NOT_COSIGNED",
        _("the checkpoint does not carry what the witness policy asks for: %u of its %zu witnesses "
          "cosigned it, at least %u must have (%u not within max-age); missing: %s"),
        found->held, policy->witness_count, sj_policy_least(policy), found->untimely,
        sj_buffer_text(&names));
    sj_buffer_clear(&names);
    return status;
}
