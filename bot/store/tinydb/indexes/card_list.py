"""Posted cards in the order in which they were posted."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class CardList:
    """Cards by (finished in µs, message key), each with its destination: a hundred bytes of memory for each."""

    __slots__ = ("_destinations", "_finished", "_keys")

    def __init__(self) -> None:
        self._finished = array("q")
        self._keys: list[str] = []
        self._destinations = array("q")

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, finished: int, key: str, destination: int) -> None:
        """Insert one that is not there."""
        place = self._place(finished, key)
        self._finished.insert(place, finished)
        self._keys.insert(place, key)
        self._destinations.insert(place, destination)

    def discard(self, finished: int, key: str) -> None:
        """Remove one, if it is there."""
        place = self._place(finished, key)
        if place < len(self) and (self._finished[place], self._keys[place]) == (finished, key):
            del self._finished[place], self._keys[place], self._destinations[place]

    def behind(self, finished: int, key: str) -> Iterator[tuple[int, str, int]]:
        """(finished, key, destination) of those that are greater, while the list does not change."""
        place = self._place(finished, key)
        if place < len(self) and (self._finished[place], self._keys[place]) == (finished, key):
            place += 1
        return ((self._finished[n], self._keys[n], self._destinations[n]) for n in range(place, len(self)))

    def cut(self, finished: int) -> list[str]:
        """Remove those that were finished before, and return their keys."""
        end = bisect_left(self._finished, finished)
        gone = self._keys[:end]
        del self._finished[:end], self._keys[:end], self._destinations[:end]
        return gone

    def _place(self, finished: int, key: str) -> int:
        first = bisect_left(self._finished, finished)
        return bisect_left(self._keys, key, first, bisect_right(self._finished, finished, first))
