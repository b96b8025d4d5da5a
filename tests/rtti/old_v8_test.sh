#!/usr/bin/env bash
# The first error of a header with a V8 that is too old for it says so.
set -euo pipefail

mkdir -p "$TEST_TMPDIR/old"
# As users have the headers.
ln -s "$PWD" "$TEST_TMPDIR/old/ferry"

# refuses MAJOR MINOR HEADER WORDS
refuses() {
  cat >"$TEST_TMPDIR/old/v8-version.h" <<H
#define V8_MAJOR_VERSION $1
#define V8_MINOR_VERSION $2
H
  echo "#include \"$3\"" >"$TEST_TMPDIR/app.cc"
  if gcc -std=c++20 -fsyntax-only -I "$TEST_TMPDIR/old" "$TEST_TMPDIR/app.cc" 2>"$TEST_TMPDIR/said"; then
    echo "V8 $1.$2 was accepted by $3."
    exit 1
  fi
  local first
  first=$(grep -m1 'error:' "$TEST_TMPDIR/said")
  if [[ $first != *"$4"* ]]; then
    printf 'The first error is\n%s\n' "$first"
    exit 1
  fi
}

refuses 11 3 ferry/ferry.h 'ferry needs V8 12.4 or later'
refuses 13 5 ferry/bindings/collected.h 'classes that cppgc manages need V8 13.6 or later'
