"""What summaries cost on this day (UTC), counted in the store before it is spent: no restart begins anew."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from bot.sources.bodies.json_values import count, stored

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import NoteStore

NOTE: Final = "summaries spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was asked for on a `day` (ISO 8601), and what came of it; tokens as the server counts them.

    `fallbacks` are papers that went out without the summary that was wanted.
    """

    day: str
    requests: int = 0
    written: int = 0
    refused: int = 0
    failed: int = 0
    fallbacks: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


_NUMBERS = [one.name for one in fields(Spent) if one.type == "int"]


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
        self._fallbacks = 0  # not written down yet
        self.last = Spent(day="")

    @property
    def today(self) -> Spent:
        """As it was when it was last written, here; what was counted since is in it."""
        last = self.last if self.last.day == self._day() else Spent(day=self._day())
        return replace(last, fallbacks=last.fallbacks + self._fallbacks)

    async def take(self) -> bool:
        """Count one more request; False where there are to be none today. Raises StoreError."""
        async with self._turn:
            spent = await self._read()
            if spent.requests < self._per_day:
                await self._add(spent, requests=1)
                return True
            return False

    async def count(self, **more: int) -> None:
        """Add to the numbers of these names. Raises StoreError."""
        async with self._turn:
            await self._add(await self._read(), **more)

    def fell_back(self) -> None:
        """One more fallback: written down with what is written next."""
        self._fallbacks += 1

    async def load(self) -> Spent:
        """As it stands in the store. Raises StoreError."""
        async with self._turn:
            await self._read()
        return self.today

    async def _read(self) -> Spent:
        """The numbers of the day; none yet where the note is of another, or of something else."""
        known, day = stored(await self._store.note(NOTE)), self._day()
        numbers = {name: count(known.get(name)) or 0 for name in _NUMBERS if known.get("day") == day}
        self.last = Spent(day=day, **numbers)
        return self.last

    async def _add(self, spent: Spent, **more: int) -> None:
        more["fallbacks"], self._fallbacks = self._fallbacks, 0
        added = replace(spent, **{name: getattr(spent, name) + by for name, by in more.items()})
        await self._store.set_note(NOTE, json.dumps(asdict(added)))
        self.last = added

    def _day(self) -> str:
        return self._now().date().isoformat()
