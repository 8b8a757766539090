"""Limits for a model's server: pauses after failures in a row, and a number of requests a day."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.sources.bodies.json_values import stored

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import NoteStore

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
        """True if it answered when it was last asked. Until then it gets one request at a time."""

    @property
    def resting_for(self) -> float:
        """Seconds for which it is left alone; 0 when it may be asked."""
        now = self._now()
        return (self._until - now).total_seconds() if self._since <= now < self._until else 0.0

    def went_well(self) -> None:
        """Note that the server answered."""
        self._failures, self._until = 0, self._since
        self.is_proven = True

    def failed(self, retry_after: float | None) -> None:
        """Note that it failed; `retry_after` is the wait in seconds that it asked for, if any."""
        self._failures += 1
        self.is_proven = False
        rest = _FIRST_REST * 2 ** (self._failures - _FAILURES) if self._failures >= _FAILURES else 0
        self._since = self._now()
        self._until = self._since + timedelta(seconds=min(max(rest, retry_after or 0), _LONGEST_REST))


NOTE: Final = "summaries spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """The requests of a `day` (ISO 8601) and their outcomes; tokens as the server counts them."""

    day: str
    requests: int = 0
    written: int = 0
    refused: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Spending:
    """Keeps the day's numbers as a note. `per_day` is for requests; `now` gives aware UTC time.

    Replicas share the note. Two that ask in the same moment may count as one: a day can go beyond its number by a
    few.
    """

    def __init__(self, store: NoteStore, per_day: int, now: Callable[[], datetime]) -> None:
        self._store = store
        self._per_day = per_day
        self._now = now
        self._turn = asyncio.Lock()
        self._last = Spent(day="")

    @property
    def today(self) -> Spent:
        """The day's numbers as they were last read or written here."""
        day = self._now().date().isoformat()
        return self._last if self._last.day == day else Spent(day=day)

    async def take(self) -> bool:
        """Count one more request; False where there are to be none today. Raises StoreError."""
        async with self._turn:
            if (await self.load()).requests >= self._per_day:
                return False
            await self._add(requests=1)
            return True

    async def count(self, **more: int) -> None:
        """Add to the numbers of these names. Raises StoreError."""
        async with self._turn:
            await self.load()
            await self._add(**more)

    async def load(self) -> Spent:
        """Read the day's numbers: none where the note is of another, or nonsense. Raises StoreError."""
        self._last = stored(Spent, await self._store.note(NOTE)) or Spent(day="")
        return self.today

    async def _add(self, **more: int) -> None:
        added = replace(self.today, **{name: getattr(self.today, name) + by for name, by in more.items()})
        await self._store.set_note(NOTE, json.dumps(asdict(added)))
        self._last = added
