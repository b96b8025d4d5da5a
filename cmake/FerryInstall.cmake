# What cmake --install puts where: libraries, headers, a CMake package and pkg-config files.
include(CMakePackageConfigHelpers)

set(config_folder "${CMAKE_INSTALL_LIBDIR}/cmake/ferry")
foreach(group IN LISTS ferry_libraries)
  ferry_list(headers ${group} headers)
  foreach(header IN LISTS headers)
    cmake_path(GET header PARENT_PATH folder)
    install(FILES "${header}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/ferry/${folder}")
  endforeach()

  # For pkg-config: absl/strings:str_format is absl_str_format.
  ferry_list(FERRY_PC_REQUIRES ${group} abseil)
  list(TRANSFORM FERRY_PC_REQUIRES REPLACE "^.*:" "absl_")
  set(FERRY_PC_LIBRARY ferry_${group})
  set(FERRY_PC_CFLAGS "")
  if(group STREQUAL "ferry")
    list(PREPEND FERRY_PC_REQUIRES ferry_wire)
    set(FERRY_PC_LIBRARY ferry)
    set(FERRY_PC_CFLAGS ${FERRY_V8_ALL_DEFINES})
    list(TRANSFORM FERRY_PC_CFLAGS PREPEND " -D")
    list(JOIN FERRY_PC_CFLAGS "" FERRY_PC_CFLAGS)
  elseif(group STREQUAL "node")
    list(PREPEND FERRY_PC_REQUIRES ferry)
  endif()
  list(JOIN FERRY_PC_REQUIRES " " FERRY_PC_REQUIRES)
  configure_file(cmake/ferry.pc.in "${FERRY_PC_LIBRARY}.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/${FERRY_PC_LIBRARY}.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()

# Two sets, as ferry::wire needs no V8.
install(TARGETS ferry_wire EXPORT ferryWireTargets)
install(EXPORT ferryWireTargets NAMESPACE ferry:: DESTINATION "${config_folder}")
if(FERRY_V8)
  list(TRANSFORM ferry_libraries REPLACE "^node$" "ferry_node" OUTPUT_VARIABLE v8_libraries)
  list(REMOVE_ITEM v8_libraries wire)
  install(TARGETS ${v8_libraries} EXPORT ferryTargets)
  install(EXPORT ferryTargets NAMESPACE ferry:: DESTINATION "${config_folder}")
endif()
configure_package_config_file(cmake/ferryConfig.cmake.in ferryConfig.cmake
  INSTALL_DESTINATION "${config_folder}")
# Before 1.0 a minor version may change what programs use.
write_basic_package_version_file(ferryConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES
    "${PROJECT_BINARY_DIR}/ferryConfig.cmake"
    "${PROJECT_BINARY_DIR}/ferryConfigVersion.cmake"
    cmake/FerryV8.cmake
  DESTINATION "${config_folder}")

# What it was built with, to be read before anything is linked. The name is a release's.
string(REGEX MATCH "^[0-9]+\\.[0-9]+" FERRY_RELEASE "${FERRY_V8_VERSION}")
set(FERRY_RELEASE "v8-${FERRY_RELEASE}")
if("V8_ENABLE_SANDBOX" IN_LIST FERRY_V8_ALL_DEFINES)
  string(APPEND FERRY_RELEASE "-sandbox")
elseif("V8_COMPRESS_POINTERS" IN_LIST FERRY_V8_ALL_DEFINES)
  string(APPEND FERRY_RELEASE "-compressed-pointers")
endif()
configure_file(cmake/VERSION.in VERSION @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/VERSION" DESTINATION "${CMAKE_INSTALL_DATADIR}/ferry")

# The notices of what is inside.
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
if(FERRY_ABSEIL_ROOT)
  install(FILES "${FERRY_ABSEIL_ROOT}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME LICENSE.abseil)
endif()
