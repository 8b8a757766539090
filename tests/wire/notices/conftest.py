"""Fixtures of the tests of notices on real sockets."""

import pytest

from tests.fake_discord.state.models import Channel
from tests.wire.support.harness import Harness


@pytest.fixture
async def other(harness: Harness) -> Channel:
    """A second channel with alerts of its own; the first has some, too."""
    await harness.subscribe()
    made = harness.world.add_channel(harness.guild, "other")
    await harness.subscribe("nothing", channel=made)
    return made
