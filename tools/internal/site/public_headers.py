"""Prints the headers that embedders include, one a line: what the API is made of.

They are those that an installation has, but for what is internal, and what a job of the npm
package includes.
"""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]


def public_headers():
    groups = json.loads((ROOT / "sources.json").read_text(encoding="utf-8"))
    headers = [header for name in ("ferry", "node", "wire") for header in groups[name]["headers"]]
    public = [header for header in headers if "internal" not in header.split("/")]
    return sorted(public + ["node/package/include/ferry_job.h"])


if __name__ == "__main__":
    print("\n".join(public_headers()))
