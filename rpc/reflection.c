#include "rpc/reflection.h"

#include "proto/pb.h"

/* Field numbers of google/protobuf/descriptor.proto. */
enum { SET_FILE = 1, NAME = 1, FILE_PACKAGE = 2, FILE_IMPORT = 3 };

enum kind { KIND_FILE, KIND_MESSAGE, KIND_ENUM, KIND_SERVICE, KIND_METHOD, KIND_COUNT };

/* What is declared inside what, and under which field. */
static const struct {
    uint32_t field;
    enum kind inside, declared;
} declarations[] = {
    {4, KIND_FILE, KIND_MESSAGE},    {5, KIND_FILE, KIND_ENUM},    {6, KIND_FILE, KIND_SERVICE},
    {3, KIND_MESSAGE, KIND_MESSAGE}, {4, KIND_MESSAGE, KIND_ENUM}, {2, KIND_SERVICE, KIND_METHOD},
};

/* The next field of that number, from *rest on. */
static bool next_field(struct sj_bytes *rest, uint32_t number, struct sj_bytes *value)
{
    while (rest->len > 0) {
        struct sj_pb_field field;
        if (!sj_pb_next(rest, &field))
            return false;
        if (field.number == number && field.wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED) {
            *value = field.bytes;
            return true;
        }
    }
    return false;
}

static struct sj_bytes field_of(struct sj_bytes message, uint32_t number)
{
    struct sj_bytes value = {NULL, 0};
    return next_field(&message, number, &value) ? value : SJ_BYTES(NULL, 0);
}

/* Takes `name` and the dot behind it, if more follows, off the path. */
static bool path_enter(struct sj_bytes *path, struct sj_bytes name)
{
    if (!sj_bytes_starts(*path, name) || name.len == 0)
        return false;
    if (path->len > name.len && (path->data[name.len] != '.' || path->len == name.len + 1))
        return false;
    *path = sj_bytes_slice(*path, name.len + 1, path->len);
    return true;
}

/* Whether `path` is declared within the body. As deep as the path has dots, which its length
 * bounds. */
static bool declares(struct sj_bytes body, enum kind kind, struct sj_bytes path)
{
    for (size_t i = 0; i < sizeof declarations / sizeof *declarations; i++) {
        struct sj_bytes rest = body, inner;
        while (declarations[i].inside == kind && next_field(&rest, declarations[i].field, &inner)) {
            struct sj_bytes below = path;
            if (path_enter(&below, field_of(inner, NAME)) &&
                (below.len == 0 || declares(inner, declarations[i].declared, below)))
                return true;
        }
    }
    return false;
}

struct sj_bytes sj_reflection_file(struct sj_bytes set, struct sj_bytes name)
{
    struct sj_bytes file;
    while (next_field(&set, SET_FILE, &file))
        if (sj_bytes_equal(field_of(file, NAME), name))
            return file;
    return SJ_BYTES(NULL, 0);
}

struct sj_bytes sj_reflection_symbol(struct sj_bytes set, struct sj_bytes symbol)
{
    struct sj_bytes file;
    while (next_field(&set, SET_FILE, &file)) {
        struct sj_bytes path = symbol, package = field_of(file, FILE_PACKAGE);
        if ((package.len == 0 || path_enter(&path, package)) && path.len > 0 &&
            declares(file, KIND_FILE, path))
            return file;
    }
    return SJ_BYTES(NULL, 0);
}

static void add_once(struct sj_bytes *files, size_t *count, struct sj_bytes file)
{
    for (size_t i = 0; i < *count; i++)
        if (files[i].data == file.data)
            return;
    if (file.len > 0)
        files[(*count)++] = file;
}

struct sj_bytes *sj_reflection_closure(struct sj_bytes set, struct sj_bytes file,
                                       struct sj_arena *arena, size_t *count)
{
    size_t all = 0;
    struct sj_bytes rest = set, name, other;
    while (next_field(&rest, SET_FILE, &other))
        all++;
    struct sj_bytes *files = sj_arena_array(arena, all + 1, sizeof *files);
    *count = 0;
    if (files == NULL)
        return NULL;
    add_once(files, count, file);
    for (size_t i = 0; i < *count; i++)
        for (rest = files[i]; next_field(&rest, FILE_IMPORT, &name);)
            add_once(files, count, sj_reflection_file(set, name));
    return files;
}
