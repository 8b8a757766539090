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
_LAST_WORDS = frozenset(last for _, last in FIXED_ENDS)


class _Entry(NamedTuple):
    """What one chunk has to do with the keys asked for.

    `keys` are those that it has by itself. `heads` are its last keys in either reading, each empty if no pair can
    begin with it, and None if none can. `rare` is what few chunks have.
    """

    keys: tuple[str, ...]
    heads: tuple[str, str] | None
    rare: _Rare | None


class _Rare(NamedTuple):
    """`rows` are places (reading, number of word) where rows may begin inside a chunk.

    `ends_fixed` tells that one of its words is the last one of a fixed phrase.
    """

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


class _Firsts(dict[str, "tuple[str, str] | None"]):
    """Chunk → its first keys in either reading; None when one of them has no words."""

    def __init__(self, *, names: bool) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, chunk: str) -> tuple[str, str] | None:
        if len(self) >= _MOST_CHUNKS:
            self.clear()
        split, joined = (chunk_keys(chunk, reading, names=self._names) for reading in (0, 1))
        first = self[chunk] = (split[0], joined[0]) if split and joined else None
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
        """Add the keys that the chunks have; whether there may be a fixed phrase among them.

        This is where the time goes, so what many chunks have is dealt with in place.
        """
        may_be_fixed = False
        asked, begin_rows, firsts = self._asked, self._rows, self._firsts
        chunks.append("")
        for at, entry in enumerate(map(self._known.__getitem__, chunks)):
            if entry is None:
                continue
            keys, heads, rare = entry
            if keys:
                found.update(keys)
            if heads:
                first = firsts[chunks[at + 1]]
                if first is None:
                    self._pairs_across(chunks, at, found)
                else:
                    pair = heads[0] + first[0]
                    if pair in asked:
                        found.add(pair)
                    if pair in begin_rows:
                        self._add_rows(pair, self._words(chunks, at, 0, -1), found)
                    if heads[1] is not heads[0] or first[1] is not first[0]:
                        self._pair_joined(heads[1] + first[1], chunks, at, found)
            if rare:
                may_be_fixed |= self._rare(rare, chunks, at, found)
        return may_be_fixed

    def _rare(self, rare: _Rare, chunks: list[str], at: int, found: set[str]) -> bool:
        """Add the rows that begin inside a chunk; whether a fixed phrase may end there."""
        for reading, number in rare.rows:
            pair = "".join(chunk_keys(chunks[at], reading, names=self._names)[number : number + 2])
            self._add_rows(pair, self._words(chunks, at, reading, number), found)
        if not rare.ends_fixed:
            return False
        before = read_chunk(chunks[at - 1], names=self._names).split[-1:] if at else ()
        here = read_chunk(chunks[at], names=self._names).split
        return not FIXED_ENDS.isdisjoint(pairwise(word.spelling for word in (*before, *here)))

    def _pair_joined(self, pair: str, chunks: list[str], at: int, found: set[str]) -> None:
        """Add a pair of the joined reading."""
        if pair in self._asked:
            found.add(pair)
        if pair in self._rows:
            self._add_rows(pair, self._words(chunks, at, 1, -1), found)

    def _pairs_across(self, chunks: list[str], at: int, found: set[str]) -> None:
        """Add the pairs that begin with the last word of a chunk, where the next chunk has no words."""
        for reading in (0, 1):
            last = chunk_keys(chunks[at], reading, names=self._names)[-1:]
            first = next(self._keys(chunks, at + 1, reading), None)
            if last and first is not None:
                pair = last[0] + first
                if pair in self._asked:
                    found.add(pair)
                if pair in self._rows:
                    self._add_rows(pair, self._words(chunks, at, reading, -1), found)

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
        heads = ["", ""]
        for reading, words in enumerate(readings):
            own = [word.key for word in words]
            pairs = [one + other for one, other in pairwise(own)]
            keys.update(key for key in (*own, *pairs) if key in self._asked)
            rows += [(reading, number) for number, pair in enumerate(pairs) if pair in self._rows]
            if own and self._openings.opens(own[-1]):
                heads[reading] = own[-1]
        if heads[0] == heads[1]:
            heads[1] = heads[0]  # one object, so that `is` tells that the readings are alike
        ends_fixed = any(word.spelling in _LAST_WORDS for word in readings.split)
        rare = _Rare(tuple(rows), ends_fixed) if rows or ends_fixed else None
        if not (keys or any(heads) or rare):
            return None
        return _Entry(tuple(keys), (heads[0], heads[1]) if any(heads) else None, rare)

    def _prefixes(self, readings: Readings) -> set[str]:
        """The prefixes asked for that words of a chunk have."""
        spellings = {word.spelling for words in readings for word in words}
        longest = [range(_SHORTEST_PREFIX, min(len(spelling), _LONGEST_PREFIX) + 1) for spelling in spellings]
        stems = (f"{spelling[:n]}*" for spelling, lengths in zip(spellings, longest, strict=True) for n in lengths)
        return {stem for stem in stems if stem in self._asked}
