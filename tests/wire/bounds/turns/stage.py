"""A large store with everything round it that people and the bot itself do something with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.discord_io.gateway_events import GatewayEvents
from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.alert import Alert
from bot.domain.ports import PollCommit
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Destination, Owner, Subscription
from bot.query import parse, spans
from bot.service.deliver.blocked_destinations import Blocks
from bot.service.papers.archive import Archive
from bot.service.papers.preview import Previews
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.pauses import end_pauses
from bot.service.subscriptions.rules import Limits
from bot.service.subscriptions.subscriptions import Draft, Setup, Subscriptions
from tests.support.fakes import GUILD, PERSON, START, Clock, FakeSource
from tests.support.makers import context_of
from tests.wire.bounds.large import FIRST
from tests.wire.bounds.load import Counting
from tests.wire.support.replay import Bot

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past_papers import PastIndex
    from tests.wire.bounds.large import Large


OWNER = Owner(guild_id=GUILD, user_id=PERSON)


@dataclass
class Stage:
    """A large store with its past papers and the services that the application builds round them."""

    store: Store
    past: PastIndex
    large: Large
    now: Clock = field(default_factory=Clock)

    def __post_init__(self):
        store, now = self.store, self.now
        self.notifier = Counting()
        self.source = FakeSource()
        renderer = DiscordRenderer(spans=lambda query, text: spans(parse(query), text))
        self.bot = Bot(store, self.source, self.notifier, now, renderer)
        self.subscriptions = Subscriptions(
            store, now, Setup(past=self.past, limits=Limits(per_guild=99_999, per_channel=99_999))
        )
        self.previews = Previews(Archive(store, self.past, [self.source], now))
        self.preferences = ChannelPreferences(store, DigestTimes(), now)
        context = context_of(store, self.notifier, now)
        self.notices = context.notices
        self.poller = Poller(
            store, self.source, now, PollContext(before_poll=[partial(end_pauses, store, self.subscriptions, now)])
        )
        self.blocks = Blocks(context, lambda: None)
        client: Any = SimpleNamespace(guilds=[SimpleNamespace(id=GUILD + n) for n in range(2_000)], user=None)
        self.events = GatewayEvents(client, store, self.blocks)

    def draft(self, query: str, place: int = 3, **changes: Any) -> Draft:
        where = Destination(id=FIRST + place, guild_id=GUILD)
        return Draft(query=parse(query), destination=where, creator_id=PERSON, **changes)

    async def one(self, number: int = 7) -> Subscription:
        """A subscription of the first server."""
        cache = await self.store.subscriptions()
        return [one for one in cache.subscriptions if OWNER.has(one)][number]

    async def commit(self):
        """Ten papers that are new, each due in thirty places."""
        sightings = self.large.fresh(10)
        made = tuple(
            Alert(
                destination_id=FIRST + number // 10,
                paper_id=sightings[number % 10].paper.id,
                subscriptions=(f"s{number // 10:05}",),
                due=self.now(),
                created=self.now(),
            )
            for number in range(300)
        )
        commit = PollCommit(source="huggingface", at=START, sightings=sightings, alerts=made)
        version = (await self.store.subscriptions()).version
        await self.store.commit_poll(replace(commit, subscriptions_version=version))
