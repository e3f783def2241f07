# plumb_library(<name> FOLDER <folder> …) and plumb_program(…): a target per folder.
#
# Includes are written "plumb/<path from the checkout>". A folder is reached through a symlink in an
# include root of its own, <build>/roots/<folder>/plumb/<folder>, and a target gets the roots of its
# neighbours only. So the compiler refuses an include that the arrows do not allow, and the `arrows`
# target, which links every folder as a shared library with -z defs against its neighbours only, refuses a
# symbol that came in some other way. Static libraries alone would let both pass.

set(PLUMB_LIBRARIES "" CACHE INTERNAL "")  # names of the libraries that have sources, in order
add_custom_target(arrows)

# The root through which `folder` is included.
function(plumb_include_root folder out)
  string(REPLACE "/" "_" flat "${folder}")
  set(root "${PROJECT_BINARY_DIR}/roots/${flat}")
  get_filename_component(parent "plumb/${folder}" DIRECTORY)
  file(MAKE_DIRECTORY "${root}/${parent}")
  if(NOT IS_SYMLINK "${root}/plumb/${folder}")
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/${folder}" "${root}/plumb/${folder}" SYMBOLIC)
  endif()
  set(${out} "${root}" PARENT_SCOPE)
endfunction()

# NEEDS names neighbours (other plumb libraries), OPTIONAL_NEEDS those that may not have been built: for
# each the macro PLUMB_HAS_<NAME> is 1 or 0. LINKS and PRIVATE_LINKS are libraries of others, INCLUDES the
# headers of one that is not linked.
# A folder without sources is a target without objects: nothing to link, nothing to break.
function(plumb_library name)
  cmake_parse_arguments(ARG "" "FOLDER" "NEEDS;OPTIONAL_NEEDS;LINKS;PRIVATE_LINKS;INCLUDES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS
       "${PROJECT_SOURCE_DIR}/${ARG_FOLDER}/*.cpp" "${PROJECT_SOURCE_DIR}/${ARG_FOLDER}/*.h")
  set(headers ${sources})
  list(FILTER headers INCLUDE REGEX "\\.h$")
  list(FILTER sources EXCLUDE REGEX "\\.h$")
  string(REPLACE "/" "_" flat "${ARG_FOLDER}")
  if(flat STREQUAL "core")
    set(target plumb_core)
  elseif(flat MATCHES "^dialects_(.*)")
    set(target plumb_dialect_${CMAKE_MATCH_1})
  elseif(flat MATCHES "^backends_(.*)")
    set(target plumb_backend_${CMAKE_MATCH_1})
  else()
    set(target plumb_facade)
  endif()
  plumb_include_root(${ARG_FOLDER} root)

  set(neighbours "")
  foreach(need IN LISTS ARG_NEEDS)
    list(APPEND neighbours plumb::${need})
  endforeach()
  set(has "")
  foreach(need IN LISTS ARG_OPTIONAL_NEEDS)
    string(TOUPPER "${need}" upper)
    if(TARGET plumb::${need})
      list(APPEND neighbours plumb::${need})
      list(APPEND has PLUMB_HAS_${upper}=1)
    else()
      list(APPEND has PLUMB_HAS_${upper}=0)
    endif()
  endforeach()

  set(scope PUBLIC)
  set(private PRIVATE)
  if(NOT sources)
    set(scope INTERFACE)
    set(private INTERFACE)
    add_library(${target} INTERFACE)
  else()
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:plumb_build_flags>)
    target_compile_definitions(${target} PRIVATE ${has} PLUMB_VERSION="${PROJECT_VERSION}")
    plumb_precompile(${target})
  endif()
  add_library(plumb::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${root}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_include_directories(${target} SYSTEM ${scope} ${ARG_INCLUDES})
  target_link_libraries(${target} ${scope} ${neighbours} ${ARG_LINKS})
  target_link_libraries(${target} ${private} ${ARG_PRIVATE_LINKS})
  set_property(TARGET ${target} PROPERTY PLUMB_FOLDER "${ARG_FOLDER}")
  set(PLUMB_LIBRARIES ${PLUMB_LIBRARIES} ${name} CACHE INTERNAL "")

  plumb_arrow(${target} "${sources}" "${neighbours}" "${ARG_LINKS}" "${ARG_PRIVATE_LINKS}")
endfunction()

# The same objects once more, as a shared library in which nothing may stay undefined.
function(plumb_arrow target sources neighbours links private_links)
  set(empty "${PROJECT_BINARY_DIR}/arrows/empty.cpp")
  if(NOT EXISTS "${empty}")
    file(WRITE "${empty}" "")
  endif()
  add_library(arrow_${target} SHARED EXCLUDE_FROM_ALL "${empty}")
  set_target_properties(arrow_${target} PROPERTIES
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/arrows" CXX_VISIBILITY_PRESET default)
  if(sources)
    add_dependencies(arrow_${target} ${target})
    set_property(TARGET arrow_${target} APPEND PROPERTY LINK_DEPENDS $<TARGET_FILE:${target}>)
    target_link_options(arrow_${target} PRIVATE
      "LINKER:--whole-archive" "$<TARGET_FILE:${target}>" "LINKER:--no-whole-archive")
  endif()
  if(NOT PLUMB_SANITIZE)  # the sanitizers' own symbols are defined in the program
    target_link_options(arrow_${target} PRIVATE "LINKER:-z,defs")
  endif()
  foreach(neighbour IN LISTS neighbours)
    get_target_property(aliased ${neighbour} ALIASED_TARGET)
    target_link_libraries(arrow_${target} PUBLIC arrow_${aliased})
  endforeach()
  target_link_libraries(arrow_${target} PUBLIC ${links} PRIVATE ${private_links})
  add_dependencies(arrows arrow_${target})
endfunction()

# The façade's header is plumb/plumb.h for everybody, wherever its folder lies.
function(plumb_facade_header name header)
  get_target_property(target plumb::${name} ALIASED_TARGET)
  get_target_property(folder ${target} PLUMB_FOLDER)
  plumb_include_root(${folder} root)
  get_filename_component(file "${header}" NAME)
  if(NOT IS_SYMLINK "${root}/plumb/${file}")
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/${header}" "${root}/plumb/${file}" SYMBOLIC)
  endif()
  set_property(TARGET ${target} PROPERTY PLUMB_FACADE_HEADER "${header}")
endfunction()

function(plumb_program target)
  cmake_parse_arguments(ARG "INSTALL" "FOLDER" "NEEDS;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${ARG_FOLDER}/*.cpp")
  if(NOT sources)
    return()
  endif()
  plumb_include_root(${ARG_FOLDER} root)
  add_executable(${target} ${sources})
  target_include_directories(${target} PRIVATE ${root})
  target_compile_definitions(${target} PRIVATE PLUMB_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${target} PRIVATE plumb_build_flags ${ARG_LINKS})
  foreach(need IN LISTS ARG_NEEDS)
    target_link_libraries(${target} PRIVATE plumb::${need})
  endforeach()
  if(ARG_INSTALL)
    install(TARGETS ${target} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  endif()
endfunction()

# One precompiled header, made by core and used by whoever compiles with the same flags.
function(plumb_precompile target)
  if(PLUMB_PCH)
    if(TARGET plumb_pch)
      target_precompile_headers(${target} REUSE_FROM plumb_pch)
    else()
      file(WRITE "${PROJECT_BINARY_DIR}/pch.cpp" "")
      add_library(plumb_pch OBJECT "${PROJECT_BINARY_DIR}/pch.cpp")
      target_link_libraries(plumb_pch PRIVATE plumb_build_flags)
      target_precompile_headers(plumb_pch PRIVATE
        <algorithm> <functional> <map> <memory> <optional> <string> <string_view> <variant> <vector>)
      target_precompile_headers(${target} REUSE_FROM plumb_pch)
    endif()
  endif()
endfunction()
