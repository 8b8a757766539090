"""Where the documents of a snapshot lie: eight bytes of memory for each."""

from __future__ import annotations

from array import array
from bisect import bisect_left

_BUCKETS = 256  # so that no single sort holds the interpreter: 500,000 documents in 1 ms each
_PLACE = 40  # bits of an offset, a terabyte; the others of the 64 are of the key's hash


class Offsets:
    """Where in the file the lines of one table begin, each by the hash of its key."""

    def __init__(self) -> None:
        self._buckets = [array("Q") for _ in range(_BUCKETS)]
        self.spans: list[tuple[int, int]] = []  # (begin, end), in order of the file; one, as we write it

    def __len__(self) -> int:
        return sum(map(len, self._buckets))

    def add(self, key: str, offset: int, size: int) -> None:
        """One more, behind those before."""
        bucket, number = _hash(key)
        self._buckets[bucket].append(number | offset)
        begin = self.spans.pop()[0] if self.spans and self.spans[-1][1] == offset else offset
        self.spans.append((begin, offset + size))

    def sort(self) -> None:
        """All were added: 0.1 s for 500,000 of them, which nobody should wait for who looks for a few."""
        for number, bucket in enumerate(self._buckets):
            self._buckets[number] = array("Q", sorted(bucket))

    def find(self, key: str) -> list[int]:
        """Where the lines begin that may be the key's: one, but for the rarest accident."""
        bucket, number = _hash(key)
        places = self._buckets[bucket]
        found = places[bisect_left(places, number) : bisect_left(places, number + (1 << _PLACE))]
        return [place - number for place in found]


def _hash(key: str) -> tuple[int, int]:
    """The bucket of a key, and what its places begin with."""
    rest, bucket = divmod(hash(key), _BUCKETS)
    return bucket, rest % (1 << (64 - _PLACE)) << _PLACE
