#!/usr/bin/env bash
# usage: tests/builds/sources.sh
#
# What ctest checks of the sources themselves, without a build: each is in all builds, and all
# name one version.
set -euo pipefail
cd "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")"

python=(../../tools/sdk exec python3 -B)
"${python[@]}" sources_complete_test.py
"${python[@]}" sources_complete.py ../..
"${python[@]}" version_test.py ../..
