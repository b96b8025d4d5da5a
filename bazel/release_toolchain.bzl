"""A toolchain for what has to load on Debian 12 and all that is newer.

g++ 12 compiles against the headers and the C library of a root of Debian 12
(tools/sdk path --on=release), and links with an Abseil that was compiled there
(tools/release_abseil). tools/bazel says where both are when //node:package is asked for.
"""

_BUILD = """\
load("@bazel_tools//tools/cpp:unix_cc_toolchain_config.bzl", "cc_toolchain_config")
load("@rules_cc//cc:defs.bzl", "cc_toolchain")

filegroup(name = "none")

cc_toolchain_config(
    name = "config",
    abi_libc_version = "2.36",
    abi_version = "gcc",
    builtin_sysroot = "{root}",
    compile_flags = [
        "-isystem",
        "{abseil}/include",
    ],
    compiler = "gcc",
    cpu = "k8",
    cxx_builtin_include_directories = [
        "{abseil}/include",
        "{root}/usr/include",
        "/usr/include/c++/12",
        "/usr/include/x86_64-linux-gnu/c++/12",
        "/usr/lib/gcc/x86_64-linux-gnu/12/include",
    ],
    host_system_name = "local",
    link_flags = [
        "-fuse-ld=lld",
        "-L{abseil}/lib",
        "-Wl,--gc-sections",
        "-Wl,--strip-all",
    ],
    link_libs = [
        "-Wl,--start-group",
        {archives},
        "-Wl,--end-group",
        "-lstdc++",
        "-lm",
        "-lpthread",
    ],
    opt_compile_flags = [
        "-O2",
        "-DNDEBUG",
        "-ffunction-sections",
        "-fdata-sections",
    ],
    target_libc = "glibc",
    target_system_name = "local",
    tool_paths = {{
        "ar": "/usr/bin/ar",
        "cpp": "/usr/bin/cpp-12",
        "dwp": "/usr/bin/dwp",
        "gcc": "/usr/bin/g++-12",
        "gcov": "/usr/bin/gcov-12",
        "ld": "/usr/bin/ld.lld",
        "llvm-cov": "/bin/false",
        "nm": "/usr/bin/nm",
        "objcopy": "/usr/bin/objcopy",
        "objdump": "/usr/bin/objdump",
        "strip": "/usr/bin/strip",
    }},
    toolchain_identifier = "debian12",
)

cc_toolchain(
    name = "cc_toolchain",
    all_files = ":none",
    compiler_files = ":none",
    dwp_files = ":none",
    linker_files = ":none",
    objcopy_files = ":none",
    strip_files = ":none",
    toolchain_config = ":config",
)

toolchain(
    name = "toolchain",
    toolchain = ":cc_toolchain",
    toolchain_type = "@bazel_tools//tools/cpp:toolchain_type",
)

exports_files(["LICENSE.abseil"])
"""

def _release_toolchain_impl(ctx):
    root = ctx.os.environ.get("FERRY_RELEASE_ROOT", "")
    abseil = ctx.os.environ.get("FERRY_RELEASE_ABSEIL", "")
    if not root or not abseil:
        fail("What loads on Debian 12 is built with a root of it, which tools/bazel brings: " +
             "tools/bazel build -c opt //node:package.")
    archives = [
        repr(str(path))
        for path in ctx.path(abseil + "/lib").readdir()
        if path.basename.endswith(".a")
    ]
    ctx.symlink(abseil + "/LICENSE", "LICENSE.abseil")
    ctx.file("BUILD.bazel", _BUILD.format(
        abseil = abseil,
        archives = ", ".join(archives),
        root = root,
    ))

release_toolchain = repository_rule(
    implementation = _release_toolchain_impl,
    doc = "Makes @release_toolchain, which only packages take (release.bzl).",
    environ = ["FERRY_RELEASE_ABSEIL", "FERRY_RELEASE_ROOT"],
    local = True,
)

def _release_toolchain_extension_impl(_ctx):
    release_toolchain(name = "release_toolchain")

release_toolchain_extension = module_extension(
    implementation = _release_toolchain_extension_impl,
    doc = "The same for MODULE.bazel.",
)
