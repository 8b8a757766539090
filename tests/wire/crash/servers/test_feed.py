"""The feed of an episode shows what is owed: nothing goes, and nothing is edited, before somebody has read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAY = START.date()
_OWN, _KNOWN = (Listed(number=f"2511.0000{n}", words=frozenset(), own=n == 1) for n in (1, 2))
_EDITS = tuple(Edit(facet=facet, pick=0.0) for facet in (Facet.TITLE, Facet.LINK, Facet.GUID, Facet.DOI))


async def asked(url: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and validator of an answer."""
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return response.status, await response.read(), {"ETag": response.headers.get("ETag", "")}


def shown(body: bytes) -> list[tuple[str, str, str, str | None]]:
    """Title, guid, link and identity of its items."""
    items = parse_feed(body, "lab", "Lab").items
    return [(one.paper.title, one.entry.guid, one.entry.link, one.entry.identity) for one in items]


async def test_what_was_not_read_stays_as_it_is() -> None:
    """Who has the ETag of a body has stored its items: then they may be edited, one facet at a time, and go."""
    async with Feed(FastClock(START, RATE)) as feed:
        feed.add([(_OWN, "On graphs"), (_KNOWN, "On speech")])
        narrow = replace(NOTHING, window=1, edits=_EDITS[:1])
        feed.begin(narrow)
        _, body, headers = await asked(feed.url)
        assert shown(body) == [
            ("On speech", "item 2511.00002", "https://arxiv.org/abs/2511.00002", "arxiv:2511.00002"),
            ("On graphs", "item 2511.00001", "https://lab.example/posts/2511.00001", None),
        ]
        status, *_ = await asked(feed.url, {"If-None-Match": headers["ETag"]})
        assert status == 304
        feed.begin(narrow)
        _, body, _ = await asked(feed.url)
        assert {title for title, *_ in shown(body)} == {"On graphs (1)", "On speech"}  # the edit was not read yet
        feed.begin(NOTHING)
        _, _, headers = await asked(feed.url)
        await asked(feed.url, {"If-None-Match": headers["ETag"]})
        feed.begin(replace(NOTHING, window=1))
        _, body, _ = await asked(feed.url)
        assert [title for title, *_ in shown(body)] == ["On speech"]
        assert feed.done["dropped"] == 1


@pytest.mark.parametrize("edit", _EDITS)
async def test_an_edit_changes_one_facet(edit: Edit) -> None:
    """The rest is as it was, so that everybody can tell that it is the same item."""
    async with Feed(FastClock(START, RATE)) as feed:
        feed.add([(_OWN, "On graphs")])
        _, before, headers = await asked(feed.url)
        await asked(feed.url, {"If-None-Match": headers["ETag"]})
        feed.begin(replace(NOTHING, edits=(edit,)))
        _, after, _ = await asked(feed.url)
    ((was,), (now,)) = shown(before), shown(after)
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


async def test_an_arxiv_that_is_wrong_is_so_in_one_thing() -> None:
    """Its feed is dated a year ahead, or its API has nothing, or half, and then nothing."""
    async with LoopbackArxiv(_DAY) as arxiv:
        arxiv.announce(_DAY, [FeedItem(f"2511.0000{n}", submitted=submitted_for(_DAY)) for n in range(1, 4)])
        feed, first = f"{arxiv.url}/rss/cs", f"{arxiv.url}/api/query?search_query=cat:cs.*+AND+submittedDate:"
        first += "[202511010000+TO+202511302359]&max_results=500&start="
        assert (await asked(first + "0"))[1].count(b"<entry>") == 3
        arxiv.break_down(wrong_arxiv(arxiv, Wrong.AHEAD))
        assert b"12 Nov 2026" in (await asked(feed))[1]
        assert (await asked(first + "0"))[1].count(b"<entry>") == 3
        arxiv.break_down(wrong_arxiv(arxiv, Wrong.EMPTY))
        assert b"12 Nov 2025" in (await asked(feed))[1]
        assert b"<opensearch:totalResults>0<" in (await asked(first + "0"))[1]
        arxiv.break_down(wrong_arxiv(arxiv, Wrong.CUT))
        cut = (await asked(first + "0"))[1]
        assert cut.count(b"<entry>") == 2
        assert b"<opensearch:totalResults>3<" in cut
        assert b"<opensearch:totalResults>0<" in (await asked(first + "2"))[1]
