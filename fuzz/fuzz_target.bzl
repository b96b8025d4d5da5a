"""A libFuzzer target, and a test that runs it over its seeds without libFuzzer."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")
load("//bazel:copts.bzl", "FERRY_COPTS")

def fuzz_target(name, deps, seeds = ":seeds"):
    """Makes :<name>, to be built with --config=fuzz, and :<name>_seeds_test."""
    cc_library(
        name = name + "_entry",
        testonly = True,
        srcs = [name + ".cc"],
        copts = FERRY_COPTS,
        deps = deps,
        alwayslink = True,
    )

    # libFuzzer brings main().
    cc_binary(
        name = name,
        testonly = True,
        tags = ["manual"],
        deps = [":" + name + "_entry"],
    )
    cc_test(
        name = name + "_seeds_test",
        size = "medium",
        srcs = ["seeds_main.cc"],
        args = ["$(rootpath %s)" % seeds],
        copts = FERRY_COPTS,
        data = [seeds],
        deps = [
            ":" + name + "_entry",
            "@abseil-cpp//absl/strings",
        ],
    )
