"""Prints messages as lines of hexadecimal, or writes each to a file.

usage: seeds.py golden-vectors.json [directory]
"""

import json
import pathlib
import sys

HEADERS = ("", "ff09", "ff0c", "ff0d", "ff0f", "ff10")


def messages(path):
    with open(path, encoding="utf-8") as file:
        vectors = json.load(file)["vectors"]
    for vector in vectors:
        for form in vector["bytes"]:
            for header in HEADERS:
                yield header + form["hex_after_header"]


def main():
    for number, message in enumerate(messages(sys.argv[1])):
        if len(sys.argv) > 2:
            pathlib.Path(sys.argv[2], f"golden-{number}").write_bytes(bytes.fromhex(message))
        else:
            print(message)


main()
