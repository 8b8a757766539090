"""What a person reads when they next use a command, because no direct message reaches them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.service.notes import JsonNote, moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import NoteStore

_AGAIN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reminder:
    """`name` is the record of the notice: while that is there it lasts. `shown` is when it was last read."""

    name: str
    text: str
    shown: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        return self.shown is None or now - self.shown >= _AGAIN_AFTER


class Reminders:
    """Keeps reminders by person, in the store's notes. `now` gives aware UTC time."""

    def __init__(self, store: NoteStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._changing = asyncio.Lock()  # between reading a person's reminders and the write that follows

    async def add(self, person_id: int, name: str, text: str) -> None:
        """Remind a person of the trouble `name` when they come, instead of what was added for it before."""
        async with self._changing:
            known = await self._load(person_id)
            shown = known[name].shown if name in known else None
            await self._save(person_id, {**known, name: _Reminder(name=name, text=text, shown=shown)})

    async def collect(self, person_id: int) -> tuple[str, ...]:
        """What to show them now, which counts as shown: each once a day, as long as its trouble lasts."""
        if not await self._load(person_id):
            return ()
        async with self._changing:
            known, now = await self._load(person_id), self._now()
            lasting = {name: one for name, one in known.items() if await self._store.note(name) is not None}
            due = {name: one for name, one in lasting.items() if one.is_due(now)}
            if due or lasting != known:
                shown = {name: replace(one, shown=now) for name, one in due.items()}
                await self._save(person_id, lasting | shown)
        return tuple(one.text for one in due.values())

    async def count(self, person_id: int) -> int:
        """How many are kept for a person."""
        return len(await self._load(person_id))

    async def forget(self, person_id: int) -> None:
        """Keep none for them any more."""
        async with self._changing:
            await self._save(person_id, {})

    async def remove(self, person_id: int, name: str) -> bool:
        """The trouble is over, or was made known in another way; whether they ever read of it here."""
        async with self._changing:
            known = await self._load(person_id)
            found = known.pop(name, None)
            if found is not None:
                await self._save(person_id, known)
        return found is not None and found.shown is not None

    async def _load(self, person_id: int) -> dict[str, _Reminder]:
        return {one.name: one for one in await self._note(person_id).load() or ()}

    async def _save(self, person_id: int, reminders: dict[str, _Reminder]) -> None:
        note = self._note(person_id)
        await (note.save([*reminders.values()]) if reminders else note.forget())

    def _note(self, person_id: int) -> JsonNote[list[_Reminder]]:
        return JsonNote(self._store, f"reminders {person_id}", _decode)


def _decode(docs: list[dict[str, Any]]) -> list[_Reminder]:
    return [
        _Reminder(name=str(doc["name"]), text=str(doc["text"]), shown=doc["shown"] and moment(doc["shown"]))
        for doc in docs
    ]
