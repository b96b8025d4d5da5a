"""JavaScript that is part of a program."""

load("//bazel:ferry_library.bzl", "ferry_library")

ScriptInfo = provider(
    doc = "What bazel/script_text.py is called with.",
    fields = ["srcs", "header", "namespace", "constant", "output"],
)

def _script_text_impl(ctx):
    output = ctx.outputs.out
    script = ScriptInfo(
        srcs = ctx.files.srcs,
        header = "ferry/%s/%s" % (ctx.label.package, ctx.attr.header),
        namespace = ctx.attr.namespace,
        constant = ctx.attr.constant,
        output = output,
    )
    ctx.actions.run_shell(
        command = 'python3 "$@"',
        arguments = [ctx.file._program.path, output.path, script.header, script.namespace, script.constant] +
                    [file.path for file in script.srcs],
        inputs = [ctx.file._program] + script.srcs,
        outputs = [output],
        mnemonic = "FerryScript",
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([output])), script]

_script_text = rule(
    implementation = _script_text_impl,
    attrs = {
        "srcs": attr.label_list(allow_files = [".js"]),
        "constant": attr.string(),
        "header": attr.string(),
        "namespace": attr.string(),
        "out": attr.output(),
        "_program": attr.label(default = "//bazel:script_text.py", allow_single_file = True),
    },
)

def script_library(name, srcs, header, namespace, constant):
    """A library with the text of `srcs`, in that order, as one C++ constant.

    The scripts must not hold the text `)ferry_js"`.

    Args:
      name: name of the library
      srcs: the scripts
      header: a header that declares `constant`
      namespace: the constant's namespace
      constant: the constant's name
    """
    _script_text(
        name = name + "_text",
        srcs = srcs,
        constant = constant,
        header = header,
        namespace = namespace,
        out = name + ".cc",
    )
    ferry_library(
        name = name,
        srcs = [name + "_text"],
        hdrs = [header],
    )
