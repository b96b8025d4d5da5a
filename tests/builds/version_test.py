"""All that names ferry's version names that of MODULE.bazel.

usage: version_test.py ROOT [NAME=VERSION…]

The further names are of what a build has made, such as CMake's version.
"""

import pathlib
import re
import sys

VERSION = r"(\d+\.\d+\.\d+)"
PLACES = [
    ("CHANGELOG.md", r"\A(?s:.*?)\n## " + VERSION),  # the first is the newest
    ("README.md", r'name = "ferry", version = "' + VERSION),
    ("docs/linking.md", r'name = "ferry", version = "' + VERSION),
    ("docs/linking.md", r"ferry-" + VERSION),
    ("docs/node_addons.md", r"ferry-" + VERSION),
    ("node/BUILD.bazel", r"ferry-" + VERSION),
    ("node/package/README.md", r"ferry-" + VERSION),
    ("node/package/package.json", r'"version": "' + VERSION),
]


def main(root, *made):
    def read(path):
        return (root / path).read_text(encoding="utf-8")

    (wanted,) = re.findall(r'\n    version = "' + VERSION + '",\n', read("MODULE.bazel"))
    numbers = re.findall(r"#define FERRY_VERSION_[A-Z]+ (\d+)\n", read("version.h"))
    found = [("version.h", ".".join(numbers))]
    found += [argument.split("=", 1) for argument in made]
    for path, pattern in PLACES:
        found += [(path, version) for version in re.findall(pattern, read(path)) or ["none"]]
    wrong = [(place, version) for place, version in found if version != wanted]
    for place, version in wrong:
        print(f"{place}: the version is {version}, and in MODULE.bazel {wanted}.")
    return 1 if wrong else 0


sys.exit(main(pathlib.Path(sys.argv[1]), *sys.argv[2:]))
