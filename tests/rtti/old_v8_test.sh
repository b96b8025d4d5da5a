#!/usr/bin/env bash
# The first error of "ferry/ferry.h" with a V8 that is too old says so.
set -euo pipefail

mkdir -p "$TEST_TMPDIR/old"
cat >"$TEST_TMPDIR/old/v8-version.h" <<'H'
#define V8_MAJOR_VERSION 11
#define V8_MINOR_VERSION 3
H
# As users have the headers.
ln -s "$PWD" "$TEST_TMPDIR/old/ferry"
echo '#include "ferry/ferry.h"' >"$TEST_TMPDIR/app.cc"
if gcc -std=c++20 -fsyntax-only -I "$TEST_TMPDIR/old" "$TEST_TMPDIR/app.cc" 2>"$TEST_TMPDIR/said"; then
  echo 'V8 11.3 was accepted.'
  exit 1
fi
first=$(grep -m1 'error:' "$TEST_TMPDIR/said")
if [[ $first != *'ferry needs V8 12.4 or later'* ]]; then
  printf 'The first error is\n%s\n' "$first"
  exit 1
fi
