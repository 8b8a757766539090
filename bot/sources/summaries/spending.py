"""What summaries cost on this day (UTC), counted in the store before it is spent: no restart begins anew."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from bot.domain.ports.summaries import Fallback
from bot.sources.bodies.json_values import count, line, mapping

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import NoteStore

NOTE: Final = "summaries spent"
MOST_UNSUITED: Final = 2  # requests in a day to a server that takes none of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was asked for on a `day` (ISO 8601), and what came of it; tokens as the server counts them.

    `fallbacks` are papers that went out without the summary that was wanted, `unsuited` requests that the server
    will never take from these `settings` (a mark that stands for them).
    """

    day: str
    settings: str = ""
    requests: int = 0
    written: int = 0
    refused: int = 0
    failed: int = 0
    fallbacks: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    unsuited: int = 0


_NUMBERS = [one.name for one in fields(Spent) if one.type == "int"]


class Spending:
    """Keeps the day's numbers as a note. `per_day` is for requests; `now` gives aware UTC time.

    `settings` is a mark that changes with what is asked of whom: then `unsuited` begins anew.

    Replicas share the note. Two that ask in the same moment may count as one: a day can go beyond its number by a
    few.
    """

    def __init__(self, store: NoteStore, per_day: int, now: Callable[[], datetime], settings: str = "") -> None:
        self._store = store
        self._settings = settings
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

    @property
    def is_over(self) -> bool:
        """Whether the server is left alone for the rest of the day, as it takes no such request."""
        return self.today.unsuited >= MOST_UNSUITED

    async def take(self) -> Fallback | None:
        """Count one more request; or why there is to be none today. Raises StoreError."""
        async with self._turn:
            spent = await self._read()
            if spent.unsuited >= MOST_UNSUITED:
                return Fallback.RESTING
            if spent.requests >= self._per_day:
                return Fallback.BUDGET
            await self._write(replace(spent, requests=spent.requests + 1))
            return None

    async def count(self, **more: int) -> None:
        """Add to the numbers of these names. Raises StoreError."""
        async with self._turn:
            spent = await self._read()
            await self._write(replace(spent, **{name: getattr(spent, name) + by for name, by in more.items()}))

    def fell_back(self) -> None:
        """One more fallback: written down with what is written next."""
        self._fallbacks += 1

    async def load(self) -> Spent:
        """As it stands in the store. Raises StoreError."""
        async with self._turn:
            await self._read()
        return self.today

    async def _read(self) -> Spent:
        spent = _decoded(await self._store.note(NOTE), self._day())
        if spent.settings != self._settings:
            spent = replace(spent, settings=self._settings, unsuited=0)
        self.last = spent
        return spent

    async def _write(self, spent: Spent) -> None:
        fallbacks, self._fallbacks = self._fallbacks, 0
        spent = replace(spent, fallbacks=spent.fallbacks + fallbacks)
        await self._store.set_note(NOTE, json.dumps(asdict(spent)))
        self.last = spent

    def _day(self) -> str:
        return self._now().date().isoformat()


def _decoded(text: str | None, day: str) -> Spent:
    """The numbers of a day; none yet where the note is of another, or of something else."""
    try:
        known = mapping(json.loads(text or ""))
    except (ValueError, RecursionError):
        known = {}
    if known.get("day") != day:
        return Spent(day=day)
    numbers = {name: count(known.get(name)) or 0 for name in _NUMBERS}
    return Spent(day=day, settings=line(known.get("settings"), 100) or "", **numbers)
