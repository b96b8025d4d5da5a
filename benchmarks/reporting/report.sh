#!/usr/bin/env bash
# Started by `bazel run`, in the runfiles. Bazel's Python rules are more than a
# few scripts need.
exec python3 -B benchmarks/reporting/main.py "$@"
