"""cc_library and cc_test as every package of ferry uses them."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")
load("//bazel:copts.bzl", "FERRY_COPTS")

def ferry_library(name, **kwargs):
    """A library whose headers are included as "ferry/<package>/<header>"."""
    cc_library(
        name = name,
        copts = FERRY_COPTS,
        include_prefix = "ferry/" + native.package_name(),
        **kwargs
    )

def ferry_test(name, deps = [], **kwargs):
    """A GoogleTest whose one source is <name>.cc unless said otherwise."""
    cc_test(
        name = name,
        srcs = kwargs.pop("srcs", [name + ".cc"]),
        copts = FERRY_COPTS,
        # The sanitizers look for their options in the program itself.
        linkstatic = True,
        deps = deps,
        **kwargs
    )
