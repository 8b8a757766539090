"""Posts of their own about papers that were published or have a new version since."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.alert import Alert
from bot.domain.paper import Sighting
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.service.poll.changed_papers_note import changed_papers_note
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from tests.support.fakes import CHANNEL, Clock, destination, sighting, subscribe, subscription
from tests.support.interrupted import Interrupted
from tests.support.streams import STREAM, FakeStream, part, streamed
from tests.unit.service.deliver.harness import posted_card

NUMBER, ARTICLE, VERSION = "2511.00001", "doi:10.1038/x", "arxiv:2511.00001v2"
PUBLISHED: dict[str, Any] = {"published": ARTICLE, "journal": "Nature, 2026"}
_OTHER = 2_002  # a channel without the setting


class World:
    """Two channels with a post of a paper from a stream; one of them wants posts of their own."""

    def __init__(self, store: Store, now: Clock):
        self.store, self.now = store, now
        self.woken = 0
        self.stream, self.feed = FakeStream(), FakeStream()
        self.feed.spec = replace(STREAM, name="journal")
        context = PollContext(lists=set(), on_new_alerts=self._on_new_alerts)
        self._polls = {one: Poller(store, one, now, context).poll for one in (self.stream, self.feed)}

    def _on_new_alerts(self):
        self.woken += 1

    async def give(
        self, *announced: Sighting, source: FakeStream | None = None, updates: tuple[Sighting, ...] = ()
    ):
        stream = source or self.stream
        stream.parts.append(part(str(len(stream.parts)), *announced, updates=updates))
        await self._polls[stream]()

    async def update(self, **changes: Any):
        await self.give(updates=(streamed(NUMBER, **changes),))

    async def pending(self, channel: int = CHANNEL) -> dict[str, Alert]:
        return {one.paper_id: one for one in await self.store.pending(channel)}


@pytest.fixture
async def world(store: Store, now: Clock) -> World:
    world = World(store, now)
    await world.give(streamed(NUMBER))
    for key, place in (("aaaaa", CHANNEL), ("bbbbb", _OTHER)):
        await subscribe(store, subscription(key, query="paper", channel=place, sources=("stream", "journal")))
        where = replace(destination(place), preferences=Preferences(versions=place == CHANNEL))
        await posted_card(store, now, streamed(NUMBER), 70 + place, where, key=key)
    now.forward(days=21)
    return world


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        (PUBLISHED, {ARTICLE}),
        ({"version": 2}, {VERSION}),
        (PUBLISHED | {"version": 2}, {ARTICLE, VERSION}),
        ({"retracted": True}, set()),
        ({"journal": "Nature, 2026"}, set()),
        ({"title": "New"}, set()),
    ],
)
async def test_what_is_posted_again(world: World, changes: dict[str, Any], ids: set[str]):
    """An article and a new version are due once, where they are wanted, for the subscription that had a post."""
    for _ in range(2):
        await world.update(**changes)
        pending = await world.pending()
        assert pending.keys() == ids
        assert {one.subscriptions for one in pending.values()} <= {("aaaaa",)}
        assert await world.pending(_OTHER) == {}
        world.now.forward(minutes=15)
    assert bool(world.woken) == bool(ids)


async def test_how_they_look(world: World):
    """An article has its own page and names its preprint; a version keeps its links. Neither is announced."""
    await world.update(**PUBLISHED, version=2)
    stored = await world.store.sightings([ARTICLE, VERSION])
    article, version = stored[ARTICLE].paper, stored[VERSION].paper
    assert (article.links.page, article.preprint, article.published) == (
        "https://doi.org/10.1038/x",
        f"arxiv:{NUMBER}",
        None,
    )
    assert (article.journal, article.version, version.version) == ("Nature, 2026", 1, 2)
    assert version.links.page == f"https://example.org/{NUMBER}"
    assert [article.announced, version.announced] == [False, False]
    assert {one.signals.list_day for one in stored.values()} == {world.now().date()}


async def test_an_article_that_a_source_announces(world: World):
    """The journal's own reading wins, and the channel gets one alert for both."""
    article = sighting(id=ARTICLE, source="journal", title="The article of the paper", preprint=f"arxiv:{NUMBER}")
    await world.give(source=world.feed)
    await world.give(article, source=world.feed)
    assert (await world.pending()).keys() == {ARTICLE}
    assert (await world.pending(_OTHER)).keys() == {ARTICLE}
    stored = (await world.store.sightings([ARTICLE]))[ARTICLE].paper
    assert (stored.title, stored.announced) == ("The article of the paper", True)
    await world.update(**PUBLISHED)
    assert (await world.pending()).keys() == {ARTICLE}


async def test_a_source_may_announce_it_later(world: World):
    """The article's own text replaces the preprint's, and it is new to channels that do not want versions."""
    await world.update(**PUBLISHED)
    article = sighting(id=ARTICLE, source="journal", title="The article of the paper")
    await world.give(source=world.feed)
    await world.give(article, source=world.feed)
    stored = (await world.store.sightings([ARTICLE]))[ARTICLE].paper
    assert (stored.title, stored.announced) == ("The article of the paper", True)
    assert (await world.pending(_OTHER)).keys() == {ARTICLE}


async def test_only_what_was_posted(world: World):
    """A paper that the channel never posted, and a deleted subscription, get nothing."""
    await world.give(streamed("2511.00002"))
    await world.give(updates=(streamed("2511.00002", version=2),))
    waiting = await world.pending()
    assert "arxiv:2511.00002v2" not in waiting
    await world.store.remove_subscription("aaaaa")
    await world.update(version=2)
    assert VERSION not in await world.pending()


@pytest.mark.parametrize("verb", ["change_note", "commit_poll"])
@pytest.mark.parametrize("after", [0, 1])
async def test_a_crash_loses_and_repeats_nothing(world: World, verb: str, after: int):
    """A process that ends before any of the writes leaves the rest to the next poll: one alert, and one note."""
    world.stream.parts.append(part("next", updates=(streamed(NUMBER, version=2),)))
    store = Interrupted(world.store, verb, after=after)
    with suppress(OSError):
        await Poller(store, world.stream, world.now, PollContext(lists=set())).poll()
    await Poller(world.store, world.stream, world.now, PollContext(lists=set())).poll()
    assert (await world.pending()).keys() == {VERSION}
    assert list(await changed_papers_note(world.store).load() or {}) == [f"arxiv:{NUMBER}"]
    stored = await world.store.sightings([f"arxiv:{NUMBER}"])
    assert stored[f"arxiv:{NUMBER}"].paper.version == 2
