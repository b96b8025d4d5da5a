#!/usr/bin/env bash
# Started by `bazel run`, in the runfiles, as report.sh is.
exec python3 -B benchmarks/reporting/compare.py "$@"
