#!/usr/bin/env bash
# Runs streams.js with each implementation of streams that is here. The arguments
# are the shell and streams.js.
set -uo pipefail

source "$(dirname -- "${BASH_SOURCE[0]}")/run_shell.sh"
streams=$(readlink -f -- "$1")
cd "$work" || exit 1

# with NAME FILE SOURCE: runs it with that implementation, which SOURCE brings.
with() {
  local name=$1 file=$2 source=$3
  if [[ ! -e $file ]]; then
    echo "Skipped: $name is not installed; $source has it."
    return
  fi
  for window in 1 16; do
    run "$name, window $window" 0 --expose-gc --streams="$file" \
      --stream-window="$window" "$streams" "$work"
    out 'All right'
    no_err
  done
}

with "Debian's web-streams-polyfill" \
  /usr/share/nodejs/web-streams-polyfill/dist/ponyfill.es2018.js 'package node-fetch'
with "npm's web-streams-polyfill" \
  "${FERRY_PEERS_DIR:-}/node_modules/web-streams-polyfill/dist/ponyfill.js" \
  'tools/peers install'

finish
