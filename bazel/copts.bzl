"""Compiler options of every target of ferry."""

# V8 ships without RTTI (its typeinfo is not exported) and without exceptions.
_LANGUAGE = [
    "-fno-rtti",
    "-fno-exceptions",
]

_WARNINGS = [
    "-Wall",
    "-Wextra",
    "-Wnon-virtual-dtor",
    "-Woverloaded-virtual",
    # V8's and Abseil's virtual hooks name parameters that an override ignores.
    "-Wno-unused-parameter",
]

# Every value that is cloned costs calls into V8, which is often a shared library.
_SPEED = ["-fno-plt"]

FERRY_COPTS = _LANGUAGE + _WARNINGS + _SPEED
