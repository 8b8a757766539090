"""One address of the loopback server, and the error that asking for it ends in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher, Limits
from tests.fake_sources.huggingface import PATH, LoopbackHuggingFace

if TYPE_CHECKING:
    import aiohttp

DAY = date(2025, 11, 12)
HASTY = Limits(total=0.3, connect=0.2, read=0.1)


def address(hf: LoopbackHuggingFace) -> URL:
    return URL(f"{hf.url}{PATH}?date={DAY}")


async def error_of(
    hf: LoopbackHuggingFace, session: aiohttp.ClientSession, limits: Limits | None = None
) -> SourceError:
    fetcher = Fetcher(session, limits=limits)
    with pytest.raises(SourceError) as caught:
        await fetcher.get(address(hf))
    return caught.value
