"""How Sphinx makes the site: of the same Markdown files, with the same links, that are read in the repository."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_ROOT = Path(__file__).parent.parent
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]

# The names below are Sphinx's.
project = "Paperboy"
author = "the maintainers of Paperboy"
version = release = _PROJECT["version"]
extensions = ["myst_parser"]
root_doc = "README"
# The source is the whole repository, so that a page may link to ../CHANGELOG.md or ../config as it does on GitHub.
include_patterns = ["*.md", "docs/**.md"]
exclude_patterns = [".*", "bot", "cogs", "tests", "tools", "site"]
myst_heading_anchors = 4  # as GitHub makes them
nitpicky = True
highlight_language = "none"  # code that names no language has no colours
html_theme = "furo"
html_title = "Paperboy"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False

_CONTENTS = {
    "Use": ["docs/query", "docs/commands", "docs/picks", "docs/gist", "docs/gallery", "docs/privacy"],
    "Host": [
        "docs/sources",
        "docs/summaries",
        "docs/operating",
        "docs/scaling",
        "docs/reliability",
        "docs/crash-harness",
        "docs/measured",
    ],
    "Contribute": [
        "CONTRIBUTING",
        "docs/architecture",
        "docs/glossary",
        "docs/contributing/README",
        "docs/translating",
        "docs/adr/README",
    ],
    "Project": ["CHANGELOG", "SECURITY", "CODE_OF_CONDUCT"],
}
_BELOW = {"docs/contributing/README": "docs/contributing/*", "docs/adr/README": "docs/adr/*"}


def _toctree(pages: list[str], caption: str = "") -> str:
    title = [f":caption: {caption}"] if caption else []
    lines = ["", "```{toctree}", ":hidden:", ":glob:", *title, "", *(f"/{page}" for page in pages), "```", ""]
    return "\n".join(lines)


def _add_contents(_app: Sphinx, page: str, source: list[str]) -> None:
    """Give the first page and the two lists their place in the menu, which Markdown on GitHub has no words for."""
    if page == root_doc:
        source[0] += "".join(_toctree(pages, caption) for caption, pages in _CONTENTS.items())
    elif page in _BELOW:
        source[0] += _toctree([_BELOW[page]])


def _add_index(app: Sphinx, error: Exception | None) -> None:
    """A web server shows index.html for a folder; the first page is README.html."""
    if error is None and app.builder.name == "html":
        shutil.copyfile(app.outdir / "README.html", app.outdir / "index.html")


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.connect("source-read", _add_contents)
    app.connect("build-finished", _add_index)
