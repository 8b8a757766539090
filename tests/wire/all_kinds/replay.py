"""A bot with all kinds of source and the servers that add some, day by day, killed now and then."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from typing_extensions import override

from bot.domain.alert import Item, Payload
from bot.domain.errors import MistakeError, SourceError, StoreError
from bot.domain.preferences import DEFAULTS, Preferences
from bot.domain.subscription import Mode, Owner
from bot.query import parse
from bot.search.past_papers import PastIndex, following
from bot.service.added_sources.added_sources import AddedSources
from bot.service.added_sources.polls import AddedPolls
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.sources.catalogue import SourceSettings, build_all, catalogue_of
from bot.sources.conferences.families import Conference, find_conference
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.http.public_addresses import open_strangers_fetcher
from bot.sources.settings.table import Pace
from bot.store.opening import open_store
from tests.fake_sources.conferences import PATH
from tests.fake_sources.internet import PUBLIC, FakeInternet
from tests.support.fakes import Clock, PlainRenderer, settle, subscribe, subscription
from tests.support.makers import deliverer_of
from tests.support.meanwhile import Through
from tests.wire.all_kinds.world import WORDS, World, open_world
from tests.wire.support.recorded import Watched

HOSTS = ("lists", "arxiv", "biorxiv", "medrxiv", "host")
TYPED = ("arxiv:cs.CL", "pubmed:crispr", "preprints:chemrxiv", "conference:icml-2026")
_OTHERS = 6  # papers a day of each source that is no feed
_STEP = 6  # hours
_STEPS_A_DAY = 24 // _STEP
_RESTART_EVERY = 9  # steps
_QUIET_DAYS = 3  # in which everything is caught up with, while answers are still bad
_KILLS = 0.03  # of the writes
_GUILD, _CHANNEL = 1000, 5000


class _Titles(PlainRenderer):
    """Payloads with titles, whose last word is the key of a paper."""

    @override
    def card(self, item: Item, marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        return {"card": item.sighting.paper.title}

    @override
    def digest(self, items: Sequence[Item], marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        return {"digest": [item.sighting.paper.title for item in items]}


class Deadly(Through):
    """A store whose process is killed at some writes, before or after them, while it is `deadly`."""

    deadly = False
    kills = 0
    _rng = random.Random(27)

    def __getattr__(self, name: str) -> Any:
        verb = super().__getattr__(name)
        is_write = name in {"set_note", "change_note", "commit_poll"}
        return partial(self._write, verb) if is_write and self.deadly else verb

    async def _write(self, verb: Any, *args: Any, **more: Any) -> Any:
        fate = self._rng.random()
        if fate > _KILLS:
            return await verb(*args, **more)
        self.kills += 1
        if fate < _KILLS / 2:
            await verb(*args, **more)
        raise StoreError("killed")


@dataclass(kw_only=True)
class Replay:
    """A bot with sources of the host, and servers of one channel each whose people add `feeds` and other sources.

    `names` are the stored names of feeds, by path. `slowest` is the longest poll of all sources, in seconds.
    """

    world: World
    internet: FakeInternet
    store: Any
    settings: SourceSettings
    session: aiohttp.ClientSession
    strangers: Fetcher
    past: PastIndex
    servers: int
    feeds: int
    share: float
    names: dict[str, str] = field(default_factory=dict[str, str])
    slowest: float = 0.0

    def __post_init__(self):
        self.now = self.world.now
        self.notifier = Watched(forgets_nonces=True, clock=self.now)
        self.start()

    def start(self):
        """Begin all services, as after a restart."""
        context = PollContext(lists={"huggingface"}, catalogue=catalogue_of(self.settings), past=self.past)
        sources = build_all(self.settings, self.session, self.strangers)
        self.added = AddedSources(self.store, sources.kinds, context.catalogue, self.now, most=100)
        self.polls = AddedPolls(
            added=self.added,
            store=self.store,
            now=self.now,
            context=context,
            interval=1800.0,
            rng=random.Random(7),
            on_polled=lambda _kind, _report: None,
        )
        self.pollers = [Poller(self.store, source, self.now, context) for source in sources.polled]
        self.deliverer = deliverer_of(self.store, self.notifier, self.now, renderer=_Titles())

    async def add(self, server: int, typed: str) -> str:
        """Add a source to a server; return its stored name."""
        (found,) = await self.added.find(typed)
        await self.survive(lambda: self.added.add(_owner(server), found))
        return found.name

    async def survive(self, act: Callable[[], Awaitable[object]]):
        """Do something that may be killed at each write, until it is done."""
        self.store.deadly = True
        while self.store.deadly:
            try:
                await act()
                self.store.deadly = False
            except StoreError:
                self.start()
            except MistakeError:  # it was added before the kill
                self.store.deadly = False

    async def add_feeds(self, numbers: range):
        """Let the owners of some feeds add them; what these have by then is nobody's news."""
        for number in numbers:
            path, host = str(number), f"lab{number}.example"
            self.internet.name(host, [PUBLIC])
            self.world.publish(path, self.world.new())
            for server in {number % self.servers, (number * 7 + 3) % self.servers}:
                self.names[path] = await self.add(server, f"http://{host}/{path}")
                await self.subscribe(server, self.names[path])

    async def subscribe(self, server: int, *sources: str, mode: Mode = Mode.NOW):
        """Let a server's channel have the papers of some sources that have the server's word."""
        channel, word = _CHANNEL + server, WORDS[server % len(WORDS)]
        facts: dict[str, Any] = {"guild_id": _GUILD + server, "sources": sources, "created": self.now()}
        wish = subscription(f"{server}-{sources[0]}", parse(word).canonical, channel=channel, mode=mode, **facts)
        await subscribe(self.store, wish)
        for source in sources:
            self.world.wanting[source].add((channel, word))

    async def begin(self):
        """Add everything but some feeds, and subscribe."""
        self.world.publish_day(_OTHERS)
        self.now.forward(days=1)
        for server in range(0, self.servers, 5):
            typed = [await self.add(server, one) for one in TYPED]
            await self.subscribe(server, *HOSTS, *typed[:3])
            await self.subscribe(server, typed[3], mode=Mode.DAILY if server % 2 else Mode.NOW)
        await self.add_feeds(range(self.feeds * 2 // 3))

    async def step(self):
        """Poll whatever is due, and deliver."""
        began = time.monotonic()
        await self.survive(self._poll)
        self.slowest = max(self.slowest, time.monotonic() - began)
        await self.past.catch_up()
        await settle(self.deliverer, self.store, self.now)
        self.now.forward(hours=_STEP)

    async def _poll(self):
        polls = [poller.poll() for poller in self.pollers]
        ended = await asyncio.gather(*polls, self.polls.step(), return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException) and not isinstance(error, SourceError):
                raise error

    async def remove_feeds(self):
        """Let one owner of each fifth feed remove it."""
        for number in range(0, self.feeds, 5):
            server, name = number % self.servers, self.names[str(number)]
            await self.survive(lambda server=server, name=name: self.added.remove(_owner(server), name))
            self.world.wanting[name].discard((_CHANNEL + server, WORDS[server % len(WORDS)]))

    async def run(self, days: int):
        """All days: feeds are added on the first one and halfway, when others are removed."""
        await self.begin()
        await self.step()
        for number in range((days + _QUIET_DAYS) * _STEPS_A_DAY):
            day, part = divmod(number, _STEPS_A_DAY)
            if number == days * _STEPS_A_DAY // 2:
                self.world.behave(badly=False)
                await self.add_feeds(range(self.feeds * 2 // 3, self.feeds))
                await self.step()
                await self.remove_feeds()
            self.world.behave(badly=True)
            if number % _RESTART_EVERY == 0:
                self.start()
            if day < days:
                self.world.publish_feeds(self.names, self.share / _STEPS_A_DAY)
                if part == 0:
                    self.world.publish_day(_OTHERS)
                    await self.store.prune(self.now())
            await self.step()
        self.world.behave(badly=False)
        await self.step()

    def wrong(self) -> list[str]:
        """Posts that are missing, repeated, or nobody's."""
        came = Counter(
            (post.channel, int(title.rpartition(" ")[2])) for post in self.notifier.posts for title in post.papers
        )
        wrong = [f"{pair} came {count} times" for pair, count in came.items() if count > 1]
        wrong += [f"{pair} came, and should not" for pair in came.keys() - self.world.expected]
        return wrong + [
            f"{pair} of {whose} did not come" for pair, whose in self.world.expected.items() if pair not in came
        ]


@asynccontextmanager
async def opened(
    folder: Path, patch: pytest.MonkeyPatch, through: type[Through] = Deadly, **size: Any
) -> AsyncGenerator[Replay]:
    """A replay of some `size`, whose store is seen `through` something."""
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(open_world(Clock()))
        store: Any = through(await stack.enter_async_context(open_store(f"tinydb://{folder / 'store'}")))
        past = await stack.enter_async_context(following(store, None))
        settings = SourceSettings.model_validate(world.settings())
        patch.setattr("bot.sources.settings.table.Pace", _unpaced)
        patch.setattr("bot.sources.conferences.added.find_conference", partial(_moved, world))
        replay = Replay(
            world=world,
            internet=(internet := FakeInternet(urlsplit(world.feeds.url).port or 0)),
            store=store,
            settings=settings,
            session=await stack.enter_async_context(open_session()),
            past=past,
            strangers=await stack.enter_async_context(open_strangers_fetcher()),
            **size,
        )
        stack.enter_context(internet.connecting(patch, *(server.url for server in world.servers)))
        yield replay


def _owner(server: int) -> Owner:
    return Owner(guild_id=_GUILD + server, user_id=1)


def _unpaced(*_: object) -> Pace:
    return Pace(0.0)


def _moved(world: World, text: str) -> Conference | None:
    found = find_conference(text)
    return found and found._replace(url=f"{world.conferences.url}{PATH.format('orals-posters')}")
