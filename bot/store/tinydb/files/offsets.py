"""Where the documents of a snapshot lie: 20 bytes of memory for each."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BUCKETS = 256  # so that no single sort holds the interpreter: 500,000 documents in 1 ms each


class Offsets:
    """Where in the file the documents of one table are, each by the hash of its key."""

    def __init__(self) -> None:
        self._buckets: dict[int, _Bucket] = {}
        self._count = 0
        self.spans: list[tuple[int, int]] = []  # (begin, end), in order of the file; one, as we write it

    def __len__(self) -> int:
        return self._count

    def add(self, key: str, offset: int, size: int) -> None:
        """One more, behind those before."""
        number = hash(key)
        bucket = self._buckets.get(number % _BUCKETS)
        if bucket is None:
            bucket = self._buckets[number % _BUCKETS] = _Bucket()
        bucket.add(number, offset, size)
        self._count += 1
        begin = self.spans.pop()[0] if self.spans and self.spans[-1][1] == offset else offset
        self.spans.append((begin, offset + size))

    def sort(self) -> None:
        """All were added: 0.1 s for 500,000 of them, which nobody should wait for who looks for a few."""
        for bucket in self._buckets.values():
            bucket.sort()

    def find(self, key: str) -> Sequence[tuple[int, int]]:
        """(offset, size) of the lines that may be the key's: one, but for the rarest accident."""
        number = hash(key)
        bucket = self._buckets.get(number % _BUCKETS)
        return () if bucket is None else bucket.find(number)


class _Bucket:
    """Some of the documents; `sort` them before one is looked for."""

    __slots__ = ("_hashes", "_offsets", "_sizes")

    def __init__(self) -> None:
        self._hashes = array("q")
        self._offsets = array("Q")
        self._sizes = array("I")

    def add(self, number: int, offset: int, size: int) -> None:
        self._hashes.append(number)
        self._offsets.append(offset)
        self._sizes.append(size)

    def find(self, number: int) -> Sequence[tuple[int, int]]:
        hashes = self._hashes
        index = bisect_left(hashes, number)
        if index == len(hashes) or hashes[index] != number:  # what is asked for most is new
            return ()
        end = bisect_right(hashes, number, index)
        return list(zip(self._offsets[index:end], self._sizes[index:end], strict=True))

    def sort(self) -> None:
        order = sorted(range(len(self._hashes)), key=self._hashes.__getitem__)
        self._hashes = array("q", [self._hashes[index] for index in order])
        self._offsets = array("Q", [self._offsets[index] for index in order])
        self._sizes = array("I", [self._sizes[index] for index in order])
