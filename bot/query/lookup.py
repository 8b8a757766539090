"""Which of the keys that queries ask for a text has.

It finds what `Text.keys` and `Text.rows` would be compared for, without making them. A chunk is looked at once,
when it is first met. With few keys asked for, most chunks turn out to have nothing to do with any of them, and the
others are gone through one by one; with many, all pairs of neighbours are made and compared at once, and only the
chunks whose two readings differ are gone through.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice, pairwise, starmap
from operator import add
from typing import TYPE_CHECKING

from bot.query.chunks import Entry, Memo, first_keys
from bot.query.openings import Openings
from bot.query.phrases import FIXED_ENDS, tie_fixed_phrases
from bot.query.reading import chunk_keys
from bot.query.terms import pair_keys
from bot.query.words import BREAK, GUARD, read_chunk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.query.words import Readings

_MANY = 4000  # keys asked for, from which on half of the words of a text may begin a pair
_SHORTEST_PREFIX, _LONGEST_PREFIX = 3, 500
_LAST_WORDS = frozenset(last for _, last in FIXED_ENDS)


class Lookup:
    """The keys asked for in one field, and which of them a text has. `names` is for fields of names."""

    def __init__(self, *, names: bool = False) -> None:
        self._names = names
        self._asked: Counter[str] = Counter()  # also the pairs with which rows begin
        self._openings = Openings()
        self._rows: dict[str, set[str]] = {}  # pair → rows that begin with it
        self._many = False
        self._known = Memo(self._entry)
        self._firsts = Memo(lambda chunk: first_keys(chunk, names=names))
        self._keys = (
            Memo(lambda chunk: chunk_keys(chunk, 0, names=names)),
            Memo(lambda chunk: chunk_keys(chunk, 1, names=names)),
        )

    def __bool__(self) -> bool:
        return bool(self._asked)

    def add(self, key: str) -> None:
        """One more query asks for a key."""
        if key[0] == " ":
            for pair in pair_keys(*key.split()[:2]):
                self._rows.setdefault(pair, set()).add(key)
                self._ask(pair)
        self._ask(key)

    def discard(self, key: str) -> None:
        """One query less asks for a key."""
        self._unask(key)
        if key[0] == " ":
            for pair in pair_keys(*key.split()[:2]):
                self._unask(pair)
                if key not in self._asked:
                    self._rows[pair].discard(key)
                if not self._rows[pair]:
                    del self._rows[pair]

    def find(self, text: str) -> set[str]:
        """The keys that are asked for and that the text has; perhaps also some no longer asked for."""
        chunks = text.split()
        found, may_be_fixed = self._found(chunks)
        if may_be_fixed:
            chunks = tie_fixed_phrases(text).split()
            found, _ = self._found(chunks)
        opened = self._rows.keys() & found
        if opened:
            rows = self._in_rows(chunks)
            found.update(row for pair in opened for row in self._rows[pair] if row in rows)
        return found

    def _in_rows(self, chunks: list[str]) -> str:
        """The same as `Text.rows`."""
        split, joined = (" ".join(self._row(chunks, reading)) for reading in (0, 1))
        return f" {split} {BREAK} {joined} ".replace(f"{GUARD} ", " ")

    def _ask(self, key: str) -> None:
        self._asked[key] += 1
        if self._asked[key] == 1:
            self._openings.add(key)
            self._changed()

    def _unask(self, key: str) -> None:
        self._asked[key] -= 1
        if not self._asked[key]:
            del self._asked[key]
            if self._openings.discard():
                self._openings.keep(self._asked)
                self._changed()

    def _changed(self) -> None:
        self._many = len(self._asked) > _MANY
        self._known.clear()

    def _found(self, chunks: list[str]) -> tuple[set[str], bool]:
        """The keys that the chunks have, but for rows; and whether there may be a fixed phrase among them."""
        found: set[str] = set()
        may_be_fixed = False
        if self._many:
            row = self._row(chunks, 0)
            found = self._asked.keys() & chain(row, map(add, row, islice(row, 1, None)))
        pairs = self._joined_pairs if self._many else self._pairs
        for at, entry in enumerate(map(self._known.__getitem__, chunks)):
            if entry is None:
                continue
            keys, edges, ends_fixed = entry
            if keys:
                found.update(keys)
            if edges:
                pairs(edges, chunks, at, found)
            if ends_fixed and self._ends_fixed(chunks, at):
                may_be_fixed = True
        return found, may_be_fixed

    def _pairs(self, edges: tuple[str, str], chunks: list[str], at: int, found: set[str]) -> None:
        """Add the pairs that begin with the last word of a chunk."""
        first = self._firsts[chunks[at + 1]] if at + 1 < len(chunks) else None
        if first is None:
            self._pairs_over(chunks, at, found)
            return
        pair = edges[0] + first[0]
        if pair in self._asked:
            found.add(pair)
        if edges[1] is not edges[0] or first[1] is not first[0]:
            pair = edges[1] + first[1]
            if pair in self._asked:
                found.add(pair)

    def _pairs_over(self, chunks: list[str], at: int, found: set[str]) -> None:
        """The same, when the next chunk has no words in one of the readings."""
        for reading, memo in enumerate(self._keys):
            keys = memo[chunks[at]]
            pair = "".join((*keys[-1:], *self._next_key(chunks, at, reading)))
            if keys and pair in self._asked:
                found.add(pair)

    def _joined_pairs(self, edges: tuple[str, str], chunks: list[str], at: int, found: set[str]) -> None:
        """Add the pairs of the joined reading that begin or end with a chunk, or go over it if it has no words."""
        memo = self._keys[1]
        before = memo[chunks[at - 1]] if at else None
        first = self._firsts[chunks[at + 1]] if at + 1 < len(chunks) else None
        if before and first and edges[0]:
            pairs: Iterable[str] = (before[-1] + edges[0], edges[1] + first[1])
        else:
            last = next((memo[chunks[n]][-1:] for n in range(at - 1, -1, -1) if memo[chunks[n]]), ())
            pairs = starmap(add, pairwise((*last, *memo[chunks[at]], *self._next_key(chunks, at, 1))))
        for pair in pairs:
            if pair in self._asked:
                found.add(pair)

    def _next_key(self, chunks: list[str], at: int, reading: int) -> tuple[str, ...]:
        """The first key after a chunk, if there is one."""
        memo = self._keys[reading]
        return next((memo[chunk][:1] for chunk in islice(chunks, at + 1, None) if memo[chunk]), ())

    def _row(self, chunks: list[str], reading: int) -> list[str]:
        return list(chain.from_iterable(map(self._keys[reading].__getitem__, chunks)))

    def _ends_fixed(self, chunks: list[str], at: int) -> bool:
        """Whether a fixed phrase may end in a chunk: its last two words are there."""
        before = read_chunk(chunks[at - 1], names=self._names).split[-1:] if at else ()
        here = read_chunk(chunks[at], names=self._names).split
        return not FIXED_ENDS.isdisjoint(pairwise(word.spelling for word in (*before, *here)))

    def _entry(self, chunk: str) -> Entry | None:
        """Work out the entry of a chunk; where many keys are asked for, of what only this chunk can tell."""
        readings = read_chunk(chunk, names=self._names)
        apart = readings.split != readings.joined
        keys = self._prefixes(readings)
        for memo in self._keys if apart or not self._many else ():
            own = memo[chunk]
            keys.update(key for key in chain(own, map(add, own, own[1:])) if key in self._asked)
        edges = self._edges(chunk, apart=apart)
        ends_fixed = any(word.spelling in _LAST_WORDS for word in readings.split)
        return Entry(tuple(keys), edges, ends_fixed) if keys or edges or ends_fixed else None

    def _edges(self, chunk: str, *, apart: bool) -> tuple[str, str] | None:
        """The edges of a chunk, as its entry has them."""
        split, joined = (memo[chunk] or ("",) for memo in self._keys)
        if self._many:
            return (joined[0], joined[-1]) if apart else None
        first, second = (keys[-1] if self._openings.opens(keys[-1]) else "" for keys in (split, joined))
        if not (first or second):
            return None
        return first, first if first == second else second  # one object, so that `is` tells that they are alike

    def _prefixes(self, readings: Readings) -> set[str]:
        """The prefixes asked for that words of a chunk have."""
        words = {word.spelling for reading in readings for word in reading}
        ends = {
            (word, end) for word in words for end in range(_SHORTEST_PREFIX, min(len(word), _LONGEST_PREFIX) + 1)
        }
        return {f"{word[:end]}*" for word, end in ends} & self._asked.keys()
