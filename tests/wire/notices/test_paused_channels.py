"""Notices about a long pause of a channel, over restarts, on real sockets."""

from dataclasses import replace

from tests.wire.notices.rounds import gets_no_more_notices
from tests.wire.support.harness import Harness, restarted

ONE = "2511.00001"


async def test_paused_for_a_week(harness: Harness):
    """The channel is told how to go on or end it; after a restart not again; then that alerts come again."""
    made = await harness.subscribe(paused=True)
    await harness.round()
    await harness.later(days=6)
    assert harness.words() == []
    await harness.later(days=1)
    [silent] = harness.words()
    assert f"<#{harness.channel.id}>: All alerts have been paused since" in silent
    assert "`/alerts resume` or `/alerts unsubscribe`" in silent
    await gets_no_more_notices(harness, harness.channel)
    async with restarted(harness):
        harness.list(ONE)
        await harness.poll()  # else the source's silence is news as well
        await harness.save(replace(made, paused=False))
        await harness.app.sweep()
        assert harness.words() == [silent, f"<#{harness.channel.id}>: Alerts are back."]
