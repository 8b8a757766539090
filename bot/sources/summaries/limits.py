"""Limits for a model's server: a pause after consecutive failures, and a number of requests per day.

The mail server has the same pause.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.sources.bodies.json_values import load_stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import NoteStore

_MAX_FAILURES = 3  # in a row, before a pause
_FIRST_PAUSE = 60  # seconds
_LONGEST_PAUSE = 3_600


class Breaker:
    """Pauses requests after consecutive failures. `now` gives aware UTC time; a clock set back ends a pause."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failures = 0
        self._since = self._until = now()  # of the pause
        self.is_proven = False
        """True if the last request was answered. Otherwise the server gets one request at a time."""

    @property
    def pause_left(self) -> float:
        """Return the remaining seconds of the pause; 0 without one."""
        now = self._now()
        return (self._until - now).total_seconds() if self._since <= now < self._until else 0.0

    def succeeded(self) -> None:
        """Record an answer, which ends the pause."""
        self._failures, self._until = 0, self._since
        self.is_proven = True

    def failed(self, retry_after: float | None) -> None:
        """Record a failure; `retry_after` is the wait in seconds that the server asked for, if any."""
        self._failures += 1
        self.is_proven = False
        pause = _FIRST_PAUSE * 2 ** (self._failures - _MAX_FAILURES) if self._failures >= _MAX_FAILURES else 0
        self._since = self._now()
        self._until = self._since + timedelta(seconds=min(max(pause, retry_after or 0), _LONGEST_PAUSE))


USAGE_NOTE = "summaries spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyUsage:
    """The requests of a `day` (ISO 8601), their outcomes, and tokens as the server counts them.

    The fields of outcomes are the values of `SummaryOutcome`.
    """

    day: str
    requests: int = 0
    written: int = 0
    refused: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class RequestBudget:
    """Counts the day's requests in a note of the store. `per_day` limits them; `now` gives aware UTC time.

    Replicas share the note. Two requests at the same moment may count as one, so a day can exceed its limit by a
    few.
    """

    def __init__(self, store: NoteStore, per_day: int, now: Callable[[], datetime]) -> None:
        self._store = store
        self._per_day = per_day
        self._now = now
        self._writing = asyncio.Lock()
        self._last = DailyUsage(day="")

    @property
    def today(self) -> DailyUsage:
        """Return the day's numbers as last read or written by this process."""
        day = self._now().date().isoformat()
        return self._last if self._last.day == day else DailyUsage(day=day)

    async def take(self) -> bool:
        """Count one more request; False if the day's limit is reached. Raises StoreError."""
        async with self._writing:
            if (await self.load()).requests >= self._per_day:
                return False
            await self._add(requests=1)
            return True

    async def count(self, **more: int) -> None:
        """Add to the numbers with these names. Raises StoreError."""
        async with self._writing:
            await self.load()
            await self._add(**more)

    async def load(self) -> DailyUsage:
        """Load the day's numbers; they are zero if the note is of another day or invalid. Raises StoreError."""
        self._last = load_stored(DailyUsage, await self._store.note(USAGE_NOTE)) or DailyUsage(day="")
        return self.today

    async def _add(self, **more: int) -> None:
        added = replace(self.today, **{name: getattr(self.today, name) + by for name, by in more.items()})
        await self._store.set_note(USAGE_NOTE, json.dumps(asdict(added)))
        self._last = added
