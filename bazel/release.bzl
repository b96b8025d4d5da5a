"""What is built for several V8s by one command, to load on Debian 12: //node:package.

A split transition builds a dependency once for each Node.js: it sets //bazel:node_release,
which @v8//:v8 looks at (v8.bzl), and takes a toolchain of its own (release_toolchain.bzl).
"""

# What packages are built for: the names that tools/peers has, and process.versions.modules.
NODE_RELEASES = {
    "node22": "127",
    "node24": "137",
    "node26": "147",
}

node_release = rule(
    implementation = lambda ctx: [],
    build_setting = config.string(),
    doc = """The Node.js that is built for, of NODE_RELEASES; "" for the V8 that V8_ROOT names.""",
)

def _for_each_node_impl(_settings, _attr):
    return {
        name: {
            "//bazel:node_release": name,
            "//command_line_option:compilation_mode": "opt",
            "//command_line_option:extra_toolchains": ["@release_toolchain//:toolchain"],
        }
        for name in NODE_RELEASES
    }

_for_each_node = transition(
    implementation = _for_each_node_impl,
    inputs = [],
    outputs = [
        "//bazel:node_release",
        "//command_line_option:compilation_mode",
        "//command_line_option:extra_toolchains",
    ],
)

def _npm_package_impl(ctx):
    files = {}
    for target, path in ctx.attr.files.items():
        for file in target.files.to_list():
            files[path or file.basename] = file
    for name, addon in ctx.split_attr.addon.items():
        files["binaries/linux-x64/%s.node" % NODE_RELEASES[name]] = addon.files.to_list()[0]
    arguments = ctx.actions.args()
    arguments.add(ctx.outputs.out)
    for path, file in sorted(files.items()):
        arguments.add("package/" + path)
        arguments.add(file)
    ctx.actions.run_shell(
        command = 'python3 "$@"',
        arguments = [ctx.file._pack.path, arguments],
        inputs = [ctx.file._pack] + files.values(),
        outputs = [ctx.outputs.out],
        mnemonic = "NpmPackage",
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([ctx.outputs.out]))]

npm_package = rule(
    implementation = _npm_package_impl,
    doc = "A tarball for `npm install`, with an add-on for each of NODE_RELEASES.",
    attrs = {
        "addon": attr.label(
            cfg = _for_each_node,
            doc = "The add-on, a shared library.",
            mandatory = True,
        ),
        "files": attr.label_keyed_string_dict(
            allow_files = True,
            doc = """What else is in it, and where; "" for its own name.""",
        ),
        "out": attr.output(mandatory = True),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
        "_pack": attr.label(default = "//bazel:pack.py", allow_single_file = True),
    },
)
