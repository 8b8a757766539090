"""Blocked destinations: block with a reason, notify people once, retry, and forget deleted ones."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause, Destination
from bot.service.notes import JsonNote
from bot.service.notices.blocked_channels import BlockNotices
from bot.service.notices.notice_kinds import skipped_notice
from bot.service.retention import KEEP_GONE, expired_papers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from bot.domain.errors import RefusedError
    from bot.service.deliver.compose import DeliveryContext

_log = logging.getLogger(__name__)
_FIRST_WAIT = timedelta(minutes=5)  # between two tries to post to a blocked destination, doubled each time
_LONGEST_WAIT = timedelta(hours=1)
_KEEP_LIFTED_BLOCKS = timedelta(days=7)  # in which a new block of the same cause continues one lifted for a try


class Blocks:
    """Blocks and unblocks destinations; `wake` is called when alerts can be posted again.

    It only handles servers of this process: those of the shard of the context's notices.
    """

    def __init__(self, context: DeliveryContext, wake: Callable[[], None]) -> None:
        self._store = context.store
        self._notifier = context.notifier
        self._clock = context.clock
        self.wake = wake
        self._notices = context.notices
        self._mails = context.mails
        self._is_ours = context.notices.shard.holds
        self._block_notices = BlockNotices(context.notices)
        self._next_tries: dict[int, tuple[datetime, timedelta]] = {}  # by id: when, and the wait after that
        # Blocks lifted only to try a post, and when; none has succeeded since.
        self._lifted: dict[int, tuple[Block, datetime]] = {}
        self._retry_lock = asyncio.Lock()
        # Destinations without a block, a notice of one, or skipped papers to report: saves reads.
        self._without_trouble: set[int] = set()

    async def block(self, destination: Destination, error: RefusedError) -> bool:
        """Stop posting to a destination; `announce` sends the notice.

        If it is blocked for the same cause, or was until a retry within the last week, the block keeps its age and
        no second notice is sent. Returns False if its block has changed since `destination` was read: that change
        is newer.
        """
        cause, now = _cause(error), self._clock.now()
        earlier = destination.block
        if earlier is None:
            lifted, at = self._lifted.get(destination.id, (None, now))
            earlier = lifted if now - at < _KEEP_LIFTED_BLOCKS else None
        if earlier is not None and earlier.cause is cause:
            block = replace(earlier, reason=str(error))
        else:
            block = Block(cause=cause, reason=str(error), since=self._clock.later_of_both())
        self._without_trouble.discard(destination.id)
        if block == destination.block:
            return True
        if is_stored := await self._store.set_block(destination.id, block, expected=destination):
            _log.warning("Destination %d is blocked: %s", destination.id, error)
        return is_stored

    async def announce(self, destination_id: int) -> None:
        """Send the notice that alerts have stopped, once for each block."""
        destination = await self._store.destination(destination_id)
        if destination is None or destination.block is None or destination.block.told:
            return
        notified = await self._block_notices.begin(destination, destination.block)
        self._without_trouble.difference_update(notified)
        for one in (await self._store.destinations_by_id(notified)).values() if notified else ():
            if one.block is not None and not one.block.told:
                await self._store.set_block(one.id, replace(one.block, told=True), expected=one)

    async def delivered(self, destination_id: int) -> None:
        """Handle a successful post: send the notice of the block's end to those who got that of its start."""
        self._next_tries.pop(destination_id, None)
        self._lifted.pop(destination_id, None)
        if destination_id in self._without_trouble:
            return
        self._without_trouble.add(destination_id)  # a new block in between removes it again
        try:
            destination = await self._store.destination(destination_id)
            if destination is not None and destination.block is None:
                await self._block_notices.end([destination])
                await self._report_skipped(destination)
            elif destination is not None:
                self._without_trouble.discard(destination_id)  # the gateway has reported a newer trouble
        except BaseException:
            self._without_trouble.discard(destination_id)
            raise

    async def unblock(self, destination_id: int) -> None:
        """Lift a destination's block after a successful test post; its pending alerts follow at once."""
        destination = await self._store.destination(destination_id)
        if destination is not None and destination.block is not None:
            await self._lift_block(destination)
        await self.delivered(destination_id)
        self.wake()

    async def sweep(self, guild_ids: Collection[int] | None = None) -> None:
        """Retry blocked destinations that are due and have no known problem; forget those deleted long ago.

        With `guild_ids`, servers where something changed, only theirs are retried, and at once. One caller at a
        time handles a server, so that no notice is sent twice.
        """
        servers: defaultdict[int | None, list[int]] = defaultdict(list)
        for destination in await self._store.destinations(guild_ids, blocked=True):
            if guild_ids is not None:
                self._next_tries.pop(destination.id, None)
            if self._is_ours(destination.guild_id):
                servers[destination.guild_id].append(destination.id)
        for ids in servers.values():
            async with self._retry_lock:
                found = await self._store.destinations_by_id(ids)
                await self._retry_server([(one, one.block) for one in found.values() if one.block])

    async def block_channel(self, channel_id: int, error: RefusedError) -> None:
        """Block a deleted channel or thread and send the notice, if it is a destination, as few are."""
        destination = await self._store.destination(channel_id)
        if destination is not None and self._is_ours(destination.guild_id):
            await self._force_block(destination, error)
            await self.announce(channel_id)

    async def block_servers(self, guild_ids: Collection[int], error: RefusedError) -> None:
        """Block all destinations of servers that removed the bot; no notice can be sent there."""
        for destination in await self._store.destinations([one for one in guild_ids if self._is_ours(one)]):
            await self._force_block(destination, error)

    async def _force_block(self, destination: Destination, error: RefusedError) -> None:
        """Block a destination even if its block changes at the same time: the gateway's report is certain."""
        found: Destination | None = destination
        while found is not None and not await self.block(found, error):
            found = await self._store.destination(found.id)

    async def _retry_server(self, blocked: Iterable[tuple[Destination, Block]]) -> None:
        """Lift blocks that may be over. If that is sure without a post, one notice is sent before the alerts."""
        now = self._clock.now()
        retriable = [
            (destination, block)
            for destination, block in blocked
            if await self._can_retry(destination, block, now)
        ]
        if retriable:
            visible = [
                destination
                for destination, _ in retriable
                if await self._block_notices.end_is_visible(destination.id)
            ]
            await self._block_notices.end([*visible, *await self._block_notices.recovered_alongside(visible)])
            for destination, block in retriable:
                await self._try_again(destination, None if destination in visible else block, now)
            for destination in visible:
                await self._report_skipped(destination)
            self.wake()

    async def _can_retry(self, destination: Destination, block: Block, now: datetime) -> bool:
        """True if a post can be tried now; else store a new cause, forget a gone one, or send a missing notice."""
        problem, agreed = self._notifier.problem(destination), self._clock.agreed()
        if problem is not None and _cause(problem) is not block.cause:
            await self.block(destination, problem)
            await self.announce(destination.id)
        elif block.cause is BlockCause.GONE and agreed is not None and agreed - block.since >= KEEP_GONE:
            await self._forget(destination)
        elif problem is None and self._try_is_due(destination.id, now):
            return True
        elif not block.told:
            await self.announce(destination.id)
        return False

    async def _lift_block(self, found: Destination) -> bool:
        """Lift the block that a destination was read with; return False if that has changed since.

        Papers that it held for too long are skipped. Their number is stored first, so that after a crash they are
        still reported.
        """
        expired = await expired_papers(self._store, found, self._clock)
        already_skipped = await self._skipped_note(found.id).load() or 0
        if expired:
            self._without_trouble.discard(found.id)
            await self._skipped_note(found.id).save(already_skipped + len(expired))
        now = self._clock.later_of_both()
        is_lifted = await self._store.set_block(found.id, None, expected=found, dropping=expired, dropped_at=now)
        if expired and not is_lifted:
            await self._skipped_note(found.id).save(already_skipped)
        return is_lifted

    async def _report_skipped(self, destination: Destination) -> None:
        """Send the notice of skipped papers at most once: the note of their number is deleted first."""
        papers = await self._skipped_note(destination.id).load()
        await self._skipped_note(destination.id).forget()
        if papers:
            await self._notices.begin(destination, skipped_notice(destination, papers))

    def _skipped_note(self, destination_id: int) -> JsonNote[int]:
        """Return the note with the number of skipped papers that were not reported yet."""
        return JsonNote(self._store, f"skipped {destination_id}", int)

    async def _forget(self, found: Destination) -> None:
        if not await self._store.forget_destination(
            found.id, expected=found, dropped_at=self._clock.later_of_both()
        ):
            return
        await self._skipped_note(found.id).forget()
        await self._notices.forget(found.id)
        if self._mails:
            await self._mails.end(found.id)
        self._next_tries.pop(found.id, None)
        self._lifted.pop(found.id, None)
        _log.info("Destination %d is deleted from the store: it was gone for %d days.", found.id, KEEP_GONE.days)

    def _try_is_due(self, destination_id: int, now: datetime) -> bool:
        """True if a post can be tried now; then the next one has to wait, each twice as long, up to an hour."""
        due, wait = self._next_tries.get(destination_id, (now, _FIRST_WAIT))
        if due > now:
            return False
        self._next_tries[destination_id] = (now + wait, min(2 * wait, _LONGEST_WAIT))
        return True

    async def _try_again(self, destination: Destination, unproven: Block | None, now: datetime) -> None:
        """Lift a destination's block; `unproven` is that block if only a post can prove its end."""
        if unproven is not None:
            self._lifted[destination.id] = unproven, now
        # Another `told` does not make it another block: a notice was sent since it was read.
        found = await self._store.destination(destination.id)
        if found is None or found.block is None or destination.block is None:
            return
        if replace(found.block, told=destination.block.told) == destination.block and await self._lift_block(
            found
        ):
            _log.info("Retrying destination %d.", destination.id)


def _cause(error: RefusedError) -> BlockCause:
    if error.gone:
        return BlockCause.GONE
    return BlockCause.CLOSED_DM if error.closed_dm else BlockCause.PERMISSION
