#include "client/xml.h"

#include <libxml/xmlreader.h>
#include <limits.h>
#include <string.h>

/* libxml2 would print what is wrong with the document on standard error. */
static void keep_quiet(void *data, const char *message, xmlParserSeverities severity,
                       xmlTextReaderLocatorPtr locator)
{
    (void)data;
    (void)message;
    (void)severity;
    (void)locator;
}

bool sj_xml_open(struct sj_bytes part, struct sj_xml *xml)
{
    const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                        XML_PARSE_COMPACT | XML_PARSE_NOCDATA;
    *xml = (struct sj_xml){0};
    if (part.len > INT_MAX)
        return false;
    xml->reader = xmlReaderForMemory(part.len > 0 ? (const char *)part.data : "", (int)part.len,
                                     NULL, NULL, options);
    if (xml->reader == NULL)
        return false;
    xmlTextReaderSetErrorHandler(xml->reader, keep_quiet, NULL);
    return true;
}

void sj_xml_close(struct sj_xml *xml)
{
    if (xml->reader != NULL)
        xmlFreeTextReader(xml->reader);
    *xml = (struct sj_xml){0};
}

enum sj_xml_event sj_xml_next(struct sj_xml *xml)
{
    if (xml->closes) {
        xml->closes = false;
        return SJ_XML_CLOSE;
    }
    for (;;) {
        int got = xmlTextReaderRead(xml->reader);
        if (got != 1)
            return got == 0 ? SJ_XML_END : SJ_XML_FAILED;
        switch (xmlTextReaderNodeType(xml->reader)) {
        case XML_READER_TYPE_ELEMENT:
            xml->closes = xmlTextReaderIsEmptyElement(xml->reader) == 1;
            return SJ_XML_OPEN;
        case XML_READER_TYPE_END_ELEMENT:
            return SJ_XML_CLOSE;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            return SJ_XML_TEXT;
        case XML_READER_TYPE_DOCUMENT_TYPE:
        case XML_READER_TYPE_ENTITY_REFERENCE:
            return SJ_XML_FAILED;
        default: /* comments, processing instructions */
            break;
        }
    }
}

enum sj_xml_event sj_xml_skip(struct sj_xml *xml)
{
    for (size_t depth = 1; depth > 0;) {
        switch (sj_xml_next(xml)) {
        case SJ_XML_OPEN:
            depth++;
            break;
        case SJ_XML_CLOSE:
            depth--;
            break;
        case SJ_XML_TEXT:
            break;
        case SJ_XML_END:
        case SJ_XML_FAILED:
            return SJ_XML_FAILED;
        }
    }
    return SJ_XML_CLOSE;
}

const char *sj_xml_name(const struct sj_xml *xml)
{
    const xmlChar *name = xmlTextReaderConstLocalName(xml->reader);
    return name == NULL ? "" : (const char *)name;
}

bool sj_xml_is(const struct sj_xml *xml, const char *name)
{
    return strcmp(sj_xml_name(xml), name) == 0;
}

bool sj_xml_in(const struct sj_xml *xml, const char *end)
{
    const xmlChar *space = xmlTextReaderConstNamespaceUri(xml->reader);
    return space != NULL && sj_bytes_ends(sj_bytes_of((const char *)space), sj_bytes_of(end));
}

const char *sj_xml_attribute(struct sj_xml *xml, const char *name)
{
    const char *value = NULL;
    for (int more = xmlTextReaderMoveToFirstAttribute(xml->reader); more == 1;
         more = xmlTextReaderMoveToNextAttribute(xml->reader)) {
        if (xmlTextReaderIsNamespaceDecl(xml->reader) == 1 || strcmp(sj_xml_name(xml), name) != 0)
            continue;
        value = (const char *)xmlTextReaderConstValue(xml->reader);
        break;
    }
    xmlTextReaderMoveToElement(xml->reader);
    return value;
}

struct sj_bytes sj_xml_text(const struct sj_xml *xml)
{
    return sj_bytes_of((const char *)xmlTextReaderConstValue(xml->reader));
}
