# How our own code is compiled: C++20, all warnings, sanitizers by preset, mold and ccache where present.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Full debug information triples link time and object size; -g1 keeps the line numbers of every stack trace.
set(ZWK_DEBUG_INFO -g1 CACHE STRING "Debug information of a Debug build: -g1, or -g for a debugger")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 ${ZWK_DEBUG_INFO}")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# What is run is hardened, generated code too: checked copies, guarded stacks, control flow that cannot be bent, and
# relocations that are done and locked before main(). tests/contract/hardened.py reads it off the binaries.
add_compile_options("$<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2;-fstack-protector-strong;-fstack-clash-protection>")
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  add_compile_options($<$<CONFIG:Release>:-fcf-protection>)
endif()
add_link_options("$<$<CONFIG:Release>:-Wl,-z,relro,-z,now,-z,noexecstack>")

find_program(ZWK_MOLD mold)
if(ZWK_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
find_program(ZWK_CCACHE ccache)
if(ZWK_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${ZWK_CCACHE})
endif()

# Everything that zwk_library, zwk_test and zwk_executable compile links this; generated code does not.
add_library(zwk_own_code INTERFACE)
target_include_directories(zwk_own_code INTERFACE ${CMAKE_SOURCE_DIR}/services ${CMAKE_SOURCE_DIR})
target_compile_options(zwk_own_code INTERFACE -Wall -Wextra -Wno-missing-field-initializers)
# Where we write code a warning is an error. Where somebody builds it with a compiler that we have not seen it is none.
option(ZWK_WERROR "Warnings are errors" OFF)
if(ZWK_WERROR)
  target_compile_options(zwk_own_code INTERFACE -Werror)
endif()
# g++ 12 reports these at -O2 for sound code of its own library (GCC bugs 105651, 105562) and of headers we use.
target_compile_options(zwk_own_code INTERFACE
  $<$<CONFIG:Release>:-Wno-restrict;-Wno-maybe-uninitialized;-Wno-array-bounds;-Wno-stringop-overflow>)
if(ZWK_SANITIZE)
  target_compile_options(zwk_own_code INTERFACE -fsanitize=${ZWK_SANITIZE} -fno-omit-frame-pointer)
  if(ZWK_SANITIZE MATCHES undefined)
    target_compile_options(zwk_own_code INTERFACE -fno-sanitize-recover=undefined)
  endif()
  # Linked by every binary, also those that contain generated code only.
  add_link_options(-fsanitize=${ZWK_SANITIZE})
endif()
# Fuzz targets (tests/fuzz) see which branches our code takes. Clang only, which finds std::stable_sort of g++ 12 deprecated.
if(ZWK_FUZZ)
  target_compile_options(zwk_own_code INTERFACE -O1 -fsanitize=fuzzer-no-link -Wno-deprecated-declarations)
endif()
