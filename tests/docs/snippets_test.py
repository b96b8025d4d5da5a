"""Checks that the C++ and JavaScript of the documentation is code that runs.

Every ```cpp and ```js block must stand, but for white space and includes, in the
test file that the arguments name first; the others are the documents.
"""

import re
import sys


def normalize(code):
    lines = [line for line in code.splitlines() if not line.startswith("#include")]
    # clang-format breaks lines where it likes.
    return "".join(" ".join(lines).split())


def main(test_file, *documents):
    tested = normalize(open(test_file, encoding="utf-8").read())
    failed = checked = 0
    for document in documents:
        text = open(document, encoding="utf-8").read()
        for block in re.findall(r"```(?:cpp|js)\n(.*?)```", text, re.S):
            checked += 1
            if normalize(block) in tested:
                continue
            failed += 1
            print(f"{document}: not in {test_file}:\n{block}")
    print(f"{checked - failed} passed, {failed} failed")
    return 1 if failed or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
