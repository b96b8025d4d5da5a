"""A folder that is in no group of sources.json is noticed."""

import contextlib
import io
import json
import pathlib
import tempfile
import unittest

import sources_complete


class SourcesCompleteTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.add_file("wire/BUILD.bazel")
        self.add_file("wire/internal/names.cc")
        group = {"sources": ["wire/internal/names.cc"], "headers": [], "scripts": []}
        (self.root / "sources.json").write_text(json.dumps({"wire": group}), encoding="utf-8")

    def add_file(self, path):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).touch()

    def check(self):
        """Returns the exit code and the first line that is printed."""
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            code = sources_complete.main(self.root)
        return code, printed.getvalue().partition("\n")[0]

    def test_all_is_listed(self):
        self.assertEqual(self.check(), (0, ""))

    def test_new_folder(self):
        self.add_file("storage/BUILD.bazel")
        self.add_file("storage/file.cc")
        self.assertEqual(self.check(), (1, "storage/file.cc is in no group of sources.json: no build has it."))

    def test_new_folder_in_a_folder(self):
        self.add_file("wire/text/BUILD.bazel")
        self.add_file("wire/text/text.js")
        self.assertEqual(self.check(), (1, "wire/text/text.js is in no group of sources.json: no build has it."))

    def test_programs(self):
        self.add_file("shell/BUILD.bazel")
        self.add_file("shell/main.cc")
        self.assertEqual(self.check(), (0, ""))


unittest.main()
