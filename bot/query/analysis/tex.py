"""TeX reduced to words: what is set in type stays, signs part words, Greek letters are named."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.text.tables import pair_table, tables, word_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TEX = re.compile(r"\\(?P<command>[A-Za-z]+)\*?|\\(?P<accent>['`^\"~=.])|\\(?P<other>.)|[{}$]")

_SILENT = word_table(__name__, "silent")

_SIGNS = word_table(__name__, "signs")

_GREEK_NAMES = tables(__name__)["greek"].split()

_LETTERS = pair_table(__name__, "letters")
_SIGN = "="
TIMES = "\u00d7"

GREEK: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            "\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6\u03b7\u03b8\u03b9\u03ba\u03bb\u03bc"  # alpha to mu
            "\u03bd\u03be\u03bf\u03c0\u03c1\u03c3\u03c4\u03c5\u03c6\u03c7\u03c8\u03c9",  # nu to omega
            _GREEK_NAMES,
            strict=True,
        )
    )
)


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
    if command in _SILENT:
        return ""
    if command in _LETTERS:
        return _LETTERS[command]
    if command == "times":
        return TIMES
    if command in _SIGNS:
        return _SIGN
    name = command.removeprefix("var")
    # `\pi_0` and `\pi 0` are one name in two parts
    return f"{name}_" if name.lower() in _GREEK_NAMES else command
