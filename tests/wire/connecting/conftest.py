"""A client that is not connected."""

from collections.abc import AsyncIterator

import pytest

from bot.discord_io.client import PaperboyClient
from tests.fake_discord import LoopbackDiscord
from tests.wire.connecting.knocking import made


@pytest.fixture
async def client(discord: LoopbackDiscord) -> AsyncIterator[PaperboyClient]:
    """One that is not connected."""
    del discord  # it is to be there
    async with made() as client:
        yield client
