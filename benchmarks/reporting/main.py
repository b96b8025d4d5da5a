"""Runs the benchmarks, here and in the peers, and writes what they found.

  tools/bazel run //benchmarks:report            # into docs/performance
  tools/bazel run //benchmarks:report -- --quick # a look, in two minutes
  tools/bazel run //benchmarks:report -- --redraw
  tools/bazel run //benchmarks:report -- --only streams  # the rest as it was
  tools/bazel run //benchmarks:report -- --force  # on a busy machine: the page says so

Writes results.json (everything that was measured), README.md (tables) and SVG
plots. What is not installed is left out, and it is said why.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile

import machine
import native
import node
import peers
import plots
import tables


def parse_arguments():
    parser = argparse.ArgumentParser(prog="report", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions; not into docs/performance")
    parser.add_argument("--redraw", action="store_true", help="tables and plots of the results that are there")
    parser.add_argument("--only", metavar="PART", help="measure one part of results.json anew")
    parser.add_argument("--force", action="store_true",
                        help="measure although the machine is busy with other work")
    parser.add_argument("--output", type=pathlib.Path, help="the folder to write into")
    return parser.parse_args()


def look(busy, part, force):
    """Notes how busy the machine is before `part`; ends the report where it is too much."""
    busy[part] = machine.busy_cores()
    if busy[part] > machine.BUSY and not force:
        sys.exit(f"report: other programs take {busy[part]} of a core, more than {machine.BUSY}: the "
                 f"figures would not be those of the machine alone. End them, or say --force, and "
                 f"the page says so. (Before: {part}.)")


def measure(workspace, quick, only, force, before):
    """What results.json has; of its parts the one that is named, where one is."""
    build = native.build(workspace)
    parts = {
        "native": lambda: native.run(workspace, build, quick),
        "host_objects": lambda: peers.run_host_objects(workspace, quick),
        "peers": lambda: peers.run_clones(workspace, build, quick),
        "messages": lambda: peers.run_messages(workspace, build, quick),
        "streams": lambda: peers.run_streams(workspace, build, quick),
        "workers": lambda: node.run_ways(workspace, quick),
        "package": lambda: node.run_package(workspace),
    }
    busy = before.get("machine", {}).get("busy", {}) if only else {}
    results = {}
    for name in [only] if only else parts:
        look(busy, name, force or quick)
        results[name] = parts[name]()
    return {"written_by": tables.COMMAND, "quick": quick,
            "machine": {**machine.describe(), "busy": busy}, **results}


def main():
    arguments = parse_arguments()
    workspace = pathlib.Path(os.environ.get("BUILD_WORKSPACE_DIRECTORY", "."))
    output = arguments.output or (
        pathlib.Path(tempfile.gettempdir()) / "ferry-report" if arguments.quick
        else workspace / "docs" / "performance")
    output.mkdir(parents=True, exist_ok=True)
    file = output / "results.json"
    results = json.loads(file.read_text()) if arguments.redraw or arguments.only else {}
    if not arguments.redraw:
        results |= measure(workspace, arguments.quick, arguments.only, arguments.force, results)
        file.write_text(json.dumps(results, indent=1) + "\n")
    (output / "README.md").write_text(tables.markdown(results))
    plots.draw(results, output)
    print(f"Written to {output}")


if __name__ == "__main__":
    sys.exit(main())
