"""The background work of an application: loops, each supervised on its own."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot.app.memory import trim_memory
from bot.discord_io.registering.sync import sync_commands
from bot.domain.clock import backoff
from bot.domain.errors import CredentialsError, PaperboyError, SourceError, StoreFatalError, TryLaterError
from bot.service.added_sources.polls import AddedPolls
from bot.service.papers.saved import Saved
from bot.service.poll.source_health import follow_health, publish_health
from bot.service.retention import forget_old
from bot.service.subscriptions.drafts import forget_expired

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Coroutine, Iterator

    from bot.app.application import Application
    from bot.domain.ports import PollReport
    from bot.service.poll.poller import Poller

_log = logging.getLogger(__name__)
_FOLLOW_EVERY = 60.0  # seconds between readings of the sources' state
_SYNC_EVERY = 3600.0  # seconds; nothing is written unless Discord has other commands
_PRUNE_AFTER = 300.0  # seconds: a start is busy
_PRUNE_EVERY = 6 * 3600.0
_POLL_DELAY = (
    3.0  # seconds that the first polls wait at most, since connecting and the first posts need the processor
)
_SHORT_CAP = 60.0  # seconds of back-off at most, where one failure delays many channels or sources
_FIRST_WAIT = 5.0  # seconds of back-off at least


async def run_forever(  # noqa: PLR0913 - a loop in full
    name: str,
    step: Callable[[], Awaitable[float]],
    *,
    rng: random.Random,
    after: Callable[[], Awaitable[object]] | None = None,
    wake: asyncio.Event | None = None,
    cap: float = 900.0,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Call `step` for ever, once `after` is over.

    `step` returns the seconds until the next call; setting `wake` ends that wait. A failure is logged and retried
    with exponential back-off from 5 to `cap` seconds, which `wake` does not shorten, honouring the retry_after of
    a SourceError or TryLaterError. Errors that end the process (CredentialsError, StoreFatalError) are raised.
    `sleep` is for tests.
    """
    if after is not None:
        await after()
    wake = wake or asyncio.Event()
    failures = 0
    while True:
        try:
            wait = await step()
        except (CredentialsError, StoreFatalError):
            raise
        except Exception as error:  # noqa: BLE001 - the one place that keeps a loop alive whatever happens
            failures += 1
            retry_after = error.retry_after if isinstance(error, SourceError | TryLaterError) else None
            wait = backoff(failures, rng, base=_FIRST_WAIT, cap=cap, at_least=retry_after)
            if isinstance(error, PaperboyError):
                _log.warning("%s: %s Retrying in %.0f s.", name, error, wait)
            else:
                _log.error("%s failed. Retrying in %.0f s.", name, wait, exc_info=error)
            await sleep(wait)
            wake.clear()  # the next step handles whatever set it
        else:
            failures = 0
            await _wait(wait, wake)


async def _wait(seconds: float, wake: asyncio.Event) -> None:
    """Wait, but only until `wake` is set, and clear it."""
    await asyncio.sleep(0)  # if the event is set already, no other task would run
    with suppress(TimeoutError):
        async with asyncio.timeout(max(seconds, 0.0)):
            await wake.wait()
    wake.clear()


class Background:
    """The loops of one application, which serves one shard of the servers.

    Every shard posts, checks blocked channels, reads reactions and updates posted cards. Shard 0 also polls, picks
    papers, registers commands and deletes old data for all; the others read the sources' state that it stores.
    """

    def __init__(self, app: Application) -> None:
        self._app = app
        self._polled, self._delivery_began = asyncio.Event(), asyncio.Event()

    async def run(self) -> None:
        """Poll, deliver and tidy up until cancelled. Raises errors that end the process."""
        async with asyncio.TaskGroup() as group:
            for loop in self._loops():
                group.create_task(loop)

    def _loops(self) -> Iterator[Coroutine[object, object, None]]:
        app, online = self._app, self._app.client.wait_until_ready
        loop = partial(run_forever, rng=app.rng)
        yield loop("Delivery", self.deliver, after=online, wake=app.deliverer.wake, cap=_SHORT_CAP)
        yield loop("Checking blocked channels", app.sweep, after=online)
        yield loop("Reading reactions", app.reactions.step, after=online, wake=app.reactions.wake, cap=_SHORT_CAP)
        yield loop("Deleting the data of former servers", app.forget_left_servers, after=online)
        # after each poll by this process, and every few minutes
        yield loop("Updating posted cards", app.update_cards, after=online, wake=self._polled)
        if app.shard.id != 0:
            yield loop("Reading the sources' state", self._follow)
            return
        added = self.added_polls().step
        yield loop("Polling added sources", added, after=self._head_start, wake=app.added.wake, cap=_SHORT_CAP)
        for poller in app.pollers:
            yield loop(f"Polling {poller.state.name}", partial(self.poll, poller), after=self._head_start)
        yield loop("Picking papers", app.picker.step, after=self._head_start)
        yield loop("Registering commands", self.register, after=online)
        yield loop("Deleting old data", self.prune, after=partial(asyncio.sleep, _PRUNE_AFTER))

    async def _follow(self) -> float:
        """Read the sources' state from the process that polls them, and which ones people added."""
        await follow_health(self._app.store, [poller.state for poller in self._app.pollers])
        await self._app.added.refresh()
        return _FOLLOW_EVERY

    def added_polls(self) -> AddedPolls:
        """Return the polls of the sources that people add."""
        app, settings = self._app, self._app.shared.settings

        def on_polled(kind: str, report: PollReport | None) -> None:
            label = f"added {kind}"  # not its name: the number of series is bounded
            if report is None:
                app.shared.observer.poll_failed(label)
            else:
                app.shared.observer.polled(label, report)
                self._polled.set()
                app.shared.past.update_soon()

        return AddedPolls(
            added=app.added,
            store=app.store,
            now=app.shared.now,
            context=app.poll_context,
            interval=settings.added_sources.interval,
            rng=app.rng,
            on_polled=on_polled,
        )

    async def deliver(self) -> float:
        """Post due alerts; return the seconds until the next call."""
        try:
            return await self._app.deliverer.step()
        finally:
            self._delivery_began.set()

    async def _head_start(self) -> None:
        """Wait for the first call of the delivery loop, at most 3 seconds, as Discord may be unreachable.

        Reading a week of lists uses the processor, and due alerts have waited longer.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(_POLL_DELAY):
                await self._delivery_began.wait()

    async def poll(self, poller: Poller) -> float:
        """Poll one source; return the seconds until the next poll. Raises the error that ended the poll.

        Other shards, if there are any, read the state of the source from a note.
        """
        app, name = self._app, poller.state.name
        observer, settings = app.shared.observer, app.shared.settings.poll
        try:
            report = await poller.poll()
        except Exception:
            observer.poll_failed(name)
            raise
        finally:
            if app.shard.count > 1:
                await publish_health(app.store, poller.state)
        observer.polled(name, report)
        counts = {
            "papers_read": report.papers,
            "papers_new": report.new_papers,
            "alerts_matched": report.new_alerts,
            "skipped": report.skipped,
        }
        _log.info(
            "%s: %d papers read, %d new, %d alerts, %d broken items skipped.",
            name,
            *counts.values(),
            extra={"source": name, **counts},
        )
        self._polled.set()
        app.shared.past.update_soon()
        trim_memory()
        if report.failure is not None:
            raise report.failure
        return settings.interval * app.rng.uniform(1 - settings.jitter, 1 + settings.jitter)

    async def register(self) -> float:
        """Register the commands if Discord's differ; return the seconds until the next check.

        While the breaker is open it waits, as posts do.
        """
        if wait := self._app.breaker.open_for():
            return wait
        await sync_commands(self._app.client, self._app.store)
        return _SYNC_EVERY

    async def prune(self) -> float:
        """Delete data past its retention; return the seconds until the next time."""
        app = self._app
        days = timedelta(days=app.shared.settings.retention.papers_days)
        kept = {*await app.likes.papers(), *await Saved(app.store, app.shared.now).papers()}
        await forget_old(app.store, app.clock, days, kept=kept)
        await forget_expired(app.store, app.clock)
        await app.mails.forget_unconfirmed()
        app.shared.past.update_soon()
        return _PRUNE_EVERY
