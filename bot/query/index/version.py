"""Versions of the matching rules: checksums of the code itself, so that no change is forgotten."""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

_FIELD_MODULES = ("fields.py", "fact_values.py", "paper_view.py")
_CATALOGUE = "catalogue.py"  # how names of sources are compared


def version_of(modules: Iterable[Traversable], seed: int = 0) -> int:
    """Return a 32-bit checksum of these files, continued from the checksum `seed`."""
    checksum = seed
    for module in modules:
        checksum = zlib.crc32(module.read_bytes(), checksum)
    return checksum


def analysis_files() -> Iterator[Traversable]:
    """Files that decide which keys a paper has: stored keys are stale when one of them changes."""
    query = files("bot.query")
    yield from _modules(query / "analysis")
    yield from (query / name for name in _FIELD_MODULES)
    yield files("bot.domain.ports") / _CATALOGUE


@cache
def matching_rules() -> int:
    """Return the version of everything that decides whether a paper matches a query.

    A harmless change, such as of a comment, also changes it; then the next start matches stored papers once more.
    """
    return version_of([*_modules(files("bot.query")), files("bot.domain.ports") / _CATALOGUE])


def _modules(folder: Traversable) -> Iterator[Traversable]:
    """Modules and tables of a folder and its subfolders."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _modules(entry)
        elif entry.name.endswith((".py", ".txt")):
            yield entry
