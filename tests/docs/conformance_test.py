"""Checks that what docs/conformance.md names exists.

Files are looked up in the folder of tests or, as examples/..., in the root;
tests as `TEST_F(Suite, Name)` and the like in their file, functions in the
library's sources. The arguments are the document and all these files.
"""

import re
import sys


def code_names(text):
    """The library's names in `code`: Class::Method, Function, file.cc."""
    for code in re.findall(r"`([^`]+)`", text):
        if re.fullmatch(r"(?:\w+::)*[A-Z]\w+", code):
            yield code


def main(document, *paths):
    text = open(document, encoding="utf-8").read()
    files = {path: open(path, encoding="utf-8").read() for path in paths}
    library = "".join(
        content for path, content in files.items()
        if not path.startswith(("tests/", "docs/")))
    problems = []
    checked = 0
    for path, suite, name in re.findall(r"\| ([\w/]+\.cc): (\w+)\.(\w+) \|", text):
        checked += 1
        test = rf"TEST(?:_F|_P)?\(\s*{suite},\s*{name}\)"
        if not re.search(test, files.get("tests/" + path, "")):
            problems.append(f"no test {suite}.{name} in tests/{path}")
    for path in re.findall(r"examples/[\w/]+\.\w+", text):
        checked += 1
        if path not in files:
            problems.append(f"no file {path}")
    for link in re.findall(r"\]\(([\w.]+\.md)", text):
        checked += 1
        if f"docs/{link}" not in files:
            problems.append(f"no file docs/{link}")
    for code in code_names(text):
        checked += 1
        for part in code.split("::"):
            if not re.search(rf"\b{part}\b", library):
                problems.append(f"the library has no {code}")
    print("\n".join(problems))
    print(f"{checked - len(problems)} right, {len(problems)} wrong")
    return 1 if problems or checked < 50 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
