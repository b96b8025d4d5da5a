#!/usr/bin/env bash
# usage: tools/dist_test.sh [BAZEL FLAG…]   (default: --config=opt)
#
# Tests //:dist as its users have it: unpacks it somewhere and builds the two
# programs of examples/embedders with it, without Bazel.
set -euo pipefail
cd "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/.."

scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

[[ $# -gt 0 ]] || set -- --config=opt
tools/bazel build "$@" --noshow_progress --ui_event_filters=-info //:dist
tar --extract --gzip --file bazel-bin/ferry-*.tar.gz --directory "$scratch"
prefix=$(echo "$scratch"/ferry-*)
cp -r examples/embedders "$scratch"

expected="a clone: {\"text\":\"hello\",\"list\":[1,2]}
left here: 0 bytes
the second thread hears {\"0\":1,\"1\":2,\"2\":3}
the first thread hears {\"thanks\":true}"

# check NAME PROGRAM: it runs, and says what it should.
check() {
  local said
  said=$("$sdk" exec "$2")
  if [[ $said != "$expected" ]]; then
    printf 'FAILED: %s said\n%s\ninstead of\n%s\n' "$1" "$said" "$expected"
    exit 1
  fi
  echo "$1: passed"
}
sdk=$PWD/tools/sdk

cd "$scratch/embedders/cmake"
"$sdk" exec --with=dist cmake -S . -B build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release
"$sdk" exec --with=dist cmake --build build
check cmake "$PWD/build/two_isolates"

cd "$scratch/embedders/make"
PKG_CONFIG_PATH=$prefix/lib/pkgconfig "$sdk" exec --with=dist make
check make "$PWD/two_isolates"
