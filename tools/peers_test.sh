#!/usr/bin/env bash
# Tests tools/peers with a fake npm, so without network.
set -uo pipefail

tools=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
mkdir "$scratch/bin"
export XDG_CACHE_HOME=$scratch/cache PATH=$scratch/bin:$PATH
failed=0

# check WHAT CMD…: the command succeeds.
check() {
  local what=$1
  shift
  "$@" && return
  failed=$((failed + 1))
  echo "FAILED: $what"
}

# fake_npm LINE…: what npm does from now on.
fake_npm() {
  printf '%s\n' '#!/bin/sh' 'echo called >>"$XDG_CACHE_HOME/calls"' "$@" >"$scratch/bin/npm"
  chmod +x "$scratch/bin/npm"
}
fails() { ! "$@"; }
path() { "$tools/peers" path 2>"$scratch/errors"; }
install() { "$tools/peers" install >"$scratch/output" 2>"$scratch/errors"; }
calls() { wc -l <"$XDG_CACHE_HOME/calls"; }

mkdir "$XDG_CACHE_HOME"
check 'path fails where nothing is installed' fails path
check 'and says what to do' grep -q 'run tools/peers install' "$scratch/errors"

fake_npm 'mkdir node_modules' 'exit 1'
check 'install fails where npm does' fails install
check 'and leaves nothing' fails path
check 'not even half of it' fails compgen -G "$XDG_CACHE_HOME/ferry/peers-*"

# shellcheck disable=SC2016  # for the fake
fake_npm '[ "$1" = ci ] && [ -e package-lock.json ] && mkdir node_modules'
check 'install works' install
check 'path says where' test -d "$(path)/node_modules"
check 'install says the same' test "$(cat "$scratch/output")" = "$(path)"
check 'installing again' install
check 'asks npm no more' test "$(calls)" = 2
check 'the lock file names no host' fails grep -q '://' "$tools/internal/peers/package-lock.json"
check 'clean works' "$tools/peers" clean
check 'and removes them' fails path
check 'an unknown command is refused' fails "$tools/peers" nonsense 2>/dev/null

[[ $failed == 0 ]] && echo 'All checks passed.'
[[ $failed == 0 ]]
