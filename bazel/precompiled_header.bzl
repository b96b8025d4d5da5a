"""A precompiled header."""

load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")
load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain", "use_cc_toolchain")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("//bazel:copts.bzl", "FERRY_COPTS")

# Clang notes the headers' paths and times, which a sandbox changes; that they are
# the same headers is Bazel's to know. Templates that they use are instantiated once.
_CLANG_FLAGS = [
    "-working-directory=/proc/self/cwd",
    "-Xclang",
    "-fno-pch-timestamp",
    "-fpch-instantiate-templates",
]

# Clang writes absolute paths, and Bazel refuses those in what a compilation has
# read. So they become relative ones, of the same length.
_COMPILE = """set -e
output=$1
shift
"$@"
LC_ALL=C sed -i s,/proc/self/cwd/,.//././././././,g "$output"
"""

def _compile(ctx, toolchain, features, needed, header, includes, use_pic, flags):
    """Returns the header, compiled with the flags of a test.

    The compiler takes it for sources with the same flags only, and reads the
    header itself for others.
    """
    compiled = ctx.actions.declare_file("%s/%s.gch/%s.gch" % (
        ctx.label.name,
        header.basename,
        ("pic" if use_pic else "no_pic") + "".join(flags),
    ))
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = header.path,
        output_file = compiled.path,
        user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts +
                             FERRY_COPTS + flags + ["-x", "c++-header"] +
                             (_CLANG_FLAGS if toolchain.compiler == "clang" else []),
        include_directories = needed.includes,
        quote_include_directories = needed.quote_includes,
        system_include_directories = needed.system_includes,
        preprocessor_defines = needed.defines,
        use_pic = use_pic,
    )
    action = {
        "action_name": ACTION_NAMES.cpp_compile,
        "feature_configuration": features,
    }
    ctx.actions.run_shell(
        command = _COMPILE,
        arguments = [compiled.path, cc_common.get_tool_for_action(**action)] +
                    cc_common.get_memory_inefficient_command_line(variables = variables, **action),
        env = cc_common.get_environment_variables(variables = variables, **action),
        inputs = depset(
            [header] + includes,
            transitive = [needed.headers, toolchain.all_files],
        ),
        outputs = [compiled],
        mnemonic = "PrecompileHeader",
        progress_message = "Precompiling %{input}",
    )
    return compiled

def _precompiled_header_impl(ctx):
    toolchain = find_cc_toolchain(ctx)
    features = cc_common.configure_features(
        ctx = ctx,
        cc_toolchain = toolchain,
        requested_features = ctx.features,
        unsupported_features = ctx.disabled_features,
    )
    needed = cc_common.merge_cc_infos(
        cc_infos = [dep[CcInfo] for dep in ctx.attr.deps],
    ).compilation_context

    # The compiled headers lie beside the header itself.
    headers = []
    for file in [ctx.file.header] + ctx.files.includes:
        header = ctx.actions.declare_file(ctx.label.name + "/" + file.basename)
        ctx.actions.symlink(output = header, target_file = file)
        headers.append(header)

    # Optimized programs are not position-independent, add-ons are.
    modes = [(True, []), (False, [])] if ctx.var["COMPILATION_MODE"] == "opt" else [(True, [])]

    # The sanitizers take tests without optimization, the rest with some.
    if "-O1" in ctx.fragments.cpp.copts:
        modes.append((True, ["-O0"]))
    compiled = [
        _compile(ctx, toolchain, features, needed, headers[0], headers[1:], use_pic, flags)
        for use_pic, flags in modes
    ]
    own = cc_common.create_compilation_context(headers = depset(headers + compiled))
    return [
        DefaultInfo(files = depset(compiled)),
        cc_common.merge_cc_infos(
            direct_cc_infos = [CcInfo(compilation_context = own)],
            cc_infos = [dep[CcInfo] for dep in ctx.attr.deps],
        ),
    ]

precompiled_header = rule(
    implementation = _precompiled_header_impl,
    doc = "Compiles `header`, with what it includes from `deps`, for `-include`.",
    attrs = {
        "deps": attr.label_list(providers = [CcInfo]),
        "header": attr.label(allow_single_file = [".h"]),
        "includes": attr.label_list(
            allow_files = [".h"],
            doc = "What it includes from its own folder.",
        ),
    },
    toolchains = use_cc_toolchain(),
    fragments = ["cpp"],
)
