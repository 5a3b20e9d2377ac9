# zwk_library(NAME n SRCS a.cc ... DEPS ...)      our code, warnings and sanitizers on
# zwk_optimized(n)                                that library is optimized in every build
# zwk_executable(NAME n SRCS main.cc DEPS ...)
# zwk_test(NAME n LABEL unit SRCS a_test.cc DEPS ... [ENV A=B ...] [TIMEOUT s])   GoogleTest, one ctest entry
# zwk_proto(NAME n PROTOS zwk/x/v1/a.proto ... DEPS ...)   generated messages: a library of its own, unsanitized

function(zwk_library)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;DEPS" ${ARGN})
  add_library(${ARG_NAME} STATIC ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PUBLIC ${ARG_DEPS} PRIVATE zwk_own_code)
  target_include_directories(${ARG_NAME} PUBLIC ${CMAKE_SOURCE_DIR}/services)
endfunction()

# Code that calculates much: optimized in the everyday build, too, so that tests can run real sizes. Without contraction of
# a * b + c, so that every kernel and build gives the same bytes.
function(zwk_optimized NAME)
  target_compile_options(${NAME} PRIVATE -ffp-contract=off $<$<CONFIG:Debug>:-O2>)
endfunction()

function(zwk_executable)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;DEPS" ${ARGN})
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS} zwk_own_code)
  set_target_properties(${ARG_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

function(zwk_test)
  cmake_parse_arguments(ARG "" "NAME;LABEL;TIMEOUT" "SRCS;DEPS;ENV" ${ARGN})
  if(NOT ZWK_TESTS)
    return()
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${ARG_NAME} ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_DEPS} test_source_tree tp::gtest zwk_own_code)
  add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME})
  set_tests_properties(${ARG_NAME} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT}
                       ENVIRONMENT "${ARG_ENV}")
endfunction()

# Where .proto files of ours and of Google live, and where their C++ goes.
set(ZWK_PROTO_DIR ${CMAKE_SOURCE_DIR}/proto)
set(ZWK_PROTO_OUT ${CMAKE_BINARY_DIR}/gen)
file(MAKE_DIRECTORY ${ZWK_PROTO_OUT})

function(zwk_proto)
  cmake_parse_arguments(ARG "" "NAME;ROOT" "PROTOS;DEPS" ${ARGN})
  if(NOT ARG_ROOT)
    set(ARG_ROOT ${ZWK_PROTO_DIR})
  endif()
  set(outputs)
  foreach(proto ${ARG_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(files ${ZWK_PROTO_OUT}/${stem}.pb.cc ${ZWK_PROTO_OUT}/${stem}.pb.h)
    add_custom_command(
      OUTPUT ${files}
      COMMAND protobuf::protoc --cpp_out=${ZWK_PROTO_OUT} -I ${ARG_ROOT} -I ${ZWK_PROTO_DIR}
              -I ${CMAKE_SOURCE_DIR}/services -I ${ZWK_GOOGLEAPIS_ROOT} ${ARG_ROOT}/${proto}
      DEPENDS ${ARG_ROOT}/${proto}
      COMMENT "protoc ${proto}")
    list(APPEND outputs ${files})
  endforeach()
  # Linked whole: reflection, zwkctl and the walks look services and messages up by their names.
  set(code ${ARG_NAME}_code)
  add_library(${code} STATIC ${outputs})
  target_include_directories(${code} SYSTEM PUBLIC ${ZWK_PROTO_OUT})
  target_link_libraries(${code} PUBLIC tp::protobuf ${ARG_DEPS})
  add_library(${ARG_NAME} INTERFACE)
  target_link_libraries(${ARG_NAME} INTERFACE $<LINK_LIBRARY:WHOLE_ARCHIVE,${code}>)
  # Compile time is the cost here, run time is not: see docs/adr/0002.
  target_compile_options(${code} PRIVATE -w $<IF:$<CONFIG:Release>,-O1,-O0;-g0>)
endfunction()
