"""What MkDocs does not do by itself: pages from outside of docs/.

A link from a page to a file elsewhere in the repository makes a page of that file: as it is
where it is Markdown, else as code. Links to folders are left out.
"""

import pathlib
import posixpath
import re

from markdown.extensions import Extension
from mkdocs.structure.files import File

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Those with a place in the navigation.
NAMES = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "README.md": "overview.md",
    "SECURITY.md": "security.md",
    "node/package/README.md": "node_package.md",
    "tools/wirecat/README.md": "wirecat.md",
}
LANGUAGES = {".cc": "cpp", ".h": "cpp", ".js": "js", ".py": "python", ".gn": "python", ".bzl": "python",
             ".txt": "text"}
LINK = re.compile(r"(\[(?:[^\[\]]|\[[^\]]*\])*\]\()([^)#\s:]+)((?:#[^)\s]*)?\))")


# Names in a narrow table stay whole; it is what is scrolled.
STYLE = ".md-typeset td code, .md-typeset td a { word-break: keep-all; overflow-wrap: normal; }\n"


class ShortIndent(Extension):
    """Two spaces indent in a list, as in GitHub, not four."""

    def extendMarkdown(self, md):
        md.tab_length = 2


def page_of(path):
    """The page that a file of the repository has in the site."""
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    name = NAMES.get(path, f"source/{path.lstrip('.')}")
    return name if name.endswith(".md") else name + ".md"


def targets(markdown, path):
    """(match, path in the repository) of each link to another file that exists."""
    for link in LINK.finditer(markdown):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link[2]))
        if not target.startswith("../") and (ROOT / target).exists():
            yield link, target


def read(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".md"):
        return text
    language = LANGUAGES.get(posixpath.splitext(path)[1], "text")
    # Pages of words are what is searched.
    return f"---\nsearch:\n  exclude: true\n---\n# {path}\n\n````{language}\n{text}````\n"


def title(path):
    """What a page is called in a link that has only the name of its file."""
    return next(line for line in read(path).splitlines() if line.startswith("# "))[2:]


def on_config(config):
    config.markdown_extensions.append(ShortIndent())
    config.docs_paths = {}
    return config


def on_files(files, config):
    paths = {f"docs/{file.src_uri}": file for file in files if file.is_documentation_page()}
    # Doxygen writes it afterwards.
    files.append(File.generated(config, "api/index.html", content=""))
    files.append(File.generated(config, "site.css", content=STYLE))
    waiting = [*paths, *NAMES]
    seen = set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        if path not in paths:
            files.append(File.generated(config, page_of(path), content=read(path)))
        config.docs_paths[page_of(path)] = path
        if path.endswith(".md"):
            waiting += [target for _, target in targets(read(path), path)
                        if (ROOT / target).is_file() and not target.startswith("docs/")]
    return files


def on_page_markdown(markdown, page, config, files):
    """Links to files of the repository become links to their pages."""
    path = config.docs_paths[page.file.src_uri]
    if not path.endswith(".md"):
        return markdown
    parts, end = [], 0
    for link, target in targets(markdown, path):
        parts.append(markdown[end:link.start()])
        if (ROOT / target).is_dir():
            parts.append(link[1][1:-2])
        elif target.startswith("docs/") and not target.endswith(".md"):
            parts.append(link[0])
        else:
            if target.endswith(".md") and link[1] in (f"[{posixpath.basename(target)}](", f"[{target}]("):
                link_text = f"[{title(target)}]("
            else:
                link_text = link[1]
            at = posixpath.relpath(page_of(target), posixpath.dirname(page.file.src_uri) or ".")
            parts.append(f"{link_text}{at}{link[3]}")
        end = link.end()
    return "".join(parts) + markdown[end:]
