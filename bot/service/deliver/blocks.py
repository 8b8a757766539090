"""Destinations that Discord refuses: blocked with a reason, announced once, tried again, forgotten at last."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause
from bot.service.notes import JsonNote
from bot.service.notices.blocked_channels import BlockNotices
from bot.service.notices.occasions import skipped
from bot.service.retention import KEEP_GONE, stale

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from bot.domain.errors import RefusedError
    from bot.domain.subscription import Destination
    from bot.service.deliver.compose import DeliveryContext

_log = logging.getLogger(__name__)
_FIRST_TRIAL = timedelta(minutes=5)
_LAST_TRIAL = timedelta(hours=1)
_SAME_TROUBLE = timedelta(days=7)


class Blocks:
    """Keeps the blocks of destinations. `wake` is called when alerts may flow again.

    Of the servers of other processes than that of the context's notices it knows nothing.
    """

    def __init__(self, context: DeliveryContext, wake: Callable[[], None]) -> None:
        self._store = context.store
        self._notifier = context.notifier
        self._clock = context.clock
        self.wake = wake
        self._notices = context.notices
        self._ours = context.notices.shard.holds
        self._blocked = BlockNotices(context.notices)
        self._trials: dict[int, tuple[datetime, timedelta]] = {}
        self._lifted: dict[
            int, tuple[Block, datetime]
        ] = {}  # for a trial, and when: no post has gone through since
        self._trying = asyncio.Lock()
        self._clean: set[int] = set()  # where nothing is remembered of an earlier block: spares a read a post

    async def block(self, destination: Destination, error: RefusedError) -> bool:
        """Stop posting there; nobody is told yet, which `announce` does.

        The same trouble, also when it was lifted for a trial within the last week, keeps its age and is not told
        again. Another trouble starts afresh. False where it was blocked, or its block lifted, since it was read:
        who did that knew more.
        """
        cause, now = _cause(error), self._clock.now()
        before = destination.block
        if before is None:
            lifted, at = self._lifted.get(destination.id, (None, now))
            before = lifted if now - at < _SAME_TROUBLE else None
        if before is not None and before.cause is cause:
            block = replace(before, reason=str(error))
        else:
            block = Block(cause=cause, reason=str(error), since=self._clock.latest())
        self._clean.discard(destination.id)
        if block == destination.block:
            return True
        if done := await self._store.set_block(destination.id, block, found=destination):
            _log.warning("Destination %d is blocked: %s", destination.id, error)
        return done

    async def announce(self, destination_id: int) -> None:
        """Let those who can change it know that alerts stop there, once."""
        destination = await self._store.destination(destination_id)
        if destination is None or destination.block is None or destination.block.told:
            return
        known = await self._blocked.begin(destination, destination.block)
        self._clean.difference_update(known)
        for one in (await self._store.destinations_by_id(known)).values() if known else ():
            if one.block is not None and not one.block.told:
                await self._store.set_block(one.id, replace(one.block, told=True), found=one)

    async def delivered(self, destination_id: int) -> None:
        """A post succeeded: the block is over, and people who got a notice of it are told."""
        self._trials.pop(destination_id, None)
        self._lifted.pop(destination_id, None)
        if destination_id in self._clean:
            return
        self._clean.add(destination_id)  # a block that comes before all of this is done takes it out again
        try:
            destination = await self._store.destination(destination_id)
            if destination is not None and destination.block is None:
                await self._blocked.end([destination])
                await self._tell_skipped(destination)
            elif destination is not None:
                self._clean.discard(destination_id)  # the gateway has told of more than one post knows
        except BaseException:
            self._clean.discard(destination_id)
            raise

    async def unblock(self, destination_id: int) -> None:
        """A post that somebody asked for went through: what waits there follows at once."""
        destination = await self._store.destination(destination_id)
        if destination is not None and destination.block is not None:
            await self._open(destination)
        await self.delivered(destination_id)
        self.wake()

    async def sweep(self, guild_ids: Collection[int] | None = None) -> None:
        """Try the blocked destinations without a known problem whose time has come; forget those long gone.

        Where something changed in these guilds, theirs are tried now. Server by server, and at each by one caller
        at a time: what is told once must not be read twice.
        """
        servers: defaultdict[int | None, list[int]] = defaultdict(list)
        for destination in await self._store.destinations(guild_ids, blocked=True):
            if guild_ids is not None:
                self._trials.pop(destination.id, None)
            if self._ours(destination.guild_id):
                servers[destination.guild_id].append(destination.id)
        for ids in servers.values():
            async with self._trying:
                found = await self._store.destinations_by_id(ids)
                await self._retry_server([(one, one.block) for one in found.values() if one.block])

    async def block_channel(self, channel_id: int, error: RefusedError) -> None:
        """A channel or thread was deleted, of which people are told; most have no alerts."""
        destination = await self._store.destination(channel_id)
        if destination is not None and self._ours(destination.guild_id):
            await self._surely_block(destination, error)
            await self.announce(channel_id)

    async def block_servers(self, guild_ids: Collection[int], error: RefusedError) -> None:
        """We were removed from these servers."""
        for destination in await self._store.destinations([one for one in guild_ids if self._ours(one)]):
            await self._surely_block(destination, error)

    async def _surely_block(self, destination: Destination, error: RefusedError) -> None:
        """Block it even if its block changes at the same time: the gateway's report is certain."""
        found: Destination | None = destination
        while found is not None and not await self.block(found, error):
            found = await self._store.destination(found.id)

    async def _retry_server(self, blocked: Iterable[tuple[Destination, Block]]) -> None:
        """Lift the blocks that may be over. Those that surely are get one message, before their alerts follow."""
        now = self._clock.now()
        lifted = [(one, block) for one, block in blocked if await self._may_try(one, block, now)]
        if lifted:
            sure = [one for one, _ in lifted if await self._blocked.is_sure(one.id)]
            await self._blocked.end([*sure, *await self._blocked.named_along(sure)])
            for one, block in lifted:
                await self._lift(one, None if one in sure else block, now)
            for one in sure:
                await self._tell_skipped(one)
            self.wake()

    async def _may_try(self, destination: Destination, block: Block, now: datetime) -> bool:
        problem, agreed = self._notifier.problem(destination), self._clock.agreed()
        if problem is not None and _cause(problem) is not block.cause:
            await self.block(destination, problem)
            await self.announce(destination.id)
        elif block.cause is BlockCause.GONE and agreed is not None and agreed - block.since >= KEEP_GONE:
            await self._forget(destination)
        elif problem is None and self._trial_due(destination.id, now):
            return True
        elif not block.told:
            await self.announce(destination.id)
        return False

    async def _open(self, found: Destination) -> bool:
        """Lift the block that it was found with; False where it has another by now, or none.

        Papers that it held for too long are skipped. How many is written first: a crash in between leaves nobody
        in the dark.
        """
        old = await stale(self._store, found, self._clock)
        before = await self._skipped(found.id).load() or 0
        if old:
            self._clean.discard(found.id)
            await self._skipped(found.id).save(before + len(old))
        ended = self._clock.latest()
        done = await self._store.set_block(found.id, None, found=found, dropping=old, ended=ended)
        if old and not done:
            await self._skipped(found.id).save(before)
        return done

    async def _tell_skipped(self, destination: Destination) -> None:
        """Once: the note goes first."""
        papers = await self._skipped(destination.id).load()
        await self._skipped(destination.id).forget()
        if papers:
            await self._notices.begin(destination, skipped(destination, papers))

    def _skipped(self, destination_id: int) -> JsonNote[int]:
        """The number of papers that were dropped there and not reported to people yet."""
        return JsonNote(self._store, f"skipped {destination_id}", int)

    async def _forget(self, found: Destination) -> None:
        if not await self._store.forget_destination(found.id, found=found, ended=self._clock.latest()):
            return
        await self._skipped(found.id).forget()
        await self._notices.forget(found.id)
        self._trials.pop(found.id, None)
        self._lifted.pop(found.id, None)
        _log.info("Destination %d is forgotten: it was gone for %d days.", found.id, KEEP_GONE.days)

    def _trial_due(self, destination_id: int, now: datetime) -> bool:
        """True if a trial is due now; each further one waits twice as long, up to an hour."""
        due, wait = self._trials.get(destination_id, (now, _FIRST_TRIAL))
        if due > now:
            return False
        self._trials[destination_id] = (now + wait, min(2 * wait, _LAST_TRIAL))
        return True

    async def _lift(self, destination: Destination, on_trial: Block | None, now: datetime) -> None:
        """`on_trial` is the block that only a post can prove over."""
        if on_trial is not None:
            self._lifted[destination.id] = on_trial, now
        found = await self._store.destination(destination.id)  # that people were told of it is no other block
        if found is None or found.block is None or destination.block is None:
            return
        if replace(found.block, told=destination.block.told) == destination.block and await self._open(found):
            _log.info("Destination %d is tried again.", destination.id)


def _cause(error: RefusedError) -> BlockCause:
    if error.gone:
        return BlockCause.GONE
    return BlockCause.CLOSED_DM if error.closed_dm else BlockCause.PERMISSION
