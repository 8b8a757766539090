"""Whom a trouble concerns, and where they look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.ports import NoticeSender, Store
    from bot.domain.subscription import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The first of `channels` that takes it is told, else each of `people` by direct message.

    Whoever no direct message reaches, and `absent` (known to take none), are told when they next use a command.
    `about` is the destination that it concerns: of the people those are told who may still know of it.
    """

    channels: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    absent: tuple[int, ...] = ()
    about: Destination | None = None


class Audiences:
    """Finds audiences by what is subscribed where."""

    def __init__(self, store: Store, notifier: NoticeSender) -> None:
        self._store = store
        self._notifier = notifier

    async def around(self, destination: Destination, *, own: bool) -> Audience | None:
        """For a trouble of one destination; with `own` that channel itself comes first.

        Then the other channels of its server that have alerts (their readers know of Paperboy; the server's
        system channel comes last), then who subscribed. None when nobody subscribes there, or the server has
        thrown us out.
        """
        people = await self.subscribers(destination.id)
        if not people:
            return None
        if destination.guild_id is None:
            return Audience(people=people)
        wanted = [destination.id, *await self._others(destination)]
        rooms = self._notifier.open_channels(destination.guild_id, wanted)
        if rooms is None:
            return None
        channels = tuple(room for room in rooms if own or room != destination.id)
        return Audience(channels=channels, people=people, about=destination)

    async def subscribers(self, destination_id: int) -> tuple[int, ...]:
        """Who subscribed in a destination."""
        book = await self._store.subscriptions()
        return tuple(sorted({s.creator_id for s in book.subscriptions if s.destination_id == destination_id}))

    async def _others(self, destination: Destination) -> list[int]:
        """The other channels of the server that alerts flow to, the one that was subscribed first first."""
        well = {d.id for d in await self._store.destinations() if d.block is None}
        book = await self._store.subscriptions()
        there = [s.destination_id for s in book.subscriptions if s.guild_id == destination.guild_id]
        return [one for one in dict.fromkeys(there) if one in well and one != destination.id]
