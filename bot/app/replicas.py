"""Run an application for each shard that this process serves, as replicas join and leave."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING, TypeAlias

from bot.app.monitoring.overview import Overview
from bot.domain.errors import PaperboyError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from datetime import datetime

    from bot.app.application import Application
    from bot.domain.ports import Store
    from bot.store.engine import Membership, ShardAssignment

    Loops: TypeAlias = Callable[[], Coroutine[None, None, None]]  # runs an application's loops until cancelled

_log = logging.getLogger(__name__)
_STANDING_BY = "Standing by: other replicas serve every shard."
# Seconds without the store until all shards are stopped: other replicas may serve them by then
_GRACE_SECONDS = 30.0
_IDLE_SECONDS = 30.0  # between two tries to get shards, where the store names no interval


class Replica:
    """Runs an application for each shard that `membership` gives; `build` makes one, and its loops.

    Only shard 0's application polls, prunes and registers commands, so only one replica does. `clock` gives
    monotonic seconds.
    """

    def __init__(
        self,
        store: Store,
        membership: Membership,
        build: Callable[[int], tuple[Application, Loops]],
        now: Callable[[], datetime],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._now = now
        self._membership = membership
        self._build = build
        self._clock = clock
        self._assignment: ShardAssignment | None = None
        self._renewed = clock()
        self._apps: dict[int, Application] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def run(self, token: str) -> None:
        """Serve until cancelled. Raises the error that ended an application, when all have stopped."""
        try:
            while True:
                await self._renew(token)
                await self._wait()
        finally:
            await self._stop(list(self._tasks))

    def wake(self) -> None:
        """Deliver now: there may be something to post."""
        for app in self._apps.values():
            app.wake()

    def overview(self) -> Overview:
        """Return one overview of all applications, with the highest latency and the longest wait for posting.

        A replica that cannot reach the store, or must wait, is not standing by and so not ready.
        """
        views = {shard: app.overview() for shard, app in self._apps.items()}
        idle = not (self._apps or self._assignment is None or self._assignment.waiting_for)
        return Overview(
            store=self._store,
            now=self._now(),
            sources=views[0].sources if 0 in views else (),
            added_sources=views[0].added_sources if 0 in views else {},
            connected=bool(views) and all(view.connected for view in views.values()),
            latency=max((view.latency for view in views.values()), default=math.nan),
            servers=sum(view.servers for view in views.values()),
            resumes_in=max((view.resumes_in for view in views.values()), default=0.0),
            standing_by=_STANDING_BY if idle else None,
        )

    # --- joining and leaving ---------------------------------------------------------------------------------

    async def _renew(self, token: str) -> None:
        """Ask the store which shards are ours, and follow its answer."""
        begun = self._clock()
        try:
            assignment = await self._membership.renew()
            await self._follow(assignment, token, begun + self._membership.tenure)
        except StoreError as error:
            await self._store_lost(error)
            return
        self._renewed = self._clock()
        self._assignment = assignment
        self.wake()  # another replica may have polled

    async def _follow(self, assignment: ShardAssignment, token: str, until: float) -> None:
        """Stop lost shards, release surplus ones, start new ones; all can post until the clock reaches `until`."""
        for shard in assignment.held & self._apps.keys():
            self._apps[shard].deliverer.tenure.extend(until - self._clock())
        await self._stop(self._tasks.keys() - assignment.held)
        if assignment.surplus:
            await self._stop(assignment.surplus)
            for shard in assignment.surplus:
                _log.info("Released shard %d to another replica.", shard)
                await self._membership.release(shard)
        for shard in sorted(assignment.held - assignment.surplus - self._tasks.keys()):
            app, loops = self._build(shard)
            self._apps[shard] = app
            app.deliverer.tenure.extend(until - self._clock())
            self._tasks[shard] = asyncio.create_task(serve(app, token, loops), name=f"shard {shard}")
            _log.info("Serving shard %d.", shard)
        if assignment != self._assignment:
            if assignment.waiting_for:
                _log.warning("%s", assignment.waiting_for)
            elif not self._tasks:
                _log.info(_STANDING_BY)

    async def _store_lost(self, error: StoreError) -> None:
        """Stop all shards once the store has been away for too long."""
        if self._assignment is not None:
            _log.warning("Could not renew this replica's shards: %s", error)
        self._assignment = None
        if self._tasks and self._clock() > self._renewed + _GRACE_SECONDS:
            _log.warning("Stopping all shards: other replicas may serve them now.")
            await self._stop(list(self._tasks))

    async def _wait(self) -> None:
        """Wait for one heartbeat, which begins anew if a shard ends; raise an error that ends the process."""
        heartbeat = self._membership.heartbeat
        if not self._tasks:
            await asyncio.sleep(heartbeat or _IDLE_SECONDS)
            return
        ended, _ = await asyncio.wait(self._tasks.values(), timeout=heartbeat, return_when=asyncio.FIRST_COMPLETED)
        for shard in [shard for shard, task in self._tasks.items() if task in ended]:
            await self._clear_away(shard)
        if ended:
            await asyncio.sleep(heartbeat or 0.0)

    async def _clear_away(self, shard: int) -> None:
        """Forget a shard that ended on a StoreError, so that the next `_renew` starts it again.

        A shared database is expected to recover. Raises any other error that ended the shard.
        """
        error = self._tasks[shard].exception()
        if self._membership.heartbeat is None or not isinstance(error, StoreError):
            raise error or PaperboyError("The connection to Discord was closed.")
        _log.warning("Restarting shard %d after an error: %s", shard, error)
        await self._stop([shard])

    async def _stop(self, shards: Iterable[int]) -> None:
        """Stop the loops of these shards, and forget them."""
        tasks = [self._tasks[shard] for shard in shards if shard in self._tasks]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for shard in list(shards):
            self._tasks.pop(shard, None)
            self._apps.pop(shard, None)


async def serve(app: Application, token: str, loops: Loops) -> None:
    """Connect and run the loops until cancelled, then let posts in flight finish.

    Raises the error that ended the connection or the loops.
    """
    # In this order: the loops wait for the client, which its login initialises.
    connected = asyncio.create_task(app.connect(token), name="connect")
    working = asyncio.create_task(loops(), name="work")
    try:
        ended, _ = await asyncio.wait({working, connected}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        working.cancel()
        await asyncio.wait({working})
        await app.close()
        connected.cancel()
        await asyncio.wait({connected})
    for task in ended:
        task.result()
