# Makes the target ferry::v8 of the V8 that the program has. Both the sources and an
# installed ferry ask it.
#
#   FERRY_V8_TARGET   a target of yours: its include directories, defines and library are V8's
#   FERRY_V8_ROOT     a folder with include/ (or Node.js's include/node/), and for programs
#                     libv8_monolith.a, libv8 or libnode in it, in obj/ or in lib/. An add-on
#                     needs none: its process has V8. Default: the system's libnode
#   FERRY_V8_POINTER_COMPRESSION, FERRY_V8_SANDBOX
#                     what that V8 was built with (the second implies the first)
#   FERRY_V8_DEFINES  further defines that it was built with
#   FERRY_V8_RTTI     ON where V8 was built with RTTI, or no class of yours derives from one
#                     of V8's: else -fno-rtti travels with the target, as V8 has no typeinfo
#
# Sets FERRY_V8_VERSION, FERRY_V8_ALL_DEFINES and FERRY_V8_LIBRARY, which is empty where a
# program cannot link; or FERRY_V8_ERROR, a sentence, if there is no V8 to build with.

set(FERRY_V8_MINIMUM 12.4)

set(FERRY_V8_TARGET "" CACHE STRING "The target that is V8")
set(FERRY_V8_ROOT "" CACHE PATH "A V8 build, or a Node.js installation")
set(FERRY_V8_DEFINES "" CACHE STRING "Further defines that V8 was built with")
option(FERRY_V8_POINTER_COMPRESSION "V8 was built with compressed pointers" OFF)
option(FERRY_V8_SANDBOX "V8 was built with its sandbox" OFF)
option(FERRY_V8_RTTI "Compile what uses V8 with RTTI" OFF)

# The first of the directories that has V8's headers; empty if none has.
function(_ferry_v8_include result)
  foreach(directory IN LISTS ARGN)
    string(REGEX REPLACE "^\\$<BUILD_INTERFACE:(.*)>$" "\\1" directory "${directory}")
    if(EXISTS "${directory}/v8-version.h")
      set(${result} "${directory}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${result} "" PARENT_SCOPE)
endfunction()

function(_ferry_v8_version result include)
  set(version "")
  file(STRINGS "${include}/v8-version.h" lines REGEX "^#define V8_[A-Z]+_[A-Z]+ +[0-9]+")
  foreach(part MAJOR_VERSION MINOR_VERSION BUILD_NUMBER PATCH_LEVEL)
    string(REGEX MATCH "V8_${part} +([0-9]+)" _ "${lines}")
    list(APPEND version "${CMAKE_MATCH_1}")
  endforeach()
  list(JOIN version . version)
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

# What the headers themselves say of the defines: Node.js's do.
function(_ferry_v8_header_defines result include)
  set(defines "")
  set(FERRY_V8_DEFINES_KNOWN FALSE PARENT_SCOPE)
  if(EXISTS "${include}/config.gypi")
    set(FERRY_V8_DEFINES_KNOWN TRUE PARENT_SCOPE)
    file(READ "${include}/config.gypi" config)
    foreach(pair
        "v8_enable_pointer_compression=V8_COMPRESS_POINTERS"
        "v8_enable_pointer_compression=V8_31BIT_SMIS_ON_64BIT_ARCH"
        "v8_enable_pointer_compression_shared_cage=V8_COMPRESS_POINTERS_IN_SHARED_CAGE"
        "v8_enable_sandbox=V8_ENABLE_SANDBOX")
      string(REPLACE "=" ";" pair "${pair}")
      list(POP_FRONT pair option)
      if(config MATCHES "['\"]${option}['\"]: 1")
        list(APPEND defines ${pair})
      endif()
    endforeach()
  endif()
  set(${result} "${defines}" PARENT_SCOPE)
endfunction()

function(ferry_find_v8)
  set(error "")
  set(folders "")
  set(library "")
  set(defines ${FERRY_V8_DEFINES})
  if(FERRY_V8_POINTER_COMPRESSION OR FERRY_V8_SANDBOX)
    list(APPEND defines V8_COMPRESS_POINTERS V8_COMPRESS_POINTERS_IN_SHARED_CAGE
      V8_31BIT_SMIS_ON_64BIT_ARCH)
  endif()
  if(FERRY_V8_SANDBOX)
    list(APPEND defines V8_ENABLE_SANDBOX)
  endif()

  if(FERRY_V8_TARGET)
    set(place "the target ${FERRY_V8_TARGET}")
    if(TARGET "${FERRY_V8_TARGET}")
      get_target_property(directories "${FERRY_V8_TARGET}" INTERFACE_INCLUDE_DIRECTORIES)
      _ferry_v8_include(include ${directories})
      get_target_property(own "${FERRY_V8_TARGET}" INTERFACE_COMPILE_DEFINITIONS)
      if(own)
        list(APPEND defines ${own})
      endif()
      set(library "${FERRY_V8_TARGET}")
    else()
      set(error "FERRY_V8_TARGET is ${FERRY_V8_TARGET}, which is no target.")
    endif()
  else()
    set(root "${FERRY_V8_ROOT}")
    if(NOT root)
      set(root /usr)
    endif()
    set(place "${root}")
    _ferry_v8_include(include "${root}/include/node" "${root}/include")
    foreach(folder . obj lib "lib/${CMAKE_LIBRARY_ARCHITECTURE}")
      list(APPEND folders "${root}/${folder}")
    endforeach()
    find_library(library_file NAMES v8_monolith node v8 PATHS ${folders} NO_DEFAULT_PATH NO_CACHE)
    if(library_file)
      set(library "${library_file}" ${CMAKE_DL_LIBS})
    endif()
  endif()

  if(NOT error AND NOT include)
    set(error "There is no v8-version.h in ${place}. Set FERRY_V8_ROOT to a V8 build or a \
Node.js installation, or FERRY_V8_TARGET to a target of yours.")
  endif()
  if(NOT error)
    _ferry_v8_version(version "${include}")
    if(version VERSION_LESS FERRY_V8_MINIMUM)
      set(error "V8 ${version} in ${include} is too old: ferry needs V8 ${FERRY_V8_MINIMUM} or later.")
    endif()
    _ferry_v8_header_defines(header_defines "${include}")
    list(APPEND defines ${header_defines})
  endif()
  set(FERRY_V8_ERROR "${error}" PARENT_SCOPE)
  if(error)
    return()
  endif()

  list(REMOVE_DUPLICATES defines)
  list(SORT defines)
  if(NOT TARGET ferry::v8)
    add_library(ferry::v8 INTERFACE IMPORTED GLOBAL)
    target_include_directories(ferry::v8 SYSTEM INTERFACE "${include}")
    target_compile_definitions(ferry::v8 INTERFACE ${defines})
    target_link_libraries(ferry::v8 INTERFACE ${library})
    if(NOT FERRY_V8_RTTI)
      target_compile_options(ferry::v8 INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
    endif()
  endif()
  set(FERRY_V8_VERSION "${version}" PARENT_SCOPE)
  set(FERRY_V8_ALL_DEFINES "${defines}" PARENT_SCOPE)
  # False where nobody has said any.
  if(defines)
    set(FERRY_V8_DEFINES_KNOWN TRUE)
  endif()
  set(FERRY_V8_DEFINES_KNOWN "${FERRY_V8_DEFINES_KNOWN}" PARENT_SCOPE)
  set(FERRY_V8_LIBRARY "${library}" PARENT_SCOPE)
endfunction()
