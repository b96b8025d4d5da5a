#!/usr/bin/env bash
# usage: tests/builds/release.sh node22 | node24 | node26 [CMAKE ARGUMENT…]
#
# The release tarball for that Node.js's V8, and all that takes it: find_package, pkg-config
# and make, node-gyp. An embedder with another V8, other defines or another Abseil is
# told so.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/support.sh"
version=${1:-node24}
node=$(node "$version")

tarball=$("$root/tools/release" "$node" "$scratch/release" "${@:2}")
echo "=== ${tarball##*/}: $(du -h "$tarball" | cut -f1)"
mkdir unpacked
tar -xzf "$tarball" -C unpacked
prefix=$(echo "$scratch"/unpacked/ferry-*)
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
cp -r "$root/examples" .
"$sdk" exec --on=release python3 "$root/tests/builds/version_test.py" "$root" \
  "pkg-config=$("$sdk" exec --on=release pkg-config --modversion ferry)" \
  "the tarball=$(sed -n 's/^version=//p' "$prefix/share/ferry/VERSION")"
cmp "$root/LICENSE" "$prefix/share/doc/ferry/LICENSE"
cmp "$("$root/tools/abseil")/LICENSE" "$prefix/share/doc/ferry/LICENSE.abseil"

echo '=== a program without V8, in Debian 12: find_package(ferry COMPONENTS wire)'
mkdir wire
cp "$root/tests/wire/wire_alone.cc" wire
cat >wire/CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.25)
project(wire CXX)
find_package(ferry CONFIG REQUIRED COMPONENTS wire)
add_executable(wire_alone wire_alone.cc)
target_link_libraries(wire_alone PRIVATE ferry::wire)
END
"$sdk" exec --on=release cmake -S wire -B wire/build -DCMAKE_PREFIX_PATH="$prefix"
"$sdk" exec --on=release cmake --build wire/build
newest_symbols wire/build/wire_alone
says 3 "$sdk" exec --on=release wire/build/wire_alone

echo '=== an add-on, in Debian 12: node-gyp'
cd examples/gyp_addon
npm_ci
"$sdk" exec --on=release env PATH="$node/bin:$PATH" "$node/bin/node" node_modules/.bin/node-gyp rebuild --nodedir="$node"
newest_symbols build/Release/addon.node
says '8 workers ended, all well' "$sdk" exec --on=release "$node/bin/node" test.js
cd "$scratch"

echo '=== what does not fit'
another=$(node "$([[ $version == node22 ]] && echo node24 || echo node22)")
program() {
  "$sdk" exec --on=release cmake -S examples/embedders/cmake -B refused --fresh -DCMAKE_PREFIX_PATH="$prefix" "$@"
}
refuses 'This ferry was built for V8' program -DFERRY_V8_ROOT="$another"
refuses 'Take the ferry that is built for it' program -DFERRY_V8_ROOT="$node" -DFERRY_V8_SANDBOX=ON
refuses 'There is no v8-version.h in /nowhere' program -DFERRY_V8_ROOT=/nowhere
# Another Abseil, which the program has found before.
mkdir -p abseil/absl
echo 'set(PACKAGE_VERSION 20250127)' >abseil/abslConfigVersion.cmake
echo 'add_library(absl::strings INTERFACE IMPORTED)' >abseil/abslConfig.cmake
echo "find_package(absl CONFIG REQUIRED PATHS $scratch/abseil NO_DEFAULT_PATH)" >abseil/find.cmake
refuses 'Abseil 20250127' program -DFERRY_V8_ROOT="$node" -DCMAKE_PROJECT_INCLUDE="$scratch/abseil/find.cmake"
# addon V8 FLAG...: loads an add-on that was compiled for another V8 or Abseil than the library.
addon() {
  local include=$1/include/node
  shift
  # shellcheck disable=SC2046
  "$sdk" exec --on=release g++ -shared -fPIC -fno-rtti "$@" -isystem "$include" examples/gyp_addon/addon.cc \
    $("$sdk" exec --on=release pkg-config --cflags --libs ferry_node) -o refused.node &&
    "$node/bin/node" -e 'process.dlopen(module, "./refused.node")'
}
refuses 'this_ferry_was_not_built_for_V8' addon "$another"
refuses '_with_compressed_pointers' addon "$node" -DV8_COMPRESS_POINTERS -DV8_31BIT_SMIS_ON_64BIT_ARCH
cp -r "$prefix/include/absl/base" abseil/absl
sed -i 's/^#define ABSL_LTS_RELEASE_VERSION .*/#define ABSL_LTS_RELEASE_VERSION 20250127/' abseil/absl/base/config.h
refuses '_and_Abseil_20250127' addon "$node" -Iabseil
# Of a program the linker says it.
refuses 'ferry::internal::this_ferry_was_not_built_for_V8' addon "$another" -Wl,-z,defs

# Debian's V8 in the SDK is that of Node.js 24.
[[ $version == node24 ]] || exit 0
echo '=== a program, in Debian testing: find_package, then make and pkg-config'
"$sdk" exec --with=dist cmake -S examples/embedders/cmake -B program -DCMAKE_PREFIX_PATH="$prefix"
"$sdk" exec --with=dist cmake --build program
says "$two_isolates" "$sdk" exec program/two_isolates
"$sdk" exec --with=dist make -C examples/embedders/make
says "$two_isolates" "$sdk" exec examples/embedders/make/two_isolates
