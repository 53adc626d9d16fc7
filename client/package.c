#include "client/package.h"

#include "base/i18n.h"
#include "client/xml.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <strings.h>

enum { ARENA_BYTES = 2 * SJ_PACKAGE_MAX_BYTES, NAME_MAX_BYTES = 255 };

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcasecmp(text + len - end_len, end) == 0;
}

bool sj_package_is_zip(struct sj_bytes file)
{
    return sj_bytes_starts(file, SJ_LITERAL("PK\x03\x04")) ||
           sj_bytes_starts(file, SJ_LITERAL("PK\x05\x06"));
}

static enum sj_status broken(struct sj_error *error)
{
    return sj_error_set(error, SJ_INVALID, "BROKEN_PACKAGE",
                        _("the file is damaged or was not saved whole; open it and save it again"));
}

/* Reads on until the entry's end, whatever length its header claims. */
static enum sj_status read_part(struct archive *zip, struct sj_arena *arena, struct sj_bytes *bytes,
                                struct sj_error *error)
{
    struct sj_buffer buffer = {.limit = SJ_PACKAGE_PART_MAX_BYTES};
    uint8_t block[16384];
    la_ssize_t got;
    enum sj_status status = SJ_OK;
    while ((got = archive_read_data(zip, block, sizeof block)) > 0 && !buffer.failed)
        sj_buffer_add(&buffer, block, (size_t)got);
    *bytes = sj_arena_copy(arena, sj_buffer_bytes(&buffer));
    if (got < 0)
        status = broken(error);
    else if (buffer.failed || (bytes->data == NULL && buffer.len > 0))
        status = sj_error_set(error, SJ_EXHAUSTED, "PACKAGE_TOO_LONG",
                              _("unpacked the file is longer than %d MiB: is it the report?"),
                              SJ_PACKAGE_MAX_BYTES / 1024 / 1024);
    sj_buffer_clear(&buffer);
    return status;
}

static enum sj_status take_entry(struct archive *zip, struct archive_entry *entry,
                                 struct sj_package *package, struct sj_error *error)
{
    const char *name = archive_entry_pathname(entry);
    if (archive_entry_is_encrypted(entry))
        return sj_error_set(error, SJ_INVALID, "ENCRYPTED",
                            _("the file is protected by a password; save it without one"));
    if (name == NULL || strlen(name) > NAME_MAX_BYTES ||
        !(ends_in(name, ".xml") || ends_in(name, ".rels")))
        return SJ_OK;
    struct sj_package_part *part = &package->parts[package->part_count];
    part->name = sj_arena_text(&package->arena, sj_bytes_of(name + (*name == '/')));
    if (part->name == NULL)
        return sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    enum sj_status status = read_part(zip, &package->arena, &part->bytes, error);
    if (status == SJ_OK)
        package->part_count++;
    return status;
}

static enum sj_status read_entries(struct archive *zip, struct sj_package *package,
                                   struct sj_error *error)
{
    struct archive_entry *entry;
    enum sj_status status = SJ_OK;
    int result;
    for (size_t i = 0; (result = archive_read_next_header(zip, &entry)) != ARCHIVE_EOF; i++) {
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            return broken(error);
        if (i == SJ_PACKAGE_ENTRIES_MAX)
            return sj_error_set(error, SJ_EXHAUSTED, "TOO_MANY_PARTS",
                                _("the file is made of more than %d parts: is it the report?"),
                                SJ_PACKAGE_ENTRIES_MAX);
        status = take_entry(zip, entry, package, error);
        if (status != SJ_OK)
            return status;
    }
    return status;
}

enum sj_status sj_package_open(struct sj_bytes file, struct sj_package *package,
                               struct sj_error *error)
{
    struct archive *zip = archive_read_new();
    enum sj_status status;
    *package = (struct sj_package){0};
    sj_arena_init(&package->arena, ARENA_BYTES);
    package->parts =
        sj_arena_array(&package->arena, SJ_PACKAGE_ENTRIES_MAX, sizeof *package->parts);
    if (zip == NULL || package->parts == NULL)
        status = sj_error_set(error, SJ_NO_MEMORY, "", _("no memory for the document"));
    /* By the directory at the end of the file, as Word and Excel read it. */
    else if (archive_read_support_format_zip_seekable(zip) != ARCHIVE_OK ||
             archive_read_open_memory(zip, file.data, file.len) != ARCHIVE_OK)
        status = broken(error);
    else
        status = read_entries(zip, package, error);
    archive_read_free(zip);
    return status;
}

void sj_package_close(struct sj_package *package)
{
    sj_arena_clear(&package->arena);
    *package = (struct sj_package){0};
}

const struct sj_package_part *sj_package_find(const struct sj_package *package, const char *name)
{
    for (size_t i = 0; i < package->part_count; i++)
        if (strcasecmp(package->parts[i].name, name) == 0)
            return &package->parts[i];
    return NULL;
}

/* ---- relationships ---- */

/* "xl/" and "worksheets/sheet1.xml" → "xl/worksheets/sheet1.xml"; "/xl/…" stands for itself. */
static const struct sj_package_part *resolve(struct sj_package *package, const char *source,
                                             const char *target)
{
    const char *slash = strrchr(source, '/');
    int folder = slash == NULL ? 0 : (int)(slash - source + 1);
    if (*target == '/')
        return sj_package_find(package, target + 1);
    for (; strncmp(target, "../", 3) == 0 && folder > 0; target += 3)
        do
            folder--;
        while (folder > 0 && source[folder - 1] != '/');
    char *name = sj_arena_printf(&package->arena, "%.*s%s", folder, source, target);
    return name == NULL ? NULL : sj_package_find(package, name);
}

/* The open element is the relationship that was asked for. */
static bool is_asked_for(struct sj_xml *xml, const char *type, const char *id)
{
    const char *value;
    if (!sj_xml_is(xml, "Relationship"))
        return false;
    value = sj_xml_attribute(xml, "TargetMode");
    if (value != NULL && strcmp(value, "External") == 0)
        return false;
    value = sj_xml_attribute(xml, type != NULL ? "Type" : "Id");
    return value != NULL && (type != NULL ? ends_in(value, type) : strcmp(value, id) == 0);
}

const struct sj_package_part *sj_package_related(struct sj_package *package, const char *source,
                                                 const char *type, const char *id)
{
    const char *slash = strrchr(source, '/');
    const char *base = slash == NULL ? source : slash + 1;
    const struct sj_package_part *rels, *found = NULL;
    struct sj_xml xml;
    char *name =
        sj_arena_printf(&package->arena, "%.*s_rels/%s.rels", (int)(base - source), source, base);
    rels = name == NULL ? NULL : sj_package_find(package, name);
    if (rels == NULL || !sj_xml_open(rels->bytes, &xml))
        return NULL;
    for (enum sj_xml_event event;
         found == NULL && (event = sj_xml_next(&xml)) != SJ_XML_END && event != SJ_XML_FAILED;) {
        if (event != SJ_XML_OPEN || !is_asked_for(&xml, type, id))
            continue;
        const char *target = sj_xml_attribute(&xml, "Target");
        if (target == NULL || strlen(target) > NAME_MAX_BYTES)
            break;
        found = resolve(package, source, target);
        if (type == NULL)
            break;
    }
    sj_xml_close(&xml);
    return found;
}
