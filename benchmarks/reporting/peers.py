"""Runs the same script in every runtime, in turn: A B C A B C ..."""

import json
import math
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent.parent / "peers"
NODES = [20, 22, 24, 26]


def note(text):
    print(f"report: {text}", file=sys.stderr, flush=True)


def folder(workspace):
    """Where tools/peers has installed them; None if it has not."""
    found = subprocess.run([str(workspace / "tools" / "peers"), "path"],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return pathlib.Path(found.stdout.strip()) if found.returncode == 0 else None


def runtimes(peers, shell):
    """{name: start of a command line}"""
    modules = peers / "node_modules"
    nodes = {f"node {n}": [str(modules / f"node{n}/bin/node")] for n in NODES}
    return {
        "ferry": [str(shell)],
        **nodes,
        "deno": [str(modules / "deno/deno"), "run", "--allow-read"],
        "bun": [str(modules / "bun/bin/bun")],
    }


def versions(peers):
    lock = json.loads((peers / "package-lock.json").read_text())
    return {name.removeprefix("node_modules/"): package["version"]
            for name, package in lock["packages"].items() if name}


def run_script(command, script, *arguments):
    ran = subprocess.run([*command, str(HERE / script), *map(str, arguments)],
                         check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ran.stdout)


def in_turn(commands, script, rounds, *arguments):
    """{runtime: {case: [nanoseconds of each round]}}"""
    times = {name: {} for name in commands}
    for i in range(rounds):
        note(f"{script}: round {i + 1} of {rounds}")
        for name, command in commands.items():
            for case, ns in run_script(command, script, *arguments).items():
                times[name].setdefault(case, []).append(ns)
    return times


def summary(values):
    low, middle, high = statistics.quantiles(values, n=4) if len(values) > 1 else values * 3
    return {"median": middle, "low": low, "high": high}


def summarize(times):
    return {name: {case: summary(values) for case, values in cases.items()}
            for name, cases in times.items()}


def geometric_mean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def skipped(what):
    reason = "the peers are not installed; tools/peers install does it"
    note(f"{what} skipped: {reason}")
    return {"skipped": reason}


def run_clones(workspace, build, quick):
    peers = folder(workspace)
    if peers is None:
        return skipped("structuredClone in the peers is")
    commands = runtimes(peers, build / "shell/shell")
    times = summarize(in_turn(commands, "measure.js", 3 if quick else 9,
                              10 if quick else 60, peers))
    ratios = {
        name: {case: cases[case]["median"] / ours["median"]
               for case, ours in times["ferry"].items()}
        for name, cases in times.items() if name != "ferry"
    }
    return {
        "versions": versions(peers),
        "times": times,
        "ratios": ratios,
        "geometric_means": {name: geometric_mean(of_one.values())
                            for name, of_one in ratios.items()},
    }


def run_host_objects(workspace, quick):
    peers = folder(workspace)
    if peers is None:
        return skipped("host objects of Node.js are")
    commands = {name: command for name, command in runtimes(peers, "").items()
                if name.startswith("node")}
    return {"times": summarize(in_turn(commands, "host_objects.js", 3 if quick else 7,
                                       10 if quick else 60))}


def run_messages(workspace, build, quick):
    """Messages from a script to a worker."""
    peers = folder(workspace)
    if peers is None:
        return skipped("messages in the peers are")
    commands = runtimes(peers, build / "shell/shell")
    return {"times": summarize(in_turn(commands, "messages.js", 3 if quick else 9,
                                       20 if quick else 100))}


def run_streams(workspace, build, quick):
    """Chunks of transferred streams; those of ferry with two windows."""
    peers = folder(workspace)
    if peers is None:
        return skipped("streams in the peers are")
    commands = runtimes(peers, build / "shell/shell")
    shell = commands["ferry"] + [f"--streams={peers}/node_modules/web-streams-polyfill/dist/ponyfill.js"]
    chosen = {
        "ferry": shell,
        "ferry, window 16": [*shell, "--stream-window=16"],
        **{name: commands[name] for name in ("node 22", "node 24", "node 26", "deno")},
    }
    return {"times": summarize(in_turn(chosen, "streams.js", 3 if quick else 9,
                                       30 if quick else 200))}
