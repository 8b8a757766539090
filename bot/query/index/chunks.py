"""Find the keys that queries need in chunks of text (text between white space), once per chunk, and cache them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import partial
from itertools import chain
from operator import add, itemgetter
from sys import intern
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from bot.query.analysis.document import SPELLED_MARK, chunk_keys
from bot.query.analysis.phrases import phrase_of_chunks_may_end_in, tie_fixed_phrases
from bot.query.analysis.words import Words, tokenize_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet


Value = TypeVar("Value")
Pairs: TypeAlias = dict[str, tuple[str, ...]]  # first key of the next chunk → needed pairs
Ends: TypeAlias = tuple[str, str, str, str]  # first and last key, split; the same joined; "": no words
# A plain tuple, for the `itemgetter`s below. The third item, which needs none, has the needed pairs of the
# chunk's last word and the first word of the next chunk.
Chunk: TypeAlias = tuple[bool, frozenset[str], Pairs, str, Ends]

MAY_END_PHRASE = "~"  # among a chunk's own keys if a fixed phrase may end in the chunk
UNEVEN = ""  # in place of the first key if the forms begin differently, or one has no words

is_relevant: Callable[[Chunk], bool] = itemgetter(0)  # true if a needed key is in the chunk or starts there
own_of: Callable[[Chunk], frozenset[str]] = itemgetter(1)  # needed keys within the chunk
first_of: Callable[[Chunk], str] = itemgetter(3)  # first key, or `UNEVEN`
ends_of: Callable[[Chunk], Ends] = itemgetter(4)

_MAX_CACHED = 40_000  # 13 MB; two months of papers have as many chunks, a week has a fourth
_SHORTEST_PREFIX, _LONGEST_PREFIX = 3, 500  # characters: the least before a `*` (terms.py), the most of a query
_NO_PAIRS: Pairs = {}
_MAX_UNNEEDED = 1000  # keys of queries that are gone; more are dropped once they are half of all
_HIGHEST_CHARACTER = "\U0010ffff"  # no word has it


class Memo(dict[str, Value], Generic[Value]):
    """Cache of `compute` by its argument, emptied when full."""

    def __init__(self, compute: Callable[[str], Value]) -> None:
        super().__init__()
        self._compute = compute

    def __missing__(self, key: str) -> Value:
        if len(self) >= _MAX_CACHED:
            self.clear()  # frequent keys soon return, and this needs no order by age
        value = self[key] = self._compute(key)
        return value


class ChunkTable(Memo[Chunk]):
    """Cache of the needed keys by chunk. Call `forget` when other keys are needed.

    `people` and `spelled` are those of `Lookup`.
    """

    def __init__(
        self, needed: AbstractSet[str], sorted_keys: SortedKeys, *, people: bool = False, spelled: bool = False
    ) -> None:
        super().__init__(self._analyze)
        self._needed, self._sorted = needed, sorted_keys
        self._people, self._spelled = people, spelled
        self._keys = partial(chunk_keys, people=people, spelled=spelled)
        self._pairs = Memo(self._pairs_of)
        self._equal: dict[frozenset[str], frozenset[str]] = {}  # sets of own keys, each stored once
        self.irrelevant: set[str] = set()  # chunks without needed keys: a text of only these is skipped

    def forget(self) -> None:
        """Empty the cache."""
        for table in (self, self._pairs, self._equal, self.irrelevant):
            table.clear()

    def _analyze(self, chunk: str) -> Chunk:
        """Return the needed keys of a chunk, as `Chunk` has them."""
        if not self:  # just emptied, as it was full
            self._equal.clear()
            self.irrelevant.clear()
        split, joined = self._keys(chunk)
        own = self._own(chunk, split, joined)
        pairs = [self._pairs[last] for last in {keys[-1] for keys in (split, joined) if keys}]
        ends = ("".join(split[:1]), "".join(split[-1:]), "".join(joined[:1]), "".join(joined[-1:]))
        first = ends[0] if ends[0] == ends[2] else UNEVEN
        after = _united([some for some in pairs if some])
        if not own and not after:
            self.irrelevant.add(chunk)
        return bool(own or after), self._equal.setdefault(own, own), after, first, ends

    def _own(self, chunk: str, split: tuple[str, ...], joined: tuple[str, ...]) -> frozenset[str]:
        """Return the needed keys within a chunk; `split` and `joined` are its keys in both forms."""
        keys = set[str]() if self._spelled else _prefix_keys(tokenize_chunk(chunk, people=self._people))
        for row in (split, joined):
            keys.update(row, map(add, row, row[1:]))
        keys &= self._needed
        tied = tie_fixed_phrases(chunk)  # other than the chunk if a whole phrase is within it
        if phrase_of_chunks_may_end_in(chunk) or (tied != chunk and self._keys(chunk) != self._keys(tied)):
            keys.add(MAY_END_PHRASE)
        return frozenset(map(intern, keys))

    def _pairs_of(self, word: str) -> Pairs:
        """Return the needed pairs that begin with a word's key, by the key of the other word."""
        start = word + SPELLED_MARK if self._spelled else word  # of `=a` it is `=a=…`; `=agent` is no pair
        return {key[len(word) :]: (key,) for key in self._sorted.longer(start)} or _NO_PAIRS


def _prefix_keys(words: Words) -> set[str]:
    """Keys of all prefixes that match a word of a chunk."""
    return {
        f"{spelling[:end]}*"
        for spelling in {word.spelling for word in chain(*words)}
        for end in range(_SHORTEST_PREFIX, min(len(spelling), _LONGEST_PREFIX) + 1)
    }


def _united(tables: list[Pairs]) -> Pairs:
    """Return one table of the pairs of both forms of a chunk, which can end differently."""
    if len(tables) < 2:  # noqa: PLR2004 - a single table needs no union
        return tables[0] if tables else _NO_PAIRS
    one, other = tables
    return {rest: one.get(rest, ()) + other.get(rest, ()) for rest in one.keys() | other.keys()}


class SortedKeys:
    """Keys in alphabetical order, sorted on the next read; sorting a nearly sorted list is quick."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._in_order = True
        self._unneeded = 0

    def add(self, key: str) -> None:
        """Add a key."""
        self._keys.append(key)
        self._in_order = False

    def count_unneeded(self) -> bool:
        """Count one more key that is kept though no longer needed; True if `retain` is due, as they are many."""
        self._unneeded += 1
        return self._unneeded > _MAX_UNNEEDED and self._unneeded * 2 > len(self._keys)

    def retain(self, keys: Iterable[str]) -> None:
        """Keep these keys only."""
        self._keys = sorted(keys)
        self._in_order, self._unneeded = True, 0

    def longer(self, word: str) -> list[str]:
        """Return the longer keys that begin with a word."""
        if not self._in_order:
            self._keys.sort()
            self._in_order = True
        start = bisect_right(self._keys, word)
        return self._keys[start : bisect_left(self._keys, word + _HIGHEST_CHARACTER, start)]
