"""A client that is not connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.wire.connecting.knocking import made

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.discord_io.client import PaperboyClient
    from tests.fake_discord import LoopbackDiscord


@pytest.fixture
async def client(discord: LoopbackDiscord) -> AsyncIterator[PaperboyClient]:
    """One that is not connected."""
    del discord  # it is to be there
    async with made() as client:
        yield client
