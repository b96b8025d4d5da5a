# shellcheck shell=bash
# shellcheck disable=SC2154  # the caller sets tools
# What the host itself has of the things that ferry is built with. Sourced by
# tools/bazel and tools/sdk; each function sets the array `row` to
#   name, version found ("" if none), version needed, what to do about it.

# version_at_least FOUND NEEDED: compares numbers separated by dots.
version_at_least() {
  local have want i
  IFS=. read -ra have <<<"${1//[!0-9.]/}"
  IFS=. read -ra want <<<"$2"
  for i in "${!want[@]}"; do
    ((10#${have[i]:-0} > 10#${want[i]})) && return 0
    ((10#${have[i]:-0} < 10#${want[i]})) && return 1
  done
  return 0
}

# header_number FILE MACRO: the number that a header defines MACRO as.
header_number() {
  local define name value rest
  [[ -r $1 ]] || return 0
  while read -r define name value rest; do
    [[ $define == '#define' && $name == "$2" ]] && echo "$value" && return
  done <"$1"
}

# The Bazel that the host brings: the one whose launcher called tools/bazel, or
# one on PATH, as long as it is not tools/bazel itself.
host_bazel() {
  local name path
  if [[ -n ${BAZEL_REAL:-} ]]; then
    echo "$BAZEL_REAL"
    return
  fi
  for name in bazel bazelisk; do
    while read -r path; do
      [[ $path -ef "$tools/bazel" ]] || { echo "$path" && return; }
    done < <(type -ap "$name" || true)
  done
}

check_v8() {
  local header found='' library
  row=(V8 '' 12.4 'set V8_ROOT to a newer V8 or Node.js; on Debian testing: apt-get install libnode-dev')
  for header in "${V8_ROOT:-/usr}"/include/{node/,}v8-version.h; do
    [[ -r $header ]] || continue
    found=$(header_number "$header" V8_MAJOR_VERSION).$(header_number "$header" V8_MINOR_VERSION)
    break
  done
  row[1]=$found
  [[ -n $found ]] && version_at_least "$found" 12.4 || return
  # A Node.js from elsewhere has the headers in /usr/include but no library.
  [[ -n ${V8_ROOT:-} ]] && return
  for library in /usr/lib/libnode.so /usr/lib/*/libnode.so /usr/lib64/libnode.so; do
    [[ -e $library ]] && return
  done
  row[1]="$found, but no libnode.so"
  return 1
}

check_compiler() {
  local name needed found
  row=(compiler '' 'g++ 12 or clang++ 21' 'install a newer g++ or clang++')
  for name in g++:12 clang++:21; do
    needed=${name#*:} name=${name%:*}
    found=$("$name" -dumpversion 2>/dev/null) || continue
    row[1]+="${row[1]:+, }$name $found"
    version_at_least "$found" "$needed" && row[1]="$name $found" && return
  done
  return 1
}

check_abseil() {
  row=(Abseil '' 20230802 'on Debian testing: apt-get install libabsl-dev; or build with --config=registry')
  row[1]=$(header_number /usr/include/absl/base/config.h ABSL_LTS_RELEASE_VERSION)
  [[ -n ${row[1]} ]] && version_at_least "${row[1]}" 20230802
}

# check_file NAME FILE PACKAGE
check_file() {
  row=("$1" '' any "on Debian testing: apt-get install $3; or build with --config=registry")
  [[ -e $2 ]] && row[1]=found
}
check_googletest() { check_file GoogleTest /usr/include/gmock/gmock.h 'libgtest-dev libgmock-dev'; }
check_benchmark() { check_file Benchmark /usr/include/benchmark/benchmark.h libbenchmark-dev; }
check_browsers() {
  check_file 'Snappy, SQLite, zstd' /usr/include/snappy.h 'libsnappy-dev libsqlite3-dev libzstd-dev'
  [[ -e /usr/include/sqlite3.h && -e /usr/include/zstd.h ]] || row[1]=''
  [[ -n ${row[1]} ]]
}
check_rules() { check_file 'Bazel rules' /usr/share/bazel/rules/cc bazel-bootstrap; }

check_bazel() {
  local bazel
  row=(Bazel '' 7 'on Debian testing: apt-get install bazel-bootstrap; elsewhere: install Bazelisk')
  bazel=$(host_bazel)
  [[ -n $bazel ]] || return
  # Bazelisk would run tools/bazel again to answer.
  row[1]=$(BAZELISK_SKIP_WRAPPER=true "$bazel" --version 2>/dev/null </dev/null) || true
  row[1]=${row[1]#bazel }
  version_at_least "${row[1]}" 7
}

# From the central registry Bazel fetches the libraries and its rules by itself.
libraries_are_fetched() {
  local arg previous=''
  for arg; do
    [[ $arg == -- ]] && break
    [[ $arg == --config=registry || $previous=$arg == --config=registry ]] && return
    previous=$arg
  done
  return 1
}

# host_suffices BAZEL_ARGUMENT…: cheap checks first, as tools/bazel asks at each
# call; starting Bazel last.
host_suffices() {
  local row
  check_v8 && check_compiler || return
  libraries_are_fetched "$@" ||
    { check_abseil && check_googletest && check_benchmark &&
      check_browsers && check_rules; } || return
  check_bazel
}
