"""The store without what only streams brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.paper import Links
from bot.domain.ports import Order, SourceKind, StreamPart
from bot.domain.ports.catalogue import Catalogue
from bot.query import parse
from bot.service.papers import PaperServices
from bot.service.papers.coverage import Period
from bot.service.poll.poller import Poller
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from tests.support.fakes import DAY, PERSON, Clock, FakeSource, destination, sighting
from tests.support.sources import make_spec

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.search.past import PastIndex


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


async def test_what_is_about_lists_leaves_streams_out(store: Store, past: PastIndex, now: Clock) -> None:
    """Dry runs, today's list and the most upvoted; what is stored is found by its id and by search as ever."""
    await Poller(store, Stream(), now).poll()
    lists = FakeSource()
    lists.days[DAY] = [sighting("2511.00003")]
    await Poller(store, lists, now).poll()
    services = PaperServices(
        store,
        past,
        [lists],
        now,
        catalogue=Catalogue([lists.spec, Stream.spec]),
    )
    assert [s.paper.id for s in (await services.stored.today(0, 10)).part.sightings] == ["arxiv:2511.00003"]
    preview = await services.previews.preview(parse("paper"))
    assert (preview.papers, preview.matches, len(preview.examples)) == (1, 1, 1)
    ranked = (await services.rankings.ranking(Period.WEEK, 0, 10)).part
    assert ([s.paper.id for s in ranked.sightings], ranked.total, ranked.coverage.papers) == (
        ["arxiv:2511.00003"],
        1,
        1,
    )
    assert await services.stored.get("arxiv:2511.00001") is not None
    assert (await services.searches.search(parse("paper"), Order.NEWEST, 0, 10)).part.total == 3
    assert (await services.trends.trend(parse("paper"))).matches == 3
    assert [s.paper.id for s in await services.stored.titled("2511.00001", 3)] == ["arxiv:2511.00001"]


@pytest.mark.parametrize("indexed", [True, False])
async def test_a_new_subscription_does_not_know_what_was_only_looked_up(
    store: Store, past: PastIndex, now: Clock, *, indexed: bool
) -> None:
    """A paper that somebody asked for before the subscription was made is alerted when a list brings it."""
    known = past if indexed else None
    await store.add_paper(sighting("2511.00001").asked_for())
    lists = FakeSource()
    lists.days[DAY] = [sighting("2511.00002")]
    await Poller(store, lists, now).poll()
    subscriptions = Subscriptions(store, now, past=known)
    draft = Draft(query=parse("paper"), destination=destination(), creator_id=PERSON, name="x")
    await subscriptions.save(draft)
    lists.days[DAY] = [sighting("2511.00001"), sighting("2511.00002")]
    assert [alert.paper_id for alert in (await Poller(store, lists, now).poll()).alerts] == ["arxiv:2511.00001"]


async def test_what_was_only_looked_up_counts_for_nothing(store: Store, past: PastIndex, now: Clock) -> None:
    """Today, trending, dry runs and trends know nothing of it; search and titles find it."""
    await store.add_paper(sighting("2511.00001", upvotes=99).asked_for())
    lists = FakeSource()
    lists.days[DAY] = [sighting("2511.00003")]
    await Poller(store, lists, now).poll()
    services = PaperServices(
        store,
        past,
        [lists],
        now,
        catalogue=Catalogue([lists.spec]),
    )
    assert [s.paper.id for s in (await services.stored.today(0, 10)).part.sightings] == ["arxiv:2511.00003"]
    preview = await services.previews.preview(parse("paper"))
    assert (preview.papers, preview.matches) == (1, 1)
    ranked = (await services.rankings.ranking(Period.WEEK, 0, 10)).part
    assert ([s.paper.id for s in ranked.sightings], ranked.coverage.papers) == (["arxiv:2511.00003"], 1)
    trend = await services.trends.trend(parse("paper"))
    assert (trend.matches, trend.coverage.papers) == (1, 1)
    assert (await services.searches.search(parse("paper"), Order.NEWEST, 0, 10)).part.total == 2
    assert [s.paper.id for s in await services.stored.titled("2511.00001", 3)] == ["arxiv:2511.00001"]
    lists.days[DAY].append(sighting("2511.00001", upvotes=3))
    await Poller(store, lists, now).poll()
    assert (await services.trends.trend(parse("paper"))).matches == 2, "the list has it now"
