"""A precompiled header."""

load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")
load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain", "use_cc_toolchain")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("//bazel:copts.bzl", "FERRY_COPTS")

def _compile(ctx, toolchain, features, needed, folder, use_pic):
    """Returns the header, compiled with the flags of a test.

    The compiler takes it for sources with the same flags only, and reads the
    header itself for others.
    """
    compiled = ctx.actions.declare_file(folder + ("pic.gch" if use_pic else "no_pic.gch"))
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = ctx.file.header.path,
        output_file = compiled.path,
        user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts +
                             FERRY_COPTS + ["-x", "c++-header"],
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
    ctx.actions.run(
        executable = cc_common.get_tool_for_action(**action),
        arguments = cc_common.get_memory_inefficient_command_line(variables = variables, **action),
        env = cc_common.get_environment_variables(variables = variables, **action),
        inputs = depset(
            [ctx.file.header] + ctx.files.includes,
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

    # Optimized programs are not position-independent, add-ons are.
    modes = [True, False] if ctx.var["COMPILATION_MODE"] == "opt" else [True]
    folder = "%s/%s.gch/" % (ctx.label.name, ctx.file.header.basename)
    compiled = [_compile(ctx, toolchain, features, needed, folder, mode) for mode in modes]

    # Beside them is the header itself.
    headers = []
    for file in [ctx.file.header] + ctx.files.includes:
        header = ctx.actions.declare_file(ctx.label.name + "/" + file.basename)
        ctx.actions.symlink(output = header, target_file = file)
        headers.append(header)
    own = cc_common.create_compilation_context(
        headers = depset(headers + compiled),
        system_includes = depset([headers[0].dirname]),
    )
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
