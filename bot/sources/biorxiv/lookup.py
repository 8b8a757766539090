"""One preprint of bioRxiv's or medRxiv's, by its DOI."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from yarl import URL

from bot.sources.bodies.papers import seen

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import SourceSpec
    from bot.sources.http.fetcher import Fetcher


class BiorxivLookup:
    """Asks `GET /details/{server}/{doi}`; `base_url` as of `Biorxiv`.

    A DOI does not tell on which of the two servers it is: either says that it has none such.
    """

    def __init__(self, spec: SourceSpec, fetcher: Fetcher, base_url: str) -> None:
        self.spec = spec
        self._fetcher = fetcher
        self._address = URL(base_url.rstrip("/")) / "details" / spec.name

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        """See `PaperLookup`."""
        from bot.sources.biorxiv.parse import parse_preprint

        prefix, _, suffix = paper_id.partition(":")[2].partition("/")
        response = await self._fetcher.get(self._address / prefix / suffix)
        found = await asyncio.to_thread(parse_preprint, response.body, self.spec.title, paper_id)
        if found is None:
            return None
        return seen([found.paper], now.date(), now)[0]
