"""The real poll, match and deliver with a recording Discord, for replays."""

import asyncio

from bot.domain.ports import Renderer, Source, Store
from bot.service.poll.poller import Poller
from bot.sources.summaries.writer import SummaryWriter
from tests.support.fakes import Clock, FakeNotifier, PlainRenderer, settle
from tests.support.makers import deliverer_of

_TURNS = 5  # of the event loop between two deliveries: an answer takes up to thirty


class Bot:
    """The services after a start, on a lasting store."""

    def __init__(
        self,
        store: Store,
        source: Source,
        notifier: FakeNotifier,
        now: Clock,
        renderer: Renderer | None = None,
        *,
        summaries: SummaryWriter | None = None,
    ):
        self._summaries = summaries
        self._store = store
        self._now = now
        self.poller = Poller(store, source, now)
        self.deliverer = deliverer_of(
            store, notifier, now, renderer=renderer or PlainRenderer(), summaries=summaries
        )

    async def run(self):
        """Poll once, and deliver everything due."""
        await self.poller.poll()
        await self._wait()
        await settle(self.deliverer, self._store, self._now)

    async def _wait(self):
        """Deliver what is due while summaries come, one after the other."""
        while self._summaries is not None:
            await self.deliverer.step()
            await self.deliverer.drain(30)
            if not self._summaries.open_requests:
                break
            for _ in range(_TURNS):
                await asyncio.sleep(0)
