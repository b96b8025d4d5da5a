#!/usr/bin/env bash
# usage: tests/builds/cross.sh aarch64 | s390x | mingw
#
# ferry::wire and its tests for another processor, run by qemu: arm64, and s390x, which is
# big-endian. For Windows (mingw) they are compiled and linked only. On arm64 ferry::ferry, too:
# the add-on of node-gyp works in a Node.js for that processor.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/support.sh"

emulator=("qemu-${1:-}" -L "/usr/${1:-}-linux-gnu")
v8=(-DFERRY_V8=OFF)
case ${1:-} in
  aarch64 | s390x)
    flags=(-DCMAKE_SYSTEM_NAME=Linux "-DCMAKE_SYSTEM_PROCESSOR=$1" "-DCMAKE_CXX_COMPILER=$1-linux-gnu-g++"
      "-DCMAKE_C_COMPILER=$1-linux-gnu-gcc" "-DCMAKE_CROSSCOMPILING_EMULATOR=$(IFS=';' && echo "${emulator[*]}")")
    ;;
  mingw)
    flags=(-DCMAKE_SYSTEM_NAME=Windows -DCMAKE_CXX_COMPILER=x86_64-w64-mingw32-g++-posix
      -DCMAKE_C_COMPILER=x86_64-w64-mingw32-gcc-posix)
    ;;
  *) echo "usage: $0 aarch64 | s390x | mingw" >&2 && exit 2 ;;
esac
if [[ $1 == aarch64 ]]; then
  cp -r "$root/tests/builds/node_arm64" .
  (cd node_arm64 && npm_ci)
  node=$scratch/node_arm64/node_modules/node
  v8=("-DFERRY_V8_ROOT=$node")
fi

cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.25)
project(cross C CXX)
enable_testing()
set(INSTALL_GTEST OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_subdirectory(/usr/src/googletest googletest EXCLUDE_FROM_ALL)
add_subdirectory("$root" ferry)
if(FERRY_V8)
  add_library(addon MODULE "$root/examples/gyp_addon/addon.cc")
  target_link_libraries(addon PRIVATE ferry::ferry -Wl,--exclude-libs,ALL)
  set_target_properties(addon PROPERTIES PREFIX "" SUFFIX .node)
endif()
END
cmake() { "$sdk" exec --with=cross cmake "$@"; }
cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_STANDARD=20 -DFERRY_TESTS=ON \
  -DFERRY_ABSEIL_ROOT="$("$root/tools/abseil")" "${v8[@]}" "${flags[@]}"
cmake --build build
# An emulation is slow: what bounds the time of messages that somebody means harm with is left out.
filter='-*AmplificationTest.*:GreedyTest.*:*AreCheap*:DocumentTest.IsCheapForHostileMessages:VersionsTest.Version0'
[[ $1 == mingw ]] ||
  "$sdk" exec --with=cross env GTEST_FILTER="$filter" ctest --test-dir build --output-on-failure
[[ $1 == aarch64 ]] || exit 0
cp "$root/examples/gyp_addon/test.js" .
echo '{"main": "build/addon.node"}' >package.json
says '8 workers ended, all well' "$sdk" exec --with=cross "${emulator[@]}" "$node/bin/node" test.js
