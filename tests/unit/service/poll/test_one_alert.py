"""One paper, one alert, whatever sources bring it and in which order; and what its card shows."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.subscription import Mode
from bot.service.deliver.compose import Composer
from bot.service.deliver.living_posts import LivingPosts
from bot.service.poll.poller import Poller
from tests.support.fakes import DAY, FakeSource, PlainRenderer, sighting, subscribe, subscription
from tests.support.streams import STREAM, FakeStream, part, streamed
from tests.unit.service.deliver.harness import DeliveryHarness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Item, Payload
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

PAPER = "arxiv:2511.00001"
ALL = ("lists", "stream", "feed")


class World:
    """A list, a stream and a feed, all of them read once, and what is posted of what they bring."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.delivery = DeliveryHarness(store, now)
        self.now = now
        self.source, self.stream, self.feed = FakeSource(), FakeStream(), FakeStream()
        self.feed.spec = replace(STREAM, name="feed")
        lists = {self.source.spec.name}
        self._polls = {one: Poller(store, one, now, lists=lists).poll for one in (self.stream, self.feed)}
        self._list = Poller(store, self.source, now, lists=lists).poll

    async def start(self) -> World:
        await self.list_()
        await self.announce(self.stream)
        await self.announce(self.feed)
        return self

    async def list_(self, *found: Sighting) -> None:
        self.source.days[DAY] = list(found)
        await self._list()
        await self.delivery.run()

    async def announce(self, source: FakeStream, *found: Sighting) -> None:
        source.parts.append(part(str(len(source.parts)), *found))
        await self._polls[source]()
        await self.delivery.run()

    async def bring(self, place: str, **listed: Any) -> None:
        """The paper, by one of the three."""
        if place == "lists":
            await self.list_(sighting("2511.00001", **listed))
        elif place == "stream":
            await self.announce(self.stream, streamed("2511.00001", categories=("cs.LG",)))
        else:
            reading = streamed("2511.00001")
            await self.announce(self.feed, replace(reading, paper=replace(reading.paper, source="feed")))

    def posted(self) -> list[str]:
        """The papers in all messages, once for each time that they were posted."""
        payloads = self.delivery.notifier.posted
        return [paper for one in payloads for paper in (one["digest"] if "digest" in one else [one["card"]])]


@pytest.fixture
async def world(store: Store, now: Clock) -> World:
    return await World(store, now).start()


@pytest.mark.parametrize("order", list(permutations(ALL)), ids=" ".join)
async def test_three_sources_make_one_post(world: World, store: Store, order: Sequence[str]) -> None:
    """Several subscriptions of a channel to all of them, of whatever mode, are served by one message."""
    await subscribe(
        store,
        subscription("aaaaa", "paper", sources=ALL),
        subscription("bbbbb", "cat:cs.LG OR paper", sources=ALL, mode=Mode.DAILY),
    )
    for place in order * 2:
        await world.bring(place, upvotes=50)
        world.now.forward(hours=7)
    world.now.forward(days=2)
    await world.delivery.run()
    assert world.posted() == [PAPER]


@pytest.mark.parametrize("first", ["lists", "stream"])
async def test_it_is_once_across_digests(world: World, store: Store, first: str) -> None:
    """What one digest had, the next does not have again because another source brings it."""
    await subscribe(store, subscription(query="paper", sources=ALL, mode=Mode.DAILY))
    await world.bring(first)
    for place in (*ALL, first):
        world.now.forward(days=1)
        await world.delivery.run()
        assert world.posted() == [PAPER]
        await world.bring(place)


async def test_heat_and_rank_are_those_of_the_list(world: World, store: Store) -> None:
    """Rules fire when the list gets there, once, for a paper that a stream had brought, and in no other moment."""
    await subscribe(
        store,
        subscription("aaaaa", "cat:cs.LG upvotes:>=20", channel=1, sources=("stream",)),
        subscription("bbbbb", "cat:cs.LG rank:<=3", channel=2),
    )
    posts: list[int] = []
    for place, listed in (
        ("stream", {}),
        ("lists", {"upvotes": 19, "rank": 4}),
        ("stream", {}),
        ("lists", {"upvotes": 20, "rank": 4}),
        ("lists", {"upvotes": 25, "rank": 3}),
        ("lists", {"upvotes": 50, "rank": 1}),
        ("feed", {}),
    ):
        await world.bring(place, **listed)
        posts.append(len(world.posted()))
    assert posts == [0, 0, 0, 1, 2, 2, 2]


async def test_a_card_shows_votes_that_come_later(world: World, store: Store) -> None:
    """The post of a paper that a stream brought is edited when a list tells of its votes, and keeps them."""
    await subscribe(store, subscription(query="paper", sources=ALL))
    await world.bring("stream")

    class Showing(PlainRenderer):
        def card(self, item: Item, marker: str, *_: object) -> Payload:
            places = [one.paper.source for one in item.sighting.by_source]
            return {**super().card(item, marker), "upvotes": item.sighting.signals.upvotes, "places": places}

    living = LivingPosts(store, world.delivery.notifier, Composer(Showing()), world.now)
    world.now.forward(hours=1)
    assert await living.step() == 0
    await world.bring("lists", upvotes=60)
    assert await living.step() == 1
    ((_, payload),) = world.delivery.notifier.edits
    assert (payload["upvotes"], payload["places"]) == (60, ["stream", "huggingface"])
    world.now.forward(hours=1)
    await world.bring("stream")
    assert await living.step() == 0
