"""The project's own files, for tests that read all of them."""

import os
from pathlib import Path

from tests.support.paths import ROOT

_BUILT = {".git", ".venv", "data", "node_modules", "__pycache__", "htmlcov", "dist", "build", "site"}
_BUILT |= {".hypothesis", ".benchmarks"}


def own_files(*suffixes: str) -> list[Path]:
    """The project's own text files, with these suffixes if any are given."""
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [n for n in folders if n not in _BUILT and not n.endswith(("_cache", ".egg-info"))]
        paths = [Path(folder, name) for name in names if not name.startswith(".coverage")]
        found += [path for path in paths if not suffixes or path.suffix in suffixes]
    return found


def text(name: str) -> str:
    """Return the text of a file, by its path from the project's root."""
    return (ROOT / name).read_text("utf-8")
