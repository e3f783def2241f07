# SOCI, which Debian ships without a CMake package: SOCI::core and one target per component
# (sqlite3, postgresql, mysql). Also installed with plumb, because its users need it as much.

include(FindPackageHandleStandardArgs)
find_package(Threads QUIET)
find_path(SOCI_INCLUDE_DIR soci/soci.h)
find_library(SOCI_core_LIBRARY NAMES soci_core)
mark_as_advanced(SOCI_INCLUDE_DIR SOCI_core_LIBRARY)

if(SOCI_INCLUDE_DIR AND EXISTS "${SOCI_INCLUDE_DIR}/soci/version.h")
  file(STRINGS "${SOCI_INCLUDE_DIR}/soci/version.h" line REGEX "#define SOCI_LIB_VERSION ")
  string(REGEX REPLACE ".*\"([0-9_]+)\".*" "\\1" Soci_VERSION "${line}")
  string(REPLACE "_" "." Soci_VERSION "${Soci_VERSION}")
endif()

set(Soci_core_FOUND ${SOCI_core_LIBRARY})
foreach(component IN LISTS Soci_FIND_COMPONENTS)
  find_library(SOCI_${component}_LIBRARY NAMES soci_${component})
  find_path(SOCI_${component}_INCLUDE_DIR soci/${component}/soci-${component}.h)
  mark_as_advanced(SOCI_${component}_LIBRARY SOCI_${component}_INCLUDE_DIR)
  if(SOCI_${component}_LIBRARY AND SOCI_${component}_INCLUDE_DIR)
    set(Soci_${component}_FOUND TRUE)
  endif()
endforeach()

find_package_handle_standard_args(Soci
  REQUIRED_VARS SOCI_core_LIBRARY SOCI_INCLUDE_DIR
  VERSION_VAR Soci_VERSION
  HANDLE_COMPONENTS)

if(Soci_FOUND)
  if(NOT TARGET SOCI::core)
    add_library(SOCI::core UNKNOWN IMPORTED)
    set_target_properties(SOCI::core PROPERTIES
      IMPORTED_LOCATION "${SOCI_core_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${SOCI_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES "Threads::Threads;${CMAKE_DL_LIBS}")
  endif()
  foreach(component IN LISTS Soci_FIND_COMPONENTS)
    if(Soci_${component}_FOUND AND NOT TARGET SOCI::${component})
      add_library(SOCI::${component} UNKNOWN IMPORTED)
      set_target_properties(SOCI::${component} PROPERTIES
        IMPORTED_LOCATION "${SOCI_${component}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${SOCI_${component}_INCLUDE_DIR}"
        INTERFACE_LINK_LIBRARIES SOCI::core)
    endif()
  endforeach()
endif()
