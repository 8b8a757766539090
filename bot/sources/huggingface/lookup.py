"""One paper of Hugging Face's, by its arXiv number: also one that was listed long ago, or never."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from yarl import URL

from bot.domain.errors import SourceError
from bot.domain.paper import Sighting, Signals
from bot.sources.http.fetcher import JSON, Accept
from bot.sources.huggingface.parse import parse_one
from bot.sources.huggingface.source import authorization
from bot.sources.huggingface.spec import SPEC

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import SourceSpec
    from bot.sources.http.fetcher import Fetcher

_NOT_FOUND = 404
_ACCEPT = Accept(wanted=JSON.wanted, kinds=JSON.kinds, statuses=frozenset({200, _NOT_FOUND}))


class HuggingFaceLookup:
    """Asks `GET /api/papers/{id}`; see `HuggingFace` for the address and the token."""

    spec: SourceSpec = SPEC

    def __init__(self, fetcher: Fetcher, base_url: str, token: str | None) -> None:
        self._fetcher = fetcher
        self._address = URL(base_url.rstrip("/") + "/api/papers")
        self._headers = authorization(token)

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """See `PaperLookup`."""
        number = paper_id.partition(":")[2]
        response = await self._fetcher.get(self._address / number, headers=self._headers, accept=_ACCEPT)
        if response.status == _NOT_FOUND:
            return None
        entry = await asyncio.to_thread(parse_one, response.body)
        if entry is None or entry.paper.id != paper_id:
            raise SourceError(f"{SPEC.title} gave something else than the paper {number}.")
        signals = Signals(
            first_seen=now,
            list_day=now.date(),
            upvotes=entry.upvotes,
            comments=entry.comments,
            stars=entry.stars,
        )
        return Sighting(paper=entry.paper, signals=signals)
