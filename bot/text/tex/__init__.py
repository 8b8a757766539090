r"""Convert TeX, and TeX that has lost its backslashes, to Unicode text.

`unicode_text` reads `$…$`, `\(…\)`, commands and braces as TeX does, then restores stripped TeX if that is certain
(`repair`). Prose stays as it is; an unknown command keeps its name.

In reading order: `tokens` splits the text, `reader` converts groups, scripts and formulas, `commands` converts
commands (with their `unicode_symbols`), `prose` the text between them. `repair` restores lost backslashes.
"""

from __future__ import annotations

from functools import lru_cache

_TEX_SIGNS = frozenset("\\$^_{}~`'-&")  # a text without these has only words to repair
_MAX_CACHED_LENGTH = 300  # characters: titles and names, which each post of a paper repeats


def unicode_text(text: str) -> str:
    """Return the text in readable Unicode; never raises, in time linear in its length.

    Line breaks stay. The result is not safe for Discord (see `bot.text.safe`).
    """
    return _cached(text) if len(text) <= _MAX_CACHED_LENGTH else _converted(text)


def _converted(text: str) -> str:
    # A megabyte of tables and patterns, loaded in about 15 ms with the first text, not at the start.
    from bot.text.tex.commands import CommandReader
    from bot.text.tex.repair import repair
    from bot.text.tex.tokens import repair_source, tokenize

    if _TEX_SIGNS.isdisjoint(text):
        return repair(text, frozenset())
    reader = CommandReader(tokenize(repair_source(text)))
    converted = reader.prose()
    return repair(converted, frozenset(reader.greek))


_cached = lru_cache(4096)(_converted)  # about 2 MB
