#!/usr/bin/env bash
# Tests tools/sdk and tools/bazel. Setting up is tested with fakes of the tools
# that it calls, so without network; entering is tested with the real SDK (which
# is made first if it is missing).
# shellcheck disable=SC2016  # what is in single quotes is for others to expand
set -uo pipefail

tools=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
real_cache=${XDG_CACHE_HOME:-$HOME/.cache}
was_inside=${FERRY_SDK:-}
unset FERRY_SDK FERRY_DEBIAN_MIRROR BAZEL_REAL V8_ROOT
passed=0 failed=0

pass() { passed=$((passed + 1)); }

# fail WHAT: also shows what the last `run` gave.
fail() {
  failed=$((failed + 1))
  echo "FAILED: $*"
  sed 's/^/    /' "$scratch/output"
}

# check WHAT CMD…: the command succeeds.
check() {
  local what=$1
  shift
  if "$@"; then pass; else fail "$what"; fi
}

# run STATUS CMD…: runs it, output and errors go to $scratch/output.
run() {
  local wanted=$1 status=0
  shift
  timeout 60 "$@" >"$scratch/output" 2>&1 </dev/null || status=$?
  if [[ $status == "$wanted" ]]; then pass; else fail "exit code $status, not $wanted: $*"; fi
}

# shows TEXT, shows_not TEXT: about the output of the last run.
shows() { if grep -qF -e "$1" "$scratch/output"; then pass; else fail "not shown: $1"; fi; }
shows_not() { if grep -qF -e "$1" "$scratch/output"; then fail "shown: $1"; else pass; fi; }

# fake NAME: makes a program of the script on standard input.
fake() {
  { echo '#!/usr/bin/env bash' && cat; } >"$fakes/$1"
  chmod +x "$fakes/$1"
}

# A world of its own for each group of tests: empty cache, fakes that work.
begin() {
  echo "== $*"
  rm -rf "$scratch"
  mkdir -p "$scratch"/{fakes,cache}
  : >"$scratch/output"
  export XDG_CACHE_HOME=$scratch/cache SCRATCH=$scratch
  fake mmdebstrap <<'END'
echo "$@" >>"$SCRATCH/mmdebstrap.calls"
target=${*: -2:1}
mkdir -p "$target.tree"/{dev,etc/apt/apt.conf.d,usr/bin,var}
if [[ " $* " == *" --mode=unshare "* ]]; then
  tar -cf "$target" -C "$target.tree" .
  rm -r "$target.tree"
else
  mv "$target.tree" "$target"
fi
[[ ! -e $SCRATCH/slow ]] || sleep "$(<"$SCRATCH/slow")"
[[ ! -e $SCRATCH/broken ]] || { echo "E: no route to the mirror" && exit 100; }
END
  fake bwrap <<'END'
echo "$@" >>"$SCRATCH/bwrap.calls"
[[ ! -e $SCRATCH/bwrap.broken || $* != *"$(<"$SCRATCH/bwrap.broken")"* ]] && exit
echo "bwrap: Creating new namespace failed: Operation not permitted" >&2
exit 1
END
  fake apt-get <<'END'
[[ $1 == indextargets ]] && cat "$SCRATCH/targets"
END
  fake newuidmap </dev/null
  fake unshare <<'END'
while [[ $1 == --* ]]; do shift; done
exec "$@"
END
  echo 'Debian|Debian|http://mirror.example/debian/' >"$scratch/targets"
}

the_sdk() { echo "$scratch"/cache/ferry/sdk-v*[0-9a-f]; }
count() { wc -l <"$scratch/$1.calls"; }

test_words() {
  begin "help and mistakes"
  run 0 "$tools/sdk" --help
  for word in exec path packages check clean FERRY_DEBIAN_MIRROR; do shows "$word"; done
  run 2 "$tools/sdk"
  run 2 "$tools/sdk" frobnicate
  shows 'no command "frobnicate"'
  run 2 "$tools/sdk" exec
  shows 'which command?'
  run 2 "$tools/sdk" exec --frob true
  shows 'no option "--frob"'
  run 2 "$tools/sdk" exec --with=frob true
  shows 'no package group "frob"'
  shows 'base browsers chromium clang cross dist docs gn lint'
  run 2 "$tools/sdk" exec --on=frob true
  shows 'no root "frob"'
  run 0 "$tools/sdk" packages
  shows bazel-bootstrap
  shows_not '#'
  run 0 "$tools/sdk" packages clang lint
  shows clang-format
  shows libclang-rt-dev
  shows_not bazel-bootstrap
  run 2 "$tools/sdk" packages base frob
  check 'every line of packages.txt is "group package  # why"' \
    test -z "$(grep -Ev '^$|^#|^[a-z]+ [a-z0-9.+-]+ +# .' "$tools/packages.txt")"
}

test_set_up() {
  begin "set-up"
  run 0 "$tools/sdk" path
  shows 'this is done once'
  shows 'the SDK is ready'
  check "the SDK is there" test -d "$(the_sdk)"
  check "its Bazel has an output root" grep -q "output_user_root=\"$scratch/cache" "$(the_sdk)/etc/bazel.bazelrc"
  run 0 "$tools/sdk" path
  check "the second call only prints the path" test "$(<"$scratch/output")" == "$(the_sdk)"
  check "mmdebstrap ran once" test "$(count mmdebstrap)" == 1

  begin "failing set-up"
  touch "$scratch/broken"
  run 1 "$tools/sdk" path
  shows 'E: no route to the mirror'
  shows "The whole log is in $scratch/cache/ferry/sdk-v"
  check "nothing half-made is used" test ! -e "$(the_sdk)"
  rm "$scratch/broken"
  run 0 "$tools/sdk" path
  check "nothing is left over" test -z "$(compgen -G "$scratch/cache/ferry/*.[pt]ar*")"
}

test_interrupt() {
  local setup signal
  for signal in TERM KILL; do
    begin "interrupted by $signal"
    echo 2 >"$scratch/slow"
    "$tools/sdk" path >"$scratch/output" 2>&1 &
    setup=$!
    until [[ -e $scratch/mmdebstrap.calls ]]; do sleep 0.05; done
    sleep 0.2
    kill -s "$signal" "$setup"
    wait "$setup" 2>/dev/null
    check "there is no SDK" test ! -e "$(the_sdk)"
    rm "$scratch/slow"
    run 0 "$tools/sdk" path
    check "the next call makes it" test -d "$(the_sdk)"
    check "nothing is left over" test -z "$(compgen -G "$scratch/cache/ferry/*.[pt]ar*")"
    check "one after the other" test "$(count mmdebstrap)" == 2
  done
  shows 'waiting for it to end' # the killed one's children were still at work
}

test_two_at_once() {
  local first
  begin "two at once"
  echo 1.5 >"$scratch/slow"
  "$tools/sdk" path >"$scratch/first" 2>/dev/null &
  first=$!
  until [[ -e $scratch/mmdebstrap.calls ]]; do sleep 0.05; done
  run 0 "$tools/sdk" path
  wait "$first"
  shows 'another set-up is running; waiting'
  check "both get the same SDK" test "$(tail -n 1 "$scratch/output")" == "$(<"$scratch/first")"
  check "it was made once" test "$(count mmdebstrap)" == 1
}

test_groups() {
  local marker
  begin "groups"
  run 0 "$tools/sdk" exec --with=lint true
  marker=$(the_sdk)/var/lib/ferry-sdk/lint
  check "apt was asked for it" grep -q clang-tidy "$scratch/bwrap.calls"
  check "it is marked" test -s "$marker"
  rm "$scratch/bwrap.calls"
  run 0 "$tools/sdk" exec --with=lint true
  check "it is added once" test -z "$(grep clang-tidy "$scratch/bwrap.calls")"
  echo old-list >"$marker"
  run 0 "$tools/sdk" exec --with=lint true
  check "a changed list is added again" grep -q clang-tidy "$scratch/bwrap.calls"
  echo python3-matplotlib >"$scratch/bwrap.broken"
  run 1 "$tools/sdk" exec --with=plot true
  shows 'The whole log is in'
  check "a failed addition is not marked" test ! -e "${marker%lint}plot"
  rm "$scratch/bwrap.broken"
  run 0 "$tools/sdk" exec --with=plot true
  check "the next call adds it" test -s "${marker%lint}plot"
}

test_roots() {
  begin "roots"
  run 0 "$tools/sdk" exec --on=release true
  check "it is Debian 12" grep -qE '] [^ ]+ bookworm main' "$scratch/mmdebstrap.calls"
  run 0 "$tools/sdk" exec true
  check "and another than the base" test "$(count mmdebstrap)" == 2
  FERRY_SDK=1 run 1 "$tools/sdk" exec --on=release true
  shows 'this is not the root release'
}

test_clean() {
  begin "clean"
  run 0 "$tools/sdk" clean
  shows 'nothing to remove'
  run 0 "$tools/sdk" path
  mkdir -p "$scratch"/cache/ferry/{sdk-v0-abc,bazel/sdk-1,bazel/mine,sdk-mine}
  run 0 "$tools/sdk" clean
  shows 'sdk-v0-abc'
  check "SDKs and their outputs are gone" test -z "$(compgen -G "$scratch/cache/ferry/*sdk-[v1]*")"
  check "nothing else is" test -d "$scratch/cache/ferry/bazel/mine" -a -d "$scratch/cache/ferry/sdk-mine"
}

test_mirror() {
  local name targets wanted
  while read -r name targets wanted; do
    begin "mirror: $name"
    printf '%b' "$targets" >"$scratch/targets"
    run "$([[ $wanted ]] && echo 0 || echo 1)" "$tools/sdk" path
    if [[ $wanted ]]; then
      check "$wanted is used" grep -qF "] $wanted forky main" "$scratch/mmdebstrap.calls"
    else
      shows 'Set FERRY_DEBIAN_MIRROR'
    fi
  done <<'END'
by-origin Other|Other|http://a.example/debian/\nDebian|Debian-Security|http://b.example/debian/\nDebian|Debian|http://c.example/d/\n http://c.example/d/
without-lists ||http://a.example/debian-security/\n||http://b.example/debian/\n http://b.example/debian/
not-a-CD Debian|Debian|cdrom://a/\nDebian|Debian|https://b.example/debian/\n https://b.example/debian/
none Ubuntu|Ubuntu|http://a.example/ubuntu/\n
END
  begin "mirror: chosen"
  FERRY_DEBIAN_MIRROR=http://mine.example/x run 0 "$tools/sdk" path
  check "the chosen one is used" grep -qF "] http://mine.example/x forky main" "$scratch/mmdebstrap.calls"
}

test_no_namespace() {
  begin "no namespace"
  echo '--bind / /' >"$scratch/bwrap.broken"
  run 1 "$tools/sdk" exec true
  shows 'Operation not permitted'
  shows 'apt-get install $(tools/sdk packages)'
  shows V8_ROOT
  check "nothing was fetched" test ! -e "$scratch/mmdebstrap.calls"
}

# fake_v8 VERSION
fake_v8() {
  mkdir -p "$scratch/v8/include"
  printf '#define V8_MAJOR_VERSION %d\n#define V8_MINOR_VERSION %d\n' "${1%.*}" "${1#*.}" >"$scratch/v8/include/v8-version.h"
}

test_host() {
  begin "a host that is too old"
  fake_v8 11.3
  echo 'echo 11' | fake g++
  echo 'echo 14.0.6' | fake clang++
  echo 'echo "bazel 6.4.0"' | fake bazel
  V8_ROOT=$scratch/v8 run 1 "$tools/sdk" check
  shows 'V8           11.3                       12.4'
  shows 'g++ 11, clang++ 14.0.6'
  shows '6.4.0                      7'
  shows 'will make an SDK'

  begin "a host that is good enough with the registry"
  fake_v8 12.4
  echo 'echo 13' | fake g++
  fake bazel <<<'if [[ $1 == --version ]]; then echo "bazel 8.0.1"; else echo "host bazel: $*"; exit 9; fi'
  export V8_ROOT=$scratch/v8
  run 9 "$tools/bazel" build --config=registry //:x
  shows 'host bazel: build --config=registry //:x'
  check "no SDK was made" test ! -e "$scratch/mmdebstrap.calls"
  mv "$fakes/bazel" "$scratch/launched"
  BAZEL_REAL=$scratch/launched run 9 "$tools/bazel" test --config=registry
  shows 'host bazel: test'
  BAZEL_REAL=$scratch/launched FERRY_SDK=1 run 9 "$tools/bazel" info
  shows '/bazel/system/bazelrc info'
  FERRY_SDK=force BAZEL_REAL=$scratch/launched run 0 "$tools/bazel" test --config=registry
  check "force takes the SDK" grep -q 'bazel test --config=registry' "$scratch/bwrap.calls"
  FERRY_SDK=maybe run 2 "$tools/bazel" info
  shows 'FERRY_SDK is "maybe"'
  FERRY_SDK=1 PATH=/usr/bin:/bin run 1 "$tools/bazel" info
  shows 'there is none'
  unset V8_ROOT

  begin "groups of configurations"
  FERRY_SDK=force run 0 "$tools/bazel" run //:x -- --config=fuzz
  check "arguments of the program do not count" test ! -e "$(the_sdk)/var/lib/ferry-sdk/clang"
  FERRY_SDK=force run 0 "$tools/bazel" test --config=fuzz //:x
  check "--config=fuzz adds clang" test -e "$(the_sdk)/var/lib/ferry-sdk/clang"
  rm "$(the_sdk)/var/lib/ferry-sdk/clang"
  FERRY_SDK=force run 0 "$tools/bazel" test --config asan //:x
  check "--config asan adds clang" test -e "$(the_sdk)/var/lib/ferry-sdk/clang"
  FERRY_SDK=force run 0 "$tools/bazel" build --config=oldest //:x
  check "--config=oldest adds its compiler" test -e "$(the_sdk)/var/lib/ferry-sdk/oldest"
}

test_real() {
  local sleeper
  begin "the real SDK"
  export XDG_CACHE_HOME=$real_cache PATH=$real_path
  "$tools/sdk" path >/dev/null || { fail "there is no SDK" && return; }
  run 7 "$tools/sdk" exec sh -c 'exit 7'
  run 127 "$tools/sdk" exec no-such-command
  shows 'no-such-command'
  run 0 "$tools/sdk" exec printf '[%s]' 'a b' '' "it's" '$HOME' -n
  check "arguments arrive as they are" test "$(<"$scratch/output")" == "[a b][][it's][\$HOME][-n]"
  check "standard input arrives" test "$(echo hello | "$tools/sdk" exec cat)" == hello
  mkdir "$scratch/a b"
  check "the current directory stays" test "$(cd "$scratch/a b" && "$tools/sdk" exec pwd)" == "$scratch/a b"
  run 0 "$tools/sdk" exec sh -c 'echo "$FERRY_SDK $HOME $USER" && bazel --version && g++ --version'
  shows "1 $HOME $(id -un)"
  shows 'bazel 7'
  run 0 "$tools/sdk" exec "$tools/sdk" exec readlink /proc/self/ns/mnt
  run 0 "$tools/sdk" exec sh -c "test \$(readlink /proc/self/ns/mnt) = \$('$tools/sdk' exec readlink /proc/self/ns/mnt)"
  run 0 "$tools/sdk" exec "$tools/bazel" --version
  "$tools/sdk" exec sleep 77.125 &
  sleeper=$!
  sleep 0.7
  kill "$sleeper"
  wait "$sleeper" 2>/dev/null
  sleep 0.3
  check "ending the front ends the command" test -z "$(grep -lsz '^77.125' /proc/[0-9]*/cmdline)"
}

scratch=$(mktemp -d)
fakes=$scratch/fakes
trap 'rm -rf "$scratch"' EXIT
real_path=$PATH
PATH=$fakes:$PATH

test_words
test_set_up
test_interrupt
test_two_at_once
test_groups
test_roots
test_clean
test_mirror
test_no_namespace
test_host
if [[ $was_inside == 1 ]]; then
  echo "== the real SDK: skipped, this is inside it"
else
  test_real
fi
echo "$passed passed, $failed failed"
[[ $failed == 0 ]]
