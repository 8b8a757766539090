"""Feeds over real sockets: new items, changed ones, faults and wrong clocks."""

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.ports import StreamPart
from bot.sources.feeds.source import FeedSource
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources import faults
from tests.fake_sources.faults import Fault
from tests.fake_sources.feeds import Post, rss
from tests.wire.sources.feeds.conftest import NOW, POSTS, Reader


def titles(part: StreamPart) -> list[str]:
    return [sighting.paper.title for sighting in part.announced]


async def test_new_items_are_announced_once(reader: Reader):
    """The first poll gives all items, later ones new and edited items."""
    first = await reader.read(POSTS[5:])
    assert (len(first.announced), first.learned) == (15, True)
    edited = replace(POSTS[7], title="On the matters of number 7", about="We study matters.")
    part = await reader.read([*POSTS[3:7], edited, *POSTS[8:18]])
    assert titles(part) == ["On the matter of number 3", "On the matter of number 4"]
    assert [one.paper.title for one in part.updates] == ["On the matters of number 7"]
    assert {one.paper.id for one in part.updates} <= {one.paper.id for one in first.announced}
    assert (part.gap, part.learned) == (None, False)
    assert (await reader.read(POSTS[3:18])).announced == ()


async def test_what_is_learned_has_its_own_days(reader: Reader):
    """A first poll's items count on the days of their dates, within the last month; later ones on today."""
    ago = {0: 0, 1: 3, 2: 400, 3: -9, 4: None}  # days; the fourth is in the future, the last has no date
    dates = [None if days is None else format_datetime(NOW - timedelta(days=days)) for days in ago.values()]
    first = await reader.read([replace(POSTS[n], date=dates[n]) for n in ago])
    assert [(NOW.date() - one.signals.list_day).days for one in first.announced] == [0, 3, 30, 0, 0]
    later = await reader.read([replace(POSTS[9], date=dates[1]), *POSTS[:5]])
    assert [one.signals.list_day for one in later.announced] == [NOW.date()]


async def test_an_unchanged_feed_is_not_sent_again(reader: Reader):
    """Stored validators make the answer a 304, also after a restart."""
    await reader.read(POSTS)
    before = reader.cursor
    part = await reader.read()
    assert (part.announced, part.updates, part.cursor) == ((), (), before)
    assert "If-None-Match" not in reader.server.headers[0]
    assert "If-None-Match" in reader.server.headers[1]


async def test_once_a_day_the_whole_feed_is_asked_for(reader: Reader):
    """The whole feed is fetched once a day, as some servers always say "unchanged"."""
    await reader.read(POSTS)
    await reader.read(now=NOW + timedelta(days=1))
    assert "If-None-Match" not in reader.server.headers[1]
    await reader.read(now=NOW + timedelta(days=1))
    assert "If-None-Match" in reader.server.headers[2]


async def test_the_header_may_name_the_encoding(reader: Reader):
    """The header may name the encoding, and an unknown one is ignored."""
    posts = [replace(POSTS[0], title="Über die Größe der Maße")]
    body = rss(posts).decode().encode("latin-1")
    for kind, title in (
        ('text/xml; charset="ISO-8859-1"', posts[0].title),
        ("text/xml; charset=utf-7", "\ufffdber die Gr\ufffd\ufffde der Ma\ufffde"),
        ("text/xml; charset=; charset=zlib_codec", "\ufffdber die Gr\ufffd\ufffde der Ma\ufffde"),
    ):
        reader.server.put("feed", body, kind)
        reader.cursor = None
        assert titles(await reader.read()) == [title]


async def test_a_gap_is_told(reader: Reader):
    """An answer without any known item is reported as a gap, unless it has few items."""
    await reader.read(POSTS[:10])
    part = await reader.read(POSTS[10:])
    assert part.gap == ("All 10 items of The lab are new: others may have been missed since the last poll.")
    assert len(part.announced) == 10
    assert (await reader.read([Post(title="A single new item here", link="https://lab.example/x")])).gap is None


async def test_another_address_is_asked_for_all_that_it_has(reader: Reader, session: aiohttp.ClientSession):
    """A new address is fetched without validators; another feed is learned, a moved one gives new items."""
    await reader.read(POSTS[10:])
    reader.server.put("moved", rss(POSTS[9:]))
    reader.source = FeedSource(reader.source.spec, Fetcher(session), URL(f"{reader.server.url}/moved"))
    part = await reader.read()
    assert "If-None-Match" not in reader.server.headers[-1]
    assert (titles(part), part.learned) == (["On the matter of number 9"], False)
    reader.server.put("other", rss(POSTS[:9]))
    reader.source = FeedSource(reader.source.spec, Fetcher(session), URL(f"{reader.server.url}/other"))
    part = await reader.read()
    assert (len(part.announced), part.learned, part.gap) == (9, True, None)


@pytest.mark.parametrize("fault", faults.AWAY.values(), ids=faults.AWAY)
async def test_faults_pass(reader: Reader, fault: Fault):
    """Each fault is one SourceError, and the next poll has the new items."""
    await reader.read(POSTS[1:])
    before = reader.cursor
    reader.server.put("feed", rss(POSTS))
    reader.server.fail(fault)
    with pytest.raises(SourceError), faults.hurried(reader.source._fetcher, fault):
        await reader.read()
    assert reader.cursor == before
    assert titles(await reader.read()) == ["On the matter of number 0"]


@pytest.mark.parametrize("text", [None, "", "x", "[]", "{}", '{"items": 3, "day": "x"}'])
async def test_a_cursor_that_is_none(reader: Reader, text: str | None):
    """An invalid cursor counts as the first poll."""
    reader.cursor = text
    assert (await reader.read(POSTS)).learned


async def test_what_appeared_in_more_than_a_month_is_learned(reader: Reader):
    """After more than a month items are learned and reported; after a shorter time announced."""
    await reader.read(POSTS[2:])
    part = await reader.read(POSTS[1:], NOW + timedelta(days=30))
    assert (len(part.announced), part.learned, part.gap) == (1, False, None)
    part = await reader.read(POSTS, NOW + timedelta(days=61))
    assert (len(part.announced), part.learned) == (1, True)
    assert part.gap == "The lab was not polled for 31 days: papers from that time are not posted."


@pytest.mark.parametrize("wrong", [timedelta(days=-730), timedelta(days=60)], ids=["behind", "ahead"])
async def test_one_wrong_clock_takes_no_news_away(reader: Reader, wrong: timedelta):
    """One wrong clock, ours or the server's, makes no items old."""
    right = timedelta()
    await reader.read(POSTS[6:])
    clocks = [(wrong, right), (wrong, right), (right, right), (right, wrong), (right, right)]
    for number, (ours, theirs) in enumerate(clocks):
        part = await reader.read(POSTS[5 - number :], NOW + ours, NOW + theirs)
        assert (len(part.announced), part.learned, part.gap) == (1, False, None)
        assert part.announced[0].signals.list_day == NOW.date()


async def test_an_empty_answer_is_not_what_is_learned(reader: Reader):
    """After an empty answer the first items are still learned."""
    await reader.read([])
    assert (await reader.read(POSTS[:10])).learned
    late = NOW + timedelta(days=40)
    await reader.read([], late)
    assert (await reader.read(POSTS, late)).learned
