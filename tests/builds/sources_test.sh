#!/usr/bin/env bash
# usage: sources_test.sh COMMITTED GENERATED: the builds that are not Bazel's list what the
# BUILD files list.
set -euo pipefail

diff -u "$1" "$2" && exit
echo 'sources.json is not what the BUILD files say. To write it anew:'
echo '  tools/bazel build //tests/builds:sources && cp --no-preserve=mode bazel-bin/tests/builds/sources.json sources.json'
exit 1
