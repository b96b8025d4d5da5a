#!/usr/bin/env bash
# usage: tests/builds/gn.sh
#
# A program with ferry's source_set, built by GN, clang and libc++. Where GN's users have V8's
# and Abseil's own BUILD.gn, there are stubs with the same labels: the headers of Node.js, and
# all of Abseil's sources that are no tests.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/support.sh"

cp -r "$root/examples/embedders/gn/." .
cp "$root/tests/wire/wire_alone.cc" "$root/examples/embedders/clone.cc" .
mkdir -p third_party v8
ln -s "$root" third_party/ferry
ln -s "$(node node26)/include/node" v8/include
cp -r "$("$root/tools/abseil")" third_party/abseil-cpp

cat >v8/BUILD.gn <<'END'
config("headers") {
  include_dirs = [ "include" ]
}
group("v8") {
  public_configs = [ ":headers" ]
}
END
{
  cat <<'END'
config("headers") {
  include_dirs = [ "." ]
}
source_set("absl") {
  public_configs = [ ":headers" ]
  sources = [
END
  cd third_party/abseil-cpp
  grep -rLE 'gtest|gmock|^int main' --include='*.cc' --exclude='*_win.cc' --exclude='*test*' --exclude='*benchmark*' \
    --exclude=chi_square.cc absl | sed 's/.*/    "&",/'
  cd "$scratch"
  echo '  ]
}'
} >third_party/abseil-cpp/BUILD.gn

"$sdk" exec --with=gn gn gen out
"$sdk" exec --with=gn gn check out
"$sdk" exec --with=gn ninja -C out
says 3 "$sdk" exec --with=gn out/wire_alone
"$sdk" exec nm --demangle --dynamic out/clone.so | grep ' T ferry::Agent::Agent'
