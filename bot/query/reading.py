"""A text as what queries are compared with: a set of keys, and on demand its words in a row."""

from __future__ import annotations

from functools import cached_property
from itertools import chain, islice
from operator import add
from typing import TYPE_CHECKING

from bot.query.phrases import fixed_endings, tie_fixed_phrases
from bot.query.words import BREAK, bare, part_key, read_chunk, word_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.query.words import Word

BETWEEN = " . "  # between texts that are read as one: read as a break


class Text:
    """One text, read. `keys` are its words and the joined pairs of neighbours, in both readings."""

    def __init__(self, chunks: list[str], keys: set[str], *, names: bool) -> None:
        self.chunks = chunks
        self.keys = keys
        self._names = names

    @cached_property
    def rows(self) -> str:
        """The words of both readings in a row, as plain keys with a space on either side."""
        return self._row(lambda word: bare(word.key))

    @cached_property
    def literal_rows(self) -> str:
        """The same as they are spelled."""
        return self._row(lambda word: word.spelling)

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every word as it is spelled, compounds too."""
        return frozenset(self.literal_rows.split())

    def _row(self, shown: Callable[[Word], str]) -> str:
        readings = [read_chunk(chunk, names=self._names) for chunk in self.chunks]
        split = [shown(word) for both in readings for word in both.split]
        joined = [shown(word) for both in readings for word in both.joined]
        return f" {' '.join(split)} {BREAK} {' '.join(joined)} "


class _Memo(dict[str, tuple[str, ...]]):
    """Chunk → keys in one reading, worked out once and forgotten all together when there are too many."""

    def __init__(self, work_out: Callable[[str], tuple[str, ...]], limit: int) -> None:
        super().__init__()
        self._work_out = work_out
        self._limit = limit

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if len(self) >= self._limit:
            self.clear()
        keys = self[chunk] = self._work_out(chunk)
        return keys


class Reader:
    """Reads texts, remembering chunks. `names` reads names of people: no plurals, no function words."""

    def __init__(self, *, names: bool = False, limit: int = 65536) -> None:
        self._names = names
        self._split = _Memo(lambda chunk: self._keys(chunk, joined=False), limit)
        self._joined = _Memo(lambda chunk: self._keys(chunk, joined=True), limit)
        self._ties = frozenset(
            one + other
            for first, second in fixed_endings()
            for one in (part_key(first), word_key(first))
            for other in (part_key(second), word_key(second))
        )

    def read(self, text: str) -> Text:
        """Read one text."""
        chunks = text.split()
        keys = self._keys_of(chunks)
        if not self._ties.isdisjoint(keys):
            chunks = tie_fixed_phrases(text).split()
            keys = self._keys_of(chunks)
        return Text(chunks, keys, names=self._names)

    def _keys(self, chunk: str, *, joined: bool) -> tuple[str, ...]:
        return tuple(word.key for word in read_chunk(chunk, names=self._names)[joined])

    def _keys_of(self, chunks: list[str]) -> set[str]:
        keys: set[str] = set()
        for memo in (self._split, self._joined):
            row = list(chain.from_iterable(map(memo.__getitem__, chunks)))
            keys.update(row)
            keys.update(map(add, row, islice(row, 1, None)))
        return keys
