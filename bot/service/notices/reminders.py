"""What a person is told when they next use a command, because no direct message reaches them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.ports import Store

_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reminder:
    """`name` is the note of the trouble: while that is there it lasts. `shown` is when it was last told."""

    name: str
    text: str
    shown: datetime | None = None


class Reminders:
    """Keeps reminders by person, in the store's notes. `now` gives aware UTC time."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._changing = asyncio.Lock()  # between the look at a person's reminders and the write that follows

    async def leave(self, person_id: int, name: str, text: str) -> None:
        """Tell a person of the trouble `name` when they come; what was left of it before is replaced."""
        async with self._changing:
            kept = await self._load(person_id)
            shown = next((one.shown for one in kept if one.name == name), None)
            others = [one for one in kept if one.name != name]
            await self._save(person_id, [*others, _Reminder(name=name, text=text, shown=shown)])

    async def take(self, person_id: int) -> tuple[str, ...]:
        """What to tell them now, which counts as told: each once a day, as long as its trouble lasts."""
        if await self._store.note(_name(person_id)) is None:
            return ()
        async with self._changing:
            kept = await self._load(person_id)
            alive = [one for one in kept if await self._store.note(one.name) is not None]
            now = self._now()
            due = [one for one in alive if one.shown is None or now - one.shown >= _AGAIN]
            if due or alive != kept:
                await self._save(person_id, [replace(one, shown=now) if one in due else one for one in alive])
        return tuple(one.text for one in due)

    async def drop(self, person_id: int, name: str) -> bool:
        """The trouble is over, or told in another way; whether they were ever told of it here."""
        async with self._changing:
            kept = await self._load(person_id)
            others = [one for one in kept if one.name != name]
            if others != kept:
                await self._save(person_id, others)
        return any(one.shown is not None for one in kept if one.name == name)

    async def _load(self, person_id: int) -> list[_Reminder]:
        try:
            found = cast("list[dict[str, Any]]", json.loads(await self._store.note(_name(person_id)) or "[]"))
            return [_decode(one) for one in found]
        except (ValueError, KeyError, TypeError):  # not ours: begin anew
            return []

    async def _save(self, person_id: int, reminders: Sequence[_Reminder]) -> None:
        text = json.dumps([_encode(one) for one in reminders]) if reminders else None
        await self._store.set_note(_name(person_id), text)


def _name(person_id: int) -> str:
    return f"reminders {person_id}"


def _encode(reminder: _Reminder) -> dict[str, str | None]:
    shown = reminder.shown.isoformat() if reminder.shown else None
    return {"name": reminder.name, "text": reminder.text, "shown": shown}


def _decode(doc: dict[str, Any]) -> _Reminder:
    shown = datetime.fromisoformat(doc["shown"]) if doc["shown"] else None
    return _Reminder(name=str(doc["name"]), text=str(doc["text"]), shown=shown)
