"""Notice of blocked destinations: that alerts stop, and that they flow again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause, Kind
from bot.service.notices import wording as words
from bot.service.notices.notices import Audience, Notices, around, subscribers
from bot.service.notices.occasions import BLOCKED, blocked, record_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Destination
    from bot.service.notices.remembered import NoticeRecord


@dataclass(frozen=True, slots=True)
class BlockNotices:
    """The notices of BLOCKED: one message names all blocked channels of a server."""

    notices: Notices

    async def begin(self, destination: Destination, block: Block) -> tuple[int, ...]:
        """Give notice that alerts stop there, if it is due; the destinations of which people know by now.

        Where that channel itself cannot be written to, one message names all such channels of the server.
        """
        record = await self._record(destination.id)
        if record is not None and not record.is_due(self.notices.now()):
            return () if record.tries else (destination.id,)
        visible = self.notices.sender.problem(destination) is not None
        cache = await self.notices.store.subscriptions()
        if block.cause is BlockCause.CLOSED_DM:
            absent = subscribers(cache, destination.id)
            audience = Audience(absent=absent, place=destination) if absent else None
        else:
            audience = await around(self.notices.store, self.notices.sender, destination, own=visible)
        if audience is None:
            return ()
        channels = [(destination, block)]
        if audience.channels[:1] != (destination.id,):
            channels += await self._alike(destination, block, audience)
        ids = tuple(one.id for one, _ in channels)
        names = [record_name(BLOCKED, one) for one in ids]
        notice = blocked(self.notices.sender, channels, len(cache.at(destination.id)))
        reached = await self.notices.give(names, audience, notice, sure=visible)
        return ids if reached or audience.absent else ()

    async def is_sure(self, destination_id: int) -> bool:
        """True if the reported trouble can be seen without a post, so that its end can be seen, too."""
        record = await self._record(destination_id)
        return record is not None and record.sure

    async def named_along(self, destinations: Sequence[Destination]) -> list[Destination]:
        """Other channels of these servers that were named in a notice and can get posts again."""
        guilds = {one.guild_id for one in destinations if one.guild_id is not None}
        known = {one.id for one in destinations}
        return [
            one
            for one in await self.notices.store.destinations(guilds)
            if one.id not in known
            and one.block is None
            and self.notices.sender.problem(one) is None
            and await self.is_sure(one.id)
        ]

    async def end(self, destinations: Sequence[Destination]) -> None:
        """Say that alerts flow again, where notice was given: one message to each channel and person."""
        channels: defaultdict[int, list[int]] = defaultdict(list)
        people: defaultdict[int, list[int]] = defaultdict(list)
        for destination in destinations:
            record = await self.notices.settle(record_name(BLOCKED, destination.id))
            if record is not None:
                read_there = destination.kind is Kind.DM and record.reminded
                for channel_id in (*record.channels, *([destination.id] if read_there else [])):
                    channels[channel_id].append(destination.id)
                for person_id in record.people:
                    people[person_id].append(destination.id)
        for channel_id, ids in channels.items():
            await self.notices.post(channel_id, partial(words.unblocked, channel_id, ids))
        places = {one.id: one for one in destinations}
        for person_id, ids in people.items():
            await self.notices.tell(person_id, places[ids[0]], partial(words.unblocked, None, ids))

    async def _record(self, destination_id: int) -> NoticeRecord | None:
        return await self.notices.record(record_name(BLOCKED, destination_id))

    async def _alike(
        self, destination: Destination, block: Block, audience: Audience
    ) -> list[tuple[Destination, Block]]:
        """The other channels of the server that are in such trouble without notice, and take no words either.

        Where people get the notice instead of a channel: those where nobody else subscribed.
        """
        sender, guild_id = self.notices.sender, destination.guild_id
        if guild_id is None or block.cause is not BlockCause.PERMISSION:
            return []
        found: list[tuple[Destination, Block]] = []
        cache = await self.notices.store.subscriptions()
        for other in await self.notices.store.destinations([guild_id]):
            problem = sender.problem(other) if other.id != destination.id else None
            if problem is None or problem.gone or other.id in (sender.open_channels(guild_id, [other.id]) or ()):
                continue
            people = subscribers(cache, other.id)
            same_readers = audience.channels or {*people} <= {*audience.people}
            if people and same_readers and await self.notices.is_due(record_name(BLOCKED, other.id)):
                found.append((other, replace(block, reason=str(problem))))
        return found
