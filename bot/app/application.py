"""All parts that serve one shard, built once and handed down."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot import build
from bot.app.monitoring.overview import Overview
from bot.app.shared_parts import SharedParts, mail_addresses
from bot.discord_io.client import PaperboyClient
from bot.discord_io.connecting.gateway import stay_connected
from bot.discord_io.gateway_events import GatewayEvents
from bot.discord_io.interactions.reactions import Reactions
from bot.discord_io.posting.notifier import DiscordNotifier
from bot.discord_io.registering.sync import never_registered, sync_commands
from bot.discord_io.render.renderer import DiscordRenderer
from bot.discord_io.requests.calls import Calls
from bot.discord_io.requests.pacer import GLOBAL_RATE, Pacer
from bot.discord_io.requests.trace import trace_config
from bot.domain.discord.ids import EVERYTHING, Shard
from bot.domain.errors import TryLaterError
from bot.domain.ports import lists_of
from bot.domain.subscribed_sources import is_subscribed
from bot.query import spans_of_stored
from bot.service.added_sources.added_sources import AddedSources
from bot.service.added_sources.paused import tell_paused
from bot.service.added_sources.registry import summary_of
from bot.service.alerts_file.importer import Importer
from bot.service.deliver.compose import Composer, DeliveryContext
from bot.service.deliver.deliverer import Deliverer
from bot.service.deliver.feeds import Feeds
from bot.service.deliver.on_request import PostsOnRequest
from bot.service.notices.conditions import inspect_conditions, inspect_source
from bot.service.notices.notices import Notices
from bot.service.papers import PaperServices
from bot.service.papers.archive import Archive
from bot.service.papers.lookups import Lookups
from bot.service.personal_data import PersonalRecords
from bot.service.picks.likes import Likes
from bot.service.picks.picker import Picker
from bot.service.poll.context import PollContext
from bot.service.poll.list_days import relisting_sources
from bot.service.poll.poller import Poller
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.retention import forget_tombstones
from bot.service.status import OwnerStatuses
from bot.service.subscriptions.drafts import Drafts
from bot.service.subscriptions.matching_rules_update import NewRules
from bot.service.subscriptions.pauses import end_pauses
from bot.service.subscriptions.rules import Limits
from bot.service.subscriptions.subscriptions import Setup, Subscriptions
from bot.service.subscriptions.tuning import Tunings
from bot.service.subscriptions.undo import Undo
from bot.service.subscriptions.why import Diagnoses
from bot.service.trusted_clock import shorten_wrong_waits
from bot.sources.catalogue import catalogue_of
from bot.text.mail.papers import MailRenderer
from cogs import add_cogs
from cogs.services import Services
from cogs.shared.forms import Forms

if TYPE_CHECKING:
    from bot.domain.ports import Store

_SWEEP_EVERY = 60.0  # seconds
_UPDATE_CARDS_EVERY = 300.0  # seconds
_FORGET_EVERY = 6 * 3600.0  # seconds
_DRAIN_TIMEOUT = 7.0  # seconds for posts in flight when stopping; the whole stop stays under ten


class Application:
    """All parts of Paperboy for one `shard` of the servers.

    `run` and the demo use the same class; only their clients connect differently. The application of shard 0
    polls, prunes and registers commands for all.
    """

    def __init__(self, shared: SharedParts, store: Store, shard: Shard = EVERYTHING) -> None:
        settings, now, past, observer = shared.settings, shared.now, shared.past, shared.observer
        times = settings.times
        self.shared, self.shard = shared, shard
        self.rng = random.Random()  # noqa: S311 - jitter, not cryptography
        self.store, self.sources = store, shared.sources.polled
        self._catalogue = catalogue_of(settings, self.sources)
        per_server = settings.added_sources.per_server
        self.added = AddedSources(store, shared.sources.kinds, self._catalogue, now, per_server)

        # Discord: one pacer for all that this shard sends, one breaker for all that the process sends
        self.breaker, self.clock = shared.breaker, shared.clock
        pacer = Pacer(GLOBAL_RATE / shard.count)  # Discord's limit is for the whole bot
        clock, server_clock = self.clock, shared.server_clock
        trace = trace_config(server_clock, self.breaker, pacer, on_answer=observer.answered)
        self.client = PaperboyClient(self._set_up, http_trace=trace, shard=shard)
        timeout = settings.delivery.timeout
        calls = Calls(client=self.client, clock=server_clock, breaker=self.breaker, pacer=pacer, timeout=timeout)
        self.notifier = DiscordNotifier(calls)
        self.renderer = DiscordRenderer(spans=spans_of_stored, catalogue=self._catalogue)

        # sources -> store
        lists, maximum = self._catalogue.lists, settings.limits
        self._lookups = Lookups(
            store, shared.sources.lookups, now, existing=self._catalogue, on_stored=past.update_soon
        )
        limits = Limits(per_guild=maximum.subscriptions_per_guild, per_channel=maximum.subscriptions_per_channel)
        setup = Setup(past=past, lists=lists, limits=limits, times=times, drop_time=clock.later_of_both)
        self._subscriptions = Subscriptions(store, now, setup)
        self._preferences = ChannelPreferences(store, times, now, self.wake)
        self.mails = mail_addresses(shared, store, self.wake)
        prepare = (NewRules(store, now, lists=lists).learn, partial(end_pauses, store, self._subscriptions, now))
        self.poll_context = PollContext(
            times=times,
            on_new_alerts=self.wake,
            before_poll=prepare,
            lists=lists,
            catalogue=self._catalogue,
            past=past,
        )
        self.pollers = tuple(Poller(store, source, now, self.poll_context) for source in self.sources)
        self.likes = Likes(store, clock.later_of_both)
        self.feeds = Feeds(store, now, settings.web.address)
        self.picker = Picker(
            store=store,
            past=past,
            likes=self.likes,
            ranker=shared.ranker,
            catalogue=self._catalogue,
            times=times,
            now=clock.later_of_both,
            wake=self.wake,
        )
        days = settings.retention.papers_days
        archive = Archive(store, past, lists_of(self.sources), now, days, self._catalogue)
        self._papers = PaperServices(archive, self._lookups)
        self.reactions = Reactions(
            calls=calls,
            store=store,
            likes=self.likes,
            papers=self._papers.stored,
            emoji={settings.likes.like: True, settings.likes.dislike: False},
            shard=shard,
        )

        self._drafts = Drafts(store, now)
        self._notices = Notices(store, self.notifier, now, shard=shard)

        # store -> Discord
        self.composer = Composer(self.renderer, self.notifier, clock, MailRenderer() if shared.mail else None)
        context = DeliveryContext(
            store=store,
            notifier=self.notifier,
            composer=self.composer,
            notices=self._notices,
            clock=clock,
            rng=self.rng,
            observer=observer,
            lease=timedelta(seconds=settings.delivery.lease),
            times=times,
            mails=self.mails,
        )
        self.deliverer = Deliverer(context, summaries=shared.summaries)
        self.blocks = self.deliverer.blocks
        self._on_request = PostsOnRequest(context, self.blocks)

    async def connect(self, token: str) -> None:
        """Log in and stay connected until the client is closed."""
        await stay_connected(self.client, token, self.rng)

    async def close(self) -> None:
        """Let posts in flight finish, then close the client. The store belongs to the caller."""
        await self._lookups.close()
        await self.deliverer.drain(_DRAIN_TIMEOUT)
        await self.client.close()

    async def sweep(self) -> float:
        """Retry blocked channels, end waits caused by a wrong clock, send notices; shard 0 deletes old tombstones.

        Like the next two methods, it returns the seconds until the next call.
        """
        if await shorten_wrong_waits(self.store, self.clock):
            self.wake()
        await self.blocks.sweep()
        await inspect_conditions(self._notices)
        await tell_paused(self._notices, self.added.stored.values())
        if self.shard.id == 0:
            await forget_tombstones(self.store, self.clock)
        for poller in self.pollers:
            subscribed = partial(is_subscribed, source=poller.spec.name, lists=self._catalogue.lists)
            await inspect_source(self._notices, poller.state, subscribed)
        return _SWEEP_EVERY

    async def update_cards(self) -> float:
        """Open missing threads under posted cards, and update cards whose papers reached a milestone.

        Then drop from the client's cache the threads that we opened, but for those with subscriptions.
        """
        await self.deliverer.cards.open_missing_threads()
        await self.deliverer.cards.edit()
        cache = await self.store.subscriptions()
        self.client.forget_threads(lambda thread_id: bool(cache.at(thread_id)))
        return _UPDATE_CARDS_EVERY

    async def forget_left_servers(self) -> float:
        """Delete likes and sources of servers that the bot left and whose subscriptions are gone.

        Feeds of deleted destinations are deleted, too.
        """
        kept = {guild.id for guild in self.client.guilds} | await self.store.guilds()

        def is_forgotten(server: int) -> bool:
            return self.shard.holds(server) and server not in kept

        await self.likes.forget_servers(is_forgotten)
        await self.added.forget_servers(is_forgotten)
        await self.feeds.forget_deleted_destinations()
        return _FORGET_EVERY

    def wake(self) -> None:
        """Deliver now: there may be something to post."""
        self.deliverer.wake.set()

    def overview(self) -> Overview:
        """Return the state of all parts at this moment."""
        return Overview(
            store=self.store,
            now=self.shared.now(),
            sources=[poller.state for poller in self.pollers],
            added_sources=summary_of(self.added.stored.values()),
            connected=self.client.online and self.client.is_ready(),
            latency=self.client.latency,
            servers=len(self.client.guilds),
            resumes_in=self.breaker.open_for(),
        )

    async def _set_up(self, client: PaperboyClient) -> None:
        """Add commands and event listeners; the client calls it once, between login and connection.

        A bot that never registered its commands does so here; later changes can wait for `Background.register`.
        """
        await self.added.refresh()  # else subscriptions would be shown without these sources
        await add_cogs(client, self._services())
        await client.add_cog(GatewayEvents(client, self.store, self.blocks))
        await client.add_cog(self.reactions)
        if self.shard.id == 0 and not self.breaker.open_for() and await never_registered(self.store):
            with suppress(TryLaterError):  # `Background.register` tries again
                await sync_commands(client, self.store)

    def _services(self) -> Services:
        store, now, past, times = self.store, self.shared.now, self.shared.past, self.poll_context.times
        of_people = self.likes, self._papers.saved, self.added, self.mails, self.feeds
        lists, states = lists_of(self.sources), [one.state for one in self.pollers]
        return Services(
            subscriptions=self._subscriptions,
            preferences=self._preferences,
            papers=self._papers,
            diagnoses=Diagnoses(
                store, past, self._catalogue, partial(relisting_sources, store, lists, now), self.picker, now
            ),
            undo=Undo(store, self._subscriptions.restore, now, self.wake),
            imports=Importer(self._subscriptions, self._preferences, now, self._catalogue),
            personal=PersonalRecords(store, self._subscriptions, self._notices, self._drafts, *of_people),
            likes=self.likes,
            feeds=self.feeds,
            mails=self.mails,
            added_sources=self.added,
            on_request=self._on_request,
            tunings=Tunings(store, past, self._catalogue),
            picks=self.picker,
            notices=self._notices,
            statuses=OwnerStatuses(store, states, now, self.added, past, self._catalogue),
            renderer=self.renderer,
            catalogue=self._catalogue,
            digests=times,
            now=now,
            version=build(),
            drafts=self._drafts,
            forms=Forms(self._drafts),
        )
