"""Prints a header as doxygen wants it: comments of declarations are its comments.

Lines stay what and where they are, but for:

  // Text of a declaration's comment.     /// Text, with names like [kClone]() quoted.
  //   code(in, an, example);             ///     code(in, an, example);
  int field;  // What it is.              int field;  ///< What it is.
"""

import re
import sys

COMMENT = re.compile(r"^(\s*)//( ?)(.*)$")
TRAILING = re.compile(r"^(\s*[^\s/].*\S)  // (.*)$")
# What is said to tools, and the ends of what was opened far above.
NOT_DOCUMENTATION = re.compile(r"NOLINT|clang-format|IWYU|^namespace\b|^[A-Z_]+_H_$")


def quote(text):
    """Text that is no Markdown, no command of doxygen and no HTML."""
    text = text.replace("\\", "\\\\").replace("@", "\\@").replace("<", "\\<").replace("#", "\\#")
    return re.sub(r"\[\w+\]\(\w*\)|\[\[\w+\]\]", r"`\g<0>`", text)


def translate(line):
    comment = COMMENT.match(line)
    if comment and not NOT_DOCUMENTATION.search(comment[3]):
        indent, _, text = comment.groups()
        if text.startswith("  "):
            return f"{indent}///   {text}"
        return f"{indent}/// {quote(text)}".rstrip()
    trailing = TRAILING.match(line)
    if trailing and not NOT_DOCUMENTATION.search(trailing[2]):
        return f"{trailing[1]}  ///< {quote(trailing[2])}"
    return line


def main(path):
    for line in open(path, encoding="utf-8"):
        print(translate(line.rstrip("\n")))


if __name__ == "__main__":
    main(sys.argv[1])
