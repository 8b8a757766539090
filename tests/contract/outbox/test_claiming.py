"""Claims: which messages can be claimed, by whom, and in which order."""

from datetime import datetime, timedelta

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import Store
from bot.domain.subscription import Block, BlockCause
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    alert,
    claimed,
    message,
    minutes,
    planned,
    polled,
)


async def test_what_is_in_work_with_the_caller_is_not_claimed(store: Store):
    """A worker that outlives its lease never gets its own message again, while another worker does."""
    leased = await claimed(store, 1)
    late = NOW + LEASE
    assert await store.claim_due(late, LEASE, 5, in_work=[leased.key, "another"]) == ()
    assert [m.key for m in await store.claim_due(late, LEASE, 5, in_work=["another"])] == [leased.key]


async def tried(store: Store, key: str, attempts: int, at: datetime):
    """Try the message claimed at `at` so often, in doubt, with the next try in an hour."""
    (taken,) = [m for m in await store.claim_due(at, LEASE, 9) if m.key == key]
    await store.mark_sending(key, taken.claim, first_attempt=at, after=1)
    await store.retry_at(key, taken.claim, at + minutes(60), "503", in_doubt=True, attempts=attempts)


async def test_one_in_doubt_steps_aside_after_five_tries(store: Store):
    """A message in doubt blocks younger ones for five tries; after that neither waits for the other."""
    old, young = message(1), message(2, created=NOW + minutes(1))
    await planned(store, old, young)
    await tried(store, old.key, 4, NOW)
    assert await store.claim_due(NOW + minutes(5), LEASE, 9) == ()
    assert await store.next_wake() == NOW + minutes(60)
    await tried(store, old.key, 5, NOW + minutes(60))
    assert await store.next_wake() == NOW + minutes(1)
    (taken,) = await store.claim_due(NOW + minutes(65), LEASE, 9)
    assert taken.key == young.key
    assert await store.next_wake() == NOW + minutes(66)
    await store.retry_at(young.key, taken.claim, NOW + minutes(300), "away", in_doubt=False)
    assert await store.next_wake() == NOW + minutes(120)
    (again,) = await store.claim_due(NOW + minutes(120), LEASE, 9)
    assert (again.key, again.attempts) == (old.key, 5)
    await store.mark_sent(old.key, again.claim, 7, NOW)
    assert [m.key for m in await store.claim_due(NOW + minutes(300), LEASE, 9)] == [young.key]


@pytest.mark.parametrize("operation", ["mark_sending", "mark_sent", "retry_at", "finish"])
@pytest.mark.parametrize("loss", ["wrong token", "finished", "retried", "absent", "never claimed"])
async def test_every_operation_is_fenced_by_the_claim(store: Store, operation: str, loss: str):
    """Without a valid claim each operation is a conflict and changes nothing."""
    leased = await claimed(store, 1)
    key, claim = leased.key, leased.claim
    if loss == "wrong token":
        claim += 1
    elif loss == "finished":
        await store.finish(key, claim, MessageState.DEAD, "x", NOW)
    elif loss == "retried":
        await store.retry_at(key, claim, NOW, "x", in_doubt=False)
    elif loss == "absent":
        key = "no such message"
    else:
        await planned(store, message(2, to=THERE))
        key, claim = message(2, to=THERE).key, 0
    before = await store.messages(list(MessageState))
    calls = {
        "mark_sending": lambda: store.mark_sending(key, claim, first_attempt=NOW, after=1),
        "mark_sent": lambda: store.mark_sent(key, claim, 1, NOW),
        "retry_at": lambda: store.retry_at(key, claim, NOW, "y", in_doubt=True),
        "finish": lambda: store.finish(key, claim, MessageState.UNCERTAIN, "y", NOW),
    }
    with pytest.raises(ConflictError):
        await calls[operation]()
    assert await store.messages(list(MessageState)) == before


async def test_what_would_wait_too_long_waits_no_longer(store: Store):
    """Times of a wrong clock are corrected, also in blocked destinations; others stay, and a lease ends soon."""
    week, year = timedelta(days=8), NOW + timedelta(days=365)
    await planned(store, message(1), message(2, to=THERE, created=year), message(3))
    (mine,) = [one for one in await store.claim_due(NOW, timedelta(days=365), 5) if one.key == message(1).key]
    await polled(store, alert(4, due=year), alert(5, due=NOW + week), alert(6, THERE, due=year, created=NOW))
    await store.set_block(THERE, Block(cause=BlockCause.PERMISSION, reason="", since=NOW))
    assert await store.shorten_waits(NOW, week) == 4
    assert await store.shorten_waits(NOW, week) == 0
    found = {one.paper_ids: one for one in await store.messages([MessageState.READY])}
    assert found[message(1).paper_ids].leased_until == NOW + timedelta(minutes=5)
    assert found[message(2).paper_ids].next_try == found[message(2).paper_ids].created == NOW
    assert [(one.due, one.created) for one in await store.pending(HERE)] == [(NOW, NOW), (NOW + week, NOW + week)]
    assert [(one.due, one.created) for one in await store.pending(THERE)] == [(NOW, NOW)]
    await store.mark_sent(mine.key, mine.claim, 1, NOW)
