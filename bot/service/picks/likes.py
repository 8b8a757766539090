"""Likes: which papers people liked or disliked, in a server or in direct messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.domain.subscription import Owner
from bot.service.notes import JsonNote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.domain.ports import NoteStore

_PREFIX: Final = "likes "
_MOST: Final = 1_000  # of one person in one server; the oldest are dropped
_PERSONAL: Final = 0  # in place of a server's id


@dataclass(frozen=True, slots=True)
class Likes:
    """Stores the likes of each person in each server as a note `likes SERVER PERSON`.

    A note maps ids of papers to the day of the like (since the year 1), negative for "not for me", oldest first.
    Likes in direct messages, and in servers that the bot is not in, have the server 0.
    """

    store: NoteStore
    now: Callable[[], datetime]

    async def set(self, owner: Owner, paper_id: str, liked: bool | None) -> None:  # noqa: FBT001 - the value to store
        """Store what a person thinks of a paper; None removes it. Raises StoreError."""
        day = self.now().toordinal()

        def changed(likes: dict[str, int] | None) -> dict[str, int] | None:
            new = {key: value for key, value in (likes or {}).items() if key != paper_id}
            if liked is not None:
                new[paper_id] = day if liked else -day
            return dict(list(new.items())[-_MOST:]) or None

        await self._note(owner).change(changed)

    async def of_person(self, owner: Owner) -> Mapping[str, int]:
        """Return a person's likes in a server, or in direct messages."""
        return await self._note(owner).load() or {}

    async def of_server(self, owner: Owner) -> Mapping[int, Mapping[str, int]]:
        """Return everybody's likes in the owner's server, by person; of a person's subscriptions only theirs."""
        if owner.guild_id is None:
            return {owner.user_id: await self.of_person(owner)}
        notes = await self.store.notes(f"{_PREFIX}{owner.guild_id} ")
        read = self._note(owner).read
        return {_person_of(name): likes for name, text in notes.items() if (likes := read(text))}

    async def count_of(self, person_id: int) -> int:
        """Return the number of a person's likes, everywhere."""
        read = self._note(Owner(guild_id=None, user_id=person_id)).read
        return sum(len(read(text) or ()) for text in (await self._notes_of(person_id)).values())

    async def forget_person(self, person_id: int) -> None:
        """Delete all likes of a person."""
        for name in await self._notes_of(person_id):
            await self.store.set_note(name, None)

    async def _notes_of(self, person_id: int) -> dict[str, str]:
        notes = await self.store.notes(_PREFIX)
        return {name: text for name, text in notes.items() if _person_of(name) == person_id}

    def _note(self, owner: Owner) -> JsonNote[dict[str, int]]:
        return JsonNote(self.store, f"{_PREFIX}{owner.guild_id or _PERSONAL} {owner.user_id}", _decode)


def _person_of(name: str) -> int:
    return int(name.rpartition(" ")[2])


def _decode(value: Any) -> dict[str, int]:  # noqa: ANN401 - any JSON
    return {str(key): int(day) for key, day in value.items()}
