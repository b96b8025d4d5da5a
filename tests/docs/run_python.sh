#!/usr/bin/env bash
# Bazel's Python rules are more than one script needs.
exec python3 "$@"
