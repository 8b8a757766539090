"""Find the keys of queries that a text has.

The result is as if `AnalyzedText.keys` and `AnalyzedText.rows` were compared, but from cached facts about chunks
and neighbouring chunks. Most chunks match no key. They are passed over by built-in functions, as a Python loop
over all chunks would be slow.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import compress, count, islice, repeat
from operator import contains
from sys import intern
from typing import TYPE_CHECKING

from bot.query.analysis.document import chunk_keys, tied_chunks
from bot.query.analysis.phrases import phrase_may_end
from bot.query.analysis.requirements import pair_keys
from bot.query.analysis.word_keys import unguarded
from bot.query.index.chunks import (
    MAY_END_PHRASE,
    UNEVEN,
    Chunk,
    ChunkTable,
    Memo,
    SortedKeys,
    ends_of,
    first_of,
    is_relevant,
    own_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet


class Lookup:
    """The keys that queries need in one field; `find` returns those that a text has.

    `people`: it is a field of people's names. `spelled`: keys are words as spelled, for literal terms.
    """

    def __init__(self, *, people: bool = False, spelled: bool = False) -> None:
        self._keys = partial(chunk_keys, people=people, spelled=spelled)
        self._needed: Counter[str] = Counter()  # number of queries by key, also by the end pairs of rows
        self._sorted = SortedKeys()
        self._rows = _WordRows()
        self._chunks = ChunkTable(self._needed.keys(), self._sorted, people=people, spelled=spelled)
        self._split_and_joined = (
            Memo(lambda chunk: self._row(chunk, 0)),
            Memo(lambda chunk: self._row(chunk, 1)),
        )

    def __bool__(self) -> bool:
        return bool(self._needed)

    def add(self, key: str) -> None:
        """Count one more query that needs a key."""
        self._needed[key] += 1
        if self._needed[key] > 1:
            return
        self._sorted.add(key)
        self._chunks.forget()
        if key[0] == " ":  # a row
            for pair in self._rows.add(key):
                self.add(pair)

    def discard(self, key: str) -> None:
        """Count one query less that needs a key."""
        self._needed[key] -= 1
        if self._needed[key]:
            return
        del self._needed[key]
        if key[0] == " ":  # a row
            for pair in self._rows.discard(key):
                self.discard(pair)
        if self._sorted.count_unneeded():
            self._sorted.retain(self._needed)
            self._chunks.forget()

    def find(self, text: str, raw: list[str]) -> set[str]:
        """Return the needed keys that the text has, perhaps with some that are no longer needed.

        `raw` is the text split at white space.
        """
        if self._chunks.irrelevant.issuperset(raw):
            return set()
        chunks = list(map(self._chunks.__getitem__, raw))
        found = self._collect(chunks)
        if MAY_END_PHRASE in found and _may_have_fixed_phrase(raw, chunks):
            raw = tied_chunks(text)
            found = self._collect(list(map(self._chunks.__getitem__, raw)))
        found.discard(MAY_END_PHRASE)
        rows = list(self._rows.candidates(found))
        for row_of in self._split_and_joined if rows else ():
            text_row = f" {''.join(map(row_of.__getitem__, raw))}"
            found.update(row for row in rows if row in text_row)
            rows = [row for row in rows if row not in found]
            if not rows:
                break
        return found

    def _collect(self, chunks: Sequence[Chunk]) -> set[str]:
        """Return the keys within chunks, and the pairs across their borders."""
        found: set[str] = set()
        last = len(chunks) - 1
        for at in compress(count(), map(is_relevant, chunks)):
            _, own, after, _, _ = chunks[at]
            if own:
                found |= own
            if after and at < last:
                first = first_of(chunks[at + 1])
                if first in after:
                    found.update(after[first])
                elif first == UNEVEN:
                    self._add_uneven(chunks, at + 1, found)
        return found

    def _add_uneven(self, chunks: Sequence[Chunk], at: int, found: set[str]) -> None:
        """Add the pairs across the start of an uneven chunk."""
        _, _, after, _, (_, split_last, _, joined_last) = chunks[at - 1]
        split_first, _, joined_first, _ = ends_of(chunks[at])
        if split_last == joined_last and split_first and joined_first:
            for first in (split_first, joined_first):
                if first in after:
                    found.update(after[first])
            return
        # At the end or the start of the text the "pair" is a single word.
        for pair in (
            split_last + (split_first or _first_from(chunks, at, 0)),
            joined_last + (joined_first or _first_from(chunks, at, 2)),
        ):
            if pair in self._needed:
                found.add(pair)

    def _row(self, chunk: str, form: int) -> str:
        """Return the plain keys of a chunk, each with a space after it; `form` 0: split, 1: joined."""
        return "".join(f"{unguarded(key)} " for key in self._keys(chunk)[form])


def _may_have_fixed_phrase(raw: Sequence[str], chunks: Sequence[Chunk]) -> bool:
    """True if the text may contain a fixed phrase."""
    marked = map(contains, map(own_of, chunks), repeat(MAY_END_PHRASE))
    return any(phrase_may_end(raw, at) for at in compress(count(), marked))


def _first_from(chunks: Sequence[Chunk], at: int, end: int) -> str:
    """Return the first key at or after a chunk; "" for none. `end`: 0 for split, 2 for joined (see `Ends`)."""
    return next(filter(None, (ends_of(chunk)[end] for chunk in islice(chunks, at, None))), "")


class _WordRows:
    """Rows of words (` a b c `), by the pairs of words at their ends."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, set[str]]] = {}  # first pair → last pair → rows

    def add(self, row: str) -> frozenset[str]:
        """Add a row. Returns the keys that a text with the row has."""
        firsts, lasts = _end_pairs(row)
        for first in firsts:
            ends = self._rows.setdefault(first, {})
            for last in lasts:
                ends.setdefault(last, set()).add(row)
        return firsts | lasts

    def discard(self, row: str) -> frozenset[str]:
        """Remove a row. Returns the same keys as `add`."""
        firsts, lasts = _end_pairs(row)
        for first in firsts:
            ends = self._rows[first]
            for last in lasts:
                ends[last].discard(row)
                if not ends[last]:
                    del ends[last]
            if not ends:
                del self._rows[first]
        return firsts | lasts

    def candidates(self, found: AbstractSet[str]) -> Iterator[str]:
        """Rows whose end pairs are among the keys of a text."""
        for first in self._rows.keys() & found:
            ends = self._rows[first]
            for last in ends.keys() & found:
                yield from ends[last]


def _end_pairs(row: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of the first two words of a row, and of the last two."""
    words = row.split()
    firsts, lasts = pair_keys(*words[:2]), pair_keys(*words[-2:])
    return frozenset(map(intern, firsts)), frozenset(map(intern, lasts))
