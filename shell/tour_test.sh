#!/usr/bin/env bash
# Runs the tour on the document that it reads by itself. The arguments are the
# shell and tour.js.
set -uo pipefail

document=/usr/share/iso-codes/json/iso_3166-2.json
if [[ ! -r $document ]]; then
  echo "$document is missing. Install the Debian package iso-codes." >&2
  exit 1
fi
unset BUILD_WORKING_DIRECTORY

if ! output=$("$1" "$2" 2>&1); then
  printf 'The tour failed:\n%s\n' "$output" >&2
  exit 1
fi
printf '%s\n' "$output"
# It ends where a person would see that it went well.
[[ $output == *'of the type Province'*'Next: clone_types.js'* ]] || {
  echo 'The tour lacks its summary or its end.' >&2
  exit 1
}
