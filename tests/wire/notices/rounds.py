"""Steps that the tests of notices share."""

from tests.fake_discord.state.models import Channel
from tests.wire.support.harness import Harness, restarted


async def gets_no_more_notices(harness: Harness, *places: Channel):
    """Restart and retry, and check that nobody gets a second notice."""
    before = [harness.words(place) for place in places], harness.told()
    async with restarted(harness):
        await harness.later(hours=5)
        await harness.later(hours=30)
    async with restarted(harness):
        await harness.later(hours=1)
        assert ([harness.words(place) for place in places], harness.told()) == before
