"""Stored records of notices: who got each one, and reminders for a person's next command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.service.notes import JsonNote, load_all, parse_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.domain.ports import NoteStore

RECORD_PREFIX = "told "  # prefix of the names of these notes
_FIRST_WAIT = timedelta(hours=1)  # after the first round that reached nobody
_LONGEST_WAIT = timedelta(hours=24)
_REMIND_AGAIN_AFTER = timedelta(days=1)  # between two reminders of one trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord:
    """The recipients of one notice.

    `channels` and `people` (by direct message) got it, `reminded` see it at their next command. Until it is sent,
    `reminded` are all whom it is for: people who delete their data then are removed. `tries` counts the
    rounds in a row that reached nobody of those who could be written to; a crash in a round ends the count.
    `sure`: the end of the trouble can be seen without a post.
    """

    at: datetime
    channels: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    reminded: tuple[int, ...] = ()
    tries: int = 0
    sure: bool = False

    def without(self, forgotten: Collection[int]) -> NoticeRecord:
        """Return the record without these people."""
        people, reminded = (
            tuple(one for one in ids if one not in forgotten) for ids in (self.people, self.reminded)
        )
        return replace(self, people=people, reminded=reminded)

    def is_due(self, now: datetime) -> bool:
        """True if another round is due after those in `tries`: in an hour, then twice as long, up to a day."""
        wait = min(_FIRST_WAIT * 2 ** min(self.tries - 1, 5), _LONGEST_WAIT)
        return self.tries > 0 and now - self.at >= wait


def record_note(store: NoteStore, name: str) -> JsonNote[NoticeRecord]:
    """Return the note that stores the record `name`."""
    return JsonNote(store, name, _record_from)


async def all_records(store: NoteStore) -> dict[str, NoticeRecord]:
    """Return the records of all notices, by name."""
    return await load_all(store, RECORD_PREFIX, _record_from)


def _record_from(doc: dict[str, Any]) -> NoticeRecord:
    reached = {name: tuple(map(int, doc[name])) for name in ("channels", "people", "reminded")}
    return NoticeRecord(at=parse_moment(doc["at"]), tries=int(doc["tries"]), sure=bool(doc["sure"]), **reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reminder:
    """A reminder of the notice with the record `name`, valid while that exists; `shown`: when it last was."""

    name: str
    text: str
    shown: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """True if it was not shown within a day."""
        return self.shown is None or now - self.shown >= _REMIND_AGAIN_AFTER


class Reminders:
    """Stores the reminders of each person in a note. `now` returns aware UTC time."""

    def __init__(self, store: NoteStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def put(self, person_id: int, name: str, text: str | None) -> bool:
        """Set a person's reminder of the trouble `name` (None: delete it); return True if it was shown before."""
        if text is None and name not in await self.of(person_id):
            return False
        shown: datetime | None = None

        def change(stored: list[_Reminder] | None) -> list[_Reminder] | None:
            nonlocal shown
            shown = next((one.shown for one in stored or () if one.name == name), None)
            others = [one for one in stored or () if one.name != name]
            return (others if text is None else [*others, _Reminder(name=name, text=text, shown=shown)]) or None

        await self._note(person_id).change(change)
        return shown is not None

    async def collect(self, person_id: int) -> tuple[str, ...]:
        """Return the reminders to show now, and mark them as shown: once a day while the trouble lasts."""
        reminders, now = await self.of(person_id), self._now()
        over = {name for name in reminders if await self._store.note(name) is None}
        due = {name: one for name, one in reminders.items() if name not in over and one.is_due(now)}

        def change(stored: list[_Reminder] | None) -> list[_Reminder] | None:
            lasting = [one for one in stored or () if one.name not in over]
            return [replace(one, shown=now) if one.name in due else one for one in lasting] or None

        if over or due:
            await self._note(person_id).change(change)
        return tuple(one.text for one in due.values())

    async def of(self, person_id: int) -> dict[str, _Reminder]:
        """Return a person's reminders, by the name of the trouble."""
        return {one.name: one for one in await self._note(person_id).load() or ()}

    async def forget(self, person_id: int) -> None:
        """Delete a person's reminders."""
        await self._note(person_id).forget()

    def _note(self, person_id: int) -> JsonNote[list[_Reminder]]:
        return JsonNote(self._store, f"reminders {person_id}", _reminders_from)


def _reminders_from(docs: list[dict[str, Any]]) -> list[_Reminder]:
    return [
        _Reminder(name=str(doc["name"]), text=str(doc["text"]), shown=doc["shown"] and parse_moment(doc["shown"]))
        for doc in docs
    ]
