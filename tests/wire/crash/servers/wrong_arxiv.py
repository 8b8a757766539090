"""An arXiv whose feed is dated ahead, or whose API leaves papers out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from tests.fake_sources.arxiv import DailyFeed
from tests.wire.crash.plan.streams import Wrong

if TYPE_CHECKING:
    from tests.fake_sources.arxiv import LoopbackArxiv
    from tests.fake_sources.faults import Fault

_YEAR = timedelta(days=365)
_NOTHING = (
    b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
    b"<title>arXiv Search Results</title><opensearch:totalResults>0</opensearch:totalResults></feed>"
)
_ENTRY = b"<entry>"


def wrong_arxiv(arxiv: LoopbackArxiv, wrong: Wrong) -> Fault:
    """Set how arXiv answers from now on."""

    async def answer(request: web.Request) -> web.StreamResponse:
        is_api = request.match_info["path"] == "api/query"
        if is_api and wrong is Wrong.EMPTY:
            return _results(_NOTHING)
        if is_api and wrong is Wrong.CUT:
            return await _cut(arxiv, request)
        if not is_api and wrong is Wrong.AHEAD:
            announced = arxiv.days.get(arxiv.day)
            ahead = DailyFeed(day=arxiv.day + _YEAR, items=announced.items if announced else ())
            return web.Response(body=ahead.rss(), content_type="text/xml")
        return await arxiv.answer(request)

    return answer


async def _cut(arxiv: LoopbackArxiv, request: web.Request) -> web.StreamResponse:
    """The first half of the first page, which tells how many there are; then it knows of none."""
    if int(request.query["start"]):
        return _results(_NOTHING)
    whole = await arxiv.answer(request)
    assert isinstance(whole, web.Response)
    assert isinstance(whole.body, bytes)
    head, *entries = whole.body.removesuffix(b"</feed>").split(_ENTRY)
    kept = (_ENTRY + entry for entry in entries[: (len(entries) + 1) // 2])
    return _results(head + b"".join(kept) + b"</feed>")


def _results(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/atom+xml")
