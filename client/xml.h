/* XML out of an office document, read as a stream in bounded memory: elements open and close, text
 * stands between them. No network, no entities of the document's own: a DOCTYPE is a failure, as
 * the office formats forbid it. Nesting is bounded by libxml2 at 256. Owned by the caller, one
 * thread. */
#ifndef SHANGJI_CLIENT_XML_H
#define SHANGJI_CLIENT_XML_H

#include "base/bytes.h"

struct _xmlTextReader;

enum sj_xml_event { SJ_XML_END, SJ_XML_OPEN, SJ_XML_CLOSE, SJ_XML_TEXT, SJ_XML_FAILED };

struct sj_xml {
    struct _xmlTextReader *reader;
    bool closes; /* the element just opened is empty: its close comes next */
};

/* False without memory; then there is nothing to close. */
bool sj_xml_open(struct sj_bytes part, struct sj_xml *xml) SJ_WARN_UNUSED;
void sj_xml_close(struct sj_xml *xml);

enum sj_xml_event sj_xml_next(struct sj_xml *xml);
/* Goes behind the close of the element just opened. SJ_XML_CLOSE, or SJ_XML_FAILED. */
enum sj_xml_event sj_xml_skip(struct sj_xml *xml);
/* The element's name without its prefix. */
const char *sj_xml_name(const struct sj_xml *xml);
bool sj_xml_is(const struct sj_xml *xml, const char *name);
/* Whether the element's namespace ends in `end`: the strict and the usual form of a format have
 * different ones. */
bool sj_xml_in(const struct sj_xml *xml, const char *end);
/* Attribute of the element just opened, by its name without prefix; NULL if it has none. Valid
 * until the next event. */
const char *sj_xml_attribute(struct sj_xml *xml, const char *name);
/* Valid until the next event. */
struct sj_bytes sj_xml_text(const struct sj_xml *xml);

#endif
