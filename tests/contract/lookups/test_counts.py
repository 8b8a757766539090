"""Counts of a store, for status and metrics."""

from bot.domain.ports import Store
from bot.domain.subscription import Block, BlockCause
from tests.contract.makers import HERE, NOW, alert, message, minutes, planned, polled, subscribed


async def test_counts_tell_what_has_waited_longest(store: Store):
    """An alert waits since it is due and a message since it was planned; blocked destinations do not count."""
    await subscribed(store)
    await polled(store, alert(2, due=NOW + minutes(2)), alert(3, due=NOW + minutes(1)))
    assert (await store.counts()).oldest_due == NOW + minutes(1)
    await planned(store, message(1))
    assert (await store.counts()).oldest_due == NOW
    await store.set_block(HERE, Block(cause=BlockCause.PERMISSION, reason="Allow it.", since=NOW))
    assert (await store.counts()).oldest_due is None
