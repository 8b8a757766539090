"""Which of the keys that queries ask for a text has.

It finds what `Text.keys` and `Text.rows` would be compared for, without making them. A chunk is looked at once,
when it is first met; most chunks turn out to have nothing to do with any query, and the others name their keys.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice, pairwise
from operator import add
from typing import TYPE_CHECKING

from bot.query.chunks import Entry, Memo, first_keys
from bot.query.openings import Openings
from bot.query.phrases import FIXED_ENDS, tie_fixed_phrases
from bot.query.reading import chunk_keys
from bot.query.terms import pair_keys
from bot.query.words import bare, read_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query.words import Readings

_SHORTEST_PREFIX, _LONGEST_PREFIX = 3, 500
_LAST_WORDS = frozenset(last for _, last in FIXED_ENDS)


class Lookup:
    """The keys asked for in one field, and which of them a text has. `names` is for fields of names."""

    def __init__(self, *, names: bool = False) -> None:
        self._names = names
        self._asked: Counter[str] = Counter()  # also the pairs with which rows begin
        self._openings = Openings()
        self._rows: dict[str, set[str]] = {}  # pair → rows that begin with it
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
        found: set[str] = set()
        if self._collect(text.split(), found):
            found.clear()
            self._collect(tie_fixed_phrases(text).split(), found)
        return found

    def _ask(self, key: str) -> None:
        self._asked[key] += 1
        if self._asked[key] == 1:
            self._openings.add(key)
            self._known.clear()

    def _unask(self, key: str) -> None:
        self._asked[key] -= 1
        if not self._asked[key]:
            del self._asked[key]
            if self._openings.discard():
                self._openings.keep(self._asked)
                self._known.clear()

    def _collect(self, chunks: list[str], found: set[str]) -> bool:
        """Add the keys that the chunks have; whether there may be a fixed phrase among them.

        This is where the time goes, so what many chunks have is dealt with in place.
        """
        may_be_fixed = False
        asked, firsts = self._asked, self._firsts
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
                    self._pairs_over(chunks, at, found)
                else:
                    pair = heads[0] + first[0]
                    if pair in asked:
                        self._add_pair(pair, chunks, at, found)
                    if heads[1] is not heads[0] or first[1] is not first[0]:
                        pair = heads[1] + first[1]
                        if pair in asked:
                            self._add_pair(pair, chunks, at, found)
            if rare:
                may_be_fixed |= self._ends_fixed(chunks, at)
                self._add_rows_inside(chunks, at, found)
        return may_be_fixed

    def _pairs_over(self, chunks: list[str], at: int, found: set[str]) -> None:
        """Add the pairs that begin with the last word of a chunk, when the next has no words in some reading."""
        for reading, memo in enumerate(self._keys):
            keys = memo[chunks[at]]
            pair = "".join((*keys[-1:], *self._next_key(chunks, at, reading)))
            if keys and pair in self._asked:
                self._add_pair(pair, chunks, at, found)

    def _add_pair(self, pair: str, chunks: list[str], at: int, found: set[str]) -> None:
        """Add a pair that begins with the last word of a chunk, and the rows that go on from it.

        The readings may be alike here and differ further on, so rows are looked for in both.
        """
        found.add(pair)
        if pair in self._rows:
            for reading, memo in enumerate(self._keys):
                keys = memo[chunks[at]]
                if keys:
                    self._add_rows(pair, self._words(chunks, at, reading, len(keys) - 1), found)

    def _add_rows_inside(self, chunks: list[str], at: int, found: set[str]) -> None:
        """Add the rows that begin with two words of one chunk."""
        for reading, memo in enumerate(self._keys):
            for number, (one, other) in enumerate(pairwise(memo[chunks[at]])):
                if one + other in self._rows:
                    self._add_rows(one + other, self._words(chunks, at, reading, number), found)

    def _add_rows(self, pair: str, words: Iterator[str], found: set[str]) -> None:
        """Add the rows that begin with a pair, if the words from there on go on as they do."""
        rows = self._rows[pair]
        there = f" {' '.join(islice(words, max(row.count(' ') for row in rows)))} "
        found.update(row for row in rows if there.startswith(row))

    def _words(self, chunks: list[str], at: int, reading: int, number: int) -> Iterator[str]:
        """The plain keys from one word of a chunk on."""
        memo = self._keys[reading]
        after = chain.from_iterable(map(memo.__getitem__, islice(chunks, at + 1, None)))
        return map(bare, chain(memo[chunks[at]][number:], after))

    def _next_key(self, chunks: list[str], at: int, reading: int) -> tuple[str, ...]:
        """The first key after a chunk, if there is one."""
        memo = self._keys[reading]
        return next((memo[chunk][:1] for chunk in islice(chunks, at + 1, None) if memo[chunk]), ())

    def _ends_fixed(self, chunks: list[str], at: int) -> bool:
        """Whether a fixed phrase may end in a chunk: its last two words are there."""
        before = read_chunk(chunks[at - 1], names=self._names).split[-1:] if at else ()
        here = read_chunk(chunks[at], names=self._names).split
        return not FIXED_ENDS.isdisjoint(pairwise(word.spelling for word in (*before, *here)))

    def _entry(self, chunk: str) -> Entry | None:
        """Work out the entry of a chunk."""
        readings = read_chunk(chunk, names=self._names)
        keys = self._prefixes(readings)
        rare = any(word.spelling in _LAST_WORDS for word in readings.split)
        for memo in self._keys:
            own = memo[chunk]
            pairs = list(map(add, own, own[1:]))
            keys.update(key for key in chain(own, pairs) if key in self._asked)
            rare = rare or not self._rows.keys().isdisjoint(pairs)
        heads = self._heads(chunk)
        return Entry(tuple(keys), heads, rare) if keys or heads or rare else None

    def _heads(self, chunk: str) -> tuple[str, str] | None:
        """The last keys of a chunk in either reading, each empty if no pair asked for begins with it."""
        lasts = (memo[chunk][-1:] for memo in self._keys)
        first, second = (last[0] if last and self._openings.opens(last[0]) else "" for last in lasts)
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
