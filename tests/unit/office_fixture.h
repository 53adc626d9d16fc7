/* Small .docx and .xlsx files made in memory, for unit tests and fuzzers. */
#ifndef SHANGJI_TESTS_OFFICE_FIXTURE_H
#define SHANGJI_TESTS_OFFICE_FIXTURE_H

#include "base/arena.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

struct office_part {
    const char *name;
    struct sj_bytes bytes;
};

#define OFFICE_RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define OFFICE_SHEET_NS                                                                            \
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"" OFFICE_RELS   \
    "\""
#define OFFICE_WORD_NS                                                                             \
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                    \
    "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""

/* The parts zipped; data NULL if that fails. */
static inline struct sj_bytes office_zip(const struct office_part *parts, size_t count,
                                         struct sj_arena *arena)
{
    size_t room = 65536, used = 0;
    for (size_t i = 0; i < count; i++)
        room += parts[i].bytes.len + parts[i].bytes.len / 8 + 1024;
    uint8_t *out = sj_arena_alloc(arena, room);
    struct archive *zip = archive_write_new();
    archive_write_set_format_zip(zip);
    archive_write_set_bytes_in_last_block(zip, 1);
    bool good = out != NULL && archive_write_open_memory(zip, out, room, &used) == ARCHIVE_OK;
    for (size_t i = 0; i < count && good; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, parts[i].name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t)parts[i].bytes.len);
        good = archive_write_header(zip, entry) == ARCHIVE_OK &&
               archive_write_data(zip, parts[i].bytes.data, parts[i].bytes.len) ==
                   (la_ssize_t)parts[i].bytes.len;
        archive_entry_free(entry);
    }
    good = archive_write_close(zip) == ARCHIVE_OK && good;
    archive_write_free(zip);
    return good ? SJ_BYTES(out, used) : (struct sj_bytes){0};
}

/* A workbook of one sheet "表一"; `strings` and `styles` may be "". */
static inline struct sj_bytes office_xlsx(struct sj_bytes sheet, const char *strings,
                                          const char *styles, struct sj_arena *arena)
{
    const struct office_part parts[] = {
        {"_rels/.rels",
         SJ_LITERAL("<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE_RELS
                    "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")},
        {"xl/workbook.xml",
         SJ_LITERAL("<workbook " OFFICE_SHEET_NS
                    "><sheets><sheet name=\"表一\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
                    "</workbook>")},
        {"xl/_rels/workbook.xml.rels",
         SJ_LITERAL("<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE_RELS
                    "/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
                    "Type=\"" OFFICE_RELS "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
                    "<Relationship Id=\"rId3\" Type=\"" OFFICE_RELS
                    "/styles\" Target=\"styles.xml\"/></Relationships>")},
        {"xl/worksheets/sheet1.xml", sheet},
        {"xl/sharedStrings.xml", sj_bytes_of(*strings ? strings : "<sst/>")},
        {"xl/styles.xml", sj_bytes_of(*styles ? styles : "<styleSheet/>")},
    };
    return office_zip(parts, sizeof parts / sizeof *parts, arena);
}

/* A document whose word/document.xml and word/numbering.xml (may be "") are given. */
static inline struct sj_bytes office_docx(struct sj_bytes document, const char *numbering,
                                          struct sj_arena *arena)
{
    const struct office_part parts[] = {
        {"_rels/.rels",
         SJ_LITERAL("<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE_RELS
                    "/officeDocument\" Target=\"word/document.xml\"/></Relationships>")},
        {"word/_rels/document.xml.rels",
         SJ_LITERAL("<Relationships><Relationship Id=\"rId1\" Type=\"" OFFICE_RELS
                    "/numbering\" Target=\"numbering.xml\"/></Relationships>")},
        {"word/document.xml", document},
        {"word/numbering.xml",
         sj_bytes_of(*numbering ? numbering : "<w:numbering " OFFICE_WORD_NS "/>")},
    };
    return office_zip(parts, sizeof parts / sizeof *parts, arena);
}

#endif
