"""The feed of an episode shows what is owed: nothing goes, and nothing is edited, before somebody has read it."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import pytest

from bot.sources.feeds.parse import parse_feed
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv, submitted_for
from tests.wire.crash.bots.pace import FastClock
from tests.wire.crash.episode import RATE, START
from tests.wire.crash.plan.feeds import NOTHING, Answering, Edit, Facet
from tests.wire.crash.plan.plan import Listed
from tests.wire.crash.plan.streams import Wrong
from tests.wire.crash.servers.feed import Feed
from tests.wire.crash.servers.wrong_arxiv import wrong_arxiv

_OWN, _KNOWN = (Listed(number=f"2511.0000{n}", words=frozenset(), own=n == 1) for n in (1, 2))


async def asked(url: str, etag: str = "") -> tuple[int, bytes, str]:
    """Status, body and validator of an answer."""
    async with aiohttp.ClientSession() as session, session.get(url, headers={"If-None-Match": etag}) as response:
        return response.status, await response.read(), response.headers.get("ETag", "")


async def shown(feed: Feed, *, read: bool = False) -> list[tuple[str, str, str, str | None]]:
    """Title, guid, link and identity of its items, which are stored by whoever asks with their ETag."""
    _, body, etag = await asked(feed.url)
    assert not read or (await asked(feed.url, etag))[0] == 304
    items = parse_feed(body, "lab", "Lab").items
    return [(one.paper.title, one.entry.guid, one.entry.link, one.entry.identity) for one in items]


async def test_what_was_not_read_stays_as_it_is() -> None:
    """Read, items may be edited, and go; what was edited since is not read yet, and stays."""
    async with Feed(FastClock(START, RATE)) as feed:
        feed.add([(_OWN, "On graphs"), (_KNOWN, "On speech")])
        narrow = replace(NOTHING, window=1, edits=(Edit(facet=Facet.TITLE, pick=0.0),))
        feed.begin(narrow)
        assert await shown(feed, read=True) == [
            ("On speech", "item 2511.00002", "https://arxiv.org/abs/2511.00002", "arxiv:2511.00002"),
            ("On graphs", "item 2511.00001", "https://lab.example/posts/2511.00001", None),
        ]
        feed.begin(narrow)
        assert {title for title, *_ in await shown(feed, read=True)} == {"On graphs (1)", "On speech"}
        feed.begin(replace(NOTHING, window=1))
        assert [title for title, *_ in await shown(feed)] == ["On speech"]
        assert feed.done["dropped"] == 1


@pytest.mark.parametrize("facet", Facet)
async def test_an_edit_changes_one_facet(facet: Facet) -> None:
    """The rest is as it was, so that everybody can tell that it is the same item."""
    async with Feed(FastClock(START, RATE)) as feed:
        feed.add([(_OWN, "On graphs")])
        (was,) = await shown(feed, read=True)
        feed.begin(replace(NOTHING, edits=(Edit(facet=facet, pick=0.0),)))
        (now,) = await shown(feed)
    assert [old == new for old, new in zip(was, now, strict=True)].count(False) == 1
    assert now[2].endswith("/2511.00001")


@pytest.mark.parametrize("how", [how for how in Answering if how is not Answering.WELL])
async def test_it_answers_wrongly_for_a_while(how: Answering) -> None:
    """As often as its life says, then well."""
    async with Feed(FastClock(START, RATE)) as feed:
        feed.begin(NOTHING)
        feed.add([(_OWN, "On graphs")])
        right = (await asked(feed.url))[1]
        feed.begin(replace(NOTHING, answering=how, times=1))
        try:
            status, body, _ = await asked(feed.url)
        except aiohttp.ClientPayloadError:
            status, body = 200, b""
        assert (status, body) != (200, right)
        assert (await asked(feed.url))[1] == right


@pytest.mark.parametrize(
    ("wrong", "year", "pages"),
    [
        (None, b"2025", (3, 1)),
        (Wrong.AHEAD, b"2026", (3, 1)),
        (Wrong.EMPTY, b"2025", (0, 0)),
        (Wrong.CUT, b"2025", (2, 0)),
    ],
)
async def test_an_arxiv_that_is_wrong_is_so_in_one_thing(
    wrong: Wrong | None, year: bytes, pages: tuple[int, ...]
) -> None:
    """Its feed is dated a year ahead, or its API has nothing, or half, and then nothing."""
    async with LoopbackArxiv(START.date()) as arxiv:
        papers = [FeedItem(f"2511.0000{n}", submitted=submitted_for(START.date())) for n in range(1, 4)]
        arxiv.announce(START.date(), papers)
        if wrong is not None:
            arxiv.break_down(wrong_arxiv(arxiv, wrong))
        days = "submittedDate:[202511010000+TO+202511302359]"
        found = f"{arxiv.url}/api/query?search_query=cat:cs.*+AND+{days}&max_results=500&start="
        assert b"12 Nov " + year in (await asked(f"{arxiv.url}/rss/cs"))[1]
        assert tuple([(await asked(f"{found}{at}"))[1].count(b"<entry>") for at in (0, 2)]) == pages
