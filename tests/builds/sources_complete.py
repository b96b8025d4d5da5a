"""Each source of the library's folders is in sources.json, so that each build has it.

usage: sources_complete.py ROOT
"""

import json
import pathlib
import sys

# Folders with programs, which use the library.
PROGRAMS = {"bazel", "benchmarks", "docs", "examples", "fuzz", "shell", "tests", "tools"}
PROGRAMS |= {f"node/{part}" for part in ("addon", "example", "package", "test", "ways")}


def listed(root):
    for group in json.loads((root / "sources.json").read_text(encoding="utf-8")).values():
        yield from group["sources"] + group["headers"]
        for script in group["scripts"]:
            yield from script["sources"]


def found(root):
    for build in root.glob("*/BUILD.bazel"):
        # bazel-ferry and the like are links.
        if build.parent.name in PROGRAMS or build.parent.is_symlink():
            continue
        for path in build.parent.rglob("*"):
            name = path.relative_to(root)
            if path.suffix in (".cc", ".h", ".js") and not PROGRAMS & set(map(str, name.parents)):
                yield str(name)


def main(root):
    files = set(found(root))
    assert files, f"there are no sources in {root}"
    missing = sorted(files - set(listed(root)))
    for path in missing:
        print(f"{path} is in no group of sources.json: no build has it.")
    if missing:
        print("Name its library in tests/builds/BUILD.bazel, or below //:ferry.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
