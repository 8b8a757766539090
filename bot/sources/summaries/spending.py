"""What summaries cost on this day (UTC), counted in the store before it is spent: no restart begins anew."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import NoteStore

NOTE: Final = "summaries spent"
_FOREIGN = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


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
        """Count one more request, unless the day has had its number. Raises StoreError."""
        async with self._turn:
            spent = await self._read()
            if spent.requests >= self._per_day:
                return False
            await self._write(replace(spent, requests=spent.requests + 1))
            return True

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
        self.last = _decoded(await self._store.note(NOTE), self._day())
        return self.last

    async def _write(self, spent: Spent) -> None:
        fallbacks, self._fallbacks = self._fallbacks, 0
        spent = replace(spent, fallbacks=spent.fallbacks + fallbacks)
        await self._store.set_note(NOTE, json.dumps(asdict(spent)))
        self.last = spent

    def _day(self) -> str:
        return self._now().date().isoformat()


def _decoded(text: str | None, day: str) -> Spent:
    """The numbers of a day; none yet where the note is of another, or of something else."""
    nothing = Spent(day=day)
    if text is None:
        return nothing
    try:
        known = cast("dict[str, object]", json.loads(text))
        if known["day"] != day:
            return nothing
        return Spent(day=day, **{one.name: int(str(known[one.name])) for one in fields(Spent)[1:]})
    except _FOREIGN:
        return nothing
