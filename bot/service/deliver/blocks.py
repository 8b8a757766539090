"""Destinations that Discord refuses: blocked with a reason, told once, tried again, forgotten at last."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.subscription import Block, BlockCause
from bot.service.deliver.lifted_blocks import LiftedBlocks
from bot.service.notices.blocked_channels import BlockNotices
from bot.service.notices.wording import KEEP_ALERTS, KEEP_GONE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import datetime

    from bot.domain.errors import RefusedError
    from bot.domain.ports import Notifier, Store
    from bot.domain.subscription import Destination
    from bot.service.notices.notices import Notices

_log = logging.getLogger(__name__)
_FIRST_TRIAL = timedelta(minutes=5)
_LAST_TRIAL = timedelta(hours=1)


class Blocks:
    """Keeps the blocks of destinations. `wake` is called when alerts may flow again.

    `ours` tells of a server (None for DMs) whether this process sees it: of the others it knows nothing.
    """

    def __init__(  # noqa: PLR0913 - what a composition root or a test hands down
        self,
        store: Store,
        notifier: Notifier,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        *,
        notices: Notices,
        ours: Callable[[int | None], bool] = lambda _: True,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._now = now
        self._wake = wake
        self._ours = ours
        self._notices = BlockNotices(notices)
        self._lifted = LiftedBlocks(store)
        self._trials: dict[int, tuple[datetime, timedelta]] = {}
        self._looking: defaultdict[int | None, asyncio.Lock] = defaultdict(asyncio.Lock)  # by server
        self._well: set[int] = set()  # where nothing is remembered of an earlier block: spares two looks a post

    async def block(self, destination: Destination, error: RefusedError) -> None:
        """Stop posting there; nobody is told yet.

        The same trouble, also when it was lifted for a trial within the last week, keeps its age and is not told
        again. Another trouble begins anew.
        """
        cause = _cause(error)
        before = destination.block or await self._lifted.find(destination.id, self._now())
        if before is not None and before.cause is not cause:
            before = None
        block = Block(
            cause=cause,
            reason=str(error),
            since=before.since if before else self._now(),
            told=before.told if before else False,
        )
        self._well.discard(destination.id)
        if block != destination.block:
            await self._store.set_block(destination.id, block)
            _log.warning("Destination %d is blocked: %s", destination.id, error)

    async def tell(self, destination_id: int) -> None:
        """Tell those who can change it that alerts stop there, once."""
        destination = await self._store.destination(destination_id)
        if destination is None or destination.block is None or destination.block.told:
            return
        known = await self._notices.begin(destination, destination.block)
        self._well.difference_update(known)
        for place in await self._store.destinations() if known else ():
            if place.id in known and place.block is not None and not place.block.told:
                await self._store.set_block(place.id, replace(place.block, told=True))

    async def works(self, destination_id: int) -> None:
        """A post went through: the next block there is a new one, and who heard of the last hears of its end."""
        self._trials.pop(destination_id, None)
        if destination_id in self._well:
            return
        was = await self._lifted.find(destination_id, self._now())
        await self._lifted.forget(destination_id)
        destination = await self._store.destination(destination_id)
        if destination is not None:
            await self._notices.end([destination], was)
        self._well.add(destination_id)

    async def proven(self, destination_id: int) -> None:
        """A post that somebody asked for went through: what waits there follows at once."""
        destination = await self._store.destination(destination_id)
        if destination is not None and destination.block is not None:
            await self._store.set_block(destination_id, None, drop_before=self._now() - KEEP_ALERTS)
        await self.works(destination_id)
        self._wake()

    async def sweep(self) -> None:
        """Try the blocked destinations that seem well or whose time has come; forget those long gone."""
        await self._look_at([place for place in await self._places() if place.block is not None])

    async def reconsider(self, guild_ids: Collection[int]) -> None:
        """Something changed in these guilds: look at their blocked destinations now."""
        places = [one for one in await self._places() if one.guild_id in guild_ids and one.block is not None]
        for place in places:
            self._trials.pop(place.id, None)
        await self._look_at(places)

    async def gone(self, error: RefusedError, lost: Callable[[Destination], bool]) -> None:
        """The destinations that `lost` picks are no more, or not ours any more."""
        for destination in await self._places():
            if lost(destination):
                await self.block(destination, error)

    async def _look_at(self, places: Iterable[Destination]) -> None:
        """Server by server, and at each from one place at a time: what is told once must not be read twice."""
        servers: defaultdict[int | None, list[int]] = defaultdict(list)
        for place in places:
            servers[place.guild_id].append(place.id)
        for guild_id, ids in servers.items():
            async with self._looking[guild_id]:
                found = [await self._store.destination(destination_id) for destination_id in ids]
                await self._look_at_server([(place, place.block) for place in found if place and place.block])

    async def _look_at_server(self, blocked: Iterable[tuple[Destination, Block]]) -> None:
        """Those of whose good end we can be sure are told of together, before their alerts follow."""
        now = self._now()
        lifted = [(place, block) for place, block in blocked if await self._may_try(place, block, now)]
        if lifted:
            sure = [place for place, _ in lifted if await self._notices.is_sure(place.id)]
            await self._notices.end([*sure, *await self._notices.named_along(sure)])
            for place, block in lifted:
                await self._lift(place, None if place in sure else block, now)
            self._wake()

    async def _may_try(self, destination: Destination, block: Block, now: datetime) -> bool:
        problem = self._notifier.problem(destination)
        if problem is not None and _cause(problem) is not block.cause:
            await self.block(destination, problem)
            await self.tell(destination.id)
        elif block.cause is BlockCause.GONE and now - block.since >= KEEP_GONE:
            await self._forget(destination.id)
        elif problem is None and self._trial_due(destination.id, now):
            return True
        elif not block.told:
            await self.tell(destination.id)
        return False

    async def _forget(self, destination_id: int) -> None:
        await self._store.forget_destination(destination_id)
        await self._lifted.forget(destination_id)
        await self._notices.forget(destination_id)
        self._trials.pop(destination_id, None)
        _log.info("Destination %d is forgotten: it was gone for %d days.", destination_id, KEEP_GONE.days)

    async def _places(self) -> list[Destination]:
        return [place for place in await self._store.destinations() if self._ours(place.guild_id)]

    def _trial_due(self, destination_id: int, now: datetime) -> bool:
        """Whether to try now; each further trial waits twice as long, up to an hour."""
        due, wait = self._trials.get(destination_id, (now, _FIRST_TRIAL))
        if due > now:
            return False
        self._trials[destination_id] = (now + wait, min(2 * wait, _LAST_TRIAL))
        return True

    async def _lift(self, destination: Destination, on_trial: Block | None, now: datetime) -> None:
        """`on_trial` is the block that only a post can prove over."""
        if on_trial is not None:
            await self._lifted.remember(destination.id, on_trial, now)
        await self._store.set_block(destination.id, None, drop_before=now - KEEP_ALERTS)
        _log.info("Destination %d is tried again.", destination.id)


def _cause(error: RefusedError) -> BlockCause:
    if error.gone:
        return BlockCause.GONE
    return BlockCause.CLOSED_DM if error.closed_dm else BlockCause.PERMISSION
