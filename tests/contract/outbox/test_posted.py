"""Questions about what was planned and posted, and what an admin throws away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import MessageState
from tests.contract.makers import (
    HERE,
    NOW,
    THERE,
    alert,
    claimed,
    message,
    minutes,
    paper_name,
    planned,
    polled,
    subscribed,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.domain.ports import Store
    from tests.contract.engines import Reopening

DAY = timedelta(days=1)


async def before_and_after(store: Store, reopening: Reopening) -> AsyncIterator[Store]:
    """The store as it is, then opened again."""
    yield store
    yield await reopening.again()


async def test_cards_are_counted_by_when_they_were_planned(store: Store, reopening: Reopening) -> None:
    """From one moment itself on and before the other, at one destination, whatever became of them; no digests."""
    await planned(store, message(1, created=NOW - minutes(1)), message(2), message(3, created=NOW + minutes(1)))
    await planned(store, message(4, 5), message(6, to=THERE), message(7, state=MessageState.DEAD))
    async for found in before_and_after(store, reopening):
        assert await found.cards_between(HERE, NOW, NOW + DAY) == 3
        assert await found.cards_between(HERE, NOW + minutes(1), NOW + DAY) == 1
        assert await found.cards_between(HERE, NOW + minutes(2), NOW + DAY) == 0
        assert await found.cards_between(HERE, NOW + DAY, NOW) == 0  # there are none between such moments
        assert await found.cards_between(HERE, NOW - DAY, NOW + DAY) == 4
        assert await found.cards_between(HERE, NOW - DAY, NOW + minutes(1)) == 3
        assert await found.cards_between(HERE, NOW - DAY, NOW) == 1
        assert await found.cards_between(THERE, NOW, NOW + DAY) == 1
        assert await found.cards_between(999, NOW, NOW + DAY) == 0


@pytest.mark.parametrize("way", ["discard", "finish", "forget", "stale"])
@pytest.mark.parametrize("in_doubt", [True, False])
async def test_what_may_be_posted_is_never_owed_again(store: Store, way: str, *, in_doubt: bool) -> None:
    """However a message that may be out was dropped, no other subscription brings its paper; else another does."""
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
        await store.forget_destination(HERE)
    elif way == "stale":
        await store.set_block(HERE, None, dropping=[paper_name(1)])
    [dropped] = await store.messages([MessageState.DROPPED])
    assert dropped.in_doubt is in_doubt
    new = await polled(store, alert(1, subscriptions=["bbbbb"]))
    assert [owed.paper_id for owed in new] == ([] if in_doubt else ["arxiv:2601.00001"])
