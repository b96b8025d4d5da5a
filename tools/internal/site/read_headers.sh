#!/usr/bin/env bash
# usage: read_headers.sh FOLDER [OPTION=VALUE…]
#
# Has doxygen read the public headers, with further options of its own. A comment that it does
# not understand fails.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../.."

folder=$1
shift
version=$(sed -n 's/^#define FERRY_VERSION_.* //p' version.h | paste -sd.)
{
  cat tools/internal/site/Doxyfile
  echo "INPUT = $(python3 -B tools/internal/site/public_headers.py | tr '\n' ' ')"
  echo "OUTPUT_DIRECTORY = $folder"
  echo "PROJECT_NUMBER = $version"
  printf '%s\n' "$@"
} | doxygen -
