"""Finds the V8 to build against and offers it as @v8//:v8.

Where V8 comes from is told by the environment variable V8_ROOT:

  unset                            the system's libnode (Debian: libnode-dev)
  a V8 build                       V8_ROOT/include and V8_ROOT/libv8_monolith.a
  a Node.js installation           V8_ROOT/include/node; the symbols come from
                                   the node process that loads the add-on
  node22, node24, node26           that Node.js of tools/peers; --config=node22
                                   and so on say it

Of a Node.js, @v8 also has its program (@v8//:node), and NODE_VERSION in
@v8//:version.bzl is not empty: tests load their add-ons into that.

V8_DEFINES is a comma-separated list of the defines that this V8 was built
with, such as V8_COMPRESS_POINTERS,V8_ENABLE_SANDBOX.
"""

load(":release.bzl", "NODE_RELEASES")

# The oldest V8 that the checks have.
_MINIMUM = (12, 4)

_BUILD = """\
load("@rules_cc//cc:defs.bzl", "cc_import", "cc_library")

package(default_visibility = ["//visibility:public"])

exports_files(["version.bzl"])

cc_library(
    name = "provided",
    hdrs = glob(["include/**/*.h"]),
    defines = {defines},
    includes = ["include"],
    linkopts = {linkopts},
    deps = {deps},
)
"""

# What everything depends on. For packages it is the V8 of another repository
# (release.bzl).
_ALIAS = """
alias(
    name = "v8",
    actual = select({choices}),
)
"""

_MONOLITH = """
cc_import(
    name = "monolith",
    static_library = "libv8_monolith.a",
)
"""

_NODE = """
exports_files(["node"])
"""

def _numbers(ctx, header, names):
    """Returns the integers that a header defines under these names."""
    numbers = {}
    for line in ctx.read(header).splitlines():
        words = line.split(" ")
        if len(words) == 3 and words[0] == "#define":
            numbers[words[1]] = words[2]
    return [int(numbers[name]) for name in names]

def _version(ctx, header):
    """Returns V8's version as a list of four integers, from v8-version.h."""
    return _numbers(
        ctx,
        header,
        ["V8_MAJOR_VERSION", "V8_MINOR_VERSION", "V8_BUILD_NUMBER", "V8_PATCH_LEVEL"],
    )

def _node_version(ctx, header):
    """Returns Node.js's version, from node_version.h."""
    numbers = _numbers(ctx, header, ["NODE_" + part + "_VERSION" for part in ["MAJOR", "MINOR", "PATCH"]])
    return ".".join([str(part) for part in numbers])

def _node_modules(ctx, header):
    """Returns process.versions.modules of that Node.js, a string."""
    return str(_numbers(ctx, header, ["NODE_MODULE_VERSION"])[0])

def _first_existing(ctx, paths):
    for path in paths:
        if ctx.path(path).exists:
            return path
    return None

def _root(ctx):
    """Returns the folder of the V8; "" for the system's V8."""
    root = ctx.attr.root or ctx.os.environ.get("V8_ROOT", "")
    if not root or root.startswith("/"):
        return root
    peers = ctx.os.environ.get("FERRY_PEERS_DIR", "")
    path = peers + "/node_modules/" + root
    if not peers or not ctx.path(path).exists:
        fail("There is no %s to build for. Run tools/peers install and build with " % root +
             "tools/bazel" + (
            "." if ctx.attr.root else ", or set V8_ROOT to an absolute path."
        ))
    return path

def _provider(ctx):
    """Returns struct(include, library, linkopts, node) of the V8 to use."""
    root = _root(ctx)
    if not root:
        include = "/usr/include/node"
        if not ctx.path(include + "/v8-version.h").exists:
            fail("No V8 found: /usr/include/node/v8-version.h does not exist. " +
                 "Build with tools/bazel, which brings one, install libnode-dev " +
                 "(Debian testing), or set V8_ROOT to a V8 build.")
        return struct(include = include, library = None, linkopts = ["-lnode"], node = None)
    if ctx.path(root + "/include/node/v8-version.h").exists:
        return struct(
            include = root + "/include/node",
            library = None,
            linkopts = [],
            node = root + "/bin/node",
        )
    include = root + "/include"
    if not ctx.path(include + "/v8-version.h").exists:
        fail("V8_ROOT is %s, but there is neither include/v8-version.h nor " % root +
             "include/node/v8-version.h in it.")
    library = _first_existing(ctx, [
        root + "/libv8_monolith.a",
        root + "/obj/libv8_monolith.a",
        root + "/lib/libv8_monolith.a",
    ])
    if not library:
        fail("V8_ROOT is %s, but there is no libv8_monolith.a in it, in obj/ or in " % root +
             "lib/. Build V8 with v8_monolithic = true.")
    return struct(
        include = include,
        library = library,
        linkopts = ["-ldl", "-lpthread"],
        node = None,
    )

def _v8_repository_impl(ctx):
    provider = _provider(ctx)
    version = _version(ctx, provider.include + "/v8-version.h")
    name = ".".join([str(part) for part in version])
    if (version[0], version[1]) < _MINIMUM:
        fail("V8 %s in %s is too old: ferry needs V8 %d.%d or later." %
             (name, provider.include, _MINIMUM[0], _MINIMUM[1]))
    ctx.symlink(provider.include, "include")
    build = _BUILD
    choices = {"//conditions:default": ":provided"}
    for setting, v8 in ctx.attr.instead.items():
        choices[str(setting)] = v8
    deps = []
    if provider.library:
        ctx.symlink(provider.library, "libv8_monolith.a")
        build += _MONOLITH
        deps = [":monolith"]
    node_version = ""
    node_modules = ""
    if provider.node:
        ctx.symlink(provider.node, "node")
        build += _NODE
        node_version = _node_version(ctx, provider.include + "/node_version.h")
        node_modules = _node_modules(ctx, provider.include + "/node_version.h")
    defines = [d for d in ctx.os.environ.get("V8_DEFINES", "").split(",") if d]
    ctx.file("BUILD.bazel", (build + _ALIAS).format(
        choices = repr(choices),
        defines = repr(defines),
        deps = repr(deps),
        linkopts = repr(provider.linkopts),
    ))
    ctx.file("version.bzl", "".join([
        '%s = %s\n' % (constant, repr(value))
        for constant, value in {
            "NODE_MODULES": node_modules,
            "NODE_VERSION": node_version,
            "V8_DEFINES": defines,
            "V8_VERSION": name,
        }.items()
    ]))

v8_repository = repository_rule(
    implementation = _v8_repository_impl,
    doc = "Makes @v8 from the V8 that the environment names.",
    attrs = {
        "instead": attr.label_keyed_string_dict(
            doc = "Settings of a build, and what stands in for :v8 there.",
        ),
        "root": attr.string(doc = "What V8_ROOT would be; the environment's if empty."),
    },
    environ = ["V8_ROOT", "V8_DEFINES", "FERRY_PEERS_DIR"],
    local = True,
)

def v8_repositories():
    """@v8, and one for each Node.js that packages are built for."""
    for name in NODE_RELEASES:
        v8_repository(name = "v8_" + name, root = name)
    v8_repository(
        name = "v8",
        instead = {
            Label("//bazel:for_" + name): "@v8_%s//:v8" % name
            for name in NODE_RELEASES
        },
    )

def _v8_extension_impl(_ctx):
    v8_repositories()

v8_extension = module_extension(
    implementation = _v8_extension_impl,
    doc = "The same for MODULE.bazel.",
)
