# zwk_library(NAME n SRCS a.cc ... DEPS ...)      our code, warnings and sanitizers on
# zwk_optimized(n)                                that library is optimized in every build
# zwk_executable(NAME n SRCS main.cc DEPS ...)
# zwk_test(NAME n LABEL unit SRCS a_test.cc DEPS ... [ENV A=B ...] [TIMEOUT s])   GoogleTest, one ctest entry
# zwk_test_needs(test TARGET ...)                 what is built before this test runs; `./zwk test NAME` builds just that
# zwk_proto(NAME n PROTOS zwk/x/v1/a.proto ... DEPS ...)   generated messages: a library of its own, unsanitized

function(zwk_library)
  cmake_parse_arguments(ARG "" "NAME" "SRCS;DEPS" ${ARGN})
  add_library(${ARG_NAME} STATIC ${ARG_SRCS})
  target_link_libraries(${ARG_NAME} PUBLIC ${ARG_DEPS} PRIVATE zwk_own_code)
  target_include_directories(${ARG_NAME} PUBLIC ${CMAKE_SOURCE_DIR}/services)
  if(ZWK_FIRST_BUILD)
    zwk_compile_together(${ARG_NAME} ${ARG_SRCS})
  endif()
endfunction()

# More than half of a compiler's work on a file of ours is reading headers and instantiating templates that the next file needs,
# too. A build of everything reads many files of a library as one; which ones, a script says. The everyday build does
# not: there a changed file is compiled alone, and names what it needs.
function(zwk_compile_together NAME)
  execute_process(
    COMMAND ${ZWK_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/compile_together.py ${CMAKE_SOURCE_DIR}/services ${ARGN}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    OUTPUT_VARIABLE groups OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  foreach(source group IN ZIP_LISTS ARGN groups)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${group})
  endforeach()
  set_target_properties(${NAME} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  target_compile_options(${NAME} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>) # of names hidden in included files
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/cmake/compile_together.py)
endfunction()

# Code that calculates much: optimized in the everyday build, too, so that tests can run real sizes. Without contraction of
# a * b + c, so that every kernel and build gives the same bytes. (A file with flags of its own is always compiled alone.)
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
  if(ZWK_FIRST_BUILD)
    zwk_compile_together(${ARG_NAME} ${ARG_SRCS})
  endif()
  add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME})
  set_tests_properties(${ARG_NAME} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT}
                       ENVIRONMENT "${ARG_ENV}")
  zwk_test_needs(${ARG_NAME} ${ARG_NAME})
endfunction()

function(zwk_test_needs TEST)
  list(TRANSFORM ARGN REPLACE "(.+)" "$<TARGET_FILE:\\1>")
  set_tests_properties(${TEST} PROPERTIES REQUIRED_FILES "${ARGN}")
endfunction()

# Where .proto files of ours and of Google live, and where their C++ goes.
set(ZWK_PROTO_DIR ${CMAKE_SOURCE_DIR}/proto)
set(ZWK_PROTO_OUT ${CMAKE_BINARY_DIR}/gen)
file(MAKE_DIRECTORY ${ZWK_PROTO_OUT})

# protoc gives the same two names to something in every file.
set(ZWK_SEVERAL_PROTOS "#define ZWK_JOIN_(a, b) a##b
#define ZWK_JOIN(a, b) ZWK_JOIN_(a, b)
#undef schemas
#undef file_default_instances
#define schemas ZWK_JOIN(schemas_, ZWK_FILE)
#define file_default_instances ZWK_JOIN(file_default_instances_, ZWK_FILE)")

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
  if(ZWK_FIRST_BUILD)
    set_target_properties(${code} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10
      UNITY_BUILD_UNIQUE_ID ZWK_FILE UNITY_BUILD_CODE_BEFORE_INCLUDE "${ZWK_SEVERAL_PROTOS}")
  endif()
  # Compile time is the cost here, run time is not: see docs/adr/0001.
  target_compile_options(${code} PRIVATE -w $<IF:$<CONFIG:Release>,-O1,-O0;-g0>)
endfunction()
