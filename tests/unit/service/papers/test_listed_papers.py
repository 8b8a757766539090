"""Answers with papers that no list has had."""

from datetime import datetime

import pytest

from bot.domain.paper import Links
from bot.domain.ports import Order, SourceKind, Store, StreamPart
from bot.domain.ports.catalogue import Catalogue
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.papers import PaperServices
from bot.service.papers.archive import Archive
from bot.service.papers.coverage import Period
from bot.service.papers.pages import PageRequest
from bot.service.poll.poller import Poller
from tests.support.fakes import DAY, Clock, FakeSource, sighting
from tests.support.sources import make_spec


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


@pytest.mark.parametrize("others", ["announced by a stream", "looked up"])
async def test_what_is_about_lists_leaves_others_out(store: Store, past: PastIndex, now: Clock, others: str):
    """Previews, today's list and rankings have only listed papers; search and titles have all."""
    is_news = others == "announced by a stream"
    if is_news:
        await Poller(store, Stream(), now).poll()
    else:
        for number in (1, 2):
            await store.add_paper(sighting(f"2511.0000{number}", upvotes=99).as_unannounced())
    lists = FakeSource()
    lists.days[DAY] = [sighting("2511.00003")]
    await Poller(store, lists, now).poll()
    services = PaperServices(Archive(store, past, [lists], now, catalogue=Catalogue([lists.spec, Stream.spec])))
    assert [s.paper.id for s in (await services.stored.today(PageRequest(0, 10))).part.sightings] == [
        "arxiv:2511.00003"
    ]
    preview = await services.previews.preview(parse("paper"))
    assert (preview.papers, preview.matches, len(preview.examples)) == (1, 1, 1)
    ranked = await services.searches.ranking(Period.WEEK, PageRequest(0, 10))
    assert ([s.paper.id for s in ranked.sightings], ranked.coverage.papers) == (["arxiv:2511.00003"], 1)
    assert (await services.searches.search(parse("paper"), Order.NEWEST, PageRequest(0, 10))).part.total == 3
    assert (await services.trend(parse("paper"))).matches == (3 if is_news else 1)
    assert [s.paper.id for s in await services.stored.titled("2511.00001", 3)] == ["arxiv:2511.00001"]
