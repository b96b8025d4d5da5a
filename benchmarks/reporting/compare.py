"""Compares the benchmarks of another revision with those of this checkout.

  tools/bazel run //benchmarks:compare -- REVISION
  tools/bazel run //benchmarks:compare -- REVISION --pairs 5 --only messaging

Builds both, runs them in turn (old new, new old, ...), and prints for each case
the median of the ratios new / old and the interval that holds the true median
with 95 percent. What is above 1 has become slower. A case whose interval holds
1 has not been shown to differ.
"""

import argparse
import math
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

import native
import peers

SHELL = "shell"


def parse_arguments():
    parser = argparse.ArgumentParser(prog="compare", description=__doc__.splitlines()[0])
    parser.add_argument("revision", help="what to compare with: a commit, a branch, a tag")
    parser.add_argument("--pairs", type=int, default=15, help="how often each runs (15)")
    parser.add_argument("--only", default="", help="a regular expression: the cases to show")
    return parser.parse_args()


def keep_binaries(workspace, folder):
    """Builds `workspace` and copies what is compared, for the next build replaces it.

    An older revision may lack some benchmarks."""
    names = [name for name in native.BENCHMARKS
             if (workspace / "benchmarks" / f"{name}.cc").exists()]
    build = native.build(workspace, names)
    folder.mkdir(parents=True)
    for name in names:
        shutil.copy(build / "benchmarks" / name, folder / name)
    shutil.copy(build / "shell/shell", folder / SHELL)
    return folder


def keep_revision(workspace, revision, checkout, folder):
    git = ["git", "-C", str(workspace), "worktree"]
    subprocess.run([*git, "add", "--detach", "--force", str(checkout), revision], check=True)
    try:
        return keep_binaries(checkout, folder)
    finally:
        subprocess.run([*git, "remove", "--force", str(checkout)], check=True)


def run_all(workspace, folder, of_peers):
    """{case: nanoseconds, or how many times what it is compared with in its own run}

    The second is there where a benchmark measures bare V8 in turn with the library:
    what the machine does to both is no difference."""
    times = {}
    for name in native.BENCHMARKS:
        if not (folder / name).exists():
            continue
        for case in native.run_one(workspace, folder / name, 0.02):
            label = f"{name.removesuffix('_benchmark')}: {case['name'].removeprefix('BM_')}"
            if "error_message" not in case:
                times[label] = case.get("ratio", case.get("ns", case["real_time"]))
    arguments = [20, of_peers] if of_peers else [20]
    for case, ns in peers.run_script([str(folder / SHELL)], "measure.js", *arguments).items():
        times[f"structuredClone: {case}"] = ns
    return times


def interval(values):
    """The ordered values between which the median lies with 95 percent: how many of
    them are below it is binomially distributed."""
    ordered = sorted(values)
    count = len(ordered)
    tail, rank = 0.0, 0
    while tail + math.comb(count, rank) / 2**count <= 0.025:
        tail += math.comb(count, rank) / 2**count
        rank += 1
    low = max(rank - 1, 0)
    return ordered[low], ordered[count - 1 - low]


def compare(workspace, old, new, of_peers, pairs):
    """{case: [the ratio new / old of each pair]}"""
    ratios = {}
    for i in range(pairs):
        native.note(f"pair {i + 1} of {pairs}")
        sides = [old, new] if i % 2 == 0 else [new, old]
        times = {side: run_all(workspace, side, of_peers) for side in sides}
        for case in times[old].keys() & times[new].keys():
            ratios.setdefault(case, []).append(times[new][case] / times[old][case])
    return ratios


def table(ratios, only):
    lines = ["| case | median of new / old | 95 % |", "|---|---|---|"]
    for case in sorted(ratios):
        if re.search(only, case):
            low, high = interval(ratios[case])
            lines.append(f"| {case} | {statistics.median(ratios[case]):.3f} "
                         f"| {low:.3f} – {high:.3f} |")
    return "\n".join(lines)


def main():
    arguments = parse_arguments()
    workspace = pathlib.Path(os.environ.get("BUILD_WORKSPACE_DIRECTORY", "."))
    # Always the same, so that a second call finds what the first has built.
    checkout = pathlib.Path(tempfile.gettempdir()) / "ferry-compare"
    of_peers = peers.folder(workspace)
    # The binaries look there for Node.js, which is not compared here.
    for variable in ("FERRY_PEERS_DIR", "FERRY_NODE"):
        os.environ.pop(variable, None)
    with tempfile.TemporaryDirectory() as kept:
        kept = pathlib.Path(kept)
        new = keep_binaries(workspace, kept / "new")
        old = keep_revision(workspace, arguments.revision, checkout, kept / "old")
        ratios = compare(workspace, old, new, of_peers, arguments.pairs)
    print(table(ratios, arguments.only))


if __name__ == "__main__":
    sys.exit(main())
