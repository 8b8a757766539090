"""The whole Application between a loopback Discord and a loopback Hugging Face, its clock in the test's hands.

Real sockets, the real store, client, poll, match, render and deliver; only the loops that wait between their steps
are left out: the test says when. `tests.wire.support.scenario` starts the real process instead.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app.application import Application
from bot.discord_io.endpoints import use_endpoints
from bot.domain.clock import utc_now
from bot.domain.errors import SourceError
from bot.domain.ports import Source, Store
from bot.domain.subscription import Block, Destination, Kind, Subscription
from bot.query import parse
from bot.search.past_papers import PastIndex, following
from bot.settings import Settings
from bot.sources.catalogue import ADDED_KINDS
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.http.public_addresses import open_strangers_fetcher
from bot.sources.huggingface.settings import SPEC
from bot.sources.huggingface.source import HuggingFace
from bot.sources.settings.added import AddedKinds
from bot.sources.settings.table import Resources
from bot.store.opening import open_store
from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.faults import Armed, Fault
from tests.fake_discord.state.ids import Clock as ServerTime
from tests.fake_discord.state.models import Channel, Guild, Perm, User
from tests.fake_discord.state.models import Kind as Places
from tests.fake_discord.state.world import World
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item
from tests.support.fakes import Clock, settle, subscription
from tests.support.makers import application
from tests.wire.support.connected import be_ready_soon, connected
from tests.wire.support.scenario import CREATE, papers_in

_SETTINGS = {"delivery": {"timeout": 2.0}, "added_sources": {"allow_private": True}}
_PATIENCE = 180.0  # seconds; only ever reached when a test fails


@dataclass(kw_only=True)
class Harness:
    """One server with a channel, somebody who manages it, and today's list, which is empty at first."""

    discord: LoopbackDiscord
    papers: LoopbackHuggingFace
    fetcher: Fetcher
    kinds: AddedKinds
    app: Application
    store: Store
    past: PastIndex
    now: Clock
    guild: Guild
    channel: Channel
    admin: User

    @property
    def world(self) -> World:
        """The servers, channels and people of Discord."""
        return self.discord.world

    @property
    def day(self) -> date:
        """The list day that is open."""
        return self.app.sources[0].today(self.now())

    async def subscribe(
        self, query: str = "matter", channel: Channel | None = None, **changes: Any
    ) -> Subscription:
        """Save a subscription of a channel, thread or DM, as the command would."""
        where = channel or self.channel
        guild_id = None if where.guild is None else where.guild.id
        number = len((await self.store.subscriptions()).subscriptions)
        facts = {"guild_id": guild_id, "creator_id": self.admin.id, "created": self.now()} | changes
        made = subscription(f"sub{number:02}", parse(query).canonical, channel=where.id, **facts)
        kinds = {Places.DM: Kind.DM, Places.THREAD: Kind.THREAD, Places.FORUM: Kind.FORUM}
        kind = kinds.get(where.kind, Kind.CHANNEL)
        await self.save(made, kind)
        return made

    async def save(self, subscription: Subscription, kind: Kind = Kind.CHANNEL):
        """Save a subscription, new or changed."""
        where = Destination(id=subscription.destination_id, guild_id=subscription.guild_id, kind=kind)
        version = await self.store.papers_version()
        await self.store.save_subscription(subscription, where, baseline=frozenset(), papers_version=version)

    async def poll(self) -> bool:
        """Poll the due lists; return True if that worked. The poller's state has errors."""
        try:
            await self.app.pollers[0].poll()
        except SourceError:
            return False
        return True

    async def deliver(self):
        """Post until nothing is due at this moment."""
        await settle(self.app.deliverer, self.store, self.now)

    async def round(self, *numbers: str):
        """Poll, look at what is blocked or stopped, deliver; these papers are on the list, or the earlier ones."""
        if numbers:
            self.list(*numbers)
        await self.poll()
        await self.app.sweep()
        await self.deliver()

    async def later(self, *numbers: str, **parts: float):
        """A round after some time: the bot's clock and Discord's move on; today's list may get papers before."""
        if numbers:
            self.list(*numbers)
        before = self.now()
        self.now.forward(**parts)
        self.discord.clock.shift((self.now() - before).total_seconds())
        await self.round()

    def arm(self, fault: Fault, **more: Any) -> Armed:
        """Let the next new message meet a fault."""
        return self.discord.faults.arm(*CREATE, fault, **more)

    async def forbid(self, permission: Perm):
        """Take a permission in the channel from the bot, and wait until it knows."""
        self.world.forbid(self.channel, permission)
        await self.knows(self.channel)

    async def hear_the_time(self):
        """Let Discord answer something: any answer tells its time."""
        await self.app.client.fetch_user(self.admin.id)

    def posted(self, channel: Channel | None = None) -> list[str]:
        """The papers that Discord accepted for a channel, sorted, repetitions included."""
        return sorted(papers_in(self.discord.posted(channel or self.channel)))

    async def block(self, channel: Channel | None = None) -> Block | None:
        """Return the block of a destination, or None."""
        destination = await self.store.destination((channel or self.channel).id)
        return None if destination is None else destination.block

    async def states(self) -> dict[str, int]:
        """Count the messages by state."""
        counts = (await self.store.counts()).messages
        return {state.value: count for state, count in counts.items() if count}

    async def noticed(self, holds: Callable[[], bool]):
        """Wait until the bot knows something that the gateway tells it."""
        async with asyncio.timeout(_PATIENCE):
            while not holds():  # noqa: ASYNC110 - discord.py's cache rings no bell
                await asyncio.sleep(0.005)

    async def blocked(self, channel: Channel | None = None) -> Block:
        """Wait until the bot has written down what the gateway told it of a channel."""
        async with asyncio.timeout(_PATIENCE):
            while (block := await self.block(channel)) is None:  # noqa: ASYNC110 - the store rings no bell
                await asyncio.sleep(0.005)
        return block

    async def unblocked(self, channel: Channel | None = None):
        """Wait until the bot knows that it may post there again."""
        async with asyncio.timeout(_PATIENCE):
            while await self.block(channel) is not None:  # noqa: ASYNC110 - the store rings no bell
                await asyncio.sleep(0.005)

    def list(self, *numbers: str):
        """Let today's list hold these papers, which `matter` matches, and no others."""
        self.papers.put(self.day, [make_item(number) for number in numbers])

    async def knows(self, channel: Channel):
        """Wait until the gateway has told the bot how a channel and its permissions are now."""
        marker = f"{channel.name}-"
        channel.name = marker
        self.discord.world.changed(channel)
        await self.noticed(lambda: str(self.app.client.get_channel(channel.id)) == marker)

    def words(self, channel: Channel | None = None) -> list[str]:
        """Return the bot's messages in a channel, without cards."""
        messages = (channel or self.channel).messages.values()
        return [message.content for message in messages if message.content and not message.embeds]

    def told(self, person: User | None = None) -> list[str]:
        """Return the direct messages to a person, by default the subscriber."""
        direct = self.discord.world.direct(person or self.admin)
        return [message.content for message in direct.messages.values()]


def once(*numbers: str) -> list[str]:
    """Return the expected `Harness.posted` if each paper was posted once."""
    assert set(Counter(numbers).values()) <= {1}
    return sorted(numbers)


@asynccontextmanager
async def open_harness(
    folder: Path,
    patch: pytest.MonkeyPatch,
    *,
    now: Clock | None = None,
    beside: Callable[[Fetcher], Iterable[Source]] = lambda _: (),
    **settings: Any,
) -> AsyncGenerator[Harness]:
    """A harness whose bot is connected and has learned an empty week; its store lies in `folder`.

    `patch` brings back afterwards what is another than for users: addresses, and the wait for servers. `beside`
    makes sources that are polled beside the lists.
    """
    patch.setattr(Route, "BASE", Route.BASE)
    patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    be_ready_soon(patch)
    now = now or Clock()
    chosen = Settings.model_validate(_SETTINGS | settings)
    async with AsyncExitStack() as stack:
        theirs = ServerTime()
        theirs.shift((now() - utc_now()).total_seconds())  # the clocks agree, until a test sets one
        discord = await stack.enter_async_context(LoopbackDiscord(clock=theirs))
        papers = await stack.enter_async_context(LoopbackHuggingFace(today=lambda: now().date()))
        use_endpoints(discord.api_url, discord.gateway_url)
        guild = discord.world.add_guild("Reading group")
        channel = discord.world.add_channel(guild, "papers")
        admin = discord.world.add_member(guild, "Ada", Perm.MANAGE_GUILD)
        store = await stack.enter_async_context(open_store(f"tinydb://{folder / 'store'}"))
        session = await stack.enter_async_context(open_session())
        fetcher = Fetcher(session)
        sources = [HuggingFace(SPEC, fetcher, papers.url, None), *beside(fetcher)]
        past = await stack.enter_async_context(following(store, None))
        allow_private = chosen.added_sources.allow_private
        strangers = await stack.enter_async_context(open_strangers_fetcher(allow_private=allow_private))
        kinds = AddedKinds(ADDED_KINDS, Resources(session, strangers=strangers))
        app = application(chosen, store, past, sources, now=now, kinds=kinds)
        await stack.enter_async_context(connected(app, discord.token))
        harness = Harness(
            discord=discord,
            papers=papers,
            fetcher=fetcher,
            kinds=kinds,
            app=app,
            store=store,
            past=past,
            now=now,
            guild=guild,
            channel=channel,
            admin=admin,
        )
        assert await harness.poll()
        yield harness
        assert discord.violations == []


@asynccontextmanager
async def restarted(harness: Harness) -> AsyncGenerator[None]:
    """The process ends and another begins on the same store; ends with the block."""
    await harness.app.close()
    harness.app = application(
        Settings.model_validate(_SETTINGS),
        harness.store,
        harness.past,
        harness.app.sources,
        now=harness.now,
        kinds=harness.kinds,
    )
    async with connected(harness.app, harness.discord.token):
        yield
