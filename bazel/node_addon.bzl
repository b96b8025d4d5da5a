"""Add-ons of Node.js and tests in it."""

load("@rules_cc//cc:defs.bzl", "cc_binary")
load("@v8//:version.bzl", "NODE_MODULES", "NODE_VERSION")
load("//bazel:copts.bzl", "FERRY_COPTS")

# Of rules that need a Node.js: --config=node22 and the like have one.
NEEDS_NODE = [] if NODE_VERSION else ["//bazel:node"]

def node_addon(name, deps, srcs = [], linkopts = [], target_compatible_with = NEEDS_NODE, **kwargs):
    """<name>.node, which Node.js loads with require().

    Args:
      name: name of the add-on
      deps: libraries; symbols of V8, Node.js and libuv come from the process
      srcs: sources, one of them with NODE_MODULE_INIT
      linkopts: further flags of the linker
      target_compatible_with: [] for one that is built only for other V8s
        than @v8 (release.bzl)
      **kwargs: as of cc_binary
    """
    testonly = kwargs.get("testonly", False)
    cc_binary(
        name = name + ".so",
        srcs = srcs,
        # Two add-ons with ferry in one process must not mix, nor Abseil with
        # Node's.
        copts = FERRY_COPTS + ["-fvisibility=hidden"],
        linkopts = ["-Wl,--exclude-libs,ALL", "-Wl,-Bsymbolic"] + linkopts,
        linkshared = True,
        target_compatible_with = target_compatible_with,
        deps = deps,
        **kwargs
    )

    # Node.js goes by the file's extension.
    native.genrule(
        name = name,
        testonly = testonly,
        tags = kwargs.get("tags", []),
        srcs = [name + ".so"],
        outs = [name + ".node"],
        cmd = "cp $< $@",
        target_compatible_with = target_compatible_with,
    )

def package_binary(name, addon):
    """The add-on where package/load.js looks for the binary of @v8's Node.js."""
    native.genrule(
        name = name,
        srcs = [addon],
        outs = ["package/binaries/linux-x64/%s.node" % (NODE_MODULES or "none")],
        cmd = "cp $< $@",
        target_compatible_with = NEEDS_NODE,
    )

def _node_rule(rule, name, script, data, args, node_args, **kwargs):
    rule(
        name = name,
        srcs = ["//bazel:exec.sh"],
        args = (["$(rootpath @v8//:node)"] if NODE_VERSION else []) +
               node_args + ["$(rootpath %s)" % script] + args,
        data = [script] + data + (["@v8//:node"] if NODE_VERSION else []),
        target_compatible_with = NEEDS_NODE,
        **kwargs
    )

def node_test(name, script, data = [], args = [], node_args = [], **kwargs):
    """Runs a script in the Node.js that @v8 is of; passes if it ends with 0.

    Args:
      name: name of the test
      script: the script
      data: files that it needs
      args: its arguments
      node_args: arguments of node itself
      **kwargs: as of sh_test
    """
    _node_rule(native.sh_test, name, script, data, args, node_args, **kwargs)

def node_binary(name, script, data = [], args = [], node_args = [], **kwargs):
    """The same as a program, for `bazel run`; arguments as of node_test."""
    _node_rule(native.sh_binary, name, script, data, args, node_args, **kwargs)
