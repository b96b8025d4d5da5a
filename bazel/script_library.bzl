"""JavaScript that is part of a program."""

load("//bazel:ferry_library.bzl", "ferry_library")

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
    native.genrule(
        name = name + "_text",
        srcs = srcs,
        outs = [name + ".cc"],
        cmd = """
{{
  echo '#include "ferry/{package}/{header}"'
  echo 'namespace {namespace} {{'
  echo 'const char {constant}[] ='
  for script in $(SRCS); do
    echo 'R"ferry_js('
    cat $$script
    echo ')ferry_js"'
  done
  echo ';'
  echo '}}'
}} > $@
""".format(
            constant = constant,
            header = header,
            namespace = namespace,
            package = native.package_name(),
        ),
    )
    ferry_library(
        name = name,
        srcs = [name + ".cc"],
        hdrs = [header],
    )
