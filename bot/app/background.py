"""What goes on by itself while an application runs: seven loops, each supervised on its own."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from bot.app.memory import trim_memory
from bot.discord_io.registering.sync import sync_commands
from bot.domain.clock import delay
from bot.domain.errors import CredentialsError, PaperboyError, SourceError, StoreFatalError, TryLaterError
from bot.service.poll.source_health import follow, publish
from bot.service.retention import forget_old
from bot.service.subscriptions.drafts import forget_over

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
    from datetime import timedelta

    from bot.discord_io.client import PaperboyClient
    from bot.domain.discord.ids import Shard
    from bot.domain.ports import Observer, PastPapers, Store
    from bot.service.deliver.deliverer import Deliverer
    from bot.service.poll.poller import Poller
    from bot.service.trusted_clock import TrustedClock
    from bot.settings.model import Poll

_log = logging.getLogger(__name__)
_SWEEP_EVERY = 60.0  # seconds
_TEND_EVERY = 300.0  # seconds
_FOLLOW_EVERY = 60.0  # seconds between readings of what another shard's process polled
_SYNC_EVERY = 3600.0  # seconds; nothing is written unless Discord has other commands
_PRUNE_AFTER = 300.0  # seconds: a start has better things to do
_PRUNE_EVERY = 6 * 3600.0
_HEAD_START = 3.0  # seconds in which getting connected, and the first posts, have the processor to themselves
_DELIVERY_CAP = 60.0  # seconds of back-off at most
_FIRST_WAIT = 5.0  # seconds of it at least


async def keep(  # noqa: PLR0913 - a loop in full
    name: str,
    step: Callable[[], Awaitable[float]],
    *,
    rng: random.Random,
    wake: asyncio.Event | None = None,
    cap: float = 900.0,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Call `step` for ever. It returns the seconds until the next call; setting `wake` cuts them short.

    A failure is logged and tried again with exponential back-off from 5 to `cap` seconds, which no `wake` cuts
    short, honouring the retry_after of a SourceError or TryLaterError. What the process must end on
    (CredentialsError, StoreFatalError) is passed up. `sleep` is for tests.
    """
    wake = wake or asyncio.Event()
    failures = 0
    while True:
        try:
            wait = await step()
        except (CredentialsError, StoreFatalError):
            raise
        except Exception as error:  # noqa: BLE001 - the one place that keeps a loop alive whatever happens
            failures += 1
            after = error.retry_after if isinstance(error, SourceError | TryLaterError) else None
            wait = delay(failures, rng, base=_FIRST_WAIT, cap=cap, at_least=after)
            if isinstance(error, PaperboyError):
                _log.warning("%s: %s Next try in %.0f s.", name, error, wait)
            else:
                _log.error("%s failed; next try in %.0f s.", name, wait, exc_info=error)
            await sleep(wait)
            wake.clear()  # the next step sees what woke it
        else:
            failures = 0
            await _wait(wait, wake)


async def _wait(seconds: float, wake: asyncio.Event) -> None:
    await asyncio.sleep(0)  # an event that is set already would not let anybody else run
    with suppress(TimeoutError):
        async with asyncio.timeout(max(seconds, 0.0)):
            await wake.wait()
    wake.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """The loops of one application, which serves one `shard` of the servers.

    Every shard delivers, sweeps and tends. Shard 0 polls, registers commands and prunes for all;
    the others follow what it learns of the sources. `sweep` and `tend` are single rounds of the application's;
    `stopped_for` gives the seconds for which nothing may be sent after too many refused requests. Papers are
    stored for `keep_papers`.
    """

    client: PaperboyClient
    store: Store
    shard: Shard
    pollers: Sequence[Poller]
    poll_settings: Poll
    deliverer: Deliverer
    past: PastPapers
    keep_papers: timedelta
    observer: Observer
    sweep: Callable[[], Awaitable[None]]
    tend: Callable[[], Awaitable[None]]
    stopped_for: Callable[[], float]
    clock: TrustedClock
    rng: random.Random
    _polled: asyncio.Event = field(default_factory=asyncio.Event)
    _delivers: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Run every loop of this shard until cancelled. Raises what the process must end on."""
        async with asyncio.TaskGroup() as group:
            for loop in self._loops():
                group.create_task(loop)

    def _loops(self) -> Iterator[Coroutine[object, object, None]]:
        online = self.client.wait_until_ready
        yield self.loop("Delivery", self.deliver, online, wake=self.deliverer.wake, cap=_DELIVERY_CAP)
        yield self.loop("Looking at what is blocked or stopped", self._swept, online)
        # after each poll of this process, and every few minutes
        yield self.loop("Tending posted cards", self._tended, online, wake=self._polled)
        if self.shard.id != 0:
            yield self.loop("Hearing of the sources", self._follow)
            return
        for poller in self.pollers:
            yield self.poll_loop(poller)
        yield self.loop("Registering commands", self.register, online)
        yield self.loop("Forgetting what is old", self.prune, partial(asyncio.sleep, _PRUNE_AFTER))

    async def loop(
        self,
        name: str,
        step: Callable[[], Awaitable[float]],
        begin: Callable[[], Awaitable[object]] | None = None,
        wake: asyncio.Event | None = None,
        cap: float = 900.0,
    ) -> None:
        """Take steps as `keep` does, once `begin` is over."""
        if begin is not None:
            await begin()
        await keep(name, step, rng=self.rng, wake=wake, cap=cap)

    async def _swept(self) -> float:
        await self.sweep()
        return _SWEEP_EVERY

    async def _tended(self) -> float:
        await self.tend()
        return _TEND_EVERY

    async def _follow(self) -> float:
        """Learn how the sources do from the process that polls them."""
        await follow(self.store, [poller.state for poller in self.pollers])
        return _FOLLOW_EVERY

    async def deliver(self) -> float:
        """Post what is due."""
        try:
            return await self.deliverer.step()
        finally:
            self._delivers.set()

    async def poll_loop(self, poller: Poller) -> None:
        """Poll one source; other shards learn how it does from its note.

        The first poll waits a little for the gateway and for the first posts: reading a week of lists takes the
        processor, and what is due has waited longer. A Discord that is away does not hold it up.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_HEAD_START):
                await self._delivers.wait()
        await self.loop(f"Polling {poller.state.name}", partial(self.poll, poller))

    async def poll(self, poller: Poller) -> float:
        """Do so once; seconds until the next time."""
        name = poller.state.name
        try:
            report = await poller.poll()
        except Exception:
            self.observer.poll_failed(name)
            raise
        finally:
            if self.shard.count > 1:
                await publish(self.store, poller.state)
        self.observer.polled(name, report)
        counts = {
            "papers_read": report.papers,
            "papers_new": report.new_papers,
            "alerts_matched": report.new_alerts,
            "skipped": report.skipped,
        }
        said = "%s: %d papers read, %d new, %d alerts, %d broken items skipped."
        _log.info(said, name, *counts.values(), extra={"source": name, **counts})
        self._polled.set()
        self.past.wake()
        trim_memory()
        if report.failure is not None:
            self.observer.poll_failed(name)
            raise report.failure
        jitter = self.poll_settings.jitter
        return self.poll_settings.interval * self.rng.uniform(1 - jitter, 1 + jitter)

    async def register(self) -> float:
        """Register the commands where Discord has others; seconds until the next time.

        While too many requests were refused it waits, as posts do.
        """
        if wait := self.stopped_for():
            return wait
        await sync_commands(self.client, self.store)
        return _SYNC_EVERY

    async def prune(self) -> float:
        """Delete what is older than the store has to keep; seconds until the next time."""
        await forget_old(self.store, self.clock, self.keep_papers)
        await forget_over(self.store, self.clock)
        self.past.wake()
        return _PRUNE_EVERY
