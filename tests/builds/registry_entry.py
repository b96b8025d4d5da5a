"""Makes an entry of a Bazel registry of .bcr/, as the central one's publishing app does.

usage: registry_entry.py ROOT ARCHIVE REGISTRY

ARCHIVE has the sources of ROOT and is where the entry says that they are.
"""

import base64
import hashlib
import json
import pathlib
import re
import shutil
import sys


def main(root, archive, registry):
    module = root / "MODULE.bazel"
    version = re.search(r'\n    version = "(.*)",\n', module.read_text()).group(1)
    folder = registry / "modules/ferry" / version
    folder.mkdir(parents=True)
    shutil.copy(module, folder)
    shutil.copy(root / ".bcr/presubmit.yml", folder)

    metadata = json.loads((root / ".bcr/metadata.template.json").read_text())
    metadata["versions"].append(version)
    (folder.parent / "metadata.json").write_text(json.dumps(metadata))

    template = (root / ".bcr/source.template.json").read_text()
    source = json.loads(template.replace("{VERSION}", version))
    assert source["url"].endswith("/" + archive.name), source["url"]
    source["url"] = archive.as_uri()
    digest = hashlib.sha256(archive.read_bytes()).digest()
    source["integrity"] = "sha256-" + base64.b64encode(digest).decode()
    (folder / "source.json").write_text(json.dumps(source))
    print(version)


main(*map(pathlib.Path, sys.argv[1:]))
