"""Who is alerted of a paper when lists and streams bring it, in which order they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.errors import StoreError
from bot.service.poll.context import PollContext
from bot.service.poll.ingest import Ingest
from bot.service.poll.poller import Poller
from tests.support.fakes import DAY, FakeSource, sighting, subscribe, subscription
from tests.support.meanwhile import Meanwhile
from tests.support.streams import STREAM, FakeStream, part, streamed

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.ports import PollReport, Store
    from tests.support.fakes import Clock

PAPER = "arxiv:2511.00001"
LISTS = {"huggingface"}
EVERYTHING = ("lists", "stream")


class Host:
    """Polls a list and a stream that has been read once."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.source, self.stream = FakeSource(), FakeStream(part("0"))
        self._list = Poller(store, self.source, now, PollContext(lists=LISTS))
        self._stream = Poller(store, self.stream, now, PollContext(lists=LISTS))

    async def start(self) -> None:
        await self._list.poll()
        await self._stream.poll()

    async def announce(self, *found: Sighting) -> list[tuple[str, ...]]:
        """The subscriptions of each alert that comes of a stream's part."""
        self.stream.parts.append(part(str(len(self.stream.parts)), *found))
        return _whom(await self._stream.poll())

    async def list_(self, *found: Sighting) -> list[tuple[str, ...]]:
        """The same of today's list."""
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
async def test_a_stream_that_is_added_posts_nothing_more(store: Store, now: Clock, *, listening: bool) -> None:
    """What a host's lists bring is the same with it and without; who chose the stream shows the difference."""
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


async def test_heat_is_waited_for_over_many_readings(host: Host, store: Store) -> None:
    """Who listens to the stream goes on hearing of its papers in the list, however often that was read before."""
    await subscribe(store, subscription(query="paper upvotes:>=20", sources=("stream",)))
    await host.announce(streamed("2511.00001"))
    for upvotes, alerts in ((3, []), (19, []), (20, [("aaaaa",)]), (25, [])):
        assert await host.list_(sighting("2511.00001", upvotes=upvotes)) == alerts


@pytest.mark.parametrize("sources", [(), ("lists", "elsewhere")])
async def test_a_stream_tells_nothing_of_what_was_listed_before(
    host: Host, store: Store, sources: tuple[str, ...]
) -> None:
    """Those who listen to lists hear of a paper when a list has it, and not when a stream says more of it."""
    await subscribe(store, subscription(query="cat:cs.LG", sources=sources))
    assert await host.list_(sighting("2511.00001")) == []
    assert await host.announce(streamed("2511.00001", categories=("cs.LG",))) == []
    assert await host.list_(sighting("2511.00001")) == [("aaaaa",)]


async def test_what_another_stream_adds_is_heard_of(host: Host, store: Store, now: Clock) -> None:
    """A paper of a feed without categories begins to match when arXiv, to which nobody listens, gives them."""
    await subscribe(store, subscription(query="cat:cs.LG", sources=("feed",)))
    known = streamed("2511.00001")
    spec = replace(STREAM, name="feed")
    feed = Ingest(store, spec, PollContext(lists=LISTS))
    of_feed = replace(known, paper=replace(known.paper, source="feed"))
    assert (await feed.ingest([of_feed], now(), learned=False)).alerts == ()
    assert await host.announce(streamed("2511.00001", categories=("cs.LG",))) == [("aaaaa",)]


async def test_a_list_has_what_a_stream_brought_before_the_subscription(host: Host, store: Store) -> None:
    """Also where the baseline holds it: what a list picks is news for those who listen to it, for others not."""
    await host.announce(streamed("2511.00001"))
    for number, sources in enumerate([(), EVERYTHING, ("stream",)]):
        one = subscription(f"aaaa{number}", "paper", channel=100 + number, sources=sources)
        await subscribe(store, one, baseline=frozenset({PAPER}) if sources else frozenset())
    assert await host.announce(streamed("2511.00001")) == []
    assert await host.list_(sighting("2511.00001")) == [("aaaa0",), ("aaaa1",)]


async def test_what_was_announced_long_ago_is_no_news(host: Host, store: Store, now: Clock) -> None:
    """No baseline reaches so far back: who heard of it then is passed over, unless a list has it now."""
    for number, sources in enumerate([(), ("stream",), EVERYTHING]):
        await subscribe(store, subscription(f"aaaa{number}", "paper", channel=100 + number, sources=sources))
    long_ago = streamed("2511.00001", day=DAY - timedelta(days=60))
    await Ingest(store, STREAM, PollContext(lists=LISTS)).ingest([long_ago], now(), learned=True)
    assert await host.announce(streamed("2511.00001")) == []
    assert await host.list_(sighting("2511.00001")) == [("aaaa0",), ("aaaa2",)]


async def test_a_crash_between_the_writes_of_a_pick_loses_nobody(host: Host, store: Store, now: Clock) -> None:
    """Three hundred alerts are stored at once; those of the next write come with the next reading."""
    await host.announce(streamed("2511.00001"))
    for number in range(350):
        one = subscription(f"s{number}", "paper", channel=1_000 + number, sources=EVERYTHING)
        await subscribe(store, one, baseline=frozenset({PAPER}))

    async def end() -> None:
        raise StoreError("The process ends.")

    crashing: Any = Meanwhile(store, "commit_poll", end, after=7)  # six days without papers, then the first alerts
    again = Host(crashing, now)
    again.source.days[DAY] = [sighting("2511.00001")]
    with pytest.raises(StoreError):
        await again._list.poll()
    assert len(await host.list_(sighting("2511.00001"))) == 50
