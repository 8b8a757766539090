"""An address of the loopback server, and the error of fetching it."""

from datetime import date
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources.huggingface import PATH, LoopbackHuggingFace

DAY = date(2025, 11, 12)
HASTY = {"timeout": 0.3, "chunk_timeout": 0.1}
PATIENT = {"timeout": 300.0, "chunk_timeout": 300.0}  # for what takes the machine's time, not the server's


def address(hf: LoopbackHuggingFace) -> URL:
    return URL(f"{hf.url}{PATH}?date={DAY}")


async def error_of(hf: LoopbackHuggingFace, session: aiohttp.ClientSession, **limits: Any) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await Fetcher(session, **limits).get(address(hf))
    return caught.value
