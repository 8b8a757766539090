"""Drafts: what somebody began and has not decided yet, kept in the store for a quarter of an hour."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.service.notes import JsonNote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bot.domain.ports import NoteStore
    from bot.service.trusted_clock import TrustedClock

LASTS: Final = timedelta(minutes=15)  # as long as Discord lets an answer be changed
KEYS: Final = r"[0-9a-f-]{16,50}"  # what tokens look like, also those of earlier versions
_NOTES: Final = "draft "


@dataclass(frozen=True, slots=True)
class Kind:
    """Drafts of one sort: how many are kept of one person, and altogether."""

    name: str
    each: int
    altogether: int


PREVIEWS: Final = Kind("preview", 5, 300)
FORMS: Final = Kind("form", 5, 300)
IMPORTS: Final = Kind("import", 3, 50)


@dataclass(frozen=True, slots=True)
class Drafts:
    """Keeps drafts by tokens, each for its person alone. Of too many the oldest go; `now` gives aware UTC time.

    A draft is the note `draft KIND TOKEN`. The token begins with its end in milliseconds and its person's id, both
    hexadecimal, so that bounds are kept without reading any draft.
    """

    store: NoteStore
    now: Callable[[], datetime]

    async def put(self, kind: Kind, person_id: int, value: Mapping[str, Any]) -> str:
        """Keep a JSON object; the token that it is found by. Raises StoreError."""
        ends = int((self.now() + LASTS).timestamp() * 1000)
        token = f"{ends:011x}-{person_id:x}-{secrets.token_hex(8)}"
        names = sorted(await self.store.notes(f"{_NOTES}{kind.name} "))
        theirs = [name for name in names if _person_of(name) == person_id]
        await self._drop({*theirs[: 1 - kind.each], *names[: 1 - kind.altogether], *_over(names, self.now())})
        await self._note(kind, token).save(dict(value))
        return token

    async def get(self, kind: Kind, token: str, person_id: int) -> Mapping[str, Any] | None:
        """The object; None when it is over, decided, or somebody else's."""
        if _person_of(token) != person_id or any(_over([token], self.now())):
            return None
        return await self._note(kind, token).load()

    async def drop(self, kind: Kind, token: str) -> None:
        """Forget one that is decided."""
        await self._note(kind, token).forget()

    async def count_of(self, person_id: int) -> int:
        """The number of a person's drafts."""
        return len(await self._of(person_id))

    async def forget_person(self, person_id: int) -> None:
        """Forget all drafts of a person."""
        await self._drop(await self._of(person_id))

    async def _of(self, person_id: int) -> list[str]:
        return [name for name in await self.store.notes(_NOTES) if _person_of(name) == person_id]

    async def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            await self.store.set_note(name, None)

    def _note(self, kind: Kind, token: str) -> JsonNote[dict[str, Any]]:
        return JsonNote(self.store, f"{_NOTES}{kind.name} {token}", dict)


async def forget_over(store: NoteStore, clock: TrustedClock) -> None:
    """Forget drafts that are over, unless the time is in doubt."""
    moment = clock.agreed()
    for name in _over(await store.notes(_NOTES), moment) if moment else ():
        await store.set_note(name, None)


def _over(names: Iterable[str], moment: datetime) -> list[str]:
    return [name for name in names if _number(name, 0) <= moment.timestamp() * 1000]


def _person_of(name: str) -> int:
    return _number(name, 1)


def _number(name: str, part: int) -> int:
    """A part of the token that a name ends with; 0 where somebody forged it."""
    parts = name.rpartition(" ")[2].split("-")
    try:
        return int(parts[part], 16)
    except (LookupError, ValueError):
        return 0
