"""The npm package and other add-ons, in Node.js."""

import json
import subprocess

import peers
from native import note


def run_target(workspace, version, target, *arguments):
    ran = subprocess.run(
        [str(workspace / "tools" / "bazel"), "run", "--config=opt", f"--config=node{version}",
         f"//node:{target}", "--", *arguments],
        cwd=workspace, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ran.stdout)


def run_ways(workspace, quick):
    """How long each way to another thread blocks the event loop:
    {"times": {way: {megabytes: {"blocked_ms", "total_ms"}}}}"""
    if peers.folder(workspace) is None:
        return peers.skipped("the ways to other threads are")
    note("the ways to other threads, in Node.js 24")
    return {"times": run_target(workspace, 24, "measure_ways", *(["--quick"] if quick else []))}


def run_package(workspace):
    """{"versions": {"node 22": what measure_package.js says}}"""
    if peers.folder(workspace) is None:
        return peers.skipped("the npm package is")
    found = {}
    for version in (22, 24, 26):
        note(f"the npm package, in Node.js {version}")
        found[f"node {version}"] = run_target(workspace, version, "measure_package")
    return {"versions": found}
