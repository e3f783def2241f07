# MariaDB's client library in C, which ships no CMake package: MariaDB::Client. SOCI's part over MySQL stands on it and
# includes its header. Also installed with plumb, because its users need it as much.

include(FindPackageHandleStandardArgs)
find_path(MariaDBClient_INCLUDE_DIR mysql.h PATH_SUFFIXES mariadb)
find_library(MariaDBClient_LIBRARY NAMES mariadb PATH_SUFFIXES mariadb)
mark_as_advanced(MariaDBClient_INCLUDE_DIR MariaDBClient_LIBRARY)

# MySQL's own library has the same header by name, and other members in it.
if(MariaDBClient_INCLUDE_DIR AND EXISTS "${MariaDBClient_INCLUDE_DIR}/mariadb_version.h")
  file(STRINGS "${MariaDBClient_INCLUDE_DIR}/mariadb_version.h" line REGEX "#define MARIADB_PACKAGE_VERSION ")
  string(REGEX REPLACE ".*\"([0-9.]+)\".*" "\\1" MariaDBClient_VERSION "${line}")
endif()

find_package_handle_standard_args(MariaDBClient
  REQUIRED_VARS MariaDBClient_LIBRARY MariaDBClient_INCLUDE_DIR MariaDBClient_VERSION
  VERSION_VAR MariaDBClient_VERSION)

if(MariaDBClient_FOUND AND NOT TARGET MariaDB::Client)
  add_library(MariaDB::Client UNKNOWN IMPORTED)
  set_target_properties(MariaDB::Client PROPERTIES
    IMPORTED_LOCATION "${MariaDBClient_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${MariaDBClient_INCLUDE_DIR}")
endif()
