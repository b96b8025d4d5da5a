#!/usr/bin/env bash
# usage: read_headers.sh FOLDER [OPTION=VALUE…]
#
# Has doxygen read the public headers, with further options of its own. A comment that it does
# not understand fails.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../.."

folder=$(realpath -m "$1")
shift
# As programs include them.
includes=$(mktemp -d)
trap 'rm -rf "$includes"' EXIT
python3 -B tools/internal/site/public_headers.py | while read -r header; do
  mkdir -p "$includes/ferry/$(dirname "$header")"
  cp "$header" "$includes/ferry/$header"
done
version=$(sed -n 's/^#define FERRY_VERSION_.* //p' version.h | paste -sd.)
{
  cat tools/internal/site/Doxyfile
  echo "INPUT = $includes/ferry $PWD/tools/internal/site/api.md"
  echo "USE_MDFILE_AS_MAINPAGE = $PWD/tools/internal/site/api.md"
  echo "STRIP_FROM_PATH = $includes"
  echo "STRIP_FROM_INC_PATH = $includes"
  echo "OUTPUT_DIRECTORY = $folder"
  echo "PROJECT_NUMBER = $version"
  printf '%s\n' "$@"
} | doxygen -
