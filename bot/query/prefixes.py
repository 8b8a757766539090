"""Which of the prefixes that are asked for a word has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.query.words import read_chunk

if TYPE_CHECKING:
    from bot.query.reading import Text

_SHORTEST, _LONGEST = 3, 500  # characters of a prefix, see the parser's limits
_MOST_CHUNKS = 65536


class _Memo(dict[str, tuple[str, ...]]):
    """Chunk → the keys of the live prefixes that its words have, worked out once per unseen chunk."""

    def __init__(self, live: Counter[str], *, names: bool) -> None:
        super().__init__()
        self._live = live
        self._names = names

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if len(self) >= _MOST_CHUNKS:
            self.clear()
        spellings: set[str] = {
            word.spelling for reading in read_chunk(chunk, names=self._names) for word in reading
        }
        stems = {
            spelling[:n] for spelling in spellings for n in range(_SHORTEST, min(len(spelling), _LONGEST) + 1)
        }
        found = self[chunk] = tuple(f"{stem}*" for stem in stems if f"{stem}*" in self._live)
        return found


class Prefixes:
    """The prefixes asked for in one field, as keys that end in a star, with how many ask for each."""

    def __init__(self, *, names: bool) -> None:
        self._live: Counter[str] = Counter()
        self._memo = _Memo(self._live, names=names)

    def __bool__(self) -> bool:
        return bool(self._live)

    def add(self, key: str) -> None:
        """Ask for a prefix."""
        if key not in self._live:
            self._memo.clear()
        self._live[key] += 1

    def discard(self, key: str) -> None:
        """No longer ask for it."""
        self._live[key] -= 1
        if not self._live[key]:
            del self._live[key]

    def found(self, text: Text) -> set[str]:
        """The keys of the prefixes that words of a text have; also some that nobody asks for any more."""
        return set[str]().union(*map(self._memo.__getitem__, text.chunks))
