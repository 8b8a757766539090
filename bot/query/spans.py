"""Where in a raw text a term is found."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.query.analysis.word_keys import bare
from bot.query.analysis.words import read_text
from bot.query.fields import ANYWHERE, CONTENT_FIELDS, NAMES_OF_PEOPLE
from bot.query.syntax.tree import TextTerm, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query.analysis.document import Tail
    from bot.query.analysis.words import Readings, Word
    from bot.query.query import Query

_ABOUT_CONTENT = frozenset({ANYWHERE, *(field.name for field in CONTENT_FIELDS)})


def spans(query: Query, text: str) -> list[tuple[int, int]]:
    """The places (start, end) in a raw text where what the query asks for is found, in order, apart.

    Excluded terms, and terms about people and organizations, have no places.
    """
    found: list[tuple[int, int]] = []
    prose = read_text(text)
    for leaf, excluded in leaves(query.tree):
        if isinstance(leaf, TextTerm) and not excluded and leaf.field in _ABOUT_CONTENT:
            found += places(leaf, prose)
    return _merged(found)


def find(term: TextTerm, text: str) -> list[tuple[int, int]]:
    """The places of one term in a raw text of its field, in order, apart."""
    return _merged(places(term, read_text(text, names=term.field in NAMES_OF_PEOPLE)))


def places(term: TextTerm, readings: Readings) -> list[tuple[int, int]]:
    """The places of one term, in no order; they may overlap."""
    found: list[tuple[int, int]] = []
    for words in (readings.split, readings.joined):
        if term.prefix is not None:
            found += [(word.start, word.end) for word in words if word.spelling.startswith(term.prefix)]
        elif term.literal is not None:
            found += _rows(tuple(term.literal.split()), [word.spelling for word in words], words)
        elif term.tails:
            for tail in term.tails:
                found += _tail_places(tail, words)
        else:
            found += _keys(term.needs.keys, words)
            for row in term.needs.rows:
                found += _rows(tuple(row.split()), [bare(word.key) for word in words], words)
    return found


def _keys(keys: frozenset[str], words: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    yield from ((word.start, word.end) for word in words if word.key in keys)
    yield from ((one.start, other.end) for one, other in pairwise(words) if one.key + other.key in keys)


def _rows(row: tuple[str, ...], shown: list[str], words: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    for at in range(len(shown) - len(row) + 1):
        if tuple(shown[at : at + len(row)]) == row:
            yield words[at].start, words[at + len(row) - 1].end


def _tail_places(tail: Tail, words: tuple[Word, ...]) -> Iterator[tuple[int, int]]:
    length = len(tail.row)
    for at in range(len(words) - length):
        there = tuple(bare(word.key) for word in words[at : at + length]) == tail.row
        if there and words[at + length].spelling.startswith(tail.stem):
            yield words[at].start, words[at + length].end


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in order, those that overlap put together; empty ones left out."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(place for place in found if place[0] < place[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
