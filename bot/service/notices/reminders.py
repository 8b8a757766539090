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


class Reminders:
    """Keeps reminders by person, in the store's notes. `now` gives aware UTC time."""

    def __init__(self, store: NoteStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._changing = asyncio.Lock()  # between reading a person's reminders and the write that follows

    async def put(self, person_id: int, name: str, text: str | None) -> bool:
        """Remind a person of the trouble `name` when they come; None: no more.

        Returns whether they ever read of it here.
        """
        async with self._changing:
            known = await self.of(person_id)
            before = known.pop(name, None)
            shown = before and before.shown
            if text is not None:
                known[name] = _Reminder(name=name, text=text, shown=shown)
            if text is not None or before is not None:
                await self._save(person_id, known)
        return shown is not None

    async def collect(self, person_id: int) -> tuple[str, ...]:
        """What to show them now, which counts as shown: each once a day, as long as its trouble lasts."""
        if not await self.of(person_id):
            return ()
        async with self._changing:
            known, now = await self.of(person_id), self._now()
            lasting = {name: one for name, one in known.items() if await self._store.note(name) is not None}
            due = [one for one in lasting.values() if one.shown is None or now - one.shown >= _AGAIN_AFTER]
            if due or lasting != known:
                await self._save(person_id, lasting | {one.name: replace(one, shown=now) for one in due})
        return tuple(one.text for one in due)

    async def of(self, person_id: int) -> dict[str, _Reminder]:
        """What is kept for a person, by the name of its trouble."""
        return {one.name: one for one in await self._note(person_id).load() or ()}

    async def forget(self, person_id: int) -> None:
        """Keep none for them any more."""
        async with self._changing:
            await self._note(person_id).forget()

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
