/* Where in the file something stands, for those who judge the message that was made of it. */
#include "client/yaml.h"

#include "proto/pb.h"

#include <stdlib.h>
#include <string.h>

size_t sj_yaml_find_line(const struct sj_yaml *yaml, const char *list, size_t index,
                         const char *field)
{
    size_t line = 0, best = 0;
    for (size_t i = 0; i < yaml->mark_count; i++) {
        const struct sj_yaml_mark *place = &yaml->marks[i];
        size_t len = strlen(place->field);
        if (strcmp(place->list, list) != 0 || place->index != index ||
            strncmp(place->field, field, len) != 0 || len < best)
            continue;
        line = place->line;
        best = len;
    }
    return line;
}

size_t sj_yaml_line_of(const struct sj_yaml *yaml, const char *field)
{
    const char *bracket = strchr(field, '[');
    char *end, list[16];
    size_t len = bracket ? (size_t)(bracket - field) : 0;
    if (!bracket || len >= sizeof list)
        return sj_yaml_find_line(yaml, "", 0, field);
    memcpy(list, field, len);
    list[len] = 0;
    unsigned long index = strtoul(bracket + 1, &end, 10);
    size_t line = sj_yaml_find_line(yaml, list, index, end + strspn(end, "]."));
    return line ? line : sj_yaml_find_line(yaml, "", 0, field); /* a list of texts */
}

void *sj_yaml_new(struct sj_yaml *yaml, const ProtobufCMessageDescriptor *descriptor,
                  enum sj_status *status)
{
    void *message = sj_pb_new(descriptor, yaml->arena);
    if (!message)
        *status = sj_yaml_no_room(yaml);
    return message;
}
