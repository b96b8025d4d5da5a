"""The library as one archive, for programs that are not built with Bazel."""

load("@rules_cc//cc:find_cc_toolchain.bzl", "find_cc_toolchain", "use_cc_toolchain")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("@v8//:version.bzl", "V8_DEFINES", "V8_VERSION")

# Where a header of ferry_library lies: _virtual_includes/<library>/ferry/….
_HEADERS = "/_virtual_includes/"

def _is_ours(label):
    return label.workspace_name == ""

def _objects(context):
    objects = []
    for linker_input in context.linking_context.linker_inputs.to_list():
        if not _is_ours(linker_input.owner):
            continue
        for library in linker_input.libraries:
            objects += library.pic_objects or library.objects or []
    return objects

def _archive(ctx, context):
    """Returns libferry.a: the objects of this repository, position-independent."""
    toolchain = find_cc_toolchain(ctx)
    archive = ctx.actions.declare_file(ctx.label.name + "/lib/libferry.a")
    objects = _objects(context)
    arguments = ctx.actions.args()

    # Two folders may have a file of one name, so nothing is replaced.
    arguments.add("qcsD")
    arguments.add(archive)
    arguments.add_all(objects)
    arguments.use_param_file("@%s")
    ctx.actions.run(
        executable = toolchain.ar_executable,
        arguments = [arguments],
        inputs = depset(objects, transitive = [toolchain.all_files]),
        outputs = [archive],
        mnemonic = "FerryArchive",
    )
    return archive

def _headers(context):
    """Returns {path below include/: file}."""
    headers = {}
    for header in context.compilation_context.headers.to_list():
        _, found, path = header.path.partition(_HEADERS)
        if found and _is_ours(header.owner):
            headers[path.partition("/")[2]] = header
    return headers

def _expand(ctx, template, path):
    file = ctx.actions.declare_file(ctx.label.name + "/" + path)
    ctx.actions.expand_template(
        template = template,
        output = file,
        substitutions = {
            "@VERSION@": ctx.attr.version,
            "@V8_VERSION@": V8_VERSION,
            "@V8_DEFINES@": " ".join(["-D" + define for define in V8_DEFINES]),
            "@V8_DEFINES_LIST@": ";".join(V8_DEFINES),
        },
    )
    return file

def _dist_impl(ctx):
    context = cc_common.merge_cc_infos(cc_infos = [dep[CcInfo] for dep in ctx.attr.deps])
    files = {
        "lib/libferry.a": _archive(ctx, context),
        "share/doc/ferry/LICENSE": ctx.file.license,
    }
    files.update({"include/" + path: file for path, file in _headers(context).items()})
    for template, path in ctx.attr.templates.items():
        files[path] = _expand(ctx, template.files.to_list()[0], path)

    # tar takes each file under the name that it has in the package.
    root = "ferry-" + ctx.attr.version
    manifest = ctx.actions.declare_file(ctx.label.name + ".manifest")
    ctx.actions.write(manifest, "".join([
        "%s\t%s\n" % (file.path, path)
        for path, file in sorted(files.items())
    ]))
    tarball = ctx.actions.declare_file(root + ".tar.gz")
    ctx.actions.run_shell(
        command = """set -eu
root=$(mktemp -d)/{root}
while IFS=$(printf '\\t') read -r file path; do
  mkdir -p "$root/$(dirname "$path")"
  cp -L "$file" "$root/$path"
done < {manifest}
chmod -R u=rwX,go=rX "$root"
tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 \
  --directory "$(dirname "$root")" {root} | gzip -n > {tarball}
rm -rf "$(dirname "$root")"
""".format(root = root, manifest = manifest.path, tarball = tarball.path),
        inputs = files.values() + [manifest],
        outputs = [tarball],
        mnemonic = "FerryTarball",
    )
    return DefaultInfo(files = depset([tarball]))

dist = rule(
    implementation = _dist_impl,
    doc = """ferry-<version>.tar.gz: libferry.a, headers, and how other builds find them.

    Abseil is not in it: a program must have one Abseil, so the pkg-config and
    CMake files ask for the system's.""",
    attrs = {
        "deps": attr.label_list(providers = [CcInfo]),
        "license": attr.label(allow_single_file = True),
        "templates": attr.label_keyed_string_dict(
            allow_files = True,
            doc = "Files with @VERSION@ and the like in them, and their places.",
        ),
        "version": attr.string(mandatory = True),
    },
    toolchains = use_cc_toolchain(),
    fragments = ["cpp"],
)
