"""One address of the loopback server, and the error that asking for it ends in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher, Limits
from tests.fake_sources.huggingface import PATH, LoopbackHuggingFace

if TYPE_CHECKING:
    import aiohttp

DAY = date(2025, 11, 12)
NOW = datetime(2025, 11, 12, 9, 0, tzinfo=UTC)
HASTY = Limits(total=0.3, connect=0.2, read=0.1)


def address(hf: LoopbackHuggingFace) -> URL:
    return URL(f"{hf.url}{PATH}?date={DAY}")


async def error_of(
    hf: LoopbackHuggingFace, session: aiohttp.ClientSession, limits: Limits | None = None
) -> SourceError:
    fetcher = Fetcher(session, limits=limits, now=lambda: NOW)
    with pytest.raises(SourceError) as caught:
        await fetcher.get(address(hf))
    return caught.value
