"""A library that the system has installed: headers in /usr/include, -lname."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def system_library(name, libs = [], deps = []):
    cc_library(
        name = name,
        linkopts = ["-l" + lib for lib in libs],
        visibility = ["//visibility:public"],
        deps = deps + ["//:inline"],
    )
