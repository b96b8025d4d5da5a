# shellcheck shell=bash
# How a build by MODULE.bazel goes without a network. Sourced.

# set_overrides ROOT FOLDER MODULE…: sets the array `overrides`, flags of Bazel. The system's
# packages stand in for these modules of the central registry, and empty modules, made in
# the folder, for those that only other languages need. ROOT is that of ferry.
set_overrides() {
  local root=$1 folder=$2 name
  shift 2
  overrides=(--lockfile_mode=off)
  for name; do
    overrides+=("--override_module=$name=$root/bazel/system/$name")
  done
  for name in protobuf buildozer apple_support zlib; do
    mkdir "$folder/$name"
    echo "module(name = \"$name\")" >"$folder/$name/MODULE.bazel"
    touch "$folder/$name/BUILD.bazel"
    overrides+=("--override_module=$name=$folder/$name")
  done
}
