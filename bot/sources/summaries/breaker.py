"""A server that fails is left alone for a while, each time for longer, and then asked once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_FAILURES = 3  # in a row, before it is left alone
_FIRST_REST = 60  # seconds
_LONGEST_REST = 3_600


class Breaker:
    """Counts what fails in a row. `now` gives aware UTC time; a clock that is set back ends a rest."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failures = 0
        self._since = self._until = now()  # of the rest
        self.is_proven = False
        """Whether it answered when it was last asked. Until it does, it is asked one thing at a time."""

    @property
    def resting_for(self) -> float:
        """Seconds for which it is left alone; 0 when it may be asked."""
        now = self._now()
        return (self._until - now).total_seconds() if self._since <= now < self._until else 0.0

    def went_well(self) -> None:
        """It answered."""
        self._failures, self._until = 0, self._since
        self.is_proven = True

    def failed(self, retry_after: float | None) -> None:
        """It did not; `retry_after` in seconds, where it named a wait, which is kept."""
        self._failures += 1
        self.is_proven = False
        rest = _FIRST_REST * 2 ** (self._failures - _FAILURES) if self._failures >= _FAILURES else 0
        self._since = self._now()
        self._until = self._since + timedelta(seconds=min(max(rest, retry_after or 0), _LONGEST_REST))
