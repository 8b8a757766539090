"""A Hugging Face on loopback, and a source that reads it."""

from collections.abc import AsyncIterator

import pytest

from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.settings import SPEC
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources.huggingface import LoopbackHuggingFace


@pytest.fixture
async def hf() -> AsyncIterator[LoopbackHuggingFace]:
    async with LoopbackHuggingFace() as server:
        yield server


@pytest.fixture
async def source(hf: LoopbackHuggingFace) -> AsyncIterator[HuggingFace]:
    async with open_session() as session:
        yield HuggingFace(SPEC, Fetcher(session), hf.url, None)
