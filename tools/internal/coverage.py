"""What llvm-cov says of the tests' programs: a table of folders, or the lines that nothing reached.

  coverage.py COUNTS BINARIES [FOLDER]
"""

import collections
import json
import pathlib
import re
import subprocess
import sys

# What others link, in the order of the layers.
FOLDERS = ["wire", "agent", "exceptions", "transfer", "delegates", "serializer", "jobs", "messaging",
           "bindings"]


def programs(binaries):
    """The tests' programs: what is executable and begins as such."""
    for path in sorted(pathlib.Path(binaries).glob("**/*")):
        if ".runfiles" in str(path) or path.suffix or path.is_symlink() or not path.is_file():
            continue
        with open(path, "rb") as file:
            if file.read(4) == b"\x7fELF":
                yield path


def llvm_cov(command, profile, objects, *options):
    first, *others = map(str, objects)
    return subprocess.run(
        ["llvm-cov", command, "-instr-profile", profile, *options, first,
         *(f"-object={each}" for each in others)],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout


def source(name):
    """The path in the repository: Bazel gives headers by links with another one."""
    return re.sub(r"^.*/_virtual_includes/[^/]+/ferry/", "", name)


def table(exported):
    sums = collections.defaultdict(collections.Counter)
    for file in json.loads(exported)["data"][0]["files"]:
        folder = source(file["filename"]).split("/")[0]
        for what in ("lines", "branches"):
            for key in ("covered", "count"):
                sums[folder][what, key] += file["summary"][what][key]
    print("| folder | lines | of them reached | branches | of them reached |\n|---|---|---|---|---|")
    for folder in FOLDERS:
        each = sums[folder]
        shares = [f"{each[what, 'count']:,} | {100 * each[what, 'covered'] / each[what, 'count']:.1f} %"
                  for what in ("lines", "branches")]
        print(f"| `{folder}/` | {' | '.join(shares)} |")


def unreached_lines(shown, folder):
    path = ""
    for line in shown.splitlines():
        if re.match(r"\S.*\.(cc|h):$", line):
            path = source(line.rstrip(":"))
        found = re.match(r" *(\d+)\| +0\|(.*)", line)
        if found and path.startswith(folder.rstrip("/") + "/"):
            print(f"{path}:{found[1]}:{found[2]}")


def main(counts, binaries, folder=None):
    profile = f"{counts}/all.profdata"
    subprocess.run(["llvm-profdata", "merge", "-sparse", *map(str, pathlib.Path(counts).glob("*.profraw")),
                    "-o", profile], check=True)
    objects = list(programs(binaries))
    if folder is None:
        table(llvm_cov("export", profile, objects, "-summary-only"))
    else:
        unreached_lines(llvm_cov("show", profile, objects), folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
