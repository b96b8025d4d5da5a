# Finds Abseil: the embedder's targets if there are some, the sources in
# FERRY_ABSEIL_ROOT, or find_package. Sets FERRY_ABSEIL_VERSION.

set(FERRY_ABSEIL_ROOT "" CACHE PATH "Abseil's sources, to be built and installed with ferry")

# Older ones have no absl::NoDestructor.
set(FERRY_ABSEIL_MINIMUM 20240116)

if(NOT TARGET absl::strings)
  if(FERRY_ABSEIL_ROOT)
    set(ABSL_PROPAGATE_CXX_STD ON)
    set(ABSL_ENABLE_INSTALL ${FERRY_INSTALL})
    set(CMAKE_POSITION_INDEPENDENT_CODE ON)
    # Some of its types depend on it.
    if(NOT CMAKE_CXX_STANDARD)
      set(CMAKE_CXX_STANDARD 20)
    endif()
    # All of it is installed, else what ferry needs is built.
    set(_ferry_absl_part "")
    if(NOT FERRY_INSTALL)
      set(_ferry_absl_part EXCLUDE_FROM_ALL)
    endif()
    add_subdirectory("${FERRY_ABSEIL_ROOT}" "${CMAKE_CURRENT_BINARY_DIR}/abseil" ${_ferry_absl_part})
  else()
    find_package(absl CONFIG)
    if(NOT absl_FOUND)
      message(FATAL_ERROR "ferry needs Abseil ${FERRY_ABSEIL_MINIMUM} or later: install it, or set \
FERRY_ABSEIL_ROOT to its sources.")
    endif()
  endif()
endif()

get_target_property(_ferry_absl_directories absl::config INTERFACE_INCLUDE_DIRECTORIES)
set(FERRY_ABSEIL_VERSION "")
foreach(directory IN LISTS _ferry_absl_directories)
  string(REGEX REPLACE "^\\$<BUILD_INTERFACE:(.*)>$" "\\1" directory "${directory}")
  if(EXISTS "${directory}/absl/base/config.h")
    file(STRINGS "${directory}/absl/base/config.h" _ferry_absl_line
      REGEX "^#define ABSL_LTS_RELEASE_VERSION [0-9]+")
    string(REGEX MATCH "[0-9]+$" FERRY_ABSEIL_VERSION "${_ferry_absl_line}")
  endif()
endforeach()
# Without a number it is Abseil's newest, as it lies in its repository.
if(FERRY_ABSEIL_VERSION AND FERRY_ABSEIL_VERSION LESS FERRY_ABSEIL_MINIMUM)
  message(FATAL_ERROR "Abseil ${FERRY_ABSEIL_VERSION} is too old: ferry needs \
${FERRY_ABSEIL_MINIMUM} or later. Set FERRY_ABSEIL_ROOT to the sources of a newer one.")
endif()
