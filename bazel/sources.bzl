"""sources.json: what the BUILD files list, for the builds that are not Bazel's."""

load("//bazel:script_library.bzl", "ScriptInfo")

_SourcesInfo = provider(
    doc = "The libraries of this repository that a target is made of.",
    fields = {"libraries": "depset of struct(label, sources, headers, scripts, abseil)"},
)

# What the other builds have under names of their own; rules_cc is Bazel's own.
_KNOWN = ["googletest", "rules_cc", "v8"]

def _is_ours(label):
    # //bazel has precompiled headers only.
    return not label.workspace_name and label.package != "bazel"

def _dependencies(ctx):
    """Returns the labels of Abseil that a library names; fails on other repositories."""
    abseil = []
    for dep in ctx.rule.attr.deps:
        repository = dep.label.workspace_name
        if "abseil-cpp" in repository:
            abseil.append("%s:%s" % (dep.label.package, dep.label.name))
        elif repository and not [name for name in _KNOWN if name in repository]:
            fail(("%s depends on %s: bring that dependency to CMakeLists.txt, BUILD.gn and " +
                  "the tarball, then name it here.") % (ctx.label, dep.label))
    return abseil

def _sources_aspect_impl(target, ctx):
    deps = getattr(ctx.rule.attr, "deps", [])
    below = [dep[_SourcesInfo].libraries for dep in deps if _SourcesInfo in dep]
    own = []
    if _is_ours(target.label) and ctx.rule.kind == "cc_library":
        own.append(struct(
            label = str(target.label),
            sources = tuple([file.short_path for file in ctx.rule.files.srcs if file.is_source]),
            headers = tuple([file.short_path for file in ctx.rule.files.hdrs]),
            scripts = tuple([src[ScriptInfo] for src in ctx.rule.attr.srcs if ScriptInfo in src]),
            abseil = tuple(_dependencies(ctx)),
        ))
    return [_SourcesInfo(libraries = depset(own, transitive = below))]

_sources_aspect = aspect(
    implementation = _sources_aspect_impl,
    attr_aspects = ["deps"],
)

def _union(lists):
    return sorted({value: None for values in lists for value in values}.keys())

def _group(libraries):
    scripts = {script.output.short_path: script for library in libraries for script in library.scripts}
    sources = _union([library.sources for library in libraries])
    return {
        "sources": [path for path in sources if path.endswith(".cc")],
        # A test may list a header that is its own among its sources.
        "headers": sorted(
            [path for path in sources if not path.endswith(".cc")] +
            _union([library.headers for library in libraries]),
        ),
        "scripts": [
            {
                "output": output,
                "header": script.header,
                "namespace": script.namespace,
                "constant": script.constant,
                "sources": [file.short_path for file in script.srcs],
            }
            for output, script in sorted(scripts.items())
        ],
        "abseil": _union([library.abseil for library in libraries]),
    }

def _sources_impl(ctx):
    groups = {}
    taken = {}
    for target, name in ctx.attr.groups.items():
        libraries = groups.setdefault(name, [])
        for library in target[_SourcesInfo].libraries.to_list():
            # What is in an earlier group is linked from there.
            if taken.setdefault(library.label, name) == name:
                libraries.append(library)
    output = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.write(output, json.encode_indent(
        {name: _group(libraries) for name, libraries in groups.items()},
        indent = "  ",
    ) + "\n")
    return [DefaultInfo(files = depset([output]))]

sources = rule(
    implementation = _sources_impl,
    doc = """<name>.json: for each group its sources, headers, scripts and labels of Abseil.

    A library is in the first group that needs it.""",
    attrs = {
        "groups": attr.label_keyed_string_dict(
            aspects = [_sources_aspect],
            doc = "The targets, and the group that each belongs to.",
        ),
    },
)
