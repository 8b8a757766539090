"""The store without what only streams brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.paper import Links
from bot.domain.ports import SourceKind, StreamPart
from bot.query import PaperCache, parse
from bot.service.listed_papers import listed_papers
from bot.service.papers import PaperServices
from bot.service.papers.search import Order
from bot.service.poll.poller import Poller
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from tests.support.fakes import DAY, PERSON, Clock, FakeSource, destination, sighting
from tests.support.sources import make_spec

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import Store


class Stream:
    """Brings two papers at once."""

    spec = make_spec("stream", kind=SourceKind.STREAM)

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        assert cursor is None
        assert now
        found = (
            sighting(f"2511.0000{n}", source="stream", links=Links(page="https://example.org")) for n in (1, 2)
        )
        return StreamPart(announced=tuple(found), cursor="1")


async def test_a_new_subscription_does_not_know_what_only_a_stream_brought(store: Store, now: Clock) -> None:
    """A paper that a stream brought before the subscription was made is alerted when the list gets there."""
    await Poller(store, Stream(), now).poll()
    lists = FakeSource()
    lists.days[DAY] = [sighting("2511.00002")]
    await Poller(store, lists, now).poll()
    subscriptions = Subscriptions(listed_papers(store, {"stream"}), now)
    draft = Draft(query=parse("paper"), destination=destination(), creator_id=PERSON, name="x")
    await subscriptions.save(draft)
    lists.days[DAY] = [sighting("2511.00001"), sighting("2511.00002")]
    assert [alert.paper_id for alert in (await Poller(store, lists, now).poll()).alerts] == ["arxiv:2511.00001"]


async def test_what_is_about_lists_leaves_streams_out(store: Store, now: Clock) -> None:
    """Dry runs, today's list and the most upvoted; what is stored is found by its id and by search as ever."""
    await Poller(store, Stream(), now).poll()
    lists = FakeSource()
    lists.days[DAY] = [sighting("2511.00003")]
    await Poller(store, lists, now).poll()
    services = PaperServices(store, [lists], now, PaperCache(), listed=listed_papers(store, {"stream"}))
    assert [s.paper.id for s in (await services.stored.today()).sightings] == ["arxiv:2511.00003"]
    assert (await services.previews.preview(parse("paper"))).papers == 1
    assert await services.stored.get("arxiv:2511.00001") is not None
    assert len((await services.searches.search(parse("paper"), Order.NEWEST)).sightings) == 3


def test_without_streams_the_store_is_the_store(store: Store) -> None:
    """Nothing stands before it."""
    assert listed_papers(store, frozenset()) is store
