"""Destinations that Discord refuses: blocked with a reason, told once, tried again, forgotten at last."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.errors import RefusedError
    from bot.domain.ports import Notifier, Store
    from bot.domain.subscription import Destination

_log = logging.getLogger(__name__)
KEEP_ALERTS = timedelta(days=7)
KEEP_GONE = timedelta(days=30)
_FIRST_TRIAL = timedelta(minutes=5)
_LAST_TRIAL = timedelta(hours=1)


class Blocks:
    """Keeps the blocks of destinations. `wake` is called when alerts may flow again."""

    def __init__(
        self, store: Store, notifier: Notifier, now: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._now = now
        self._wake = wake
        self._trials: dict[int, tuple[datetime, timedelta]] = {}
        self._since: dict[int, Block] = {}

    async def block(self, destination: Destination, error: RefusedError) -> None:
        """Stop posting there; a block that was lifted for a trial keeps its age and is not told again."""
        before = self._since.get(destination.id) or destination.block
        block = Block(
            cause=_cause(error),
            reason=str(error),
            since=before.since if before else self._now(),
            told=before.told if before else False,
        )
        await self._store.set_block(destination.id, block)
        self._since[destination.id] = block
        _log.warning("Destination %d is blocked: %s", destination.id, error)
        if not block.told and await self._tell(destination, block):
            told = replace(block, told=True)
            await self._store.set_block(destination.id, told)
            self._since[destination.id] = told

    def works(self, destination_id: int) -> None:
        """A post went through: the next block there is a new one."""
        self._since.pop(destination_id, None)
        self._trials.pop(destination_id, None)

    async def sweep(self) -> None:
        """Try the blocked destinations that seem well or whose time has come; forget those long gone."""
        now = self._now()
        for destination in await self._store.destinations():
            block = destination.block
            if block is None:
                continue
            if block.cause is BlockCause.GONE and now - block.since >= KEEP_GONE:
                await self._store.forget_destination(destination.id)
                self._trials.pop(destination.id, None)
                self._since.pop(destination.id, None)
                _log.info("Destination %d is forgotten: it has been gone for 30 days.", destination.id)
            elif self._notifier.problem(destination) is None and self._trial_due(destination.id, now):
                await self._lift(destination, block, now)

    async def reconsider(self, guild_id: int) -> None:
        """Something changed in a guild: look at its blocked destinations now."""
        for destination in await self._store.destinations():
            if destination.guild_id == guild_id and destination.block is not None:
                self._trials.pop(destination.id, None)
        await self.sweep()

    async def gone(
        self, error: RefusedError, *, guild_id: int | None = None, channel_id: int | None = None
    ) -> None:
        """A channel, or all channels of a guild, are no more (or not ours any more)."""
        for destination in await self._store.destinations():
            if destination.block is not None and destination.block.cause is BlockCause.GONE:
                continue
            if destination.id == channel_id or (guild_id is not None and destination.guild_id == guild_id):
                await self.block(destination, error)

    def _trial_due(self, destination_id: int, now: datetime) -> bool:
        """Whether to try now; each further trial waits twice as long, up to an hour."""
        due, wait = self._trials.get(destination_id, (now, _FIRST_TRIAL))
        if due > now:
            return False
        self._trials[destination_id] = (now + wait, min(2 * wait, _LAST_TRIAL))
        return True

    async def _lift(self, destination: Destination, block: Block, now: datetime) -> None:
        self._since[destination.id] = block
        await self._store.set_block(destination.id, None, drop_before=now - KEEP_ALERTS)
        _log.info("Destination %d is tried again.", destination.id)
        self._wake()

    async def _tell(self, destination: Destination, block: Block) -> bool:
        """Tell those who subscribed, once; a deleted channel or lost guild is no news to them."""
        if block.cause is not BlockCause.PERMISSION:
            return True
        book = await self._store.subscriptions()
        people = {s.creator_id for s in book.subscriptions if s.destination_id == destination.id}
        text = (
            f"I cannot post paper alerts in <#{destination.id}>. {block.reason} "
            f"The alerts are kept for 7 days and follow as soon as I may post again."
        )
        told = [await self._notifier.tell(person, text) for person in sorted(people)]
        return any(told)


def _cause(error: RefusedError) -> BlockCause:
    if error.gone:
        return BlockCause.GONE
    return BlockCause.CLOSED_DM if error.closed_dm else BlockCause.PERMISSION
