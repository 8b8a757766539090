"""A text as rows of what stands side by side, compounds kept whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import tied_chunks
from bot.query.analysis.segments import is_aside
from bot.query.analysis.word_keys import BREAK, bare
from bot.query.analysis.words import tokenize_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.query.analysis.words import Word

_OPENING = "([{"


class Unit(NamedTuple):
    """What stands between spaces, as it is written, and the keys of its words: `Test-Time` has two."""

    written: str
    keys: tuple[str, ...]


def rows(text: str) -> Iterator[list[Unit]]:
    """The clauses of a text. What is in brackets stands alone."""
    row: list[Unit] = []
    for chunk in tied_chunks(text):
        aside = is_aside(chunk, names=False)
        if row and (aside or chunk[0] in _OPENING):
            yield row
            row = []
        for words in _clauses(tokenize_chunk(chunk).split):
            if words:
                row.append(Unit(chunk[words[0].start : words[-1].end], tuple(bare(word.key) for word in words)))
            elif row:
                yield row
                row = []
        if row and aside:
            yield row
            row = []
    if row:
        yield row


def _clauses(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of a chunk that no break parts, and nothing for each break."""
    clause: list[Word] = []
    for word in words:
        if word.key != BREAK:
            clause.append(word)
            continue
        if clause:
            yield clause
        yield []
        clause = []
    if clause:
        yield clause


def keys_of(units: Sequence[Unit]) -> tuple[str, ...]:
    """The keys of all words."""
    return tuple(key for unit in units for key in unit.keys)


def written(units: Sequence[Unit]) -> str:
    """As it can stand between quotation marks."""
    return " ".join(" ".join(unit.written for unit in units).replace('"', " ").split())
