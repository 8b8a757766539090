"""Lookups and polls of a source share one pace."""

import asyncio
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.domain.ports import PaperLookup, StreamSource, streams_of
from bot.settings import Settings
from bot.sources.arxiv import settings as arxiv_settings
from bot.sources.biorxiv import settings as biorxiv_settings
from bot.sources.catalogue import build_all
from bot.sources.http.fetcher import open_session
from tests.fake_sources.server import LoopbackServer

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


class Counting(LoopbackServer):
    """A server that answers 500 slowly; `most` is the peak of concurrent requests."""

    def __init__(self):
        super().__init__()
        self._now = self.most = 0

    async def answer(self, _request: web.Request) -> web.StreamResponse:
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(0.02)
        self._now -= 1
        return web.Response(status=500)


@pytest.mark.parametrize(
    ("names", "paper_id"), [(["arxiv"], "arxiv:1706.03762"), (["biorxiv", "medrxiv"], "doi:10.1101/339747")]
)
async def test_one_request_at_a_time(monkeypatch: pytest.MonkeyPatch, names: list[str], paper_id: str):
    """With many lookups during a poll, the source gets one request at a time."""
    for table in (arxiv_settings, biorxiv_settings):
        monkeypatch.setattr(table, "_REQUEST_INTERVAL", 0.0)
    async with Counting() as server, open_session() as session:
        tables = {
            "arxiv": {"categories": ["cs.LG"], "url": server.url, "api_url": server.url},
            "biorxiv": {"subjects": ["all"], "url": server.url},
            "medrxiv": {"subjects": ["all"], "url": server.url},
        }
        polled, lookups, _ = build_all(Settings.model_validate(tables), session)

        async def poll(source: StreamSource):
            await source.read_from(None, NOW)

        async def ask(lookup: PaperLookup):
            await lookup.find(paper_id, NOW)

        work = [poll(source) for source in streams_of(polled) if source.spec.name in names]
        work += [ask(lookup) for lookup in lookups for _ in range(3) if lookup.spec.name in names]
        await asyncio.gather(*work, return_exceptions=True)
        assert len(server.requests) == len(work)
        assert server.most == 1
