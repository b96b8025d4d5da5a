#!/usr/bin/env bash
# usage: tests/builds/cmake_sources.sh
#
# A program that builds ferry from source: add_subdirectory and FetchContent, the system's V8,
# and Abseil as the system has it. And what CMake says where something is missing.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/support.sh"

cp "$root/examples/embedders/two_isolates.cc" .
cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.25)
project(app CXX)
include(FetchContent)
FetchContent_Declare(ferry SOURCE_DIR "$root")
FetchContent_MakeAvailable(ferry)
add_executable(two_isolates two_isolates.cc)
target_link_libraries(two_isolates PRIVATE ferry::ferry)
END
cmake() { "$sdk" exec --with=dist cmake "$@"; }
# Of a folder without V8, of one that is too old, of a target that is none.
refuses 'There is no v8-version.h in /nowhere' cmake -S . -B refused --fresh -DFERRY_V8_ROOT=/nowhere
mkdir -p old/include
printf '#define V8_%s %s\n' MAJOR_VERSION 11 MINOR_VERSION 3 BUILD_NUMBER 244 PATCH_LEVEL 8 >old/include/v8-version.h
refuses "is too old: ferry needs V8 12.4 or later" cmake -S . -B refused --fresh -DFERRY_V8_ROOT="$PWD/old"
refuses 'FERRY_V8_TARGET is v8, which is no target' cmake -S . -B refused --fresh -DFERRY_V8_TARGET=v8

cmake -S . -B build -DCMAKE_BUILD_TYPE=Release
cmake --build build --parallel "$(nproc)"
says "$two_isolates" "$sdk" exec build/two_isolates
