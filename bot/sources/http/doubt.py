"""Strange answers of a source: asked for again, and believed once they have been the same for a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

_DAY = timedelta(days=1)


class Doubt:
    """Strange answers of late. A source that never gives what it counts must not stay unread for ever."""

    def __init__(self) -> None:
        self._seen: dict[Hashable, tuple[datetime, datetime]] = {}  # first and last

    def holds(self, answer: Hashable, now: datetime) -> bool:
        """True while a strange answer is to be asked for again; `answer` tells it from another."""
        self._seen = {key: times for key, times in self._seen.items() if now - times[1] <= 2 * _DAY}
        since, _ = self._seen.get(answer, (now, now))
        self._seen[answer] = since, now
        return now - since < _DAY
