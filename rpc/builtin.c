#include "rpc/server_impl.h"

#include "base/i18n.h"
#include "proto/pb.h"
#include "rpc/reflection.h"

#include <string.h>

static void fail_no_room(void *call)
{
    struct sj_error error;
    sj_error_set(&error, SJ_EXHAUSTED, "NO_ROOM", _("no room for the answer"));
    sj_call_fail(call, &error);
}

/* ---- grpc.health.v1.Health ---- */

static bool is_served(const struct sj_rpc_server *server, const char *name)
{
    for (size_t i = 0; i < server->service_count; i++)
        if (strcmp(server->services[i]->descriptor->name, name) == 0)
            return true;
    return name[0] == '\0'; /* the whole server */
}

static void health_check(Grpc__Health__V1__Health_Service *service,
                         const Grpc__Health__V1__HealthCheckRequest *request,
                         Grpc__Health__V1__HealthCheckResponse_Closure closure, void *call)
{
    struct sj_rpc_server *server = ((struct sj_health_service *)service)->server;
    if (!is_served(server, request->service)) {
        struct sj_error error;
        sj_error_set(&error, SJ_NOT_FOUND, "NO_SERVICE", _("this server has no service %s"),
                     request->service);
        sj_call_fail(call, &error);
        return;
    }
    Grpc__Health__V1__HealthCheckResponse reply;
    grpc__health__v1__health_check_response__init(&reply);
    reply.status = sj_server_draining(server)
                       ? GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING
                       : GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING;
    closure(&reply, call);
}

/* ---- grpc.reflection.v1.ServerReflection ---- */

static Grpc__Reflection__V1__ListServiceResponse *list_services(const struct sj_rpc_server *server,
                                                                struct sj_arena *arena)
{
    Grpc__Reflection__V1__ListServiceResponse *list =
        sj_pb_new(&grpc__reflection__v1__list_service_response__descriptor, arena);
    if (list == NULL)
        return NULL;
    list->service = sj_arena_array(arena, server->service_count, sizeof *list->service);
    for (size_t i = 0; list->service != NULL && i < server->service_count; i++) {
        Grpc__Reflection__V1__ServiceResponse *service =
            sj_pb_new(&grpc__reflection__v1__service_response__descriptor, arena);
        if (service == NULL)
            return NULL;
        service->name = sj_arena_text(arena, sj_bytes_of(server->services[i]->descriptor->name));
        if (service->name == NULL)
            return NULL;
        list->service[list->n_service++] = service;
    }
    return list->n_service > 0 ? list : NULL;
}

static Grpc__Reflection__V1__FileDescriptorResponse *
describe_file(struct sj_bytes set, struct sj_bytes file, struct sj_arena *arena)
{
    Grpc__Reflection__V1__FileDescriptorResponse *answer =
        sj_pb_new(&grpc__reflection__v1__file_descriptor_response__descriptor, arena);
    size_t count = 0;
    struct sj_bytes *files = sj_reflection_closure(set, file, arena, &count);
    if (answer == NULL || files == NULL)
        return NULL;
    answer->file_descriptor_proto =
        sj_arena_array(arena, count, sizeof *answer->file_descriptor_proto);
    for (size_t i = 0; answer->file_descriptor_proto != NULL && i < count; i++) {
        ProtobufCBinaryData bytes = sj_pb_binary(arena, files[i]);
        if (bytes.data == NULL)
            return NULL;
        answer->file_descriptor_proto[answer->n_file_descriptor_proto++] = bytes;
    }
    return answer->n_file_descriptor_proto > 0 ? answer : NULL;
}

/* As gRPC has it, what is not found is told inside a reply that succeeds. */
static Grpc__Reflection__V1__ErrorResponse *tell_error(enum sj_status status, const char *text,
                                                       struct sj_arena *arena)
{
    Grpc__Reflection__V1__ErrorResponse *answer =
        sj_pb_new(&grpc__reflection__v1__error_response__descriptor, arena);
    if (answer == NULL)
        return NULL;
    answer->error_code = sj_status_grpc(status);
    answer->error_message = sj_arena_text(arena, sj_bytes_of(text));
    return answer->error_message != NULL ? answer : NULL;
}

/* Sets the reply's answer; it is NULL where the arena has no room. */
static void reflect_file(Grpc__Reflection__V1__ServerReflectionResponse *reply, struct sj_bytes set,
                         struct sj_bytes file, struct sj_arena *arena)
{
    if (file.len == 0) {
        reply->message_response_case =
            GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ERROR_RESPONSE;
        reply->error_response =
            tell_error(SJ_NOT_FOUND, _("no file of that name or with that symbol"), arena);
        return;
    }
    reply->message_response_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_FILE_DESCRIPTOR_RESPONSE;
    reply->file_descriptor_response = describe_file(set, file, arena);
}

static void reflect(const struct sj_rpc_server *server,
                    const Grpc__Reflection__V1__ServerReflectionRequest *request,
                    Grpc__Reflection__V1__ServerReflectionResponse *reply, struct sj_arena *arena)
{
    struct sj_bytes set = server->config.descriptors;
    switch (request->message_request_case) {
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_BY_FILENAME:
        reflect_file(reply, set, sj_reflection_file(set, sj_bytes_of(request->file_by_filename)),
                     arena);
        return;
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_SYMBOL:
        reflect_file(reply, set,
                     sj_reflection_symbol(set, sj_bytes_of(request->file_containing_symbol)),
                     arena);
        return;
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_LIST_SERVICES:
        reply->message_response_case =
            GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_LIST_SERVICES_RESPONSE;
        reply->list_services_response = list_services(server, arena);
        return;
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST__NOT_SET:
    case _GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST__CASE_IS_INT_SIZE:
        break;
    }
    reply->message_response_case =
        GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ERROR_RESPONSE;
    reply->error_response =
        tell_error(SJ_UNIMPLEMENTED,
                   _("ask for list_services, file_by_filename or file_containing_symbol"), arena);
}

static void
reflection_server_reflection_info(Grpc__Reflection__V1__ServerReflection_Service *service,
                                  const Grpc__Reflection__V1__ServerReflectionRequest *request,
                                  Grpc__Reflection__V1__ServerReflectionResponse_Closure closure,
                                  void *call)
{
    struct sj_arena *arena = sj_call_arena(call);
    Grpc__Reflection__V1__ServerReflectionRequest original = *request;
    Grpc__Reflection__V1__ServerReflectionResponse reply;
    grpc__reflection__v1__server_reflection_response__init(&reply);
    reply.valid_host = original.host;
    reply.original_request = &original;
    reflect(((struct sj_reflection_service *)service)->server, request, &reply, arena);
    if (reply.error_response == NULL) /* the union's pointer, whichever it is */
        fail_no_room(call);
    else
        closure(&reply, call);
}

void sj_builtin_init(struct sj_rpc_server *server)
{
    server->health.server = server;
    server->health.base = (Grpc__Health__V1__Health_Service)GRPC__HEALTH__V1__HEALTH__INIT(health_);
    server->reflection.server = server;
    server->reflection.base = (Grpc__Reflection__V1__ServerReflection_Service)
        GRPC__REFLECTION__V1__SERVER_REFLECTION__INIT(reflection_);
}
