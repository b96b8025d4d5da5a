# Targets of what sources.json lists under a name.

set(FERRY_COMPILE_OPTIONS -fno-rtti -fno-exceptions)
if(PROJECT_IS_TOP_LEVEL)
  list(APPEND FERRY_COMPILE_OPTIONS -Wall -Wextra -Wnon-virtual-dtor -Woverloaded-virtual
    -Wno-unused-parameter)
endif()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/sources.json")
file(READ "${PROJECT_SOURCE_DIR}/sources.json" FERRY_SOURCES)

# Reading these takes longer than compiling the rest of a file, so it is done once. Files
# include what they need all the same, which Bazel checks.
set(FERRY_COMMON_HEADERS
  <cstdint> <functional> <memory> <optional> <string> <utility> <vector>
  <absl/functional/function_ref.h> <absl/status/status.h> <absl/status/statusor.h>
  <absl/strings/str_cat.h> <absl/strings/string_view.h> <absl/types/span.h>)

# ferry_list(RESULT KEY...): the list of sources.json that lies under these keys.
function(ferry_list result)
  string(JSON length LENGTH "${FERRY_SOURCES}" ${ARGN})
  set(values "")
  if(length GREATER 0)
    string(JSON array GET "${FERRY_SOURCES}" ${ARGN})
    math(EXPR last "${length} - 1")
    foreach(index RANGE ${last})
      string(JSON value GET "${array}" ${index})
      list(APPEND values "${value}")
    endforeach()
  endif()
  set(${result} "${values}" PARENT_SCOPE)
endfunction()

# ferry_scripts(RESULT GROUP): the sources that are made of its scripts.
function(ferry_scripts result group)
  set(outputs "")
  string(JSON length LENGTH "${FERRY_SOURCES}" ${group} scripts)
  if(length GREATER 0)
    find_package(Python3 REQUIRED COMPONENTS Interpreter)
    math(EXPR last "${length} - 1")
    foreach(index RANGE ${last})
      foreach(key output header namespace constant)
        string(JSON ${key} GET "${FERRY_SOURCES}" ${group} scripts ${index} ${key})
      endforeach()
      ferry_list(scripts ${group} scripts ${index} sources)
      list(TRANSFORM scripts PREPEND "${PROJECT_SOURCE_DIR}/")
      set(program "${PROJECT_SOURCE_DIR}/bazel/script_text.py")
      set(output "${PROJECT_BINARY_DIR}/${output}")
      cmake_path(GET output PARENT_PATH folder)
      file(MAKE_DIRECTORY "${folder}")
      add_custom_command(
        OUTPUT "${output}"
        COMMAND Python3::Interpreter "${program}" "${output}" ${header} ${namespace} ${constant} ${scripts}
        DEPENDS "${program}" ${scripts}
        VERBATIM)
      list(APPEND outputs "${output}")
    endforeach()
  endif()
  set(${result} "${outputs}" PARENT_SCOPE)
endfunction()

# ferry_sources(TARGET GROUP): compiles a group of sources.json into a target.
function(ferry_sources target group)
  ferry_list(sources ${group} sources)
  list(TRANSFORM sources PREPEND "${PROJECT_SOURCE_DIR}/")
  ferry_scripts(scripts ${group})
  ferry_list(abseil ${group} abseil)
  # absl/strings:str_format is absl::str_format.
  list(TRANSFORM abseil REPLACE "^.*:" "absl::")
  target_sources(${target} PRIVATE ${sources} ${scripts})
  target_link_libraries(${target} PUBLIC ${abseil})
  target_compile_options(${target} PRIVATE ${FERRY_COMPILE_OPTIONS})
endfunction()

# ferry_library(GROUP): ferry::GROUP.
function(ferry_library group)
  if(group STREQUAL "ferry")
    set(target ferry)
    set(headers <v8.h> ${FERRY_COMMON_HEADERS})
  else()
    set(target ferry_${group})
    set(headers ${FERRY_COMMON_HEADERS})
  endif()
  add_library(${target} STATIC)
  add_library(ferry::${group} ALIAS ${target})
  ferry_sources(${target} ${group})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_include_directories(${target} PUBLIC
    "$<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  target_precompile_headers(${target} PRIVATE ${headers})
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${group}
    POSITION_INDEPENDENT_CODE ON)
endfunction()
