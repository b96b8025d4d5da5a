"""The tests of a package as one library."""

load("//bazel:ferry_library.bzl", "ferry_library")

def _union(rules, attribute):
    values = []
    for rule in rules:
        values += [value for value in rule.get(attribute) or [] if value not in values]
    return values

def suite_library(name, leave_out = []):
    """All ferry_test rules above it, for a program that runs them inside itself.

    Args:
      name: name of the library
      leave_out: tests that need a process of their own
    """
    tests = [
        rule
        for rule in native.existing_rules().values()
        if rule["kind"] == "cc_test" and rule["name"] not in leave_out
    ]
    ferry_library(
        name = name,
        testonly = True,
        srcs = _union(tests, "srcs"),
        data = _union(tests, "data"),
        # Built only for such a program.
        tags = ["manual"],
        visibility = ["//tests:__subpackages__"],
        # Tests are found by their constructors.
        alwayslink = True,
        deps = _union(tests, "deps"),
    )
