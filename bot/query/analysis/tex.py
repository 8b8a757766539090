"""TeX reduced to words: what is set in type stays, signs part words, Greek letters are named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.analysis.tables import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEX = re.compile(r"\\(?P<command>[A-Za-z]+)\*?|\\(?P<accent>['`^\"~=.])|\\(?P<other>.)|[{}$]")

TIMES = "\u00d7"


def has_tex(text: str) -> bool:
    """Whether there is anything to reduce."""
    return _TEX.search(text) is not None


def reduced(text: str) -> Iterator[tuple[str, int, int]]:
    r"""The text as (part, start, end), commands reduced: `z\sim1` to `z=1`, `Schr{\"o}dinger` to `Schrodinger`."""
    at = 0
    for match in _TEX.finditer(text):
        yield from ((text[plain], plain, plain + 1) for plain in range(at, match.start()))
        yield _word(match), match.start(), match.end()
        at = match.end()
    yield from ((text[plain], plain, plain + 1) for plain in range(at, len(text)))


def _word(match: re.Match[str]) -> str:
    command = match["command"]
    if command is None:
        return " " if match["other"] else ""
    if command in pairs("tex"):
        return pairs("tex")[command]
    name = command.removeprefix("var")
    # `\pi_0` and `\pi 0` are one name in two parts
    return f"{name}_" if name.lower() in pairs("letters").values() else command
