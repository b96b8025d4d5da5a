"""Checks that the C++ and JavaScript of the documentation is code that runs.

Every ```cpp and ```js block of the documents (*.md) must stand, but for white space
and includes, in one of the other files that the arguments name.
"""

import re
import sys


def normalize(code):
    lines = [line for line in code.splitlines() if not line.startswith("#include")]
    # clang-format breaks lines where it likes.
    return "".join(" ".join(lines).split())


def main(*files):
    documents = [file for file in files if file.endswith(".md")]
    tests = [file for file in files if file not in documents]
    tested = [normalize(open(test, encoding="utf-8").read()) for test in tests]
    failed = checked = 0
    for document in documents:
        text = open(document, encoding="utf-8").read()
        for block in re.findall(r"```(?:cpp|js)\n(.*?)```", text, re.S):
            checked += 1
            if any(normalize(block) in test for test in tested):
                continue
            failed += 1
            print(f"{document}: in none of {', '.join(tests)}:\n{block}")
    print(f"{checked - failed} passed, {failed} failed")
    return 1 if failed or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
