"""The stream beside the bundled feed."""

from datetime import UTC, datetime, timedelta

from bot.demo.sample import PAST_DAYS, STREAM_NAME, SampleKinds, SampleList, SampleStream, bundled
from bot.domain.added_source import AddedSource
from bot.domain.ports import StreamPart
from tests.support.streams import FakeFeed, FakeKinds, feed

BEGAN = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def listed(now: datetime) -> set[str]:
    """Return the list's papers at `now`, by id."""
    feed = SampleList(bundled(), BEGAN)
    days = [now.date() - timedelta(days=n) for n in range(PAST_DAYS + 1)]
    return {s.paper.id for day in days for s in (await feed.read(day, now)).sightings}


async def read(cursor: str | None, now: datetime) -> StreamPart:
    return await SampleStream(bundled(), BEGAN).read_from(cursor, now)


async def test_everything_is_announced_before_it_is_listed():
    """At the start the stream has all listed papers, and some that are not listed yet."""
    for now in (BEGAN, BEGAN + MINUTE, BEGAN + 3 * MINUTE):
        announced = {s.paper.id for s in (await read(None, now)).announced}
        assert announced > await listed(now)
    assert len((await read(None, BEGAN + 10 * MINUTE)).announced) == 48


async def test_papers_go_on_appearing():
    """From one poll to the next each paper comes once, and in the first minute there are some."""
    cursor, found = None, list[list[str]]()
    for n in range(80):
        part = await read(cursor, BEGAN + n * 8 * SECOND)
        cursor = part.cursor
        found.append([s.paper.id for s in part.announced])
    every = [paper for some in found for paper in some]
    assert len(every) == len(set(every)) == 48
    assert sum(map(len, found[1:8])) >= 2
    assert found[-1] == []


async def test_a_stream_knows_less_than_a_list():
    """Authors and abstract; votes, gists, keywords and code are the list's."""
    for found in (await read(None, BEGAN)).announced:
        assert found.paper.source == STREAM_NAME
        assert found.paper.authors
        assert found.paper.abstract
        assert (found.paper.tldr, found.paper.keywords, found.paper.links.code) == (None, (), None)
        assert found.paper.links.page.startswith("https://arxiv.org/abs/")
        assert found.signals.upvotes == 0
        assert found.signals.list_day <= BEGAN.date()


async def test_a_category_of_arxiv_can_be_added():
    """It has the stream's papers under its own name; any other source is the real one."""
    kinds = SampleKinds(FakeKinds(), BEGAN)
    source = kinds.build(AddedSource(name="arxiv-cs-cl", address="arxiv:cs.CL", title="arXiv cs.CL"))
    assert source is not None
    assert (source.spec.name, source.spec.title) == ("arxiv-cs-cl", "arXiv cs.CL")
    announced = (await source.read_from(None, BEGAN)).announced
    assert {one.paper.source for one in announced} == {"arxiv-cs-cl"}
    assert [one.paper.id for one in announced] == [one.paper.id for one in (await read(None, BEGAN)).announced]
    assert await kinds.find("lab") == (feed("lab"),)
    assert isinstance(kinds.build(feed("lab")), FakeFeed)
