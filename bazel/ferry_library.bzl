"""cc_library and cc_test as every package of ferry uses them."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")
load("//bazel:copts.bzl", "FERRY_COPTS")

def _common_headers(deps):
    """What is precompiled for a target: V8's headers too where it names V8."""
    return "common_v8_headers" if "@v8" in deps else "common_headers"

def _copts(deps):
    # A path, as clang looks nowhere else for what is compiled.
    header = "$(BINDIR)/bazel/compiled_{0}/{0}.h".format(_common_headers(deps))
    return FERRY_COPTS + select({
        "//bazel:precompiled_headers": ["-include", header],
        "//conditions:default": [],
    })

def _with_common_headers(deps):
    common = "//bazel:" + _common_headers(deps)
    return deps + ([] if common in deps else [common])

def ferry_library(name, deps = [], **kwargs):
    """A library whose headers are included as "ferry/<package>/<header>"."""
    cc_library(
        name = name,
        copts = _copts(deps),
        include_prefix = "ferry/" + native.package_name(),
        deps = _with_common_headers(deps),
        **kwargs
    )

def ferry_test(name, deps = [], **kwargs):
    """A GoogleTest whose one source is <name>.cc unless said otherwise."""
    cc_test(
        name = name,
        srcs = kwargs.pop("srcs", [name + ".cc"]),
        copts = _copts(deps),
        # The sanitizers look for their options in the program itself.
        linkstatic = True,
        deps = _with_common_headers(deps),
        **kwargs
    )
