"""Phrases of three words and more, of which a text is first asked whether it has both ends."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING

from bot.query.terms import pair_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet


class Rows:
    """Words in a row, each with a space on either side, by the pairs of words at their ends."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, set[str]]] = {}  # first pair → last pair → rows

    def add(self, row: str) -> frozenset[str]:
        """Another row. Gives the keys that tell whether a text may have it."""
        firsts, lasts = _ends(row)
        for first in firsts:
            ends = self._rows.setdefault(first, {})
            for last in lasts:
                ends.setdefault(last, set()).add(row)
        return firsts | lasts

    def discard(self, row: str) -> frozenset[str]:
        """One row less. Gives what `add` gave."""
        firsts, lasts = _ends(row)
        for first in firsts:
            ends = self._rows[first]
            for last in lasts:
                ends[last].discard(row)
                if not ends[last]:
                    del ends[last]
            if not ends:
                del self._rows[first]
        return firsts | lasts

    def likely(self, found: AbstractSet[str]) -> Iterator[str]:
        """The rows whose ends are among the keys of a text."""
        for first in self._rows.keys() & found:
            ends = self._rows[first]
            for last in ends.keys() & found:
                yield from ends[last]


def _ends(row: str) -> tuple[frozenset[str], frozenset[str]]:
    words = row.split()
    firsts, lasts = pair_keys(*words[:2]), pair_keys(*words[-2:])
    return frozenset(map(intern, firsts)), frozenset(map(intern, lasts))
