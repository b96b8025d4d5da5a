"""Prints what the public headers declare, from doxygen's XML: one declaration a line.

Names of parameters are left out, as nobody's program depends on them; values that a compiler
puts into programs (of constants, enumerators, parameters left out) are not.
"""

import collections
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

HEAD = """\
# The API: what the public headers declare. Written by `tools/api`, which also looks whether
# it is up to date (`tools/api --check`). What may change when: docs/stability.md.
"""


def text(element, name):
    found = element.find(name)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def tidy(declaration):
    declaration = re.sub(r"\s+([&*,)])", r"\1", declaration)
    declaration = re.sub(r"([&*])(?=[\w.])", r"\1 ", declaration)
    declaration = re.sub(r"\(\s+", "(", declaration)
    declaration = re.sub(r"<\s+", "<", re.sub(r"\s+>", ">", declaration))
    return " ".join(declaration.split())


def parameter(element):
    shown = text(element, "type") + text(element, "array")
    default = text(element, "defval")
    return f"{shown} = {default}" if default else shown


def template(element):
    parameters = element.find("templateparamlist")
    if parameters is None:
        return ""
    listed = []
    for each in parameters.findall("param"):
        # `typename T` is one type for doxygen, or a type and a name.
        name = text(each, "declname")
        default = text(each, "defval")
        listed.append(" ".join(filter(None, [text(each, "type"), name]))
                      + (f" = {default}" if default else ""))
    return f"template <{', '.join(listed)}> "


def function(member):
    # What follows the parameters, which may hold brackets themselves.
    parameters = [parameter(each) for each in member.findall("param")]
    arguments = text(member, "argsstring")
    after = arguments[arguments.rfind(")") + 1:] if "noexcept(" not in arguments else ""
    after = after.replace("=0", " = 0").replace("=default", " = default").replace("=delete", " = delete")
    before = [word for word, key in (("explicit", "explicit"), ("static", "static"), ("constexpr", "constexpr"))
              if member.get(key) == "yes"]
    if member.get("virt") in ("virtual", "pure-virtual"):
        before.append("virtual")
    constraint = text(member, "requiresclause")
    return " ".join(filter(None, [
        template(member) + " ".join(before), text(member, "type"),
        f"{text(member, 'name')}({', '.join(parameters)})", after,
        f"requires {constraint}" if constraint else ""]))


def variable(member):
    static = "static " if member.get("static") == "yes" else ""
    static += "constexpr " if member.get("constexpr") == "yes" else ""
    shown = f"{static}{text(member, 'type')} {text(member, 'name')}{text(member, 'argsstring')}"
    return f"{shown} {text(member, 'initializer')}"


def other(member):
    """A name for a type, without the scope that doxygen puts before it."""
    return re.sub(r"^(using|typedef) ([\w:]+::)(?=\w+ =)", r"\1 ", text(member, "definition"))


def enumeration(member):
    strong = "enum class" if member.get("strong") == "yes" else "enum"
    underlying = text(member, "type")
    values = [f"{text(value, 'name')} {text(value, 'initializer')}".strip()
              for value in member.findall("enumvalue")]
    return (f"{strong} {text(member, 'name')}" + (f" : {underlying}" if underlying else "")
            + " { " + ", ".join(values) + " }")


def declaration(member):
    """A member as one line; None for what is no part of the API."""
    kind = member.get("kind")
    if kind == "friend" and not text(member, "argsstring"):
        return None
    if kind == "define":
        return None if text(member, "name").endswith("_H_") else f"#define {text(member, 'name')}"
    shown = {"function": function, "friend": function, "variable": variable,
             "enum": enumeration}.get(kind, other)(member)
    return tidy(("friend " if kind == "friend" else "") + shown)


def members(compound):
    """(header, line) of each declaration of a class, a namespace or a header."""
    for member in compound.iter("memberdef"):
        if member.get("prot") == "private":
            continue
        line = declaration(member)
        if line is not None:
            protected = "protected: " if member.get("prot") == "protected" else ""
            yield member.find("location").get("file"), protected + line


def head(compound):
    bases = [f"{base.get('prot')} {''.join(base.itertext())}"
             for base in compound.findall("basecompoundref") if base.get("prot") != "private"]
    final = " final" if compound.get("final") == "yes" else ""
    return (template(compound) + f"{compound.get('kind')} {text(compound, 'compoundname')}{final}"
            + (f" : {', '.join(bases)}" if bases else ""))


def listing(folder):
    """{header: [lines]}: what lies in namespaces, then each class with its members."""
    headers = collections.defaultdict(lambda: (set(), {}))
    for path in sorted(pathlib.Path(folder).glob("*.xml")):
        compound = xml.parse(path).getroot().find("compounddef")
        if compound is None or compound.get("prot") == "private":
            continue
        name = text(compound, "compoundname")
        if compound.get("kind") in ("namespace", "file"):
            scope = f"{name}: " if compound.get("kind") == "namespace" else ""
            for header, line in members(compound):
                headers[header][0].add(scope + line)
        elif compound.get("kind") in ("class", "struct", "union"):
            header = compound.find("location").get("file")
            # Not sorted: the order of fields is a part of aggregates.
            headers[header][1][head(compound)] = [line for _, line in members(compound)]
    return headers


def main(folder):
    print(HEAD, end="")
    for header, (free, classes) in sorted(listing(folder).items()):
        print(f"\n## {header}")
        print(*sorted(free), sep="\n", end="\n" if free else "")
        for name, lines in sorted(classes.items(), key=lambda each: each[0].split("ferry::")[-1]):
            print(name)
            print(*(f"  {line}" for line in lines), sep="\n", end="\n" if lines else "")


if __name__ == "__main__":
    main(sys.argv[1])
