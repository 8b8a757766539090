"""A store with one message in each state, and running commands beside a test's event loop."""

import asyncio

from bot.__main__ import main
from bot.domain.alert import MessageState
from bot.domain.ports import Store
from bot.store.opening import open_store
from tests.contract.makers import LEASE, NOW, alert, message, planned, polled, sighting, subscribed

REASON = "Discord refused the message's body: a field."
DEAD, UNSURE, READY, SENT = (message(number).key for number in (1, 2, 3, 4))


async def call(*argv: str) -> int:
    """Run a command, which makes an event loop of its own, beside the one of this test."""
    return await asyncio.to_thread(main, argv)


async def stuck(store: Store):
    """One dead, one uncertain, one ready and one sent message, and an alert that waits."""
    await subscribed(store)
    await polled(store, sightings=[sighting(n, title=f"On $\\pi$, part {n}") for n in (1, 2, 3, 4, 9)])
    for number, state in ((1, MessageState.DEAD), (2, MessageState.UNCERTAIN), (4, None)):
        await planned(store, message(number))
        (taken,) = await store.claim_due(NOW, LEASE, 1)
        if state is MessageState.UNCERTAIN:
            await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=None)
        if state is not None:
            await store.finish(
                taken.key, taken.claim, state, REASON, NOW, in_doubt=state is MessageState.UNCERTAIN
            )
        else:
            await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=None)
            await store.mark_sent(taken.key, taken.claim, 77, NOW)
    await planned(store, message(3))
    await polled(store, alert(9))


async def state_of(url: str, key: str) -> MessageState:
    async with open_store(url) as store:
        return next(m.state for m in await store.messages(set(MessageState)) if m.key == key)
