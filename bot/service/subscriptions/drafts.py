"""Drafts: unsaved previews, forms and imports, stored for 15 minutes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.service.notes import JsonNote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.domain.ports import NoteStore
    from bot.service.trusted_clock import TrustedClock

LIFETIME = timedelta(minutes=15)  # as long as Discord lets us edit the reply that shows the draft
TOKENS = r"[0-9a-f-]{16,50}"  # pattern of tokens, also of those that earlier versions made
_PREFIX = "draft "


@dataclass(frozen=True, slots=True)
class DraftKind:
    """A kind of draft, with the most that are stored `per_person` and `in_total`."""

    name: str
    per_person: int
    in_total: int


PREVIEWS = DraftKind("preview", 5, 300)
FORMS = DraftKind("form", 5, 300)
IMPORTS = DraftKind("import", 3, 50)
SOURCES = DraftKind("source", 5, 300)  # previews of a source that is being added


@dataclass(frozen=True, slots=True)
class Drafts:
    """Stores drafts under tokens; only the person who made one can read it. `now` returns aware UTC time.

    Over a limit, the oldest are deleted. A draft is the note `draft KIND TOKEN`. The token begins with the time
    (ms) when the draft expires and the person's id, both hexadecimal: limits are checked without reading drafts.
    """

    store: NoteStore
    now: Callable[[], datetime]

    async def put(self, kind: DraftKind, person_id: int, value: Mapping[str, Any]) -> str:
        """Store a JSON object, and return its token. Raises StoreError."""
        expiry = int((self.now() + LIFETIME).timestamp() * 1000)
        token = f"{expiry:011x}-{person_id:x}-{secrets.token_hex(8)}"
        names = sorted(await self.store.notes(f"{_PREFIX}{kind.name} "))
        same_person = [name for name in names if _person_of(name) == person_id]
        await self._drop(  # the newest stay, one fewer than a limit, since another follows
            {*same_person[: 1 - kind.per_person], *names[: 1 - kind.in_total], *_expired(names, self.now())}
        )
        await self._note(kind, token).save(dict(value))
        return token

    async def get(self, kind: DraftKind, token: str, person_id: int) -> Mapping[str, Any] | None:
        """Return the object; None if it has expired, was dropped, or belongs to another person."""
        if _person_of(token) != person_id or any(_expired([token], self.now())):
            return None
        return await self._note(kind, token).load()

    async def drop(self, kind: DraftKind, token: str) -> None:
        """Delete a draft that was saved or cancelled."""
        await self._note(kind, token).forget()

    async def count_of(self, person_id: int) -> int:
        """Return the number of a person's drafts."""
        return len(await self._of(person_id))

    async def forget_person(self, person_id: int) -> None:
        """Delete all drafts of a person."""
        await self._drop(await self._of(person_id))

    async def _of(self, person_id: int) -> list[str]:
        return [name for name in await self.store.notes(_PREFIX) if _person_of(name) == person_id]

    async def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            await self.store.set_note(name, None)

    def _note(self, kind: DraftKind, token: str) -> JsonNote[dict[str, Any]]:
        return JsonNote(self.store, f"{_PREFIX}{kind.name} {token}", dict)


async def forget_expired(store: NoteStore, clock: TrustedClock) -> None:
    """Delete expired drafts, unless the clocks disagree."""
    moment = clock.agreed()
    for name in _expired(await store.notes(_PREFIX), moment) if moment else ():
        await store.set_note(name, None)


def _expired(names: Iterable[str], moment: datetime) -> list[str]:
    return [name for name in names if _token_part(name, 0) <= moment.timestamp() * 1000]


def _person_of(name: str) -> int:
    return _token_part(name, 1)


def _token_part(name: str, part: int) -> int:
    """Return a part (0: expiry in ms, 1: person) of the token at the end of a name; 0 if the token is forged."""
    parts = name.rpartition(" ")[2].split("-")
    try:
        return int(parts[part], 16)
    except (LookupError, ValueError):
        return 0
