"""Which of the keys that queries ask for a text has.

It finds what `Text.keys` and `Text.rows` would be compared for, without making them: a chunk is looked at once,
when it is first met, and most chunks turn out to have nothing to do with any query.
"""

from __future__ import annotations

from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.query.openings import Openings
from bot.query.phrases import FIXED_ENDS, tie_fixed_phrases
from bot.query.reading import chunk_keys
from bot.query.terms import pair_keys
from bot.query.words import bare, read_chunk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.query.words import Readings

_SHORTEST_PREFIX, _LONGEST_PREFIX = 3, 500
_MOST_CHUNKS = 65536
_END = "\n"  # stands after the last chunk; no chunk is white space


class _Entry(NamedTuple):
    """What one chunk has to do with the keys asked for.

    `keys` are those that it has by itself. `head` is its last key if a pair may begin with it. `plain` tells
    that both readings are alike. `rows` are places (reading, number of word) where a row may begin inside it.
    `ends_fixed` tells that it may end a fixed phrase.
    """

    keys: tuple[str, ...]
    head: str
    plain: bool
    rows: tuple[tuple[int, int], ...]
    ends_fixed: bool


class _Known(dict[str, _Entry | None]):
    """Chunk → its entry, or None when it has nothing to do with any query."""

    def __init__(self, lookup: Lookup) -> None:
        super().__init__()
        self._lookup = lookup

    def __missing__(self, chunk: str) -> _Entry | None:
        if len(self) >= _MOST_CHUNKS:
            self.clear()
        entry = self[chunk] = self._lookup.classify(chunk)
        return entry


class _Firsts(dict[str, str]):
    """Chunk → its first key; empty when it has none or its readings differ."""

    def __init__(self, *, names: bool) -> None:
        super().__init__({_END: _END})
        self._names = names

    def __missing__(self, chunk: str) -> str:
        if len(self) >= _MOST_CHUNKS:
            self.clear()
            self[_END] = _END
        split, joined = (chunk_keys(chunk, reading, names=self._names) for reading in (0, 1))
        first = self[chunk] = split[0] if split and split == joined else ""
        return first


class Lookup:
    """Finds the keys of one field's text that are in `asked`. `names` is for fields of names."""

    def __init__(self, asked: Collection[str], *, names: bool = False) -> None:
        self._asked = asked
        self._names = names
        self._openings = Openings()
        self._rows: dict[str, dict[str, tuple[str, ...]]] = {}  # pair that begins rows → their words
        self._known = _Known(self)
        self._firsts = _Firsts(names=names)

    def add(self, key: str) -> None:
        """Look for a key from now on."""
        self._known.clear()
        if key[0] != " ":
            self._openings.add(key)
            return
        row = tuple(key.split())
        for pair in pair_keys(*row[:2]):
            self._rows.setdefault(pair, {})[key] = row
            self._openings.add(pair)

    def discard(self, key: str) -> None:
        """No longer look for a key that was added; what is remembered of chunks may still name it."""
        if key[0] == " ":
            for pair in pair_keys(*key.split()[:2]):
                del self._rows[pair][key]
                if not self._rows[pair]:
                    del self._rows[pair]
        if self._openings.discard():
            self._openings.keep(chain(self._asked, self._rows))

    def find(self, text: str) -> set[str]:
        """The keys that are asked for and that the text has; perhaps also some no longer asked for."""
        found: set[str] = set()
        if self._collect(text.split(), found):
            tied = tie_fixed_phrases(text)
            if tied != text:
                found.clear()
                self._collect(tied.split(), found)
        return found

    def _collect(self, chunks: list[str], found: set[str]) -> bool:
        """Add the keys that the chunks have; whether there may be a fixed phrase among them."""
        may_be_fixed = False
        known, asked, begin_rows, firsts = self._known.__getitem__, self._asked, self._rows, self._firsts
        chunks.append(_END)
        for at, entry in enumerate(map(known, chunks)):
            if entry is None:
                continue
            keys, head, plain, rows, ends_fixed = entry
            if keys:
                found.update(keys)
            if head:
                first = firsts[chunks[at + 1]] if plain else ""
                if not first:
                    self._pairs(chunks, at, found)
                else:
                    pair = head + first
                    if pair in asked:
                        found.add(pair)
                    if pair in begin_rows:
                        self._add_rows(pair, self._words(chunks, at, 0, -1), found)
            for reading, number in rows:
                words = self._words(chunks, at, reading, number)
                self._add_rows(
                    "".join(chunk_keys(chunks[at], reading, names=self._names)[number : number + 2]), words, found
                )
            may_be_fixed |= ends_fixed
        return may_be_fixed

    def _pairs(self, chunks: list[str], at: int, found: set[str]) -> None:
        """Add the pairs that begin with the last word of a chunk, where readings differ or chunks are empty."""
        for reading in (0, 1):
            keys = chunk_keys(chunks[at], reading, names=self._names)
            first = next(self._keys(chunks, at + 1, reading), None)
            if keys and first is not None:
                pair = keys[-1] + first
                if pair in self._asked:
                    found.add(pair)
                if pair in self._rows:
                    self._add_rows(pair, self._words(chunks, at, reading, len(keys) - 1), found)

    def _add_rows(self, pair: str, words: Iterator[str], found: set[str]) -> None:
        """Add the rows that begin with a pair, if the words go on as they do."""
        rows = self._rows.get(pair)
        if not rows:  # remembered from when there were some
            return
        there = tuple(islice(words, max(map(len, rows.values()))))
        found.update(key for key, row in rows.items() if there[: len(row)] == row)

    def _words(self, chunks: list[str], at: int, reading: int, number: int) -> Iterator[str]:
        """The plain keys from one word of a chunk on."""
        keys = chunk_keys(chunks[at], reading, names=self._names)
        return map(bare, chain(keys[number:], self._keys(chunks, at + 1, reading)))

    def _keys(self, chunks: list[str], at: int, reading: int) -> Iterator[str]:
        """The keys from one chunk on."""
        return chain.from_iterable(
            chunk_keys(chunks[after], reading, names=self._names) for after in range(at, len(chunks))
        )

    def classify(self, chunk: str) -> _Entry | None:
        """Work out the entry of a chunk."""
        readings = read_chunk(chunk, names=self._names)
        rows: list[tuple[int, int]] = []
        keys = self._prefixes(readings)
        heads = [""]
        for reading, words in enumerate(readings):
            own = [word.key for word in words]
            pairs = [one + other for one, other in pairwise(own)]
            keys.update(key for key in (*own, *pairs) if key in self._asked)
            rows += [(reading, number) for number, pair in enumerate(pairs) if pair in self._rows]
            heads += [key for key in own[-1:] if self._openings.opens(key)]
        ends_fixed = any(word.spelling in FIXED_ENDS for word in readings.split)
        if not (keys or rows or heads[1:] or ends_fixed):
            return None
        return _Entry(tuple(keys), heads[-1], readings.split == readings.joined, tuple(rows), ends_fixed)

    def _prefixes(self, readings: Readings) -> set[str]:
        """The prefixes asked for that words of a chunk have."""
        spellings = {word.spelling for words in readings for word in words}
        longest = [range(_SHORTEST_PREFIX, min(len(spelling), _LONGEST_PREFIX) + 1) for spelling in spellings]
        stems = (f"{spelling[:n]}*" for spelling, lengths in zip(spellings, longest, strict=True) for n in lengths)
        return {stem for stem in stems if stem in self._asked}
