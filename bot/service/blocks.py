"""Destinations that Discord refuses: blocked with a reason, told once, tried again, forgotten at last."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from bot.domain.errors import RefusedError
    from bot.domain.ports import Notifier, Store
    from bot.domain.subscription import Destination

_log = logging.getLogger(__name__)
KEEP_ALERTS = timedelta(days=7)
KEEP_GONE = timedelta(days=30)
_FIRST_TRIAL = timedelta(minutes=5)
_LAST_TRIAL = timedelta(hours=1)
_SAME_TROUBLE = timedelta(hours=24)


class Blocks:
    """Keeps the blocks of destinations. `wake` is called when alerts may flow again.

    `ours` tells of a server (None for DMs) whether this process sees it: of the others it knows nothing.
    """

    def __init__(
        self,
        store: Store,
        notifier: Notifier,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        *,
        ours: Callable[[int | None], bool] = lambda _: True,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._now = now
        self._wake = wake
        self._ours = ours
        self._trials: dict[int, tuple[datetime, timedelta]] = {}
        self._lifted: dict[int, tuple[Block, datetime]] = {}

    async def block(self, destination: Destination, error: RefusedError) -> None:
        """Stop posting there; nobody is told yet.

        The same trouble, also when it was lifted for a trial within the last day, keeps its age and is not told
        again. Another trouble begins anew.
        """
        cause = _cause(error)
        before = destination.block or self._lifted_lately(destination.id)
        if before is not None and before.cause is not cause:
            before = None
        block = Block(
            cause=cause,
            reason=str(error),
            since=before.since if before else self._now(),
            told=before.told if before else cause is not BlockCause.PERMISSION,
        )
        if block != destination.block:
            await self._store.set_block(destination.id, block)
            _log.warning("Destination %d is blocked: %s", destination.id, error)

    async def tell(self, destination_id: int) -> None:
        """Tell those who subscribed, once, when somebody can change it: a deleted channel is no news to them."""
        destination = await self._store.destination(destination_id)
        if destination is None or destination.block is None or destination.block.told:
            return
        block = destination.block
        book = await self._store.subscriptions()
        people = {s.creator_id for s in book.subscriptions if s.destination_id == destination_id}
        text = (
            f"I cannot post paper alerts in <#{destination_id}>. {block.reason} "
            f"The alerts are kept for {KEEP_ALERTS.days} days and follow as soon as I may post again."
        )
        told = [await self._notifier.tell(person, text) for person in sorted(people)]
        current = await self._store.destination(destination_id)
        if any(told) and current is not None and current.block == block:
            await self._store.set_block(destination_id, replace(block, told=True))

    def works(self, destination_id: int) -> None:
        """A post went through: the next block there is a new one."""
        self._lifted.pop(destination_id, None)
        self._trials.pop(destination_id, None)

    async def sweep(self) -> None:
        """Try the blocked destinations that seem well or whose time has come; forget those long gone."""
        now = self._now()
        for destination in await self._places():
            if destination.block is not None:
                await self._look_at(destination, destination.block, now)

    async def reconsider(self, guild_ids: Collection[int]) -> None:
        """Something changed in these guilds: look at their blocked destinations now."""
        now = self._now()
        for destination in await self._places():
            if destination.guild_id in guild_ids and destination.block is not None:
                self._trials.pop(destination.id, None)
                await self._look_at(destination, destination.block, now)

    async def gone(self, error: RefusedError, lost: Callable[[Destination], bool]) -> None:
        """The destinations that `lost` picks are no more, or not ours any more."""
        for destination in await self._places():
            if lost(destination):
                await self.block(destination, error)

    async def _look_at(self, destination: Destination, block: Block, now: datetime) -> None:
        problem = self._notifier.problem(destination)
        if problem is not None and _cause(problem) is not block.cause:
            await self.block(destination, problem)
            await self.tell(destination.id)
        elif block.cause is BlockCause.GONE and now - block.since >= KEEP_GONE:
            await self._store.forget_destination(destination.id)
            self.works(destination.id)
            _log.info("Destination %d is forgotten: it was gone for %d days.", destination.id, KEEP_GONE.days)
        elif problem is None and self._trial_due(destination.id, now):
            await self._lift(destination, block, now)

    async def _places(self) -> list[Destination]:
        return [place for place in await self._store.destinations() if self._ours(place.guild_id)]

    def _trial_due(self, destination_id: int, now: datetime) -> bool:
        """Whether to try now; each further trial waits twice as long, up to an hour."""
        due, wait = self._trials.get(destination_id, (now, _FIRST_TRIAL))
        if due > now:
            return False
        self._trials[destination_id] = (now + wait, min(2 * wait, _LAST_TRIAL))
        return True

    async def _lift(self, destination: Destination, block: Block, now: datetime) -> None:
        self._lifted[destination.id] = (block, now)
        await self._store.set_block(destination.id, None, drop_before=now - KEEP_ALERTS)
        _log.info("Destination %d is tried again.", destination.id)
        self._wake()

    def _lifted_lately(self, destination_id: int) -> Block | None:
        block, lifted = self._lifted.get(destination_id, (None, self._now()))
        return block if self._now() - lifted < _SAME_TROUBLE else None


def _cause(error: RefusedError) -> BlockCause:
    if error.gone:
        return BlockCause.GONE
    return BlockCause.CLOSED_DM if error.closed_dm else BlockCause.PERMISSION
