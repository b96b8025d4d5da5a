#!/usr/bin/env bash
# usage: tests/builds/debian12.sh
#
# What somebody does on Debian 12, whose V8 and Abseil are too old: an add-on for Node.js 22
# that builds ferry and Abseil from source, with g++ 12 and CMake. On another host it is done
# in the SDK's root of Debian 12.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/support.sh"
node=$(node node22)
on_debian12=("$sdk" exec --on=release)

cp "$root"/examples/gyp_addon/{addon.cc,test.js} .
cp "$root/tests/wire/wire_alone.cc" .
cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.25)
project(app CXX)
add_subdirectory("$root" ferry)
add_library(addon MODULE addon.cc)
target_link_libraries(addon PRIVATE ferry::node -Wl,--exclude-libs,ALL -Wl,-z,nodelete)
set_target_properties(addon PROPERTIES PREFIX "" SUFFIX .node)
add_executable(wire_alone wire_alone.cc)
target_link_libraries(wire_alone PRIVATE ferry::wire)
END
echo '{"main": "build/addon.node"}' >package.json
"${on_debian12[@]}" cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DFERRY_ABSEIL_ROOT="$("$root/tools/abseil")" -DFERRY_V8_ROOT="$node"
"${on_debian12[@]}" cmake --build build
newest_symbols build/addon.node
newest_symbols build/wire_alone
says '8 workers ended, all well' "${on_debian12[@]}" "$node/bin/node" test.js
says 3 "${on_debian12[@]}" build/wire_alone
