/* A report's facts as bytes. Varints, one record a fact:
 *
 *     indicator  year  kind-of-period+part  figure+1  enums(6 × 4 bits as one varint)  flags
 *     zigzag(value)  [zigzag(lo - value)]  [zigzag(hi - value)]
 *
 * after a format byte and the number of facts. Differences wrap in 64 bits, so every value fits. */
#include "answers/columns.h"

#include "base/i18n.h"

enum { FORMAT = 1, FACTS_MAX = 100000 };
enum { HAS_LO = 1, HAS_HI = 2, LO_OPEN = 4, HI_OPEN = 8, FLAGS = 15 };

static void put(struct sj_buffer *bytes, uint64_t value)
{
    while (value >= 0x80) {
        sj_buffer_add_char(bytes, (char)(value | 0x80));
        value >>= 7;
    }
    sj_buffer_add_char(bytes, (char)value);
}

static uint64_t zigzag(uint64_t value)
{
    return value << 1 ^ (0 - (value >> 63));
}

static uint64_t unzigzag(uint64_t value)
{
    return value >> 1 ^ (0 - (value & 1));
}

static uint64_t difference(int64_t end, int64_t value)
{
    return zigzag((uint64_t)end - (uint64_t)value);
}

static void put_fact(struct sj_buffer *bytes, const struct sj_column_fact *fact)
{
    const struct sj_cell *cell = &fact->cell;
    put(bytes, fact->indicator);
    put(bytes, fact->period.year);
    put(bytes, (uint64_t)fact->period.kind << 4 | fact->period.part);
    put(bytes, (uint64_t)cell->figure + 1);
    put(bytes, (uint64_t)cell->kind << 16 | (uint64_t)cell->mood << 12 |
                   (uint64_t)cell->basis << 8 | (uint64_t)cell->scope << 4 | cell->decision |
                   (uint64_t)cell->state << 20);
    put(bytes, (uint64_t)(cell->has_lo ? HAS_LO : 0) | (cell->has_hi ? HAS_HI : 0) |
                   (cell->lo_open ? LO_OPEN : 0) | (cell->hi_open ? HI_OPEN : 0));
    put(bytes, zigzag((uint64_t)cell->value));
    if (cell->has_lo)
        put(bytes, difference(cell->lo, cell->value));
    if (cell->has_hi)
        put(bytes, difference(cell->hi, cell->value));
}

enum sj_status sj_facts_pack(const struct sj_column_fact *facts, size_t count,
                             struct sj_buffer *bytes, struct sj_error *error)
{
    sj_buffer_add_char(bytes, FORMAT);
    put(bytes, count);
    for (size_t i = 0; i < count; i++)
        put_fact(bytes, &facts[i]);
    if (bytes->failed)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY",
                            _("no memory left for a report's facts"));
    return SJ_OK;
}

struct reader {
    const uint8_t *at, *end;
    bool failed;
};

static uint64_t take_long(struct reader *reader, uint64_t max)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
        uint8_t byte = *reader->at++;
        value |= (uint64_t)(byte & 0x7F) << shift;
        if ((byte & 0x80) != 0)
            continue;
        if (value > max)
            break;
        return value;
    }
    reader->failed = true;
    return 0;
}

/* Most numbers have one byte or two, and a country has half a thousand million of them. */
static inline uint64_t take(struct reader *reader, uint64_t max)
{
    const uint8_t *at = reader->at;
    if (reader->end - at >= 2) {
        if (at[0] < 0x80 && at[0] <= max) {
            reader->at += 1;
            return at[0];
        }
        uint64_t two = (uint64_t)(at[0] & 0x7F) | (uint64_t)at[1] << 7;
        if (at[0] >= 0x80 && at[1] < 0x80 && two <= max) {
            reader->at += 2;
            return two;
        }
    }
    return take_long(reader, max);
}

static void take_fact(struct reader *reader, struct sj_column_fact *fact)
{
    struct sj_cell *cell = &fact->cell;
    *fact = (struct sj_column_fact){.indicator = (uint32_t)take(reader, UINT32_MAX)};
    fact->period.year = (uint16_t)take(reader, SJ_YEAR_MAX);
    uint64_t period = take(reader, 0xFF);
    fact->period.kind = (enum sj_period_kind)(period >> 4);
    fact->period.part = period & 0xF;
    cell->figure = (uint32_t)(take(reader, (uint64_t)UINT32_MAX + 1) - 1);
    uint64_t enums = take(reader, 0xFFFFFF);
    cell->state = enums >> 20 & 0xF;
    cell->kind = enums >> 16 & 0xF;
    cell->mood = enums >> 12 & 0xF;
    cell->basis = enums >> 8 & 0xF;
    cell->scope = enums >> 4 & 0xF;
    cell->decision = enums & 0xF;
    uint64_t flags = take(reader, FLAGS);
    cell->has_lo = (flags & HAS_LO) != 0;
    cell->has_hi = (flags & HAS_HI) != 0;
    cell->lo_open = (flags & LO_OPEN) != 0;
    cell->hi_open = (flags & HI_OPEN) != 0;
    cell->value = (int64_t)unzigzag(take(reader, UINT64_MAX));
    uint64_t value = (uint64_t)cell->value;
    if (cell->has_lo)
        cell->lo = (int64_t)(value + unzigzag(take(reader, UINT64_MAX)));
    if (cell->has_hi)
        cell->hi = (int64_t)(value + unzigzag(take(reader, UINT64_MAX)));
}

static enum sj_status damaged(struct sj_error *error)
{
    return sj_error_set(error, SJ_DATA_LOSS, "BAD_FACTS", _("a stored row of facts is damaged"));
}

static enum sj_status begin(struct sj_bytes bytes, struct reader *reader, size_t *count,
                            struct sj_error *error)
{
    *reader = (struct reader){.at = bytes.data, .end = bytes.data + bytes.len};
    bool known = take(reader, UINT8_MAX) == FORMAT;
    *count = (size_t)take(reader, FACTS_MAX);
    return known && !reader->failed ? SJ_OK : damaged(error);
}

enum sj_status sj_facts_unpack(struct sj_bytes bytes, struct sj_arena *arena,
                               struct sj_column_fact **facts, size_t *count, struct sj_error *error)
{
    struct reader reader;
    enum sj_status status = begin(bytes, &reader, count, error);
    if (status != SJ_OK)
        return status;
    *facts = sj_arena_array(arena, *count + 1, sizeof **facts);
    if (*facts == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY",
                            _("no memory left for a report's facts"));
    for (size_t i = 0; i < *count && !reader.failed; i++)
        take_fact(&reader, &(*facts)[i]);
    return reader.failed || reader.at != reader.end ? damaged(error) : SJ_OK;
}

enum sj_status sj_facts_each(struct sj_bytes bytes,
                             bool (*take_one)(void *context, const struct sj_column_fact *fact),
                             void *context, struct sj_error *error)
{
    struct reader reader;
    struct sj_column_fact fact;
    size_t count;
    enum sj_status status = begin(bytes, &reader, &count, error);
    for (size_t i = 0; status == SJ_OK && i < count && !reader.failed; i++) {
        take_fact(&reader, &fact);
        if (!reader.failed && !take_one(context, &fact))
            status = sj_error_set(error, SJ_NO_MEMORY, "NO_MEMORY",
                                  _("no memory left for a report's facts"));
    }
    if (status == SJ_OK && (reader.failed || reader.at != reader.end))
        status = damaged(error);
    return status;
}

struct sj_column_fact sj_column_fact_of(const struct sj_fact *fact, uint32_t indicator)
{
    return (struct sj_column_fact){
        .indicator = indicator,
        .period = fact->period,
        .cell =
            {
                .figure = fact->figure,
                .value = fact->value,
                .lo = fact->lo,
                .hi = fact->hi,
                .kind = (uint8_t)fact->kind,
                .mood = (uint8_t)fact->mood,
                .basis = (uint8_t)fact->basis,
                .scope = (uint8_t)fact->scope,
                .decision = (uint8_t)fact->decision,
                .state = (uint8_t)fact->state,
                .has_lo = fact->has_lo,
                .has_hi = fact->has_hi,
                .lo_open = fact->lo_open,
                .hi_open = fact->hi_open,
            },
    };
}
