"""Notices of blocked destinations: that alerts have stopped, and that they are back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause, Destination, Kind
from bot.service.notices import wording as words
from bot.service.notices.notice_kinds import BLOCKED, block_notice, record_name
from bot.service.notices.notices import Audience, Notices, nearby_audience, subscribers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.notices.records import NoticeRecord


@dataclass(frozen=True, slots=True)
class BlockNotices:
    """Sends the notices of blocked destinations: one message names all blocked channels of a server."""

    notices: Notices

    async def begin(self, destination: Destination, block: Block) -> tuple[int, ...]:
        """Send a notice that alerts have stopped, if it is due; return the destinations that now need no other.

        If the channel itself takes no messages, one message elsewhere names all such channels of the server.
        """
        record = await self._record(destination.id)
        if record is not None and not record.is_due(self.notices.now()):
            return () if record.tries else (destination.id,)  # tries: nobody was reached yet
        is_visible = self.notices.sender.problem(destination) is not None
        cache = await self.notices.store.subscriptions()
        if block.cause is BlockCause.CLOSED_DM:
            unreachable = subscribers(cache, destination.id)
            audience = Audience(unreachable=unreachable, language_of=destination) if unreachable else None
        else:  # a channel whose trouble is not visible looks open, but would refuse the notice as well
            audience = await nearby_audience(
                self.notices.store, self.notices.sender, destination, include_own=is_visible
            )
        if audience is None:
            return ()
        channels = [(destination, block)]
        if audience.channels[:1] != (destination.id,):
            channels += await self._same_trouble(destination, block, audience)
        ids = tuple(one.id for one, _ in channels)
        names = [record_name(BLOCKED, one) for one in ids]
        notice = block_notice(self.notices.sender, channels, len(cache.at(destination.id)))
        reached = await self.notices.send(names, audience, notice, end_is_visible=is_visible)
        return ids if reached or audience.unreachable else ()

    async def end_is_visible(self, destination_id: int) -> bool:
        """True if the end of a reported trouble, such as a missing permission, can be seen without a post."""
        record = await self._record(destination_id)
        return record is not None and record.sure

    async def recovered_alongside(self, destinations: Sequence[Destination]) -> list[Destination]:
        """Return other channels of these servers that a notice named and that can get posts again."""
        guilds = {destination.guild_id for destination in destinations if destination.guild_id is not None}
        known_ids = {destination.id for destination in destinations}
        return [
            destination
            for destination in await self.notices.store.destinations(guilds)
            if destination.id not in known_ids
            and destination.block is None
            and self.notices.sender.problem(destination) is None
            and await self.end_is_visible(destination.id)
        ]

    async def end(self, destinations: Sequence[Destination]) -> None:
        """Send the notice that alerts are back: one message to each channel and person that got the first one.

        A destination gets none if it has no subscription that is not paused.
        """
        channels: defaultdict[int, list[int]] = defaultdict(list)
        people: defaultdict[int, list[int]] = defaultdict(list)
        cache = await self.notices.store.subscriptions()
        for destination in destinations:
            record = await self.notices.close_record(record_name(BLOCKED, destination.id))
            if record is not None and not all(one.paused for one in cache.at(destination.id)):
                reminded_by_dm = destination.kind is Kind.DM and record.reminded
                for channel_id in (*record.channels, *([destination.id] if reminded_by_dm else [])):
                    channels[channel_id].append(destination.id)
                for person_id in record.people:
                    people[person_id].append(destination.id)
        for channel_id, ids in channels.items():
            await self.notices.post(channel_id, partial(words.unblocked, channel_id, ids))
        by_id = {one.id: one for one in destinations}
        for person_id, ids in people.items():
            await self.notices.send_direct(person_id, by_id[ids[0]], partial(words.unblocked, None, ids))

    async def _record(self, destination_id: int) -> NoticeRecord | None:
        return await self.notices.record(record_name(BLOCKED, destination_id))

    async def _same_trouble(
        self, destination: Destination, block: Block, audience: Audience
    ) -> list[tuple[Destination, Block]]:
        """Return the server's other channels that take no posts and had no notice yet, to be named in this one.

        If the notice goes to people, only channels whose subscribers all get it are included.
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
            same_audience = audience.channels or {*people} <= {*audience.people}
            if people and same_audience and await self.notices.is_due(record_name(BLOCKED, other.id)):
                found.append((other, replace(block, reason=str(problem))))
        return found
