"""What people are told of blocked destinations: that alerts stop, and that they flow again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.subscription import Block, BlockCause, Kind
from bot.service.notices import wording as words
from bot.service.notices.audience import Audience
from bot.service.notices.record import told_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.ports import NoticeSender, Store
    from bot.domain.subscription import Destination
    from bot.service.notices.notices import Notices
    from bot.service.notices.record import NoticeRecord


class BlockNews:
    """Tells where people look; `now` gives aware UTC time."""

    def __init__(
        self, store: Store, notifier: NoticeSender, notices: Notices, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._notices = notices
        self._now = now

    async def stopped(self, destination: Destination, block: Block) -> tuple[int, ...]:
        """Tell that alerts stop there, if it was not told; the destinations of which people know by now.

        Where that channel itself cannot be written to, one message tells of all such channels of the server.
        """
        told = await self._notices.told(_name(destination.id))
        if told is not None and not told.is_due(self._now()):
            return () if told.failed else (destination.id,)
        seen = self._notifier.problem(destination) is not None
        audience = await self._audience(destination, block, own=seen)
        if audience is None:
            return ()
        places = [(destination, block)]
        if audience.channels[:1] != (destination.id,):
            places += await self._alike(destination, block, audience)
        ids = tuple(place.id for place, _ in places)
        book = await self._store.subscriptions()
        text = words.stopped(places, sum(s.destination_id == destination.id for s in book.subscriptions))
        reached = await self._notices.tell([_name(one) for one in ids], audience, text, sure=seen)
        return ids if reached or audience.absent else ()

    async def is_sure(self, destination_id: int) -> bool:
        """Whether it was told, of a trouble that we can see: then its end needs no proof by a post."""
        told = await self._notices.told(_name(destination_id))
        return told is not None and told.sure

    async def named_along(self, destinations: Sequence[Destination]) -> list[Destination]:
        """Those of the same servers that were told of with others, are well, and had nothing to post meanwhile."""
        guilds = {place.guild_id for place in destinations}
        near = [
            place
            for place in await self._store.destinations()
            if place.guild_id in guilds and place.block is None and self._notifier.problem(place) is None
        ]
        known = {place.id for place in destinations}
        return [place for place in near if place.id not in known and await self.is_sure(place.id)]

    async def flows(self, destinations: Sequence[Destination], was: Block | None = None) -> None:
        """Tell where it was told that alerts flow again there; `was` is the block that a post proved over."""
        told_at: dict[tuple[str, int], list[tuple[int, int]]] = {}
        for destination in destinations:
            told = await self._notices.settle(_name(destination.id))
            waiting = await self._waiting(destination.id) if told or was else 0
            for place in _places(told, destination):
                told_at.setdefault(place, []).append((destination.id, waiting))
            returned = told is None and was is not None and was.cause is BlockCause.GONE
            if returned and waiting and destination.guild_id is not None and destination.kind is not Kind.FORUM:
                await self._notifier.post_text(destination.id, words.back(waiting))
        for (kind, place_id), items in told_at.items():
            if kind == "channel":
                await self._notifier.post_text(place_id, words.flows(place_id, items))
            else:
                await self._notifier.direct_message(place_id, words.flows(None, items))

    async def forget(self, destination_id: int) -> None:
        """The destination is no more."""
        await self._notices.forget(destination_id)

    async def _audience(self, destination: Destination, block: Block, *, own: bool) -> Audience | None:
        if block.cause is BlockCause.CLOSED_DM:
            people = await self._notices.audiences.subscribers(destination.id)
            return Audience(absent=people) if people else None
        return await self._notices.audiences.around(destination, own=own)

    async def _alike(
        self, destination: Destination, block: Block, audience: Audience
    ) -> list[tuple[Destination, Block]]:
        """The other channels of the server that are in such trouble, untold, and cannot be written to either.

        Where people are told instead of a channel: those where nobody else subscribed.
        """
        if destination.guild_id is None or block.cause is not BlockCause.PERMISSION:
            return []
        found: list[tuple[Destination, Block]] = []
        for other in await self._store.destinations():
            near = other.guild_id == destination.guild_id and other.id != destination.id
            problem = self._notifier.problem(other) if near else None
            if problem is None or problem.gone:
                continue
            subscribers = set(await self._notices.audiences.subscribers(other.id))
            reached = bool(audience.channels) or subscribers <= set(audience.people)
            open_rooms = self._notifier.open_channels(destination.guild_id, [other.id]) or ()
            shut = other.id not in open_rooms
            if subscribers and reached and shut and await self._notices.is_due(_name(other.id)):
                found.append((other, replace(block, reason=str(problem))))
        return found

    async def _waiting(self, destination_id: int) -> int:
        """How many papers are due there, without those that waited too long to be posted."""
        now = self._now()
        kept = now - words.KEEP_ALERTS
        due = sum(one.due <= now and one.created >= kept for one in await self._store.pending(destination_id))
        ready = await self._store.messages({MessageState.READY})
        here = [one for one in ready if one.destination_id == destination_id and one.created >= kept]
        return due + sum(len(one.paper_ids) for one in here)


def _name(destination_id: int) -> str:
    return told_name("block", destination_id)


def _places(told: NoticeRecord | None, destination: Destination) -> list[tuple[str, int]]:
    if told is None:
        return []
    places = [("channel", channel) for channel in told.channels]
    if destination.kind is Kind.DM and told.reminded:
        places.append(("channel", destination.id))
    return places + [("person", person) for person in told.people]
