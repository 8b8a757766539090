"""A server that fails is left alone for a while, each time for longer, and then asked once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_FAILURES = 3  # in a row, before it is left alone
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(hours=1)


class Breaker:
    """Counts what fails in a row. `now` gives aware UTC time; a clock that is set back ends a rest."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failures = 0
        self._rest = _FIRST_REST
        self._rests: tuple[datetime, datetime] | None = None  # from, until
        self.is_proven = False
        """Whether it answered when it was last asked. Until it does, it is asked one thing at a time."""

    @property
    def resting_for(self) -> float:
        """Seconds for which it is left alone; 0 when it may be asked."""
        now = self._now()
        if self._rests is None or not self._rests[0] <= now < self._rests[1]:
            return 0.0
        return (self._rests[1] - now).total_seconds()

    def went_well(self) -> None:
        """It answered."""
        self._failures, self._rest, self._rests = 0, _FIRST_REST, None
        self.is_proven = True

    def failed(self, retry_after: float | None) -> None:
        """It did not; `retry_after` in seconds, where it named a wait, which is kept."""
        self._failures += 1
        self.is_proven = False
        now = self._now()
        named = min(timedelta(seconds=retry_after or 0.0), _LONGEST_REST)
        if self._failures >= _FAILURES:
            named = max(named, self._rest)
            self._rest = min(2 * self._rest, _LONGEST_REST)
        if named:
            self._rests = now, now + named
