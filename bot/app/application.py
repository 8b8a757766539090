"""Every part of Paperboy, built once and handed down."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from contextlib import suppress
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.app.memory import trim_memory
from bot.discord_io.client import PaperboyClient
from bot.discord_io.command_sync import sync_commands
from bot.discord_io.connection import stay_connected
from bot.discord_io.gateway_events import GatewayEvents
from bot.discord_io.posting.notifier import DiscordNotifier
from bot.discord_io.render import DiscordRenderer
from bot.discord_io.requests.breaker import Breaker
from bot.discord_io.requests.pacer import GLOBAL_RATE, Pacer
from bot.discord_io.requests.trace import ServerClock, trace_config
from bot.domain.clock import utc_now
from bot.domain.discord_ids import EVERYTHING, Shard
from bot.domain.ports import Observer, Unobserved
from bot.domain.schedule import WEEKDAYS, DigestTimes
from bot.query import PaperCache, parse, spans
from bot.service.deliver.blocks import Blocks
from bot.service.deliver.compose import Composer
from bot.service.deliver.deliverer import Deliverer, DeliveryPolicy
from bot.service.deliver.living_posts import LivingPosts
from bot.service.deliver.threads import Threads
from bot.service.deliver.trial_post import TrialPosts
from bot.service.notices.conditions import inspect_conditions
from bot.service.notices.notices import Notices
from bot.service.notices.reminders import Reminders
from bot.service.notices.source_outages import SourceOutages
from bot.service.papers.papers import Papers
from bot.service.papers.preview import Previews
from bot.service.papers.scan import read_ahead
from bot.service.papers.search import Searches
from bot.service.papers.similar import Similars
from bot.service.papers.trending import Rankings
from bot.service.papers.trends import Trends
from bot.service.poll.poller import Poller
from bot.service.poll.source_health import SourceNotes
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.retention import forget_old
from bot.service.status import GuildStatuses
from bot.service.subscriptions.pauses import Pauses
from bot.service.subscriptions.subscriptions import Subscriptions
from bot.service.subscriptions.tuning import Tunings
from bot.service.subscriptions.why import Whys
from bot.service.supervisor import supervise
from cogs import add_cogs
from cogs.services import Services

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.ports import PollReport, Source, Store
    from bot.settings import Settings

_log = logging.getLogger(__name__)
_SWEEP_EVERY = 60.0  # seconds between looks at blocked destinations
_TEND_EVERY = 300.0  # seconds, and after each poll
_READ_AFTER = 5.0  # seconds: connecting and the first poll come before, and need memory of their own
_READ_EVERY = 900.0  # seconds
_READ_AHEAD = timedelta(days=30)  # what dry runs are asked about; 600 to 1,600 papers, a kilobyte each
_FOLLOW_EVERY = 60.0  # seconds between looks at what another shard's process polled
_SYNC_EVERY = 3600.0  # seconds; nothing is sent unless the commands changed
_NOT_NOW = (discord.DiscordException, aiohttp.ClientError, OSError)
_PRUNE_AFTER = 300.0  # seconds: a start has better things to do
_PRUNE_EVERY = 6 * 3600.0
_DRAIN = 7.0  # seconds for posts in flight when stopping; the whole stop stays under ten


class Application:
    """Paperboy with all its parts, round a store and sources that the caller opened.

    `run` and the demo use the same one; they differ in how the client gets connected. `now` gives aware UTC
    time, `observer` counts what happens. It serves one `shard` of the servers, with the store as that shard sees
    it; whoever serves shard 0 polls, forgets and registers commands for all.
    """

    def __init__(  # noqa: PLR0913 - one root, everything handed down by name
        self,
        settings: Settings,
        store: Store,
        sources: Sequence[Source],
        *,
        now: Callable[[], datetime] = utc_now,
        observer: Observer | None = None,
        shard: Shard = EVERYTHING,
    ) -> None:
        self._settings = settings
        self._observer = observer or Unobserved()
        self._rng = random.Random()  # noqa: S311 - jitter, not cryptography
        self.store = store
        self.sources = tuple(sources)
        self.now = now
        self.breaker = Breaker(time.monotonic)
        clock = ServerClock(time.monotonic)
        self.discord_time = clock.time
        pacer = Pacer(GLOBAL_RATE / shard.count)  # all shards together stay below Discord's limit
        trace = trace_config(clock, self.breaker, pacer, answered=self._observer.answered)
        self._leads = shard.id == 0
        self._has_followers = self._leads and shard.count > 1
        self._source_notes = SourceNotes(store)
        self.client = PaperboyClient(self._set_up, http_trace=trace, shard=shard)
        self.notifier = DiscordNotifier(self.client, clock, self.breaker, pacer, timeout=settings.delivery.timeout)
        self.renderer = DiscordRenderer(spans=lambda query, text: spans(parse(query), text))
        self._paper_cache = PaperCache()
        self._subscriptions = Subscriptions(
            store,
            now,
            paper_cache=self._paper_cache,
            per_guild=settings.limits.subscriptions_per_guild,
            per_channel=settings.limits.subscriptions_per_channel,
        )
        pauses = Pauses(store, self._subscriptions, now)
        times = digest_times(settings)
        self.pollers = tuple(
            Poller(store, source, now, times=times, alerted=self.wake, before=pauses.end) for source in sources
        )
        self._living = LivingPosts(store, self.notifier, Composer(self.renderer), now)
        self._reminders = Reminders(store, now)
        self._notices = Notices(store, self.notifier, now, self._reminders, shard=shard)
        self._source_outages = SourceOutages(self._notices)
        self._threads = Threads(store, self.notifier, self._notices, now)
        self._polled = asyncio.Event()
        self.blocks = Blocks(store, self.notifier, now, self.wake, ours=shard.holds, notices=self._notices)
        self.deliverer = Deliverer(
            store=store,
            notifier=self.notifier,
            renderer=self.renderer,
            blocks=self.blocks,
            now=now,
            rng=self._rng,
            policy=DeliveryPolicy(lease=timedelta(seconds=settings.delivery.lease)),
            observer=self._observer,
            times=times,
            threads=self._threads,
            notices=self._notices,
        )

    async def work(self) -> None:
        """Poll, deliver and tidy up until cancelled. Raises what the process must end on."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._deliver_loop(), name="deliver")
            group.create_task(self._sweep_loop(), name="sweep")
            group.create_task(self._tend_loop(), name="tend")
            group.create_task(self._read_loop(), name="read ahead")
            if self._leads:
                self._lead(group)
            else:
                group.create_task(self._follow_loop(), name="follow")

    def _lead(self, group: asyncio.TaskGroup) -> None:
        """What is done once, however many shards there are."""
        for poller in self.pollers:
            group.create_task(self._poll_loop(poller), name=f"poll {poller.state.name}")
        group.create_task(self._commands_loop(), name="commands")
        group.create_task(self._prune_loop(), name="prune")

    async def connect(self, token: str) -> None:
        """Log in and stay connected until the client is closed."""
        await stay_connected(self.client, token, self._rng)

    async def close(self) -> None:
        """Let the posts in flight end, then leave Discord. The store belongs to the caller."""
        await self.deliverer.drain(_DRAIN)
        await self.client.close()

    standing_by = None  # see Overview: an application always has something to do

    @property
    def connected(self) -> bool:
        """Whether Discord's gateway is there at this moment."""
        return self.client.online and self.client.is_ready()

    @property
    def latency(self) -> float:
        """Seconds that the gateway's last heartbeat took; not a number before the first one."""
        return self.client.latency

    @property
    def servers(self) -> int:
        """How many we are in."""
        return len(self.client.guilds)

    @property
    def stopped_for(self) -> float:
        """Seconds until posting goes on after too many refused requests; 0 when it does."""
        return self.breaker.open_for()

    async def _set_up(self, client: PaperboyClient) -> None:
        """Called once by the client between login and connection."""
        await add_cogs(client, self._services())
        await client.add_cog(GatewayEvents(client, self.store, self.blocks))
        if not self._leads:
            return
        with suppress(*_NOT_NOW):  # tried again by the loop; those registered before go on working
            await sync_commands(client, self.store)

    def _services(self) -> Services:
        store, now = self.store, self.now
        paper_cache = self._paper_cache
        return Services(
            subscriptions=self._subscriptions,
            preferences=ChannelPreferences(store, digest_times(self._settings), now, self.wake),
            previews=Previews(store, self.sources, now, paper_cache=paper_cache),
            papers=Papers(store, self.sources, now),
            rankings=Rankings(store, self.sources, now),
            searches=Searches(store, self.sources, now, paper_cache),
            similars=Similars(store, self.sources, now),
            trends=Trends(store, self.sources, now, paper_cache),
            whys=Whys(store),
            trials=TrialPosts(self.renderer, self.notifier, self.blocks.proven),
            tunings=Tunings(store),
            reminders=self._reminders,
            statuses=GuildStatuses(store, [poller.state for poller in self.pollers], now),
            renderer=self.renderer,
            digests=digest_times(self._settings),
            now=now,
            version=version("paperboy-bot"),
        )

    async def look(self) -> None:
        """Try blocked channels again; tell of sources and channels that have stopped or are back."""
        await self.blocks.sweep()
        await inspect_conditions(self._notices)
        for poller in self.pollers:
            if self._leads:
                await self._source_outages.record(poller.state)
            await self._source_outages.notify(poller.state.name)

    async def tend(self) -> None:
        """Open threads that are missing under posted cards, and let cards show what their papers have reached."""
        await self._threads.heal()
        await self._living.step()

    def wake(self) -> None:
        """There may be something to post."""
        self.deliverer.wake.set()

    async def _poll_loop(self, poller: Poller) -> None:
        poll = self._settings.poll

        async def step() -> float:
            try:
                report = await poller.poll()
            except Exception:
                self._observer.poll_failed(poller.state.name)
                raise
            finally:
                if self._has_followers:
                    await self._source_notes.publish(poller.state)
            self._observer.polled(poller.state.name, report)
            _log_poll(poller.state.name, report)
            self._polled.set()
            trim_memory()
            return poll.interval * self._rng.uniform(1 - poll.jitter, 1 + poll.jitter)

        await supervise(f"Polling {poller.state.name}", step, rng=self._rng)

    async def _follow_loop(self) -> None:
        async def step() -> float:
            await self._source_notes.follow([poller.state for poller in self.pollers])
            return _FOLLOW_EVERY

        await supervise("Hearing of the sources", step, rng=self._rng)

    async def _deliver_loop(self) -> None:
        await self.client.wait_until_ready()
        await supervise("Delivery", self.deliverer.step, rng=self._rng, wake=self.deliverer.wake, cap=60.0)

    async def _sweep_loop(self) -> None:
        await self.client.wait_until_ready()

        async def step() -> float:
            await self.look()
            return _SWEEP_EVERY

        await supervise("Looking at what is blocked or stopped", step, rng=self._rng)

    async def _tend_loop(self) -> None:
        await self.client.wait_until_ready()

        async def step() -> float:
            await self.tend()
            return _TEND_EVERY

        await supervise("Tending posted cards", step, rng=self._rng, wake=self._polled)

    async def _read_loop(self) -> None:
        await asyncio.sleep(_READ_AFTER)

        async def step() -> float:
            await read_ahead(self._paper_cache, await self.store.papers_since((self.now() - _READ_AHEAD).date()))
            trim_memory()
            return _READ_EVERY

        await supervise("Reading papers ahead", step, rng=self._rng)

    async def _commands_loop(self) -> None:
        await self.client.wait_until_ready()

        async def step() -> float:
            await sync_commands(self.client, self.store)
            return _SYNC_EVERY

        await supervise("Registering commands", step, rng=self._rng)

    async def _prune_loop(self) -> None:
        await asyncio.sleep(_PRUNE_AFTER)

        async def step() -> float:
            await forget_old(self.store, self.now, self.discord_time)
            return _PRUNE_EVERY

        await supervise("Forgetting what is old", step, rng=self._rng)


def _log_poll(source: str, report: PollReport) -> None:
    counts = {
        "papers_read": report.papers,
        "papers_new": report.new_papers,
        "alerts_matched": len(report.alerts),
        "skipped": report.skipped,
    }
    _log.info(
        "%s: %d papers read, %d new, %d alerts, %d broken items skipped.",
        source,
        *counts.values(),
        extra={"source": source, **counts},
    )


def digest_times(settings: Settings) -> DigestTimes:
    """When digests are due, as the settings say."""
    digest = settings.digest
    return DigestTimes(at=digest.time, zone=digest.zone, weekday=WEEKDAYS.index(digest.weekday.title()))
