# The language, the warnings and the sanitizers that every target is built with.
option(SHANGJI_TESTS "build the tests" OFF)
option(SHANGJI_FUZZ "build the fuzzers (clang)" OFF)
set(SHANGJI_SANITIZE "" CACHE STRING "sanitizers, as -fsanitize takes them")

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

add_library(sj_flags INTERFACE)
target_compile_definitions(sj_flags INTERFACE _GNU_SOURCE SHANGJI_VERSION="${PROJECT_VERSION}")
target_compile_options(sj_flags INTERFACE
  -Wall -Wextra -Werror -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
  -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wno-unused-parameter
  -Wno-gnu-zero-variadic-macro-arguments
  -ffp-contract=off -fno-strict-aliasing -fstack-protector-strong)
target_include_directories(sj_flags INTERFACE ${CMAKE_SOURCE_DIR})
if(SHANGJI_SANITIZE)
  add_compile_options(-fsanitize=${SHANGJI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SHANGJI_SANITIZE})
endif()
if(SHANGJI_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# sj_library(NAME SOURCES a.c b.c LINK targets…): a static library of one part.
function(sj_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC sj_flags ${ARG_LINK})
endfunction()

# Sanitizers say in the test's environment where they look for known noise of libraries.
set(SHANGJI_TEST_ENVIRONMENT "")
if(SHANGJI_SANITIZE STREQUAL "thread" AND EXISTS ${CMAKE_SOURCE_DIR}/tests/tsan.supp)
  set(SHANGJI_TEST_ENVIRONMENT
    "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.supp halt_on_error=1")
endif()
if(SHANGJI_SANITIZE MATCHES "address")
  set(SHANGJI_TEST_ENVIRONMENT
    "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0")
endif()
