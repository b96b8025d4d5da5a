# Runs the shell, and looks at exit codes and messages. For tests, which source
# this: takes the shell from their first argument. They run in the empty folder
# $work, and end with `finish`.

shell=$(readlink -f -- "$1")
shift

work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/shell_test.XXXXXX")
trap 'rm -rf -- "$work"' EXIT

# Set where the test itself is started by `bazel run`.
unset BUILD_WORKING_DIRECTORY

failures=0

# fail WHAT: notes what is wrong with the last run.
fail() { problems+=("$1"); }

# Says, once for each run, what was wrong with it, and shows its output.
conclude() {
  [[ ${#problems[@]} == 0 ]] && return
  ((++failures))
  printf 'FAILED: %s\n' "$name"
  printf '  %s\n' "${problems[@]}"
  sed 's/^/  stdout: /' stdout
  sed 's/^/  stderr: /' stderr
  problems=()
}
problems=()

# run NAME EXIT_CODE ARGUMENT...: runs the shell.
run() {
  conclude
  name=$1
  local expected=$2
  shift 2
  "$shell" "$@" >stdout 2>stderr </dev/null
  local code=$?
  [[ $code == "$expected" ]] || fail "the exit code is $code instead of $expected"
}

# script NAME EXIT_CODE [ARGUMENT...]: runs the script that is on stdin.
script() {
  local title=$1 expected=$2
  shift 2
  cat >script.js
  run "$title" "$expected" script.js "$@"
}

# out TEXT, err TEXT: the last run printed this, somewhere, on that stream.
out() { grep -qF -- "$1" stdout || fail "stdout lacks \"$1\""; }
err() { grep -qF -- "$1" stderr || fail "stderr lacks \"$1\""; }
# out_is TEXT: this and nothing else.
out_is() { [[ $(cat stdout) == "$1" ]] || fail "stdout is not \"$1\""; }
no_err() { [[ ! -s stderr ]] || fail "stderr is not empty"; }

# finish: the end of the test.
finish() {
  conclude
  if ((failures > 0)); then
    echo "$failures runs failed."
    exit 1
  fi
  echo 'All checks passed.'
}
