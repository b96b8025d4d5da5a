"""A precompiled header."""

load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")
load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain", "use_cc_toolchain")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("//bazel:copts.bzl", "FERRY_COPTS")

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
    header = ctx.actions.declare_file(ctx.label.name + "/" + ctx.file.header.basename)
    ctx.actions.symlink(output = header, target_file = ctx.file.header)
    compiled = ctx.actions.declare_file(header.basename + ".gch", sibling = header)

    # The flags of a test: the compiler takes it for sources with the same ones
    # only, and reads the header itself for others.
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
        use_pic = True,
    )
    ctx.actions.run(
        executable = cc_common.get_tool_for_action(
            feature_configuration = features,
            action_name = ACTION_NAMES.cpp_compile,
        ),
        arguments = cc_common.get_memory_inefficient_command_line(
            feature_configuration = features,
            action_name = ACTION_NAMES.cpp_compile,
            variables = variables,
        ),
        env = cc_common.get_environment_variables(
            feature_configuration = features,
            action_name = ACTION_NAMES.cpp_compile,
            variables = variables,
        ),
        inputs = depset(
            [header, ctx.file.header] + ctx.files.includes,
            transitive = [needed.headers, toolchain.all_files],
        ),
        outputs = [compiled],
        mnemonic = "PrecompileHeader",
        progress_message = "Precompiling %{input}",
    )
    own = cc_common.create_compilation_context(
        headers = depset([header, compiled]),
        system_includes = depset([header.dirname]),
    )
    return [
        DefaultInfo(files = depset([compiled])),
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
