# MySQL Connector/C++ 1.1, which ships no CMake package: MySQL::ConnectorCPP. Also installed with plumb, because its
# users need it as much.
# The headers of its main interface, which stand on nothing; mysql_connection.h and mysql_driver.h need Boost.

include(FindPackageHandleStandardArgs)
find_path(MySQLConnectorCPP_INCLUDE_DIR cppconn/driver.h PATH_SUFFIXES jdbc)
find_library(MySQLConnectorCPP_LIBRARY NAMES mysqlcppconn)
mark_as_advanced(MySQLConnectorCPP_INCLUDE_DIR MySQLConnectorCPP_LIBRARY)

# No header says the version: the library's file name does, libmysqlcppconn.so.7.1.1.12.
if(MySQLConnectorCPP_LIBRARY)
  get_filename_component(file "${MySQLConnectorCPP_LIBRARY}" REALPATH)
  if(file MATCHES "\\.7\\.([0-9]+\\.[0-9]+\\.[0-9]+)")
    set(MySQLConnectorCPP_VERSION "${CMAKE_MATCH_1}")
  endif()
endif()

find_package_handle_standard_args(MySQLConnectorCPP
  REQUIRED_VARS MySQLConnectorCPP_LIBRARY MySQLConnectorCPP_INCLUDE_DIR
  VERSION_VAR MySQLConnectorCPP_VERSION)

if(MySQLConnectorCPP_FOUND AND NOT TARGET MySQL::ConnectorCPP)
  add_library(MySQL::ConnectorCPP UNKNOWN IMPORTED)
  set_target_properties(MySQL::ConnectorCPP PROPERTIES
    IMPORTED_LOCATION "${MySQLConnectorCPP_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${MySQLConnectorCPP_INCLUDE_DIR}")
endif()
