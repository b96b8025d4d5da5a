"""Prints golden-vectors.json as lines: name, V8 versions, hex, decoded tree.

Fields are separated by tabs. The tree is compact, and written as JavaScript's
JSON.stringify does: only lone surrogates and control characters are escaped.
"""

import json
import re
import sys


def lone_surrogates_escaped(text):
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        vectors = json.load(file)["vectors"]
    out = open(1, "w", encoding="utf-8", closefd=False)
    for vector in vectors:
        tree = json.dumps(vector["decoded"], ensure_ascii=False, separators=(",", ":"))
        for form in vector["bytes"]:
            fields = (
                vector["name"],
                ",".join(form["v8"]),
                form["hex_after_header"],
                lone_surrogates_escaped(tree),
            )
            print("\t".join(fields), file=out)


main()
