#include "client/call_describe.h"

#include "base/i18n.h"
#include "client/near.h"
#include "proto/methods.h"

#include <stdlib.h>
#include <string.h>

enum { SEEN_MAX = 256 };

/* Messages and enumerations in the order they are first named in; each is shown once. */
struct seen {
    const void *descriptors[SEEN_MAX];
    bool is_enum[SEEN_MAX];
    size_t count;
};

static void see(struct seen *seen, const void *descriptor, bool is_enum)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->descriptors[i] == descriptor)
            return;
    if (seen->count < SEEN_MAX) {
        seen->descriptors[seen->count] = descriptor;
        seen->is_enum[seen->count++] = is_enum;
    }
}

static const char *type_name(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return "int32";
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return "int64";
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return "uint32";
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return "uint64";
    case PROTOBUF_C_TYPE_FLOAT:
        return "float";
    case PROTOBUF_C_TYPE_DOUBLE:
        return "double";
    case PROTOBUF_C_TYPE_BOOL:
        return "bool";
    case PROTOBUF_C_TYPE_STRING:
        return "string";
    case PROTOBUF_C_TYPE_BYTES:
        return "bytes (base64)";
    case PROTOBUF_C_TYPE_ENUM:
        return ((const ProtobufCEnumDescriptor *)field->descriptor)->name;
    case PROTOBUF_C_TYPE_MESSAGE:
        return ((const ProtobufCMessageDescriptor *)field->descriptor)->name;
    }
    return "?";
}

/* "with_words" → "withWords", as JSON has it. */
static void print_json_name(const char *name, FILE *out)
{
    for (bool upper = false; *name; name++) {
        if (*name == '_') {
            upper = true;
            continue;
        }
        fputc(upper && *name >= 'a' && *name <= 'z' ? *name - 'a' + 'A' : *name, out);
        upper = false;
    }
}

static void print_message(const ProtobufCMessageDescriptor *message, struct seen *seen, FILE *out)
{
    fprintf(out, "message %s\n", message->name);
    for (unsigned i = 0; i < message->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &message->fields[i];
        fprintf(out, "  ");
        print_json_name(field->name, out);
        fprintf(out, ": %s%s%s\n", field->label == PROTOBUF_C_LABEL_REPEATED ? "repeated " : "",
                type_name(field),
                field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF ? " (one of several)" : "");
        if (field->type == PROTOBUF_C_TYPE_MESSAGE || field->type == PROTOBUF_C_TYPE_ENUM)
            see(seen, field->descriptor, field->type == PROTOBUF_C_TYPE_ENUM);
    }
    if (message->n_fields == 0)
        fprintf(out, "  {}\n");
}

static void print_enum(const ProtobufCEnumDescriptor *descriptor, FILE *out)
{
    fprintf(out, "enum %s\n", descriptor->name);
    for (unsigned i = 0; i < descriptor->n_values; i++)
        fprintf(out, "  %s = %d\n", descriptor->values[i].name, descriptor->values[i].value);
}

void sj_call_describe(const struct sj_method *method, FILE *out)
{
    char path[SJ_METHOD_NAME];
    const ProtobufCMethodDescriptor *descriptor =
        &method->service->methods[sj_method_index(method)];
    struct seen seen = {.count = 0};
    see(&seen, descriptor->input, false);
    see(&seen, descriptor->output, false);
    fprintf(out, "%s(%s) -> %s\n", sj_method_path(method, path), descriptor->input->name,
            descriptor->output->name);
    for (size_t i = 0; i < seen.count; i++) {
        fputc('\n', out);
        if (seen.is_enum[i])
            print_enum(seen.descriptors[i], out);
        else
            print_message(seen.descriptors[i], &seen, out);
    }
}

/* Every way of writing a method ends in the same letters, once '.' stands for '/'. */
static bool is_meant(const struct sj_method *method, const char *name)
{
    char path[SJ_METHOD_NAME], wanted[SJ_METHOD_NAME];
    if (strlen(name) >= sizeof(wanted))
        return false;
    sj_method_path(method, path);
    for (char *c = path; *c; c++)
        if (*c == '/')
            *c = '.';
    snprintf(wanted, sizeof(wanted), "%s", name);
    for (char *c = wanted; *c; c++)
        if (*c == '/')
            *c = '.';
    const char *end = wanted[0] == '.' ? wanted + 1 : wanted;
    size_t path_len = strlen(path), len = strlen(end);
    return len > 0 && len < path_len && path[path_len - len - 1] == '.' &&
           strcmp(path + path_len - len, end) == 0;
}

static enum sj_status unknown(const char *name, struct sj_error *error)
{
    struct sj_near near = {0};
    char paths[64][SJ_METHOD_NAME], list[400] = "";
    size_t count = sj_method_count < 64 ? sj_method_count : 64;
    for (size_t i = 0; i < count; i++) {
        const char *path = sj_method_path(&sj_methods[i], paths[i]), *tail = strrchr(path, '.') + 1;
        sj_near_add(&near, name, path, strchr(name, '/') ? tail : sj_methods[i].name);
    }
    for (size_t i = 0; i < near.count; i++) {
        size_t len = strlen(list);
        snprintf(list + len, sizeof(list) - len, "%s%s", i ? ", " : "", near.items[i].name);
    }
    if (near.count == 0)
        return sj_error_set(error, SJ_USAGE, "UNKNOWN_METHOD",
                            _("there is no method '%s'; 'shangji call' lists them all"), name);
    return sj_error_set(error, SJ_USAGE, "UNKNOWN_METHOD",
                        _("there is no method '%s'; nearest: %s"), name, list);
}

enum sj_status sj_call_find(const char *name, const struct sj_method **method,
                            struct sj_error *error)
{
    *method = NULL;
    for (size_t i = 0; i < sj_method_count; i++) {
        if (!is_meant(&sj_methods[i], name))
            continue;
        if (*method)
            return sj_error_set(error, SJ_USAGE, "AMBIGUOUS_METHOD",
                                _("'%s' could be several methods; 'shangji call' lists them all"),
                                name);
        *method = &sj_methods[i];
    }
    return *method ? SJ_OK : unknown(name, error);
}
