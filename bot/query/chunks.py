"""What is remembered of chunks, so that each is worked out once.

A memo forgets everything when it is full: what is needed soon comes back, and nothing has to be ordered by age.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from bot.query.reading import chunk_keys

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")

_MOST = 65536


class Memo(dict[str, Value], Generic[Value]):
    """Chunk → what `work_out` makes of it."""

    def __init__(self, work_out: Callable[[str], Value]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, chunk: str) -> Value:
        if len(self) >= _MOST:
            self.clear()
        value = self[chunk] = self._work_out(chunk)
        return value


class Entry(NamedTuple):
    """What one chunk has to do with the keys asked for.

    `keys` are those that it has by itself. `heads` are its last keys in either reading, each empty if no pair
    can begin with it, and None if none can. `rare` tells that a fixed phrase may end, or a row begin, inside it.
    """

    keys: tuple[str, ...]
    heads: tuple[str, str] | None
    rare: bool


def first_keys(chunk: str, *, names: bool) -> tuple[str, str] | None:
    """The first keys of a chunk in either reading; None when one of them has no words."""
    split, joined = (chunk_keys(chunk, reading, names=names) for reading in (0, 1))
    return (split[0], joined[0]) if split and joined else None
