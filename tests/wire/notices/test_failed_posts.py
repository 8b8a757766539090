"""Notices about a refused alert, over restarts, on real sockets."""

import pytest

from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Channel
from tests.wire.notices.rounds import gets_no_more_notices
from tests.wire.support.harness import Harness, once, restarted

ONE, TWO = "2511.00001", "2511.00002"


@pytest.mark.usefixtures("other")
async def test_automod(harness: Harness):
    """The channel is told which paper was blocked and what to change; once, and it mentions nobody."""
    for paper in (ONE, TWO):
        harness.arm(refuse(400, 200000), channel_id=harness.channel.id)
        await harness.later(paper, minutes=20)
    [said] = harness.words()
    assert f"arxiv:{ONE}" in said
    assert "Exempt me in" in said


async def test_automod_blocks_our_words_too(harness: Harness, other: Channel):
    """When it blocks our words as well another channel is told, without the papers; not again after a restart."""
    armed = harness.arm(refuse(400, 200000), times=None, channel_id=harness.channel.id)
    await harness.round(ONE)
    [stuck] = harness.words(other)
    assert f"<#{harness.channel.id}>: I couldn't post 1 paper. An AutoMod rule blocked" in stuck
    assert "Exempt me in Server Settings → AutoMod" in stuck
    await gets_no_more_notices(harness, harness.channel, other)
    harness.discord.faults.disarm(armed)
    async with restarted(harness):
        await harness.later(ONE, TWO, minutes=20)
        assert harness.posted() == once(TWO)
        assert harness.words(other) == [stuck]
