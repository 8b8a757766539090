"""Sources that people add while the bot runs, over real sockets: from the first poll to the last removal."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from pathlib import Path

import aiohttp
import pytest

from bot.app.background import Background
from bot.domain.added_source import AddedSource
from bot.domain.clock import utc_now
from bot.domain.errors import MistakeError
from bot.domain.subscription import Owner
from bot.service.added_sources.registry import StoredSource, change_source, load_sources
from bot.sources.arxiv.settings import Arxiv
from bot.sources.catalogue import ADDED_KINDS
from bot.sources.feeds.settings import Feed
from bot.sources.settings.added import AddedKinds
from bot.sources.settings.table import Resources
from bot.store.opening import open_store
from tests.fake_sources import faults
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv
from tests.fake_sources.feeds import LoopbackFeeds, Post, rss
from tests.support.fakes import DAY
from tests.wire.support.harness import Harness, restarted
from tests.wire.support.scenario import open_scenario

PATH = "lab.xml?key=secret99"


class Feeds:
    """A server of feeds, and what the harness' server has of it."""

    def __init__(self, harness: Harness, server: LoopbackFeeds):
        self.harness = harness
        self.server = server
        self.owner = Owner(guild_id=harness.guild.id, user_id=harness.admin.id)
        self.polls = Background(harness.app).added_polls()

    def restart(self):
        self.polls = Background(self.harness.app).added_polls()

    def post(self, *numbers: int):
        """Let the feed have these posts."""
        self.server.put(
            "lab.xml", rss(Post(f"On matter {n}", f"https://lab.example/{n}", f"{n}") for n in numbers)
        )

    async def add(self) -> str:
        (found,) = await self.harness.app.added.find(f"{self.server.url}/{PATH}")
        await self.harness.app.added.add(self.owner, found)
        return found.name

    async def later(self, minutes: float = 40) -> list[str]:
        """Poll after some time, and deliver; return the titles of all cards so far."""
        await self.harness.later(minutes=minutes)
        await self.polls.step()
        await self.harness.app.sweep()
        await self.harness.deliver()
        cards = [message for message in self.harness.channel.messages.values() if message.embeds]
        return [str(card.embeds[0]["title"]) for card in cards]


@pytest.fixture
async def feeds(harness: Harness) -> AsyncIterator[Feeds]:
    async with LoopbackFeeds() as server:
        feeds = Feeds(harness, server)
        feeds.post(1, 2)
        yield feeds


async def test_added_polled_removed(feeds: Feeds, caplog: pytest.LogCaptureFixture):
    """A feed added while the bot runs is learned, its news posted once over a restart; removed, it is let be."""
    harness, name = feeds.harness, await feeds.add()
    await harness.subscribe("matter", sources=(name,))
    assert await feeds.later() == []
    feeds.post(1, 2, 3)
    assert await feeds.later() == ["On matter 3"]
    async with restarted(harness):
        feeds.restart()
        asked = len(feeds.server.requests)
        assert await feeds.later(1) == ["On matter 3"]
        assert len(feeds.server.requests) == asked
        feeds.post(1, 2, 3, 4)
        assert await feeds.later() == ["On matter 3", "On matter 4"]
        asked = len(feeds.server.requests)
        assert await feeds.later() == ["On matter 3", "On matter 4"]
        assert feeds.server.headers[asked]["If-None-Match"]
        (card, *_) = [one for one in harness.channel.messages.values() if one.embeds]
        assert card.embeds[0]["footer"]["text"] == "Lab"
        await harness.app.added.remove(feeds.owner, name)
        feeds.post(5)
        asked = len(feeds.server.requests)
        assert await feeds.later() == ["On matter 3", "On matter 4"]
        assert len(feeds.server.requests) == asked
        assert await harness.store.cursor(name) is None
    assert "secret99" not in caplog.text


async def test_a_week_of_failures_is_told_once(feeds: Feeds):
    """The channel that gets the papers is told once, over a restart; not before the week is over."""
    harness, name = feeds.harness, await feeds.add()
    await harness.subscribe("matter", sources=(name,))
    feeds.server.break_down(faults.status(410))
    for _ in range(8):
        harness.list()
        assert harness.words() == []
        await feeds.later(60 * 24)
    async with restarted(harness):
        feeds.restart()
        for _ in range(2):
            await feeds.later(60)
        [told] = harness.words()
        assert told.startswith("I stopped checking Lab, which has been unreachable since <t:")
        feeds.server.recover()
        await feeds.add()
        feeds.post(3)
        await feeds.later()
        assert (await harness.app.added.of(feeds.owner))[0].paused is False
        assert len(harness.words()) == 1


async def test_a_person_is_told_in_their_messages(feeds: Feeds):
    """For a source of their own, a person gets the notice as a direct message."""
    feeds.owner = Owner(guild_id=None, user_id=feeds.harness.admin.id)
    await feeds.add()
    feeds.server.break_down(faults.status(410))
    for _ in range(10):
        await feeds.later(60 * 24)
    assert len(feeds.harness.told()) == 1
    assert (await feeds.harness.app.added.of(feeds.owner))[0].paused


async def test_a_server_that_removes_the_bot_frees_its_sources(feeds: Feeds):
    """A server without the bot and without subscriptions keeps no source; one that has the bot does."""
    await feeds.add()
    await feeds.harness.app.forget_left_servers()
    assert len(await feeds.harness.app.added.of(feeds.owner)) == 1
    feeds.owner = Owner(guild_id=12345, user_id=1)
    await feeds.add()
    await feeds.harness.app.forget_left_servers()
    assert await feeds.harness.app.added.of(feeds.owner) == []
    assert len(feeds.harness.app.added.stored) == 1


async def test_a_feed_of_the_host_is_not_added(session: aiohttp.ClientSession):
    """Polled twice, each of its items without DOI would be posted as two papers."""
    url = "https://lab.example/feed?key=secret99"
    web = Resources(session, (Feed(name="lab", url=url, title="The Lab"),))
    with pytest.raises(MistakeError, match=r"^The Lab is already available here\.$"):
        await AddedKinds(ADDED_KINDS, web).find(url)


async def test_a_category_of_arxiv_has_its_own_name(session: aiohttp.ClientSession):
    """It is read where the host reads arXiv, at arXiv's pace, and its papers have the name of the added source."""
    async with LoopbackArxiv(DAY) as server:
        server.announce(DAY, [FeedItem("2511.00002", categories=("cs.CL",))])
        web = Resources(session, (Arxiv(url=server.url, api_url=server.url),))
        (source,) = await AddedKinds(ADDED_KINDS, web).find("arXiv: cs.cl")
        assert source == AddedSource(name="arxiv-cs-cl", address="arxiv:cs.CL", title="arXiv cs.CL")
        built = AddedKinds(ADDED_KINDS, web).build(source)
        assert built is not None
        part = await built.read_from(None, datetime.combine(DAY, time(12), UTC))
        assert [found.paper.source for found in part.announced] == ["arxiv-cs-cl"]
        assert (built.spec.title, built.spec.lookup_pattern) == ("arXiv cs.CL", "")
        assert server.requests == ["/rss/cs.CL"]


async def test_a_process_polls_what_people_added(tmp_path: Path):
    """`paperboy run` polls a stored source after its start, and not after the next one: it is not yet due."""
    async with LoopbackArxiv(DAY) as server:
        server.announce(DAY, [FeedItem("2511.00002", categories=("cs.CL",))])
        where = {"PAPERBOY_ARXIV__URL": server.url, "PAPERBOY_ARXIV__API_URL": server.url}
        source = AddedSource(name="arxiv-cs-cl", address="arxiv:cs.CL", title="arXiv cs.CL")
        async with open_scenario(tmp_path, **where) as scenario:
            async with open_store(f"tinydb://{tmp_path / 'store'}") as store:
                assert scenario.channel.guild is not None
                owner = (scenario.channel.guild.id, None)
                stored = StoredSource(source=source, owners=(owner,), due=utc_now())
                await change_source(store, source.name, lambda _: stored)
            for starts in (1, 2):
                await scenario.paperboy.start()
                await scenario.discord.gateway.connected(identifies=starts)
                await scenario.paperboy.says("arXiv cs.CL: 1 papers read, 1 new, 0 alerts.")  # of the first start
                await scenario.polled(3)  # by then that is stored, and what is due would be asked for
                assert await scenario.paperboy.stop() == 0
            assert server.requests == ["/rss/cs.CL"]
        async with open_store(f"tinydb://{tmp_path / 'store'}") as store:
            read = (await load_sources(store))[source.name]
            assert (read.last_read is None, read.failing_since) == (False, None)
            assert await store.cursor(source.name) is not None
