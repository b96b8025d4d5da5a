"""Runs the benchmarks, here and in the peers, and writes what they found.

  tools/bazel run //benchmarks:report            # into docs/performance
  tools/bazel run //benchmarks:report -- --quick # a look, in two minutes
  tools/bazel run //benchmarks:report -- --redraw
  tools/bazel run //benchmarks:report -- --only streams  # the rest as it was

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
import peers
import plots
import tables
import workers


def parse_arguments():
    parser = argparse.ArgumentParser(prog="report", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions; not into docs/performance")
    parser.add_argument("--redraw", action="store_true", help="tables and plots of the results that are there")
    parser.add_argument("--only", metavar="PART", help="measure one part of results.json anew")
    parser.add_argument("--output", type=pathlib.Path, help="the folder to write into")
    return parser.parse_args()


def measure(workspace, quick, only):
    """What results.json has; of its parts the one that is named, where one is."""
    build = native.build(workspace)
    parts = {
        "native": lambda: native.run(build, quick),
        "host_objects": lambda: peers.run_host_objects(workspace, quick),
        "peers": lambda: peers.run_clones(workspace, build, quick),
        "streams": lambda: peers.run_streams(workspace, build, quick),
        "workers": lambda: workers.measure(workspace, quick),
    }
    if only is not None:
        return {only: parts[only]()}
    return {"quick": quick, "machine": machine.describe(),
            **{name: part() for name, part in parts.items()}}


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
        results |= measure(workspace, arguments.quick, arguments.only)
        file.write_text(json.dumps(results, indent=1) + "\n")
    (output / "README.md").write_text(tables.markdown(results))
    plots.draw(results, output)
    print(f"Written to {output}")


if __name__ == "__main__":
    sys.exit(main())
