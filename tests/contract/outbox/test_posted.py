"""Lookups of planned and posted messages, and messages that an admin drops."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.alert import MessageState
from bot.domain.ports import Store
from tests.contract.engines import Reopening
from tests.contract.makers import (
    HERE,
    NOW,
    alert,
    claimed,
    paper_name,
    polled,
    subscribed,
)

DAY = timedelta(days=1)


async def before_and_after(store: Store, reopening: Reopening) -> AsyncIterator[Store]:
    """The store before and after a restart."""
    yield store
    yield await reopening.again()


@pytest.mark.parametrize("way", ["discard", "finish", "forget", "stale"])
@pytest.mark.parametrize("in_doubt", [True, False])
async def test_what_may_be_posted_is_never_owed_again(store: Store, way: str, *, in_doubt: bool):
    """A dropped message that may be posted blocks its papers for other subscriptions; any other does not."""
    await subscribed(store)
    leased = await claimed(store, 1)
    if in_doubt:
        await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=None)
    if way == "finish":
        await store.finish(leased.key, leased.claim, MessageState.DROPPED, "x", NOW, in_doubt=in_doubt)
    else:
        await store.finish(leased.key, leased.claim, MessageState.UNCERTAIN, "x", NOW, in_doubt=in_doubt)
        assert await store.requeue(leased.key, NOW)  # so that it is ready, and still in doubt
    if way == "discard":
        assert await store.discard(leased.key, NOW)
    elif way == "forget":
        await store.forget_destination(HERE, dropped_at=NOW)
    elif way == "stale":
        await store.set_block(HERE, None, dropping=[paper_name(1)], dropped_at=NOW)
    [dropped] = await store.messages([MessageState.DROPPED])
    assert dropped.in_doubt is in_doubt
    new = await polled(store, alert(1, subscriptions=["bbbbb"]))
    assert [pending.paper_id for pending in new] == ([] if in_doubt else ["arxiv:2601.00001"])
