# How every file of plumb is compiled: warnings, sanitizers, the fast linker and the compiler cache.

add_library(plumb_build_flags INTERFACE)
target_compile_options(plumb_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wundef
  -Wextra-semi -Wfloat-conversion -Wimplicit-fallthrough
  # A designated initialiser that leaves the rest at its default is how we write options.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(plumb_build_flags INTERFACE -Wduplicated-cond -Wlogical-op)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # What GCC 12 sees once it has inlined std::string and std::optional is mostly not there (GCC bugs 105651,
  # 105329 and their kin); later versions see it right.
  target_compile_options(plumb_build_flags INTERFACE
    -Wno-restrict -Wno-dangling-pointer -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()
if(PLUMB_WERROR)
  target_compile_options(plumb_build_flags INTERFACE -Werror)
endif()

if(PLUMB_SANITIZE)
  set(plumb_sanitize_flags -fsanitize=${PLUMB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_compile_options(${plumb_sanitize_flags})
  add_link_options(${plumb_sanitize_flags})
  # GCC loses track of what is initialised among the sanitizers' own checks; the release build still looks.
  target_compile_options(plumb_build_flags INTERFACE -Wno-maybe-uninitialized)
endif()

find_program(PLUMB_CCACHE ccache)
if(PLUMB_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness is what ccache asks for with precompiled headers; plumb has no __TIME__.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${PLUMB_CCACHE}")
endif()

find_program(PLUMB_MOLD mold)
if(PLUMB_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
