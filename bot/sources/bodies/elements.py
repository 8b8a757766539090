"""Cut a large XML body into its elements of one kind, and search it: a step at a time, without copying it.

Each element is then parsed alone: the tree of a whole body takes ten times its size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import SourceError

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_WINDOW_BYTES = 256 * 1024  # that a pattern searches before other threads get a turn: two milliseconds
_MAX_MATCH_BYTES = 1024  # of what a pattern finds


class Piece(NamedTuple):
    """An element, and the part of the body that ends with it and begins after the one before it.

    The element is empty if it does not begin there, so that it is counted as broken.
    """

    element: bytes
    start: int
    end: int


def pieces(body: bytes, opening: bytes, closing: bytes, most: int, host: str) -> Iterator[Piece]:
    """Yield all pieces of a body, by the tags of an element. Raises SourceError after `most` of them."""
    start = found = 0
    while (end := body.find(closing, start)) >= 0:
        end += len(closing)
        found += 1
        if found > most:
            raise SourceError(f"{host} answered with more than {most:,} entries, which is too much.")
        first = body.rfind(opening, start, end)
        yield Piece(body[first:end] if first >= 0 else b"", start, end)
        start = end


def matches(pattern: re.Pattern[bytes], body: bytes, start: int, end: int) -> Iterator[re.Match[bytes]]:
    """Yield what a pattern finds in a part of a body, in its order; some of it twice."""
    for at in range(start, end, _WINDOW_BYTES):
        yield from pattern.finditer(body, at, min(end, at + _WINDOW_BYTES + _MAX_MATCH_BYTES))
