# shellcheck shell=bash
# What the scripts of this folder share: each builds a program in an empty folder, in one
# way, and runs it. Sourced.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
sdk=$root/tools/sdk
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
cd "$scratch"

# What examples/embedders/two_isolates.cc says.
# shellcheck disable=SC2034  # for who sources this
two_isolates='a clone: {"text":"hello","list":[1,2]}
left here: 0 bytes
the second thread hears {"0":1,"1":2,"2":3}
the first thread hears {"thanks":true}'

# says TEXT CMD…: what the command prints is the text.
says() {
  local wanted=$1 said
  shift
  said=$("$@") || true
  [[ $said == "$wanted" ]] && return
  printf 'FAILED: %s said\n%s\ninstead of\n%s\n' "$*" "$said" "$wanted" >&2
  exit 1
}

# refuses TEXT CMD…: the command fails, with the text on one line of its output.
refuses() {
  local wanted=$1
  shift
  if "$@" >"$scratch/output" 2>&1; then
    echo "FAILED: $* succeeded, but should have said: $wanted" >&2
    exit 1
  fi
  # CMake breaks lines.
  tr -s ' \n' '  ' <"$scratch/output" | grep -qF -- "$wanted" && return
  printf 'FAILED: %s said\n%s\ninstead of\n%s\n' "$*" "$(tail -n 20 "$scratch/output")" "$wanted" >&2
  exit 1
}

# newest_symbols FILE: the highest versions of glibc and libstdc++ that it asks for, which
# must be in Debian 12.
newest_symbols() {
  local name highest
  for name in GLIBC:2.36 GLIBCXX:3.4.30; do
    highest=$(readelf --version-info --wide "$1" | grep -o "Name: ${name%:*}_[0-9.]*" | sed 's/.*_//' | sort -V | tail -n 1)
    echo "${1##*/}: ${name%:*} ${highest:-none}, of ${name#*:}"
    [[ $(printf '%s\n' "$highest" "${name#*:}" | sort -V | tail -n 1) == "${name#*:}" ]] ||
      { echo "FAILED: $1 does not load in Debian 12" >&2 && exit 1; }
  done
}

node() { echo "$("$root/tools/peers" path)/node_modules/$1"; }

# npm_ci: installs what the lock file here says, with the host's npm or the SDK's.
npm_ci() {
  if command -v npm >/dev/null; then npm ci; else "$sdk" exec --with=npm npm ci; fi
}
