#!/usr/bin/env bash
# usage: tests/builds/bazel.sh module | registry | workspace
#
# A program of another Bazel repository that depends on ferry: by MODULE.bazel, with ferry in a
# folder or from an entry of a registry, or by WORKSPACE.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/support.sh"

mkdir app && cd app
cp "$root/examples/embedders/two_isolates.cc" .
cat >BUILD.bazel <<'END'
load("@rules_cc//cc:defs.bzl", "cc_binary")

cc_binary(
    name = "two_isolates",
    srcs = ["two_isolates.cc"],
    copts = ["-std=c++20"],
    deps = ["@ferry//:ferry"],
)
END
targets=(//:two_isolates)
# Without a network: what stands in for modules of the central registry.
modules=(--enable_bzlmod --noenable_workspace --lockfile_mode=off)
for path in "$root"/bazel/system/{abseil-cpp,absent/*}; do
  modules+=("--override_module=${path##*/}=$path")
done
case ${1:-} in
  module)
    cat >MODULE.bazel <<END
bazel_dep(name = "rules_cc", version = "0.0.11")
bazel_dep(name = "ferry")
local_path_override(module_name = "ferry", path = "$root")
END
    flags=("${modules[@]}" --cxxopt=-std=c++20)
    ;;
  registry)
    version=$(sed -n 's/^    version = "\(.*\)",/\1/p' "$root/MODULE.bazel")
    archive=$scratch/ferry-$version.tar.gz
    git -C "$root" ls-files -z | tar -C "$root" --null -T - --transform "s,^,ferry-$version/," -czf "$archive"
    "$sdk" exec python3 "$root/tests/builds/registry_entry.py" "$root" "$archive" "$scratch/registry"
    cat >MODULE.bazel <<END
bazel_dep(name = "rules_cc", version = "0.0.11")
bazel_dep(name = "ferry", version = "$version")
END
    # What the registry builds, too.
    mapfile -t -O 1 targets < <(sed -n "s/^ *- '\(@.*\)'/\1/p" "$root/.bcr/presubmit.yml")
    mapfile -t flags < <(sed -n "s/^ *- '\(--.*\)'/\1/p" "$root/.bcr/presubmit.yml")
    flags+=("${modules[@]}" "--registry=file://$scratch/registry")
    ;;
  workspace)
    {
      while read -r name path; do
        echo "local_repository(name = \"$name\", path = \"$path\")"
      done <<END
ferry $root
abseil-cpp $root/bazel/system/abseil-cpp
bazel_skylib /usr/share/bazel/tools/skylib
platforms /usr/share/bazel/tools/platforms
rules_cc /usr/share/bazel/rules/cc
rules_java /usr/share/bazel/rules/java
rules_python /usr/share/bazel/rules/python
END
      echo 'load("@ferry//bazel:v8.bzl", "v8_repository")'
      echo 'v8_repository(name = "v8")'
    } >WORKSPACE
    flags=(--noenable_bzlmod --enable_workspace --cxxopt=-std=c++20)
    ;;
  *) echo "usage: $0 module | registry | workspace" >&2 && exit 2 ;;
esac

bazel() { "$sdk" exec bazel --output_user_root="$scratch/bazel" "$@"; }
trap 'bazel shutdown; chmod -R u+w "$scratch"; rm -rf -- "$scratch"' EXIT
bazel build --noshow_progress "${flags[@]}" "${targets[@]}"
says "$two_isolates" "$sdk" exec bazel-bin/two_isolates
