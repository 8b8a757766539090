"""Papers looked up before a source announces them."""

import pytest

from bot.domain.paper import Links
from bot.domain.ports import Store, StreamPart
from bot.service.poll.poller import Poller
from tests.support.fakes import CHANNEL, DAY, Clock, FakeSource, sighting, subscribe, subscription
from tests.support.streams import STREAM, FakeStream, part, streamed
from tests.unit.service.poll.test_stream_poll import polling

PAPER = "arxiv:2511.00001"
ASKED = sighting(
    "2511.00001",
    upvotes=40,
    tldr="It is so.",
    categories=("cs.LG",),
    links=Links(page="https://x.y/1", code="https://x.y/code"),
).as_unannounced()


@pytest.mark.parametrize("learned_before", [True, False])
async def test_a_list_announces_what_was_asked_for(store: Store, now: Clock, *, learned_before: bool):
    """A looked-up paper is alerted once when a source announces it."""
    lists = FakeSource()
    lists.days[DAY] = [sighting("2511.00009")]
    await Poller(store, lists, now).poll()
    if learned_before:
        await subscribe(store, subscription(query="paper"))
    await store.add_paper(ASKED)
    if not learned_before:
        await subscribe(store, subscription(query="paper"))
    now.forward(hours=1)
    lists.days[DAY].append(sighting("2511.00001", upvotes=3, rank=2))
    report = await Poller(store, lists, now).poll()
    assert [alert.paper_id for alert in report.alerts if alert.paper_id == PAPER] == [PAPER]
    assert [found.paper.id for found in report.examples] == [PAPER]
    (found,) = (await store.sightings([PAPER])).values()
    assert found.paper.announced
    assert (found.signals.upvotes, found.signals.rank) == (3, 2)
    assert (found.paper.tldr, found.paper.links.code) == ("It is so.", "https://x.y/code"), "details stay"
    assert (await Poller(store, lists, now).poll()).alerts == ()
    assert [alert.paper_id for alert in await store.pending(CHANNEL)].count(PAPER) == 1


async def test_being_asked_for_alerts_nobody(store: Store, now: Clock):
    """Lookups, and later polls without the paper, alert nobody."""
    await subscribe(store, subscription(query="paper"))
    await store.add_paper(ASKED)
    lists = FakeSource()
    lists.days[DAY] = []
    assert (await Poller(store, lists, now).poll()).alerts == ()
    assert await store.pending(CHANNEL) == ()


async def test_a_stream_announces_what_was_asked_for(store: Store):
    """Subscribers of the announcing source are alerted once; its day is the announcement's."""
    await subscribe(store, subscription(query="paper", sources=(STREAM.name,)))
    source = FakeStream(part("1"))
    await polling(store, source).poll()
    await store.add_paper(ASKED)
    source.parts.append(part("2", streamed("2511.00001", day=DAY.replace(day=13))))
    report = await polling(store, source).poll()
    assert [alert.paper_id for alert in report.alerts] == [PAPER]
    (found,) = (await store.sightings([PAPER])).values()
    assert (found.paper.announced, found.paper.source, found.signals.list_day) == (
        True,
        "stream",
        DAY.replace(day=13),
    )
    assert found.paper.categories == ("cs.LG",)
    source.parts.append(part("3", streamed("2511.00001")))
    assert (await polling(store, source).poll()).alerts == ()


@pytest.mark.parametrize("brought", ["huggingface", "stream"])
async def test_a_new_version_announces_nothing(store: Store, brought: str):
    """A new version updates a looked-up paper and leaves it unannounced."""
    await subscribe(store, subscription(query="paper"))
    await store.add_paper(sighting("2511.00001", source=brought, abstract="").as_unannounced())
    newer = streamed("2511.00001", title="A paper, revised", categories=("cs.LG",))
    source = FakeStream(part("1"), StreamPart(announced=(), updates=(newer,), cursor="2"))
    await polling(store, source).poll()
    assert (await polling(store, source).poll()).alerts == ()
    (found,) = (await store.sightings([PAPER])).values()
    assert not found.paper.announced
    assert found.paper.categories == ("cs.LG",)
    assert await store.pending(CHANNEL) == ()
