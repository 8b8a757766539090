"""Fixtures of the tests of notices on real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.wire.support.harness import open_harness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.fake_discord.state.models import Channel
    from tests.wire.support.harness import Harness


@pytest.fixture
async def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Harness]:
    """A server with a channel; what is subscribed there or elsewhere each test chooses."""
    async with open_harness(tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
async def other(harness: Harness) -> Channel:
    """A second channel with alerts of its own; the first has some, too."""
    await harness.subscribe()
    made = harness.discord.world.add_channel(harness.guild, "other")
    await harness.subscribe("nothing", channel=made)
    return made
