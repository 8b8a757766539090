"""Likes: which papers people liked or disliked, in a server or in direct messages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.domain.discord.ids import time_snowflake
from bot.domain.subscription import Owner
from bot.service.notes import JsonNote, load_all
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from collections.abc import Set as AbstractSet

    from bot.domain.ports import NoteStore

UNSEEN_FOR = timedelta(days=7)  # age of the posts whose reactions are read if they came while the bot was away
_PREFIX, _FORGOTTEN = "likes ", "forgotten likes"  # of notes
# By which `now` can be behind the time of Discord's ids: it is the later of our clock and our estimate of
# Discord's, which is a minute early
_LAG = timedelta(minutes=2)
_MOST = 1_000  # of one person in one server; the oldest are dropped


class Like(NamedTuple):
    """A person's like of a paper, or if not `liked`, dislike.

    `day` counts from the year 1. `message_id` is the post that has their reaction, 0 for a pressed button. If the
    post has `both` reactions of theirs, the last one counts until they take it away, then the other one.
    """

    liked: bool
    day: int
    message_id: int = 0
    both: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """A person's likes in a server, by paper, and the roles that they had at their last like."""

    roles: tuple[int, ...] = ()
    papers: Mapping[str, Like] = field(default_factory=dict[str, Like])


@dataclass(frozen=True, slots=True)
class Likes:
    """Stores the likes of each person in each server as a note `likes SERVER PERSON`, the oldest first.

    Likes in direct messages, and in servers that the bot is not in, have the server 0. A like that was deleted
    while its reaction stays in Discord leaves a hash in the note `forgotten likes`, so that it is not read again.
    """

    store: NoteStore
    now: Callable[[], datetime]

    async def add(
        self, owner: Owner, paper_id: str, *, liked: bool, message_id: int = 0, roles: Collection[int] = ()
    ) -> None:
        """Store what a person thinks of a paper, in place of what they thought before. Raises StoreError.

        `roles` are the person's; none keeps the stored ones.
        """

        def like(papers: dict[str, Like]) -> None:
            before = papers.pop(paper_id, None)
            both = bool(before and message_id == before.message_id > 0 and (before.both or before.liked != liked))
            papers[paper_id] = Like(liked, self.now().toordinal(), message_id, both)

        await self._change(owner, like, roles)

    async def toggle(self, owner: Owner, paper_id: str, *, liked: bool, roles: Collection[int]) -> None:
        """Store an opinion or, if it is stored, remove it."""
        found = (await self.of_person(owner)).get(paper_id)
        if found is None or found.liked != liked:
            await self.add(owner, paper_id, liked=liked, roles=roles)
            return
        if found.message_id:
            await self._remember_forgotten(owner.user_id, found.message_id)
        await self._change(owner, lambda papers: papers.pop(paper_id, None))

    async def remove_reaction(self, owner: Owner, message_id: int, *, liked: bool) -> None:
        """Remove the like that a reaction to a message stands for, if it is the person's last opinion."""

        def without(papers: dict[str, Like]) -> None:
            for key in [key for key, like in papers.items() if like.message_id == message_id]:
                if papers[key].both:
                    papers[key] = papers[key]._replace(liked=not liked, both=False)
                elif papers[key].liked == liked:
                    del papers[key]

        # Discord tells of all reactions that end, of which few were likes
        if any(like.message_id == message_id for like in (await self.of_person(owner)).values()):
            await self._change(owner, without)

    async def replace_reactions(
        self, server: int | None, paper_id: str, message_id: int, people: Mapping[int, AbstractSet[bool]]
    ) -> None:
        """Store the reactions that a message has now, and remove those that it no longer has.

        `people` have those of each person: True is a like, False a dislike.

        An opinion from elsewhere stays. A person's first is only stored for a post of the last week.
        """
        stored = await self._people(f"{server or 0} ")
        likes = {person: like for (_, person), one in stored.items() if (like := one.papers.get(paper_id))}
        unseen_from = time_snowflake(self.now() - UNSEEN_FOR)
        forgotten = await self._forgotten.load() or {}
        async for person in in_slices({*people, *likes}, 20):
            owner = Owner(guild_id=server, user_id=person)
            thumbs = people.get(person, frozenset())
            if like := likes.get(person):
                is_new = like.message_id == message_id and like.liked not in thumbs
            else:
                # Ids grow with time: the post must be of the last week, and newer than a deletion noted here.
                marks = _hash(person), _hash(person, message_id)
                is_new = message_id >= max(unseen_from, *(forgotten.get(mark, 0) for mark in marks))
            if is_new and len(thumbs) == 1:  # of two, nobody knows which came last
                await self.add(owner, paper_id, liked=True in thumbs, message_id=message_id)
            for liked in {True, False} - thumbs:
                await self.remove_reaction(owner, message_id, liked=liked)

    async def of_person(self, owner: Owner) -> Mapping[str, Like]:
        """Return a person's likes in a server, or in direct messages, by paper."""
        return (await self._note(owner).load() or _Person()).papers

    async def of_server(self, owner: Owner, role_id: int | None = None) -> Mapping[int, Mapping[str, Like]]:
        """Return everybody's likes in the owner's server, by person; without a server only the person's.

        With a role, only of people who had it at their last like.
        """
        if owner.guild_id is None:
            return {owner.user_id: await self.of_person(owner)}
        people = await self._people(f"{owner.guild_id} ")
        return {key: one.papers for (_, key), one in people.items() if role_id is None or role_id in one.roles}

    async def papers(self) -> Collection[str]:
        """Return the ids of all papers that anybody likes or dislikes."""
        return {paper for one in (await self._people()).values() for paper in one.papers}

    async def count_of(self, person_id: int) -> int:
        """Return the number of a person's likes, everywhere."""
        return sum(len(one.papers) for (_, key), one in (await self._people()).items() if key == person_id)

    async def forget_person(self, person_id: int) -> None:
        """Delete all likes of a person."""
        await self._remember_forgotten(person_id)
        await self._forget(lambda _, person: person == person_id)

    async def is_forgotten(self, person_id: int, moment: datetime) -> bool:
        """True if a person's likes were deleted after a moment of the last week."""
        return (await self._forgotten.load() or {}).get(_hash(person_id), 0) > time_snowflake(moment + _LAG)

    async def forget_servers(self, is_forgotten: Callable[[int], bool]) -> None:
        """Delete the likes in servers for whose id `is_forgotten` returns True."""
        await self._forget(lambda server, _: server > 0 and is_forgotten(server))

    async def _forget(self, is_forgotten: Callable[[int, int], bool]) -> None:
        for name in await self.store.notes(_PREFIX):
            if is_forgotten(*_ids(name)):
                await self.store.set_note(name, None)

    async def _change(
        self, owner: Owner, change: Callable[[dict[str, Like]], object], roles: Collection[int] = ()
    ) -> None:
        """Let `change` edit a person's likes; it may be called again."""

        def changed(person: _Person | None) -> _Person | None:
            person = person or _Person()
            papers = dict(person.papers)
            change(papers)
            kept = dict(list(papers.items())[-_MOST:])
            return _Person(roles=tuple(roles) or person.roles, papers=kept) if kept else None

        await self._note(owner).change(changed)

    async def _remember_forgotten(self, *who: int) -> None:
        """Note a deletion as an id above those of earlier posts: of a person's likes, or of one message's."""
        moment, expired = (time_snowflake(self.now() + shift) for shift in (_LAG, -UNSEEN_FOR))

        def changed(forgotten: dict[str, int] | None) -> dict[str, int]:
            recent = {key: value for key, value in (forgotten or {}).items() if value > expired}
            return recent | {_hash(*who): moment}

        await self._forgotten.change(changed)

    @property
    def _forgotten(self) -> JsonNote[dict[str, int]]:
        return JsonNote(self.store, _FORGOTTEN, dict)

    async def _people(self, server: str = "") -> dict[tuple[int, int], _Person]:
        """Return people by the ids of their server and themselves: of one server (`7 `), else of all."""
        people = await load_all(self.store, _PREFIX + server, _decode)
        return {_ids(name): person for name, person in people.items()}

    def _note(self, owner: Owner) -> JsonNote[_Person]:
        return JsonNote(self.store, f"{_PREFIX}{owner.guild_id or 0} {owner.user_id}", _decode)


def _ids(name: str) -> tuple[int, int]:
    """Return the server and the person in the name of a note."""
    _, server, person = name.split()
    return int(server), int(person)


def _hash(*ids: int) -> str:
    """Return a hash of a person, or of a person and a message."""
    return hashlib.blake2b(repr(ids).encode(), digest_size=8).hexdigest()


def _decode(value: Any) -> _Person:  # noqa: ANN401 - any JSON
    papers = {key: Like(*like) for key, like in value["papers"].items()}
    return _Person(roles=tuple(value["roles"]), papers=papers)
