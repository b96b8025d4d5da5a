"""Writes scripts, in their order, as one C++ constant.

usage: script_text.py OUTPUT HEADER NAMESPACE CONSTANT SCRIPT...

OUTPUT includes HEADER, which declares CONSTANT in NAMESPACE. The scripts must not
hold the text `)ferry_js"`. Every build runs this: Bazel, CMake and GN.
"""

import sys


def main(output, header, namespace, constant, *scripts):
    with open(output, "w", encoding="utf-8") as out:
        out.write(f'#include "{header}"\n')
        out.write(f"namespace {namespace} {{\n")
        out.write(f"const char {constant}[] =\n")
        for script in scripts:
            with open(script, encoding="utf-8") as text:
                out.write(f'R"ferry_js(\n{text.read()})ferry_js"\n')
        out.write(";\n}\n")


main(*sys.argv[1:])
