#!/usr/bin/env bash
# usage: tests/builds/cmake_sources.sh
#
# A program that builds ferry from source, by FetchContent, with targets of its own that are V8
# and Abseil; programs that take this ferry once it is installed, by find_package and by make
# and pkg-config. And what CMake says where something is missing.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/support.sh"

cp "$root/examples/embedders/two_isolates.cc" .
cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.25)
project(app CXX)
find_package(absl CONFIG REQUIRED)
add_library(v8 INTERFACE)
target_include_directories(v8 INTERFACE /usr/include/node)
target_link_libraries(v8 INTERFACE node)
set(FERRY_V8_TARGET v8 CACHE STRING "")
include(FetchContent)
FetchContent_Declare(ferry SOURCE_DIR "$root")
FetchContent_MakeAvailable(ferry)
add_executable(two_isolates two_isolates.cc)
target_link_libraries(two_isolates PRIVATE ferry::ferry)
END
cmake() { "$sdk" exec --with=dist cmake "$@"; }
# A folder without V8, one that is too old, a target that is none.
no_target=-DFERRY_V8_TARGET=
refuses 'There is no v8-version.h in /nowhere' cmake -S . -B refused --fresh $no_target -DFERRY_V8_ROOT=/nowhere
mkdir -p old/include
printf '#define V8_%s %s\n' MAJOR_VERSION 11 MINOR_VERSION 3 BUILD_NUMBER 244 PATCH_LEVEL 8 >old/include/v8-version.h
refuses "is too old: ferry needs V8 12.4 or later" cmake -S . -B refused --fresh $no_target -DFERRY_V8_ROOT="$PWD/old"
refuses 'FERRY_V8_TARGET is another, which is no target' cmake -S . -B refused --fresh -DFERRY_V8_TARGET=another

cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DFERRY_INSTALL=ON
cmake --build build --parallel "$(nproc)"
says "$two_isolates" "$sdk" exec build/two_isolates

cmake --install build --prefix "$scratch/installed"
cp -r "$root/examples/embedders" .
cmake -S embedders/cmake -B program -DCMAKE_PREFIX_PATH="$scratch/installed"
cmake --build program
says "$two_isolates" "$sdk" exec program/two_isolates
PKG_CONFIG_PATH=$(echo "$scratch"/installed/lib*/pkgconfig)
export PKG_CONFIG_PATH
"$sdk" exec --with=dist make -C embedders/make
says "$two_isolates" "$sdk" exec embedders/make/two_isolates
