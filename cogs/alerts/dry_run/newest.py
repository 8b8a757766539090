"""What waits in memory for somebody's decision: the newest few of each person, and so many of all."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """Values by token. Of one person the oldest goes for one too many of theirs, of all the oldest at last."""

    def __init__(self, *, each: int, altogether: int) -> None:
        self._each = each
        self._altogether = altogether
        self._kept: dict[str, tuple[int, T]] = {}  # the oldest first

    def put(self, token: str, person_id: int, value: T) -> list[T]:
        """Keep a value as the newest, in place of what had its token; gives those that had to go."""
        self._kept.pop(token, None)
        self._kept[token] = (person_id, value)
        theirs = [key for key, (whose, _) in self._kept.items() if whose == person_id]
        gone = [*theirs[: -self._each], *list(self._kept)[: -self._altogether]]
        return [one for key in gone if (one := self.pop(key)) is not None]

    def get(self, token: str) -> T | None:
        """The value, if it is kept."""
        found = self._kept.get(token)
        return None if found is None else found[1]

    def pop(self, token: str) -> T | None:
        """The same, and keep it no longer."""
        found = self._kept.pop(token, None)
        return None if found is None else found[1]

    def items(self) -> list[tuple[str, T]]:
        """All that is kept, the oldest first."""
        return [(token, value) for token, (_, value) in self._kept.items()]
