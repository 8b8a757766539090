"""An arXiv on loopback, and a reader of it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.fake_sources.arxiv import LoopbackArxiv
from tests.wire.sources.arxiv.reading import MONDAY, Reader


@pytest.fixture
async def server() -> AsyncIterator[LoopbackArxiv]:
    async with LoopbackArxiv(MONDAY) as server:
        yield server


@pytest.fixture
def reader(session: aiohttp.ClientSession, server: LoopbackArxiv) -> Reader:
    return Reader(session, server)


@pytest.fixture
async def begun(reader: Reader) -> Reader:
    """A reader that has polled Monday's feed."""
    reader.announce(0)
    await reader.poll()
    return reader
