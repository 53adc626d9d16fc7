# sj_proto_library(NAME protos…): C from .proto by protoc-c, as a target of its own.
find_program(PROTOC_C protoc-c REQUIRED)
find_program(PROTOC protoc REQUIRED)
pkg_check_modules(PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c)

function(sj_proto_library name)
  set(out ${CMAKE_BINARY_DIR}/generated/proto)
  set(sources)
  foreach(proto ${ARGN})
    get_filename_component(stem ${proto} NAME_WE)
    add_custom_command(
      OUTPUT ${out}/${stem}.pb-c.c ${out}/${stem}.pb-c.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${out}
      COMMAND ${PROTOC_C} --proto_path=${CMAKE_SOURCE_DIR}/proto --c_out=${out} ${proto}
      DEPENDS ${CMAKE_SOURCE_DIR}/proto/${proto}
      COMMENT "protoc-c ${proto}")
    list(APPEND sources ${out}/${stem}.pb-c.c ${out}/${stem}.pb-c.h)
  endforeach()
  add_library(${name} STATIC ${sources})
  # Generated code is included as <x.pb-c.h>, through a system path: our warnings are for our code.
  target_include_directories(${name} SYSTEM PUBLIC ${out})
  target_link_libraries(${name} PUBLIC PkgConfig::PROTOBUF_C)
endfunction()
