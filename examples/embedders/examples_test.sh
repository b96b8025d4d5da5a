#!/usr/bin/env bash
# Each example says what it should, and is short enough to be read. The
# arguments are the programs, then their sources.
set -uo pipefail

declare -A expected=(
  [clone]='a clone: {"text":"hello","list":[1,2]}
DataCloneError: $.list[1]: () => 2 could not be cloned.'
  [native_class]='copy 3, moved 2, left 0'
  [send]='left here: 0 bytes
the other thread has {"bytes":{"0":1,"1":2,"2":3},"n":4}'
  [two_isolates]='a clone: {"text":"hello","list":[1,2]}
left here: 0 bytes
the second thread hears {"0":1,"1":2,"2":3}
the first thread hears {"thanks":true}'
)

failed=0
for path; do
  if [[ $path == *.cc ]]; then
    lines=$(wc -l <"$path")
    ((lines < 200)) && continue
    echo "$path has $lines lines, 200 or more"
    failed=1
    continue
  fi
  said=$("$path" 2>&1)
  [[ $said == "${expected[${path##*/}]}" ]] && continue
  printf 'FAILED: %s said\n%s\n' "$path" "$said"
  failed=1
done
exit "$failed"
