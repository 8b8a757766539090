"""Questions about what was planned and posted, and what an admin throws away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from tests.contract.makers import (
    HERE,
    LEASE,
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
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.ports import Store
    from tests.contract.engines import Reopening

DAY = timedelta(days=1)


async def posted(
    store: Store, *numbers: int, to: int = HERE, at: datetime = NOW, message_id: int | None = 7
) -> Message:
    """A message that was sent at `at`."""
    leased = await claimed(store, *numbers, to=to)
    await store.mark_sent(leased.key, leased.claim, message_id, at)
    return leased


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


async def test_dropped_cards_do_not_count(store: Store) -> None:
    """Nobody saw them; planned again they count once."""
    await subscribed(store)
    await planned(store, message(1))
    await store.forget_destination(HERE)
    assert await store.cards_between(HERE, NOW, NOW + DAY) == 0
    await polled(store, alert(1, subscriptions=["bbbbb"]))
    await store.plan([message(1, created=NOW + minutes(9))], [], NOW)
    assert await store.cards_between(HERE, NOW, NOW + DAY) == 1


async def test_what_was_pruned_is_neither_counted_nor_listed(store: Store) -> None:
    """A month later nobody asks for it any more."""
    await posted(store, 1)
    await store.prune(NOW + 31 * DAY)
    assert await store.shown_milestones(NOW - DAY) == {}
    assert await store.cards_between(HERE, NOW - DAY, NOW + DAY) == 0


async def test_an_edit_is_recorded(store: Store, reopening: Reopening) -> None:
    """The new payload, what it has shown and when; the rest of the message stays."""
    await posted(store, 1)
    (before,) = await store.messages([MessageState.SENT])
    await store.record_edit(before.key, {"content": "more"}, ("upvotes:50", "code"), NOW + minutes(30))
    store = await reopening.again()
    (after,) = await store.messages([MessageState.SENT])
    assert (after.payload, after.milestones) == ({"content": "more"}, ("upvotes:50", "code"))
    assert after.edited == NOW + minutes(30)
    assert (after.message_id, after.finished, after.state) == (7, NOW, MessageState.SENT)


async def test_a_thread_is_recorded(store: Store, reopening: Reopening) -> None:
    """Under a card as under a digest."""
    card, digest = await posted(store, 1), await posted(store, 2, 3)
    await store.record_thread(card.key, 70)
    await store.record_thread(digest.key, 71)
    store = await reopening.again()
    found = {m.key: m.thread_id for m in await store.messages([MessageState.SENT])}
    assert found == {card.key: 70, digest.key: 71}


async def test_what_is_not_posted_has_neither_edit_nor_thread(store: Store) -> None:
    """Unknown keys and messages that still wait are passed over."""
    await planned(store, message(1))
    (before,) = await store.messages([MessageState.READY])
    for key in (before.key, "unknown"):
        await store.record_edit(key, {}, ("upvotes:50",), NOW)
        await store.record_thread(key, 5)
    assert await store.messages(list(MessageState)) == (before,)


async def test_an_admin_discards_what_waits(store: Store) -> None:
    """A ready, dead or uncertain message and its alerts are dropped, and the next one has its turn."""
    await planned(store, message(1), message(2, created=NOW + minutes(1)))
    assert await store.discard(message(1).key, NOW)
    (leased,) = await store.claim_due(NOW + minutes(1), LEASE, 9)
    assert leased.key == message(2).key
    await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=None)
    await store.finish(leased.key, leased.claim, MessageState.UNCERTAIN, "x", NOW)
    assert await store.discard(leased.key, NOW)
    dead = await claimed(store, 3, to=THERE)
    await store.finish(dead.key, dead.claim, MessageState.DEAD, "x", NOW)
    assert await store.discard(dead.key, NOW)
    counts = (await store.counts()).alerts
    assert (counts[AlertState.DROPPED], counts[AlertState.UNCERTAIN]) == (2, 1)
    for found in await store.messages(list(MessageState)):
        assert (found.state, found.finished) == (MessageState.DROPPED, NOW)
        assert found.reason
    assert await store.next_wake() is None


async def test_what_is_being_worked_on_cannot_be_discarded(store: Store) -> None:
    """Not while it is leased, nor what was sent or never was."""
    leased = await claimed(store, 1)
    assert not await store.discard(leased.key, NOW)
    await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=None)
    assert not await store.discard(leased.key, NOW)
    await store.mark_sent(leased.key, leased.claim, 5, NOW)
    assert not await store.discard(leased.key, NOW)
    assert not await store.discard("unknown", NOW)


async def test_what_is_in_doubt_can_be_discarded(store: Store) -> None:
    """Nobody works on it at the moment: an admin gives it up, and the next one has its turn."""
    leased = await claimed(store, 1)
    await planned(store, message(2, created=NOW + minutes(1)))
    await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=None)
    await store.retry_at(leased.key, leased.claim, NOW + minutes(9), "away", in_doubt=True)
    assert await store.discard(leased.key, NOW)
    assert (await store.counts()).alerts[AlertState.UNCERTAIN] == 1
    assert [m.key for m in await store.claim_due(NOW + minutes(1), LEASE, 9)] == [message(2).key]


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


async def test_a_lease_that_ran_out_protects_nothing(store: Store) -> None:
    """A ready message whose worker is gone can be discarded, and that worker cannot come back to it."""
    leased = await claimed(store, 1)
    assert await store.discard(leased.key, NOW + LEASE)
    with pytest.raises(ConflictError):
        await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=None)
