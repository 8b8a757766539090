"""Likes: which papers people liked or disliked, in a server or in direct messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.domain.subscription import Owner
from bot.service.notes import JsonNote

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from bot.domain.ports import NoteStore

_PREFIX: Final = "likes "
_MOST: Final = 1_000  # of one person in one server; the oldest are dropped
_PERSONAL: Final = 0  # in place of a server's id


class Like(NamedTuple):
    """What a person thinks of a paper: `liked`, or not for them.

    `day` counts from the year 1. `message_id` is the post that has their reaction, 0 for a pressed button.
    """

    liked: bool
    day: int
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Likes:
    """Stores the likes of each person in each server as a note `likes SERVER PERSON`, the oldest first.

    Likes in direct messages, and in servers that the bot is not in, have the server 0.
    """

    store: NoteStore
    now: Callable[[], datetime]

    async def add(self, owner: Owner, paper_id: str, *, liked: bool, message_id: int = 0) -> None:
        """Store what a person thinks of a paper, in place of what they thought before. Raises StoreError."""
        like = Like(liked, self.now().toordinal(), message_id)

        def changed(likes: dict[str, Like] | None) -> dict[str, Like]:
            others = {key: value for key, value in (likes or {}).items() if key != paper_id}
            return dict([*others.items(), (paper_id, like)][-_MOST:])

        await self._note(owner).change(changed)

    async def remove(self, owner: Owner, paper_id: str, *, liked: bool, message_id: int = 0) -> None:
        """Remove an opinion, if it is still this one of this message. Raises StoreError."""

        def changed(likes: dict[str, Like] | None) -> dict[str, Like] | None:
            found = (likes or {}).get(paper_id)
            if found is None or (found.liked, found.message_id) != (liked, message_id):
                return likes
            return {key: value for key, value in (likes or {}).items() if key != paper_id} or None

        if paper_id in await self.of_person(owner):
            await self._note(owner).change(changed)

    async def replace_reactions(
        self, server: int | None, paper_id: str, message_id: int, people: Mapping[int, bool]
    ) -> None:
        """Store the reactions that a message has now, by person, and remove those that it no longer has."""
        for person, liked in people.items():
            owner = Owner(guild_id=server, user_id=person)
            found = (await self.of_person(owner)).get(paper_id)
            if found is None or (found.liked, found.message_id) != (liked, message_id):
                await self.add(owner, paper_id, liked=liked, message_id=message_id)
        for person, likes in (await self.of_server(Owner(guild_id=server, user_id=0))).items():
            like = likes.get(paper_id)
            if like is not None and like.message_id == message_id and person not in people:
                owner = Owner(guild_id=server, user_id=person)
                await self.remove(owner, paper_id, liked=like.liked, message_id=message_id)

    async def of_person(self, owner: Owner) -> Mapping[str, Like]:
        """Return a person's likes in a server, or in direct messages, by paper."""
        return await self._note(owner).load() or {}

    async def of_server(self, owner: Owner) -> Mapping[int, Mapping[str, Like]]:
        """Return everybody's likes in the owner's server, by person; without a server only the person's."""
        if owner.guild_id is None:
            return {owner.user_id: await self.of_person(owner)}
        notes = await self.store.notes(f"{_PREFIX}{owner.guild_id} ")
        read = self._note(owner).read
        return {_person_of(name): likes for name, text in notes.items() if (likes := read(text))}

    async def papers(self) -> Collection[str]:
        """Return the ids of all papers that anybody likes or dislikes."""
        read = self._note(Owner(guild_id=None, user_id=0)).read
        return {paper for text in (await self.store.notes(_PREFIX)).values() for paper in read(text) or ()}

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

    def _note(self, owner: Owner) -> JsonNote[dict[str, Like]]:
        return JsonNote(self.store, f"{_PREFIX}{owner.guild_id or _PERSONAL} {owner.user_id}", _decode)


def _person_of(name: str) -> int:
    return int(name.rpartition(" ")[2])


def _decode(value: Any) -> dict[str, Like]:  # noqa: ANN401 - any JSON
    return {
        str(key): Like(bool(liked), int(day), int(message_id)) for key, (liked, day, message_id) in value.items()
    }
