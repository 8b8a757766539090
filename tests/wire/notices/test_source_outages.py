"""Notices about a failing source and its return, over restarts, on real sockets."""

from tests.fake_discord.state.models import Channel
from tests.fake_sources import faults
from tests.wire.notices.rounds import gets_no_more_notices
from tests.wire.support.harness import Harness, once, restarted

ONE = "2511.00001"


async def test_a_source_down_and_up(harness: Harness, other: Channel):
    """The server is told once, over restarts, in one channel; then there that it is read again."""
    harness.papers.break_down(faults.status(503))
    await harness.round()
    await harness.later(hours=2)
    [down] = harness.words()
    assert "Hugging Face has been unreachable since <t:" in down
    async with restarted(harness):
        await harness.later(minutes=30)
        await harness.later(hours=2)
        assert harness.words() == [down]
        harness.papers.recover()
        await harness.later(ONE, minutes=20)
        assert harness.words()[1].startswith("Hugging Face is back.")
        assert harness.posted() == once(ONE)
    assert harness.words(other) == []


async def test_a_source_without_news(harness: Harness):
    """When it lists nothing new for longer than is normal the server is told once, and that it is back."""
    await harness.subscribe()
    harness.list()
    await harness.later(days=4)
    assert harness.words() == []
    await harness.later(days=2)
    [quiet] = harness.words()
    assert "Hugging Face has listed nothing new since <t:" in quiet
    assert "I'll keep checking" in quiet
    await gets_no_more_notices(harness, harness.channel)
    async with restarted(harness):
        await harness.later(ONE, minutes=20)
        assert len(harness.words()) == 2
        assert "is back" in harness.words()[1]
