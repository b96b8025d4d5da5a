"""A benchmark, and a test that runs it once so that it cannot rot."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_test")
load("//bazel:copts.bzl", "FERRY_COPTS")

def ferry_benchmark(name, deps, data = []):
    """Makes :<name>, to be run with `-c opt`, and :<name>_dry_run."""
    common = {
        "srcs": [name + ".cc"],
        "copts": FERRY_COPTS,
        "data": data,
        "deps": deps + ["@google_benchmark//:benchmark"],
    }
    cc_binary(name = name, testonly = True, **common)
    cc_test(
        name = name + "_dry_run",
        args = ["--benchmark_dry_run"],
        **common
    )
