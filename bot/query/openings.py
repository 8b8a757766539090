"""Which of many keys go on where a word ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALWAYS_KEPT = 1000
_LAST = "\U0010ffff"  # no word has it


class Openings:
    """Keys in alphabetical order. New ones wait until somebody asks; sorting what is nearly sorted is quick."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._in_order = True
        self._gone = 0

    def add(self, key: str) -> None:
        """Another key."""
        self._keys.append(key)
        self._in_order = False

    def discard(self) -> bool:
        """One key less: it stays here, harmless; True when so many are gone that `keep` should be called."""
        self._gone += 1
        return self._gone > _ALWAYS_KEPT and self._gone * 2 > len(self._keys)

    def keep(self, keys: Iterable[str]) -> None:
        """Forget all others."""
        self._keys = sorted(keys)
        self._in_order, self._gone = True, 0

    def going_on(self, word: str) -> list[str]:
        """The longer keys that begin with a word."""
        if not self._in_order:
            self._keys.sort()
            self._in_order = True
        start = bisect_right(self._keys, word)
        return self._keys[start : bisect_left(self._keys, word + _LAST, start)]
