/* Answers that come in pages, put together to one: any message with repeated fields and a
 * next_page_token, asked for by one with a page_token. */
#ifndef SHANGJI_CLIENT_PAGES_H
#define SHANGJI_CLIENT_PAGES_H

#include "client/city_link.h"

/* The page's repeated fields behind those of the whole; *whole NULL: the page becomes it. The token
 * of the next page is taken out and returned, "" = there is none. */
enum sj_status sj_pages_add(ProtobufCMessage **whole, ProtobufCMessage *page,
                            struct sj_arena *arena, char **next,
                            struct sj_error *error) SJ_WARN_UNUSED;
/* All pages as one answer. `request` is changed. SJ_ABORTED if the ledger grew between two. */
enum sj_status sj_link_pages(struct sj_link *link, const char *path, ProtobufCMessage *request,
                             struct sj_arena *arena, ProtobufCMessage **whole,
                             struct sj_error *error) SJ_WARN_UNUSED;
/* The roll; without reports only as many pages are asked for as there are of townships. */
enum sj_status sj_link_roll(struct sj_link *link, bool with_reports, struct sj_arena *arena,
                            Shangji__V1__GetRollReply **roll,
                            struct sj_error *error) SJ_WARN_UNUSED;

#endif
