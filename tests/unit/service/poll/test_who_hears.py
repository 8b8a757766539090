"""Subscriptions that are alerted when lists and streams announce a paper, in either order."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import StoreError
from bot.domain.paper import Sighting
from bot.domain.ports import PollReport, Store
from bot.service.poll.context import PollContext
from bot.service.poll.ingest import Ingest
from bot.service.poll.poller import Poller
from tests.support.fakes import DAY, Clock, FakeSource, sighting, subscribe, subscription
from tests.support.meanwhile import Meanwhile
from tests.support.streams import STREAM, FakeStream, part, streamed

PAPER = "arxiv:2511.00001"
LISTS = {"huggingface"}
EVERYTHING = ("lists", "stream")


class Host:
    """Polls a list and a stream that has been read once."""

    def __init__(self, store: Store, now: Clock):
        self.source, self.stream = FakeSource(), FakeStream(part("0"))
        self._list = Poller(store, self.source, now, PollContext(lists=LISTS))
        self._stream = Poller(store, self.stream, now, PollContext(lists=LISTS))

    async def start(self):
        await self._list.poll()
        await self._stream.poll()

    async def announce(self, *found: Sighting) -> list[tuple[str, ...]]:
        """Return the subscriptions of each alert of a stream's part."""
        self.stream.parts.append(part(str(len(self.stream.parts)), *found))
        return _whom(await self._stream.poll())

    async def list_(self, *found: Sighting) -> list[tuple[str, ...]]:
        """Return the subscriptions of each alert of today's list."""
        self.source.days[DAY] = list(found)
        return _whom(await self._list.poll())


def _whom(report: PollReport) -> list[tuple[str, ...]]:
    return [alert.subscriptions for alert in report.alerts]


@pytest.fixture
async def host(store: Store, now: Clock) -> Host:
    found = Host(store, now)
    await found.start()
    return found


@pytest.mark.parametrize("listening", [False, True])
async def test_a_stream_that_is_added_posts_nothing_more(store: Store, now: Clock, *, listening: bool):
    """A new stream alerts only subscriptions that include it."""
    await subscribe(store, subscription(query="paper", sources=EVERYTHING if listening else ()))
    alone = FakeSource()
    poller = Poller(store, alone, now, PollContext(lists=LISTS))
    await poller.poll()
    alone.days[DAY] = [sighting("2511.00001")]
    assert len((await poller.poll()).alerts) == 1
    host = Host(store, now)
    host.source.days = alone.days
    await host.start()
    papers = [streamed(f"2511.{number:05d}") for number in range(1, 50)]
    assert len(await host.announce(*papers)) == (48 if listening else 0)


async def test_minimum_upvotes_are_reached_after_many_polls(host: Host, store: Store):
    """A stream's subscriber is alerted of its papers once a list has enough upvotes, after any number of polls."""
    await subscribe(store, subscription(query="paper upvotes:>=20", sources=("stream",)))
    await host.announce(streamed("2511.00001"))
    for upvotes, alerts in ((3, []), (19, []), (20, [("aaaaa",)]), (25, [])):
        assert await host.list_(sighting("2511.00001", upvotes=upvotes)) == alerts


@pytest.mark.parametrize("sources", [(), ("lists", "elsewhere")])
async def test_a_stream_does_not_alert_subscribers_of_lists(host: Host, store: Store, sources: tuple[str, ...]):
    """Subscribers of lists are alerted when a list has a paper, not when a stream updates it."""
    await subscribe(store, subscription(query="cat:cs.LG", sources=sources))
    assert await host.list_(sighting("2511.00001")) == []
    assert await host.announce(streamed("2511.00001", categories=("cs.LG",))) == []
    assert await host.list_(sighting("2511.00001")) == [("aaaaa",)]


async def test_a_stream_can_complete_a_paper_of_another(host: Host, store: Store, now: Clock):
    """A feed's paper matches once arXiv adds its categories, for a subscription without arXiv."""
    await subscribe(store, subscription(query="cat:cs.LG", sources=("feed",)))
    known = streamed("2511.00001")
    spec = replace(STREAM, name="feed")
    feed = Ingest(store, spec, PollContext(lists=LISTS))
    of_feed = replace(known, paper=replace(known.paper, source="feed"))
    assert (await feed.ingest([of_feed], now(), learned=False)).alerts == ()
    assert await host.announce(streamed("2511.00001", categories=("cs.LG",))) == [("aaaaa",)]


async def test_a_list_has_what_a_stream_brought_before_the_subscription(host: Host, store: Store):
    """A paper in the baseline from a stream is still alerted to subscribers of lists when a list has it."""
    await host.announce(streamed("2511.00001"))
    for number, sources in enumerate([(), EVERYTHING, ("stream",)]):
        one = subscription(f"aaaa{number}", "paper", channel=100 + number, sources=sources)
        await subscribe(store, one, baseline=frozenset({PAPER}) if sources else frozenset())
    assert await host.announce(streamed("2511.00001")) == []
    assert await host.list_(sighting("2511.00001")) == [("aaaa0",), ("aaaa1",)]


async def test_old_papers_are_not_alerted_again(host: Host, store: Store, now: Clock):
    """A paper older than baselines is not alerted again, unless a list has it now."""
    for number, sources in enumerate([(), ("stream",), EVERYTHING]):
        await subscribe(store, subscription(f"aaaa{number}", "paper", channel=100 + number, sources=sources))
    long_ago = streamed("2511.00001", day=DAY - timedelta(days=60))
    await Ingest(store, STREAM, PollContext(lists=LISTS)).ingest([long_ago], now(), learned=True)
    assert await host.announce(streamed("2511.00001")) == []
    assert await host.list_(sighting("2511.00001")) == [("aaaa0",), ("aaaa2",)]


async def test_a_crash_between_the_writes_of_a_pick_loses_nobody(host: Host, store: Store, now: Clock):
    """After a crash between two writes of a newly listed paper, the missing alerts are made."""
    await host.announce(streamed("2511.00001"))
    for number in range(350):
        one = subscription(f"s{number}", "paper", channel=1_000 + number, sources=EVERYTHING)
        await subscribe(store, one, baseline=frozenset({PAPER}))

    async def end():
        raise StoreError("The process ends.")

    crashing: Any = Meanwhile(store, "commit_poll", end, after=7)  # six days without papers, then the first alerts
    again = Host(crashing, now)
    again.source.days[DAY] = [sighting("2511.00001")]
    with pytest.raises(StoreError):
        await again._list.poll()
    assert len(await host.list_(sighting("2511.00001"))) == 50
