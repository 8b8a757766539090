"""Delivery on a real store, for the tests of delivery and notices."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.domain.alert import Message, MessageKind, MessageState, Payload
from bot.domain.paper import Sighting
from bot.domain.ports import Store, Summaries
from bot.domain.subscription import Destination
from bot.service.deliver.compose import Composer, item_of
from bot.service.deliver.deliverer import Deliverer
from tests.support.fakes import CHANNEL, Clock, FakeNotifier, PlainRenderer, settle, sighting
from tests.support.makers import add_alerts, deliverer_of


class SlowNotifier(FakeNotifier):
    """A Discord without nonces that takes a post only while `go` is set."""

    def __init__(self):
        super().__init__(forgets_nonces=True)
        self.go, self.begun = asyncio.Event(), asyncio.Event()

    async def post(self, destination: Destination, payload: Payload, nonce: str, *rest: Any) -> int:
        self.begun.set()
        await self.go.wait()
        return await super().post(destination, payload, nonce, *rest)


class DeliveryHarness:
    """The parts of delivery, on a real store."""

    def __init__(self, store: Store, now: Clock):
        self.store = store
        self.now = now
        self.notifier = FakeNotifier()
        self.deliverer = self.worker()
        self.blocks = self.deliverer.blocks

    def worker(
        self, notifier: Any = None, store: Any = None, *, summaries: Summaries | None = None, **policy: Any
    ) -> Deliverer:
        """Return a new deliverer, as after a restart."""
        store, notifier = store or self.store, notifier or self.notifier
        return deliverer_of(store, notifier, self.now, summaries=summaries, **policy)

    async def add_alerts(self, count: int = 1, *, channel: int = CHANNEL, key: str = "aaaaa", **due: float):
        """Add alerts of `count` papers in a channel, due after `due` from now."""
        papers = [sighting(f"2511.{n:05}") for n in range(count)]
        when = self.now() + timedelta(**due)
        await add_alerts(self.store, papers, self.now(), channel=channel, keys=(key,), due=when)

    async def run(self):
        """Deliver all alerts that are due now."""
        await settle(self.deliverer, self.store, self.now)

    async def states(self) -> dict[MessageState, int]:
        counts = await self.store.counts()
        return {state: n for state, n in counts.messages.items() if n}


async def posted_card(
    store: Store, now: Clock, paper: Sighting, message_id: int, where: Destination, *, key: str = "aaaaa"
) -> Message:
    """Store a posted card of a paper in a channel."""
    await add_alerts(store, [paper], now(), channel=where.id, keys=(key,))
    message = Composer(PlainRenderer()).message(where, MessageKind.CARD, [item_of(paper, [])], now())
    await store.plan([message], [], now())
    (taken,) = await store.claim_due(now(), timedelta(seconds=60), 1)
    await store.mark_sent(taken.key, taken.claim, message_id, now())
    await store.set_preferences(where.id, where.preferences, due={})
    return taken
