"""An arXiv that is wrong is so in one thing: what it does nobody else would miss."""

import aiohttp
import pytest

from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv, submitted_for
from tests.wire.crash.episode import START
from tests.wire.crash.plan.streams import Wrong
from tests.wire.crash.servers.wrong_arxiv import wrong_arxiv


@pytest.mark.parametrize(
    ("wrong", "year", "pages"),
    [
        (None, b"2025", (3, 1)),
        (Wrong.AHEAD, b"2026", (3, 1)),
        (Wrong.EMPTY, b"2025", (0, 0)),
        (Wrong.CUT, b"2025", (2, 0)),
    ],
)
async def test_an_arxiv_that_is_wrong_is_so_in_one_thing(wrong: Wrong | None, year: bytes, pages: tuple[int, ...]):
    """Its feed is dated a year ahead, or its API has nothing, or half, and then nothing."""
    async with LoopbackArxiv(START.date()) as arxiv:
        papers = [FeedItem(f"2511.0000{n}", submitted=submitted_for(START.date())) for n in range(1, 4)]
        arxiv.announce(START.date(), papers)
        if wrong is not None:
            arxiv.break_down(wrong_arxiv(arxiv, wrong))
        days = "submittedDate:[202511010000+TO+202511302359]"
        found = f"{arxiv.url}/api/query?search_query=cat:cs.*+AND+{days}&max_results=500&start="
        assert b"12 Nov " + year in await asked(f"{arxiv.url}/rss/cs")
        assert tuple([(await asked(f"{found}{at}")).count(b"<entry>") for at in (0, 2)]) == pages


async def asked(url: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.read()
