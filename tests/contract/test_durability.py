"""Completed operations survive a restart."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import ConflictError
from bot.domain.ports import Revision, Store
from bot.domain.subscription import Block, BlockCause
from tests.contract.engines import Reopening
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    TODAY,
    alert,
    channel,
    claimed,
    message,
    minutes,
    paper_name,
    planned,
    polled,
    sighting,
    subscribed,
    subscription,
)

FAR = NOW + minutes(10_000)


async def everything(store: Store) -> list[object]:
    """All that the port returns, except leases, which an engine for one process ends at its start."""
    return [
        await store.papers_since(date.min),
        await store.papers_version(),
        await store.position("hf"),
        await store.cursor("hf"),
        await store.subscriptions(),
        await store.destinations(),
        await store.due_alerts(FAR, 1000),
        [replace(m, leased_until=None) for m in await store.messages(list(MessageState))],
        await store.counts(),
        [await store.newest_posts(to, 2) for to in (HERE, THERE)],
        [await store.note(name) for name in ("kept", "gone")],
    ]


async def _sent(store: Store):
    leased = await claimed(store, 3)
    await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=7)
    await store.mark_sent(leased.key, leased.claim, 99, NOW)


async def _in_doubt(store: Store):
    leased = await claimed(store, 3)
    await store.mark_sending(leased.key, leased.claim, first_attempt=NOW, after=7)
    await store.retry_at(leased.key, leased.claim, NOW + minutes(1), "away", in_doubt=True)


async def _dead(store: Store):
    leased = await claimed(store, 3)
    await store.finish(leased.key, leased.claim, MessageState.DEAD, "no", NOW)


async def _requeued(store: Store):
    await _dead(store)
    assert await store.requeue(message(3).key, NOW + minutes(1))


async def _blocked(store: Store):
    await planned(store, message(3))
    await store.set_block(HERE, Block(cause=BlockCause.GONE, reason="It is gone.", since=NOW))


async def _unblocked(store: Store):
    await _blocked(store)
    await store.set_block(HERE, None, dropping=[paper_name(3)], dropped_at=NOW)


async def _claimed(store: Store):
    await planned(store, message(3, to=THERE), message(4, 5))
    assert len(await store.claim_due(NOW, LEASE, 9)) == 2


async def _moved(store: Store):
    await planned(store, message(1), message(3, 4))
    await polled(store, alert(5))
    revision = Revision(replaces=subscription(), at=NOW, due_of=lambda at: at + minutes(5))
    made, version = subscription(to=THERE), await store.papers_version()
    await store.save_subscription(
        made, channel(THERE), baseline=frozenset({"x"}), papers_version=version, revision=revision
    )


async def _followed(store: Store):
    await polled(store, alert(1), sightings=(sighting(1),), more_follow=True)
    await polled(store, alert(2), sightings=(sighting(2),), position=TODAY)


async def _notes(store: Store):
    await store.set_note("kept", "text")
    await store.set_note("gone", "text")
    await store.set_note("gone", None)


async def _pruned(store: Store):
    await _sent(store)
    await store.prune(NOW + minutes(60 * 24 * 395))


OPERATIONS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "commit_poll": lambda store: polled(
        store,
        alert(1),
        sightings=(sighting(1), sighting(2)),
        position=TODAY,
        cursor="7",
        baselines={"aaaaa": frozenset("x")},
    ),
    "commit_poll in two commits": _followed,
    "save_subscription": lambda store: subscribed(store, "bbbbb", THERE),
    "save_subscription with a revision": _moved,
    "remove_subscription": lambda store: store.remove_subscription("aaaaa"),
    "set_block": _blocked,
    "set_block with drop_before": _unblocked,
    "forget_destination": lambda store: store.forget_destination(HERE, dropped_at=NOW),
    "plan": lambda store: planned(store, message(3), message(4, 5, to=THERE)),
    "claim_due": _claimed,
    "mark_sent": _sent,
    "retry_at": _in_doubt,
    "finish": _dead,
    "requeue": _requeued,
    "set_note": _notes,
    "prune": _pruned,
}


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_what_an_operation_did_is_there_after_opening_again(reopening: Reopening, operation: str):
    """All that the port returns is the same before and after a restart, versions included."""
    store = await reopening.open()
    await subscribed(store)
    await polled(store, alert(8), sightings=(sighting(8, upvotes=3),))
    await OPERATIONS[operation](store)
    before = await everything(store)
    assert await everything(await reopening.again()) == before


async def test_a_token_is_never_given_twice(reopening: Reopening):
    """After a restart the next claim has a new number, and the old one is invalid."""
    leased = await claimed(await reopening.open(), 1)
    store = await reopening.again()
    (again,) = await store.claim_due(NOW + LEASE, LEASE, 9)
    assert again.claim > leased.claim
    with pytest.raises(ConflictError):
        await store.mark_sent(leased.key, leased.claim, 5, NOW)


async def test_order_among_messages_of_one_moment_outlives_the_process(reopening: Reopening):
    """Messages planned before and after a restart are claimed in the order of their plans."""
    store = await reopening.open()
    await planned(store, message(9), message(2))
    store = await reopening.again()
    await planned(store, message(1))
    order = [m.key for m in await store.messages([MessageState.READY])]
    assert order == [message(n).key for n in (9, 2, 1)]
