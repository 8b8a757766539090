"""A text as what queries are compared with: a set of keys, and on demand its words in a row."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import chain, islice
from operator import add, itemgetter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.analysis.phrases import tie_fixed_phrases
from bot.query.analysis.word_keys import BREAK, GUARD, bare
from bot.query.analysis.words import read_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.query.analysis.words import Readings

Keys: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]

BETWEEN = " . "  # between texts that are read as one: read as a break


class Tail(NamedTuple):
    """Words (plain keys) in a row, and how the spelling of the word that follows begins."""

    row: tuple[str, ...]
    stem: str


class Text:
    """One text, read. In `names` (of people) nothing is a plural or a function word."""

    def __init__(self, text: str, *, names: bool = False) -> None:
        self._names = names
        self._chunks = tied_chunks(text)

    @cached_property
    def keys(self) -> set[str]:
        """The keys of its words, and those of neighbours joined, in both readings."""
        keys: set[str] = set()
        for row in rows_of_keys(self._chunks, names=self._names):
            keys.update(row)
            keys.update(map(add, row, islice(row, 1, None)))
        return keys

    @cached_property
    def rows(self) -> str:
        """The words of both readings in a row, as plain keys with a space on either side."""
        split, joined = map(" ".join, rows_of_keys(self._chunks, names=self._names))
        return f" {split} {BREAK} {joined} ".replace(f"{GUARD} ", " ")

    @cached_property
    def literal_rows(self) -> str:
        """The same as they are spelled."""
        readings = [read_chunk(chunk, names=self._names) for chunk in self._chunks]
        split = " ".join(word.spelling for reading in readings for word in reading.split)
        joined = " ".join(word.spelling for reading in readings for word in reading.joined)
        return f" {split} {BREAK} {joined} "

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every word as it is spelled, compounds too."""
        return frozenset(self.literal_rows.split())

    def goes_on(self, tail: Tail) -> bool:
        """Whether the words of a tail stand in a row, and the next begins as it says."""
        length = len(tail.row)
        return any(
            spellings[at + length].startswith(tail.stem) and keys[at : at + length] == tail.row
            for keys, spellings in self._spelled_keys
            for at in range(len(keys) - length)
        )

    @cached_property
    def _spelled_keys(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The plain keys of both readings in a row, beside how they are spelled."""
        readings = [read_chunk(chunk, names=self._names) for chunk in self._chunks]
        rows = ([word for reading in readings for word in reading[number]] for number in (0, 1))
        return [(tuple(bare(word.key) for word in row), tuple(word.spelling for word in row)) for row in rows]


def rows_of_keys(chunks: Iterable[str], *, names: bool) -> tuple[list[str], list[str]]:
    """The keys of chunks in a row: the split reading, and the joined one."""
    keys = list(map(reader(names=names), chunks))
    split, joined = (list(chain.from_iterable(map(itemgetter(reading), keys))) for reading in (0, 1))
    return split, joined


def reader(*, names: bool) -> Callable[[str], Keys]:
    """What reads the chunks of such a field."""
    return name_keys if names else word_keys


@lru_cache(maxsize=8192)  # 3 MB; the words of a month of papers are four times as many, most of them met once
def word_keys(chunk: str) -> Keys:
    """The keys of one chunk: split, joined."""
    return _keys(read_chunk(chunk))


@lru_cache(maxsize=1024)
def name_keys(chunk: str) -> Keys:
    """The same in names of people."""
    return _keys(read_chunk(chunk, names=True))


def _keys(readings: Readings) -> Keys:
    split = tuple(word.key for word in readings.split)
    joined = tuple(word.key for word in readings.joined)
    return split, split if joined == split else joined


def tied_chunks(text: str) -> list[str]:
    """The text between white space, fixed phrases being one chunk each."""
    return tie_fixed_phrases(text).split()
