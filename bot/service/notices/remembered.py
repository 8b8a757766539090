"""The stored records of notices: whom each has reached, and reminders for a person's next command."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.service.notes import JsonNote, moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import NoteStore

RECORDS: Final = "told "  # what the names of these notes begin with
_FIRST_WAIT = timedelta(hours=1)
_LONGEST_WAIT = timedelta(hours=24)
_AGAIN_AFTER = timedelta(days=1)  # that a person is reminded


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord:
    """Whom a notice has reached.

    `channels` and `people` (by direct message) are those reached, `reminded` those who read it when they next use
    a command. `tries` counts the rounds in which nobody was reached; 0 also for one that a crash cut short.
    `sure` says that we shall know by ourselves when the trouble is over.
    """

    at: datetime
    channels: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    reminded: tuple[int, ...] = ()
    tries: int = 0
    sure: bool = False

    def is_due(self, now: datetime) -> bool:
        """True if another round is due: an hour after the first failure, then twice as long, up to a day."""
        wait = min(_FIRST_WAIT * 2 ** min(self.tries - 1, 5), _LONGEST_WAIT) if self.tries else timedelta.max
        return now - self.at >= wait


def record_note(store: NoteStore, name: str) -> JsonNote[NoticeRecord]:
    """The note that stores the record `name`."""
    return JsonNote(store, name, _record_from)


def _record_from(doc: dict[str, Any]) -> NoticeRecord:
    reached = {name: tuple(map(int, doc[name])) for name in ("channels", "people", "reminded")}
    return NoticeRecord(at=moment(doc["at"]), tries=int(doc["tries"]), sure=bool(doc["sure"]), **reached)


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
        """Return the reminders to show now and mark them shown: once a day while the trouble lasts."""
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
        """The reminders of a person, by the name of the trouble."""
        return {one.name: one for one in await self._note(person_id).load() or ()}

    async def forget(self, person_id: int) -> None:
        """Keep none for them any more."""
        async with self._changing:
            await self._note(person_id).forget()

    async def _save(self, person_id: int, reminders: dict[str, _Reminder]) -> None:
        note = self._note(person_id)
        await (note.save([*reminders.values()]) if reminders else note.forget())

    def _note(self, person_id: int) -> JsonNote[list[_Reminder]]:
        return JsonNote(self._store, f"reminders {person_id}", _reminders_from)


def _reminders_from(docs: list[dict[str, Any]]) -> list[_Reminder]:
    return [
        _Reminder(name=str(doc["name"]), text=str(doc["text"]), shown=doc["shown"] and moment(doc["shown"]))
        for doc in docs
    ]
