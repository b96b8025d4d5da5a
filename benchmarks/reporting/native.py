"""Builds and runs the C++ benchmarks."""

import json
import pathlib
import statistics
import subprocess
import sys
import time

BENCHMARKS = ["baseline_benchmark", "bindings_benchmark", "document_benchmark", "hook_benchmark",
              "messaging_benchmark", "startup_benchmark", "streams_benchmark",
              "transfer_mode_benchmark"]


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


def run_one(workspace, binary, seconds):
    ran = subprocess.run(
        [str(binary), f"--benchmark_min_time={seconds}s", "--benchmark_format=json"],
        cwd=workspace, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(ran.stdout)["benchmarks"]


# What Google Benchmark says of a benchmark beside its counters.
BESIDE = {"name", "family_index", "per_family_instance_index", "run_name", "run_type",
          "repetitions", "repetition_index", "threads", "iterations", "cpu_time"}


def merged(runs):
    """One case of several runs: the median of each counter, and beside it its extremes."""
    merged_case = {"spread": {}}
    for key, value in runs[0].items():
        if key in BESIDE:
            continue
        if isinstance(value, (int, float)):
            values = [each[key] for each in runs if key in each]
            merged_case[key] = statistics.median(values)
            merged_case["spread"][key] = [min(values), max(values)]
        else:
            merged_case[key] = value
    return merged_case


def run(workspace, folder, quick):
    """{benchmark: {case: {counter: value, "spread": {counter: [least, most]}}}}"""
    found = {name: {} for name in BENCHMARKS}
    rounds = 1 if quick else 3
    for i in range(rounds):
        for name in BENCHMARKS:
            start = time.monotonic()
            cases = run_one(workspace, folder / "benchmarks" / name, 0.02 if quick else 0.1)
            note(f"{name}, {i + 1} of {rounds}: {len(cases)} cases in "
                 f"{time.monotonic() - start:.0f} s")
            for case in cases:
                if case.get("error_occurred"):
                    note(f"{case['name']} skipped: {case.get('error_message', '')}")
                    continue
                found[name].setdefault(case["name"].removeprefix("BM_"), []).append(case)
    return {name: {case: merged(runs) for case, runs in cases.items()}
            for name, cases in found.items()}
