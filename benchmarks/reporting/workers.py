"""How long each way to another thread blocks the event loop of Node.js."""

import json
import subprocess

import peers
from native import note


def measure(workspace, quick):
    """{"times": {way: {megabytes: {"blocked_ms", "total_ms"}}}}"""
    if peers.folder(workspace) is None:
        return peers.skipped("the ways to other threads are")
    note("the ways to other threads, in Node.js 24")
    ran = subprocess.run(
        [str(workspace / "tools" / "bazel"), "run", "--config=opt", "--config=node24",
         "//node:measure_ways", "--", *(["--quick"] if quick else [])],
        cwd=workspace, check=True, stdout=subprocess.PIPE, text=True)
    return {"times": json.loads(ran.stdout)}
