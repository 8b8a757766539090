"""Addresses that people add are read from public websites alone, in the connected application."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from yarl import URL

from bot.app.background import Background
from bot.domain.added_source import AddedSource
from bot.domain.clock import utc_now
from bot.domain.errors import PaperboyError
from bot.domain.subscription import Owner
from bot.service.added_sources.registry import StoredSource, change_source
from bot.store.opening import open_store
from tests.fake_sources import faults
from tests.fake_sources.feeds import LoopbackFeeds, Post, rss
from tests.fake_sources.internet import PUBLIC, FakeInternet
from tests.wire.support.harness import Harness, open_harness
from tests.wire.support.scenario import open_scenario

_URL = "http://lab.example/feed?key=secret99"


class World:
    """A connected bot that reads from public websites alone, and the internet around it."""

    def __init__(self, harness: Harness, server: LoopbackFeeds, internet: FakeInternet):
        self.harness, self.server, self.internet = harness, server, internet
        self.owner = Owner(guild_id=harness.guild.id, user_id=harness.admin.id)
        self.polls = Background(harness.app).added_polls()

    async def add(self, address: str) -> str:
        """Add a source as `/sources add` does, with its preview."""
        (found,) = await self.harness.app.added.find(address)
        await self.harness.app.added.preview(found)
        await self.harness.app.added.add(self.owner, found)
        return found.name

    async def poll(self, *numbers: int) -> list[str]:
        """Poll later, when the feed has these posts; return the titles of all cards so far."""
        posts = [Post(f"On matter {n}", f"https://lab.example/{n}", f"{n}") for n in numbers]
        self.server.put("feed", rss(posts))
        await self.harness.later(minutes=40)
        await self.polls.step()
        await self.harness.app.sweep()
        await self.harness.deliver()
        cards = [message for message in self.harness.channel.messages.values() if message.embeds]
        return [str(card.embeds[0]["title"]) for card in cards]


@pytest.fixture
async def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    guarded = {"allow_private": False}
    async with LoopbackFeeds() as server, open_harness(tmp_path, monkeypatch, added_sources=guarded) as harness:
        internet = FakeInternet(int(URL(server.url).port or 0))
        internet.name("lab.example", [PUBLIC])
        discord = harness.discord
        with internet.connecting(monkeypatch, discord.api_url, discord.gateway_url, harness.papers.url):
            yield World(harness, server, internet)


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::ffff:192.168.0.1", "fe80::1"])
async def test_a_private_address_cannot_be_added(world: World, address: str):
    """Neither by a name nor as it is; people are told the same as of an unknown name."""
    world.internet.name("nas.lan", [address])
    literal = f"[{address}]" if ":" in address else address
    told: set[str] = set()
    for typed in ("http://nas.lan/feed", f"http://{literal}/feed", "http://unknown.example/feed"):
        with pytest.raises(PaperboyError) as refusal:
            await world.add(typed)
        told.add(str(refusal.value).rpartition(" could not be ")[2].rstrip("."))
    assert told == {"reached on the public web, ports 80 and 443"}
    assert world.internet.connected == world.server.requests == []
    assert await world.harness.app.added.of(world.owner) == []


@pytest.mark.parametrize(
    "typed", ["file:///etc/passwd", "ftp://lab.example/", "http://a:b@lab.example/", "http://lab.example:8080/"]
)
async def test_nor_anything_that_is_no_website(world: World, typed: str):
    """Other schemes, passwords and ports than those of the web read nothing."""
    with pytest.raises(PaperboyError):
        await world.add(typed)
    assert world.server.requests == []


async def test_a_feed_whose_name_turns_private_is_not_read(world: World, caplog: pytest.LogCaptureFixture):
    """It fails without a connection, as if its name were gone; once it is back, news is posted once."""
    world.server.put("feed", rss([Post()]))
    name = await world.add(_URL)
    await world.harness.subscribe("matter", sources=(name,))
    assert await world.poll(1) == []
    assert await world.poll(1, 2) == ["On matter 2"]
    world.internet.name("lab.example", ["192.168.0.7"])
    asked, connected = len(world.server.requests), len(world.internet.connected)
    for _ in range(3):
        assert await world.poll(1, 2, 3) == ["On matter 2"]
    assert (len(world.server.requests), len(world.internet.connected)) == (asked, connected)
    (state,) = await world.harness.app.added.of(world.owner)
    assert state.failing_since
    assert "could not be reached on the public web" in str(state.error)
    assert "192.168.0.7" not in f"{state.error}{caplog.text}"
    assert "secret99" not in f"{state.error}{caplog.text}"
    world.internet.name("lab.example", [PUBLIC])
    for _ in range(2):
        assert await world.poll(1, 2, 3) == ["On matter 2", "On matter 3"]
    assert {*world.internet.connected} == {(PUBLIC, 80)}


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://nas.lan/", "//[::1]/", "http://lab.example:22/"])
async def test_a_page_that_redirects_to_a_private_address(world: World, target: str):
    """It is asked, and nothing behind it."""
    world.internet.name("nas.lan", ["192.168.0.2"])
    world.server.break_down(faults.redirect(target))
    with pytest.raises(PaperboyError, match="could not be reached on the public web"):
        await world.add(_URL)
    assert world.internet.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("allowed", "said", "asked"),
    [("false", "127.0.0.1 could not be reached on the public web", []), ("true", "1 papers read", ["/feed"])],
)
async def test_a_process_reads_private_addresses_only_if_the_host_says_so(
    tmp_path: Path, allowed: str, said: str, asked: list[str]
):
    """`paperboy run` refuses a stored private address, unless `allow_private` is set."""
    settings = {"PAPERBOY_ADDED_SOURCES__ALLOW_PRIVATE": allowed}
    async with LoopbackFeeds() as server, open_scenario(tmp_path, **settings) as scenario:
        server.put("feed", rss([Post()]))
        source = AddedSource(name="feed-1", address=f"{server.url}/feed", title="The lab")
        async with open_store(f"tinydb://{tmp_path / 'store'}") as store:
            assert scenario.channel.guild is not None
            stored = StoredSource(source=source, owners=((scenario.channel.guild.id, None),), due=utc_now())
            await change_source(store, source.name, lambda _: stored)
        await scenario.paperboy.start()
        await scenario.paperboy.says(f"The lab: {said}")
        assert server.requests == asked
