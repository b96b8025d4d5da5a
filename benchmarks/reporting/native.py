"""Builds and runs the C++ benchmarks."""

import json
import pathlib
import subprocess
import sys
import time

BENCHMARKS = ["baseline_benchmark", "hook_benchmark", "transfer_mode_benchmark"]


def note(text):
    print(f"report: {text}", file=sys.stderr, flush=True)


def build(workspace, benchmarks=BENCHMARKS):
    """The folder with the optimized binaries, the shell's too."""
    note("building with --config=opt")
    bazel = [str(workspace / "tools" / "bazel")]
    targets = [f"//benchmarks:{name}" for name in benchmarks] + ["//shell"]
    subprocess.run(bazel + ["build", "--config=opt", *targets], cwd=workspace, check=True)
    shown = subprocess.run(bazel + ["info", "--config=opt", "bazel-bin"], cwd=workspace,
                           check=True, stdout=subprocess.PIPE, text=True)
    return pathlib.Path(shown.stdout.strip())


def run_one(binary, seconds):
    ran = subprocess.run(
        [str(binary), f"--benchmark_min_time={seconds}s", "--benchmark_format=json"],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(ran.stdout)["benchmarks"]


# What Google Benchmark says of a benchmark beside its counters.
BESIDE = {"name", "family_index", "per_family_instance_index", "run_name", "run_type",
          "repetitions", "repetition_index", "threads", "iterations", "cpu_time"}


def run(folder, quick):
    """{benchmark: {case: {counter: value}}}"""
    results = {}
    for name in BENCHMARKS:
        start = time.monotonic()
        found = run_one(folder / "benchmarks" / name, 0.02 if quick else 0.1)
        note(f"{name}: {len(found)} cases in {time.monotonic() - start:.0f} s")
        results[name] = {
            case["name"].removeprefix("BM_"):
                {key: value for key, value in case.items() if key not in BESIDE}
            for case in found
        }
    return results
