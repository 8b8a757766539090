"""What goes on by itself while an application runs: seven loops, each supervised on its own."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.app.memory import trim_memory
from bot.discord_io.registering.sync import sync_commands
from bot.domain.errors import CredentialsError, PaperboyError, SourceError, StoreFatalError, TryLaterError
from bot.domain.retry import delay
from bot.service.poll.source_health import follow, publish
from bot.service.retention import forget_old
from bot.service.subscriptions.drafts import forget_over

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import timedelta

    from bot.discord_io.client import PaperboyClient
    from bot.domain.discord.ids import Shard
    from bot.domain.ports import Observer, PastPapers, PollReport, Store
    from bot.service.deliver.deliverer import Deliverer
    from bot.service.poll.poller import Poller
    from bot.service.trusted_clock import TrustedClock
    from bot.settings.model import Poll

_log = logging.getLogger(__name__)
_SWEEP_EVERY = 60.0  # seconds
_TEND_EVERY = 300.0  # seconds, and after each poll
_FOLLOW_EVERY = 60.0  # seconds between readings of what another shard's process polled
_SYNC_EVERY = 3600.0  # seconds; nothing is written unless Discord has other commands
_PRUNE_AFTER = 300.0  # seconds: a start has better things to do
_PRUNE_EVERY = 6 * 3600.0
_HEAD_START = 3.0  # seconds in which getting connected, and the first posts, have the processor to themselves
_DELIVERY_CAP = 60.0  # seconds of back-off at most
_FIRST_WAIT = 5.0  # seconds of it at least


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Keeps loops alive. `sleep` is for tests."""

    rng: random.Random
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    async def keep(
        self,
        name: str,
        step: Callable[[], Awaitable[float]],
        wake: asyncio.Event | None = None,
        cap: float = 900.0,
    ) -> None:
        """Call `step` for ever. It returns the seconds until the next call; setting `wake` cuts them short.

        A failure is logged and tried again with exponential back-off from 5 to `cap` seconds, which no `wake` cuts
        short, honouring the retry_after of a SourceError or TryLaterError. What the process must end on
        (CredentialsError, StoreFatalError) is passed up.
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
                wait = delay(failures, self.rng, base=_FIRST_WAIT, cap=cap, at_least=after)
                _report(name, error, wait)
                await self.sleep(wait)
                wake.clear()  # the next step sees what woke it
            else:
                failures = 0
                await _wait(wait, wake)


def _report(name: str, error: Exception, wait: float) -> None:
    if isinstance(error, PaperboyError):
        _log.warning("%s: %s Next try in %.0f s.", name, error, wait)
    else:
        _log.error("%s failed; next try in %.0f s.", name, wait, exc_info=error)


async def _wait(seconds: float, wake: asyncio.Event) -> None:
    await asyncio.sleep(0)  # an event that is set already would not let anybody else run
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            await wake.wait()
    except TimeoutError:
        pass
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
            group.create_task(self.deliver_loop(), name="deliver")
            group.create_task(self.sweep_loop(), name="sweep")
            group.create_task(self.tend_loop(), name="tend")
            if self.shard.id == 0:
                self._lead(group)
            else:
                group.create_task(self.follow_loop(), name="follow")

    def _lead(self, group: asyncio.TaskGroup) -> None:
        """What is done once, however many shards there are."""
        for poller in self.pollers:
            group.create_task(self.poll_loop(poller), name=f"poll {poller.state.name}")
        group.create_task(self.register_loop(), name="commands")
        group.create_task(self.prune_loop(), name="prune")

    @property
    def _supervise(self) -> Callable[..., Awaitable[None]]:
        return Supervisor(self.rng).keep

    async def deliver_loop(self) -> None:
        """Post what is due, and whatever the deliverer is woken for."""
        await self.client.wait_until_ready()

        async def step() -> float:
            try:
                return await self.deliverer.step()
            finally:
                self._delivers.set()

        await self._supervise("Delivery", step, wake=self.deliverer.wake, cap=_DELIVERY_CAP)

    async def sweep_loop(self) -> None:
        """Try blocked channels again, and tell of what stopped or recovered."""
        await self.client.wait_until_ready()

        async def step() -> float:
            await self.sweep()
            return _SWEEP_EVERY

        await self._supervise("Looking at what is blocked or stopped", step)

    async def tend_loop(self) -> None:
        """Bring posted cards up to date after each poll of this process, and every few minutes."""
        await self.client.wait_until_ready()

        async def step() -> float:
            await self.tend()
            return _TEND_EVERY

        await self._supervise("Tending posted cards", step, wake=self._polled)

    async def poll_loop(self, poller: Poller) -> None:
        """Poll one source; other shards learn how it does from its note.

        The first poll waits a little for the gateway and for the first posts: reading a week of lists takes the
        processor, and what is due has waited longer. A Discord that is away does not hold it up.
        """

        async def step() -> float:
            try:
                report = await poller.poll()
            except Exception:
                self.observer.poll_failed(poller.state.name)
                raise
            finally:
                if self.shard.count > 1:
                    await publish(self.store, poller.state)
            self.observer.polled(poller.state.name, report)
            _log_poll(poller.state.name, report)
            self._polled.set()
            self.past.wake()
            trim_memory()
            if report.failure is not None:
                self.observer.poll_failed(poller.state.name)
                raise report.failure
            jitter = self.poll_settings.jitter
            return self.poll_settings.interval * self.rng.uniform(1 - jitter, 1 + jitter)

        with suppress(TimeoutError):
            async with asyncio.timeout(_HEAD_START):
                await self._delivers.wait()
        await self._supervise(f"Polling {poller.state.name}", step)

    async def follow_loop(self) -> None:
        """Learn how the sources do from the process that polls them."""

        async def step() -> float:
            await follow(self.store, [poller.state for poller in self.pollers])
            return _FOLLOW_EVERY

        await self._supervise("Hearing of the sources", step)

    async def register_loop(self) -> None:
        """Register the commands with Discord again where it has others."""
        await self.client.wait_until_ready()
        await self._supervise("Registering commands", self.register)

    async def register(self) -> float:
        """Do so once; seconds until the next time. While too many requests were refused it waits, as posts do."""
        if wait := self.stopped_for():
            return wait
        await sync_commands(self.client, self.store)
        return _SYNC_EVERY

    async def prune_loop(self) -> None:
        """Delete what is older than the store has to keep."""
        await asyncio.sleep(_PRUNE_AFTER)

        async def step() -> float:
            await forget_old(self.store, self.clock, self.keep_papers)
            await forget_over(self.store, self.clock)
            self.past.wake()
            return _PRUNE_EVERY

        await self._supervise("Forgetting what is old", step)


def _log_poll(source: str, report: PollReport) -> None:
    counts = {
        "papers_read": report.papers,
        "papers_new": report.new_papers,
        "alerts_matched": report.new_alerts,
        "skipped": report.skipped,
    }
    _log.info(
        "%s: %d papers read, %d new, %d alerts, %d broken items skipped.",
        source,
        *counts.values(),
        extra={"source": source, **counts},
    )
