"""The first poll, which most tests of polling begin with."""

from bot.service.poll.poller import Poller
from tests.support.fakes import FakeSource


async def learned(poller: Poller, source: FakeSource):
    """Finish the first poll, which makes no alerts."""
    await poller.poll()
    source.reads.clear()
