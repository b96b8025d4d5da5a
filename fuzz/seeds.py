"""Prints messages as lines of hexadecimal, or writes each to a file.

usage: seeds.py golden-vectors.json [directory]
"""

import json
import pathlib
import sys

# The last two are envelopes of Blink's.
HEADERS = ("", "ff09", "ff0c", "ff0d", "ff0f", "ff10", "ff11ff0d", "ff15fe" + 24 * "0" + "ff10")

# Blink's objects.
BLINK = (
    "5c6201750374627805", "5c6e016100", "5c4c020005", "5c2301030301000101080001020304050607",
    "5c670401050102020600080000010104ff0000ff", "5c4b0109200702aabb",
    "5c4b040d01800803010001061000", "5c660170016e00017501740107000000000000f03f01",
    "5c78016e016d0173", "5c51" + 64 * "0", "5c7e01",
)


def messages(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)["vectors"]
    for vector in vectors:
        for form in vector["bytes"]:
            for header in HEADERS:
                yield header + form["hex_after_header"]
    for blink in BLINK:
        yield HEADERS[-1] + blink


def main():
    for number, message in enumerate(messages(sys.argv[1])):
        if len(sys.argv) > 2:
            pathlib.Path(sys.argv[2], f"golden-{number}").write_bytes(bytes.fromhex(message))
        else:
            print(message)


main()
