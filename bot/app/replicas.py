"""The shards that this process serves, each by an application of its own, as replicas come and go."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING, TypeAlias

from bot.app.monitoring.overview import Overview
from bot.domain.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from datetime import datetime

    from bot.app.application import Application
    from bot.domain.ports import Store
    from bot.store.engine import Membership, ShardAssignment

    Loops: TypeAlias = Callable[[], Coroutine[None, None, None]]  # of an application, until cancelled

_log = logging.getLogger(__name__)
_STANDING_BY = "Standing by: other replicas serve every shard."
_GRACE = 30.0  # seconds without the store after which all shards are stopped: others may serve them by then


class Replica:
    """Runs an application for each shard that `membership` gives; `build` makes one, and its loops.

    Shard 0's polls, forgets and registers commands, so one replica does. `clock` gives monotonic seconds.
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
        self._standing: ShardAssignment | None = None
        self._renewed = clock()
        self._apps: dict[int, Application] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def run(self, token: str) -> None:
        """Serve until cancelled. Raises what an application ends on, when all have been ended."""
        try:
            while True:
                await self._renew(token)
                await self._wait()
        finally:
            await self._stop(list(self._tasks))

    def wake(self) -> None:
        """There may be something to post."""
        for app in self._apps.values():
            app.wake()

    def overview(self) -> Overview:
        """All applications as one; the slowest connection and the longest stop count.

        A replica that cannot reach the store, or must wait, does not stand by and so does not count as ready.
        """
        views = {shard: app.overview() for shard, app in self._apps.items()}
        idle = not (self._apps or self._standing is None or self._standing.waiting_for)
        return Overview(
            store=self._store,
            now=self._now(),
            sources=views[0].sources if 0 in views else (),
            connected=bool(views) and all(view.connected for view in views.values()),
            latency=max((view.latency for view in views.values()), default=math.nan),
            servers=sum(view.servers for view in views.values()),
            stopped_for=max((view.stopped_for for view in views.values()), default=0.0),
            standing_by=_STANDING_BY if idle else None,
        )

    # --- coming and going ---------------------------------------------------------------------------------

    async def _renew(self, token: str) -> None:
        begun = self._clock()
        try:
            standing = await self._membership.renew()
            await self._follow(standing, token, begun + self._membership.tenure)
        except StoreError as error:
            await self._lost(error)
            return
        self._renewed = self._clock()
        self._standing = standing
        self.wake()  # another replica may have polled

    async def _follow(self, standing: ShardAssignment, token: str, until: float) -> None:
        """Stop what is not ours any more, start what is; what runs may post until the clock reaches `until`."""
        for shard in standing.held & self._apps.keys():
            self._apps[shard].deliverer.tenure.extend(until - self._clock())
        await self._stop(self._tasks.keys() - standing.held)
        if standing.surplus:
            await self._stop(standing.surplus)
            for shard in standing.surplus:
                _log.info("Shard %d is left to another replica.", shard)
                await self._membership.release(shard)
        for shard in sorted(standing.held - standing.surplus - self._tasks.keys()):
            app, loops = self._build(shard)
            self._apps[shard] = app
            app.deliverer.tenure.extend(until - self._clock())
            self._tasks[shard] = asyncio.create_task(serve(app, token, loops), name=f"shard {shard}")
            _log.info("Serving shard %d.", shard)
        if standing != self._standing:
            if standing.waiting_for:
                _log.warning("%s", standing.waiting_for)
            elif not self._tasks:
                _log.info(_STANDING_BY)

    async def _lost(self, error: StoreError) -> None:
        if self._standing is not None:
            _log.warning("This replica's place is not known at the moment: %s", error)
        self._standing = None
        if self._tasks and self._clock() > self._renewed + _GRACE:
            _log.warning("Other replicas may serve by now: all shards are let go.")
            await self._stop(list(self._tasks))

    async def _wait(self) -> None:
        """Until the next heartbeat; raises what an application ended on meanwhile."""
        heartbeat = self._membership.heartbeat
        if not self._tasks:
            await asyncio.sleep(heartbeat or _GRACE)
            return
        ended, _ = await asyncio.wait(self._tasks.values(), timeout=heartbeat, return_when=asyncio.FIRST_COMPLETED)
        for shard in [shard for shard, task in self._tasks.items() if task in ended]:
            await self._begin_again(shard, heartbeat)

    async def _begin_again(self, shard: int, heartbeat: float | None) -> None:
        """Start a shard again that ended on a StoreError: a shared database is expected to come back.

        Raises any other error that it ended on.
        """
        error = self._tasks[shard].exception()
        if heartbeat is None or not isinstance(error, StoreError):
            raise error or StoreError("Discord's connection was closed for good.")
        _log.warning("Shard %d could not be served and is begun again: %s", shard, error)
        await self._stop([shard])
        await asyncio.sleep(heartbeat)

    async def _stop(self, shards: Iterable[int]) -> None:
        tasks = [self._tasks[shard] for shard in shards if shard in self._tasks]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for shard in list(shards):
            self._tasks.pop(shard, None)
            self._apps.pop(shard, None)


async def serve(app: Application, token: str, loops: Loops) -> None:
    """Connect and work until cancelled; posts in flight are given time. Raises what either of the two ends on."""
    # In this order: the work waits for a client that its login has initialised.
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
