# `cmake --install`: the program, the libraries, their headers under include/plumb/… and a CMake package
# with one component per library, so that an application that wants core and SQLite needs no SOCI.
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/plumb")
foreach(name IN LISTS PLUMB_LIBRARIES)
  get_target_property(target plumb::${name} ALIASED_TARGET)
  get_target_property(folder ${target} PLUMB_FOLDER)
  install(TARGETS ${target} EXPORT plumb-${name} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT plumb-${name} FILE plumb-${name}.cmake NAMESPACE plumb:: DESTINATION "${package_dir}")
  set(headers "*.h")
  if(folder MATCHES "^backends/")
    set(headers "*_session.h")  # the others are between the backend's own sources
  endif()
  if(IS_DIRECTORY "${PROJECT_SOURCE_DIR}/${folder}")
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/${folder}/"
            DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/plumb/${folder}"
            FILES_MATCHING PATTERN "${headers}")
  endif()
  get_target_property(header ${target} PLUMB_FACADE_HEADER)
  if(header AND EXISTS "${PROJECT_SOURCE_DIR}/${header}")
    # One file under two names would be two files to a compiler that goes by path.
    get_filename_component(file "${header}" NAME)
    file(WRITE "${PROJECT_BINARY_DIR}/installed/${file}" "#pragma once\n#include \"plumb/${header}\"\n")
    install(FILES "${PROJECT_BINARY_DIR}/installed/${file}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/plumb")
  endif()
endforeach()

configure_package_config_file(cmake/plumb-config.cmake.in "${PROJECT_BINARY_DIR}/plumb-config.cmake"
  INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/plumb-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/plumb-config.cmake"
              "${PROJECT_BINARY_DIR}/plumb-config-version.cmake"
              cmake/FindMariaDBClient.cmake
              cmake/FindMySQLConnectorCPP.cmake
              cmake/FindSoci.cmake
        DESTINATION "${package_dir}")
