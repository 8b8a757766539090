"""One paper of arXiv's, by its number, through the API."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.sources.arxiv.addresses import ACCEPT, API, under
from bot.sources.arxiv.spec import SPEC
from bot.sources.bodies.papers import seen

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import SourceSpec
    from bot.sources.http.fetcher import Fetcher

_TIMES = 2  # that an empty answer is asked for: arXiv gives such by mistake


class ArxivLookup:
    """Asks `/api/query?id_list=…`; `api_url` as of `Arxiv`, whose fetcher and pace it shares."""

    spec: SourceSpec = SPEC

    def __init__(self, fetcher: Fetcher, api_url: str) -> None:
        self._fetcher = fetcher
        self._api_url = under(api_url, API)

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """See `PaperLookup`."""
        from bot.sources.arxiv.api import parse_paper

        number = paper_id.partition(":")[2]
        for _ in range(_TIMES):
            url = self._api_url.with_query(id_list=number, max_results="1")
            response = await self._fetcher.get(url, accept=ACCEPT)
            paper = await asyncio.to_thread(parse_paper, response.body, number)
            if paper is not None:
                return seen([paper], now.date(), now)[0]
        return None
