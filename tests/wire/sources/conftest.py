"""A session for fetchers."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sources.http.fetcher import open_session


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as opened:
        yield opened
