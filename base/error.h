/* What can go wrong, in one list, and the one struct that tells of it.
 *
 * A function that can fail returns enum sj_status and takes a struct sj_error as
 * its last argument, owned by the caller, filled only on failure. A message is one
 * line and says what, where and what to do next, in the user's language. Codes of
 * libraries are translated once, at the edge of the module that calls them. */
#ifndef SHANGJI_BASE_ERROR_H
#define SHANGJI_BASE_ERROR_H

#include <stdarg.h>

#define SJ_WARN_UNUSED __attribute__((warn_unused_result))

/* X(name, canonical gRPC code, exit status, text). The exit statuses above 2 are those of
 * sysexits.h; several statuses may share one. */
#define SJ_STATUS_LIST(X)                                                                          \
    X(SJ_OK, 0, 0, "ok")                                                                           \
    X(SJ_UNRESOLVED, 9, 1, "needs a decision")                                                     \
    X(SJ_USAGE, 3, 2, "wrong use")                                                                 \
    X(SJ_INVALID, 3, 65, "invalid")                                                                \
    X(SJ_NOT_FOUND, 5, 66, "not found")                                                            \
    X(SJ_EXISTS, 6, 73, "exists already")                                                          \
    X(SJ_DENIED, 7, 77, "not allowed")                                                             \
    X(SJ_UNAUTHENTICATED, 16, 77, "not authenticated")                                             \
    X(SJ_EXHAUSTED, 8, 75, "too much or too many")                                                 \
    X(SJ_PRECONDITION, 9, 78, "not possible in this state")                                        \
    X(SJ_ABORTED, 10, 75, "aborted")                                                               \
    X(SJ_OUT_OF_RANGE, 11, 65, "out of range")                                                     \
    X(SJ_UNIMPLEMENTED, 12, 69, "no such method")                                                  \
    X(SJ_UNAVAILABLE, 14, 69, "unavailable")                                                       \
    X(SJ_DEADLINE, 4, 75, "deadline exceeded")                                                     \
    X(SJ_CANCELLED, 1, 75, "cancelled")                                                            \
    X(SJ_DATA_LOSS, 15, 76, "data damaged")                                                        \
    X(SJ_IO, 13, 74, "input or output failed")                                                     \
    X(SJ_NO_MEMORY, 8, 71, "out of memory")                                                        \
    X(SJ_INTERNAL, 13, 70, "internal error")                                                       \
    X(SJ_UNKNOWN, 2, 70, "unknown error")

enum sj_status {
#define SJ_STATUS_ENUM(name, grpc, exit, text) name,
    SJ_STATUS_LIST(SJ_STATUS_ENUM)
#undef SJ_STATUS_ENUM
};

struct sj_error {
    enum sj_status status;
    char reason[48];   /* for programs, upper snake case, "" if none: "WORDS_NOT_IN_TEXT" */
    char field[96];    /* what part of the input: "figures[3].surface", "draft.csv:12" */
    char message[640]; /* for people; one line of UTF-8, cut between characters if too long */
};

/* Fills `error` (which may be NULL) and returns `status`, so that a failure reads
 * `return sj_error_set(error, SJ_INVALID, "REASON", _("…"), …);` */
enum sj_status sj_error_set(struct sj_error *error, enum sj_status status, const char *reason,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Names the part of the input that the error is about; printf-like. Returns error->status. */
enum sj_status sj_error_at(struct sj_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Puts "context: " before the message: what was being done. Returns error->status. */
enum sj_status sj_error_in(struct sj_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

int sj_status_grpc(enum sj_status status);
const char *sj_status_grpc_name(enum sj_status status); /* "NOT_FOUND": the code's own name */
int sj_status_exit(enum sj_status status);
const char *sj_status_text(enum sj_status status); /* translated */
/* The status that stands for a canonical code; SJ_UNKNOWN for one that is none. */
enum sj_status sj_status_of_grpc(int code);

#endif
