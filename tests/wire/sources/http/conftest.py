"""A Hugging Face on loopback that lists two papers, and a session as the fetcher wants it."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_sources.huggingface import LoopbackHuggingFace, make_items
from tests.wire.sources.http.asking import DAY


@pytest.fixture
async def hf() -> AsyncIterator[LoopbackHuggingFace]:
    async with LoopbackHuggingFace() as server:
        server.put(DAY, make_items(2))
        yield server
