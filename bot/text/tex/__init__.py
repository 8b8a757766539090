r"""TeX, and TeX that has lost its backslashes, to Unicode text.

`unicode_text` reads `$…$`, `\(…\)`, commands and braces as TeX does, then repairs what a source has stripped
where that is certain (`repair`). Prose stays as it is; an unknown command keeps its name.

In reading order: `tokens` splits the text, `reader` knows groups, scripts and formulas, `commands` the commands
(with the `glyphs` that they become), `prose` what stands between them. `repair`
restores lost backslashes.
"""

from __future__ import annotations

from functools import lru_cache

_HINTS = frozenset("\\$^_{}~`'-&")  # without one of them only words are left to repair
_SHORT = 300  # characters: titles and names, which stand in each of a paper's posts


def unicode_text(text: str) -> str:
    """The text as people read it; never raises, in time linear in its length.

    Line breaks stay; the text is not made safe for Discord (see `bot.text.safe`).
    """
    return _known(text) if len(text) <= _SHORT else _converted(text)


def _converted(text: str) -> str:
    # Tables and patterns of a megabyte, which a start does without; the first text has them in some 15 ms.
    from bot.text.tex.commands import CommandReader
    from bot.text.tex.repair import repair
    from bot.text.tex.tokens import repair_source, tokenize

    if _HINTS.isdisjoint(text):
        return repair(text, frozenset())
    reader = CommandReader(tokenize(repair_source(text)))
    converted = reader.prose()
    return repair(converted, frozenset(reader.greek))


_known = lru_cache(4096)(_converted)  # some 2 MB
