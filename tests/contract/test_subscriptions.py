"""Subscriptions, destinations, blocks and notes."""

import asyncio
from collections.abc import Collection

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError, MistakeError
from bot.domain.ports import Store
from bot.domain.subscription import Block, BlockCause, Mode, Subscription
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    alert,
    channel,
    claimed,
    message,
    minutes,
    planned,
    polled,
    sighting,
    subscribed,
    subscription,
)

BLOCK = Block(cause=BlockCause.PERMISSION, reason="Give it Send Messages.", since=NOW)


async def test_subscriptions_come_oldest_first(store: Store):
    """The cache has every field of all subscriptions, paused ones included, in order of creation."""
    young = await subscribed(store, "aaaaa", created=NOW + minutes(1))
    fields = {"mode": Mode.WEEKLY, "paused": True, "query": '"a b" -c', "sources": ("lists", "arxiv", "nature")}
    old = await subscribed(store, "bbbbb", THERE, **fields)
    assert (await store.subscriptions()).subscriptions == (old, young)


async def test_a_baseline_computed_from_old_papers_is_a_conflict(store: Store):
    """Saving a baseline from before the newest papers is a conflict and stores nothing."""
    version = await store.papers_version()
    await polled(store, sightings=(sighting(1),))
    with pytest.raises(ConflictError):
        await store.save_subscription(subscription(), channel(), baseline=frozenset(), papers_version=version)
    assert (await store.subscriptions()).subscriptions == ()
    assert await store.destinations() == ()


async def test_a_check_of_the_others_can_refuse(store: Store):
    """A check gets the other subscriptions of the channel, without tombstones; what it refuses is not written."""
    there = await subscribed(store, "aaaaa")
    await subscribed(store, "bbbbb", THERE)
    await subscribed(store, "ccccc", ended=NOW)
    new = subscription("ddddd")
    seen: list[Collection[Subscription]] = []

    def refuse(others: Collection[Subscription]):
        seen.append(others)
        raise MistakeError("No.")

    with pytest.raises(MistakeError, match=r"No\."):
        await store.save_subscription(new, channel(), baseline=None, papers_version=0, check=refuse)
    assert seen == [[there]]
    assert new.id not in (await store.subscriptions()).by_id
    await store.save_subscription(there, channel(), baseline=None, papers_version=0, check=seen.append)
    assert seen[1] == []


async def test_a_forgotten_destination_leaves_nothing_open(store: Store):
    """Removing a destination deletes its subscriptions and drops its open alerts and messages; others stay."""
    await subscribed(store, "aaaaa")
    await subscribed(store, "bbbbb", THERE)
    sent = await claimed(store, 9)
    await store.mark_sent(sent.key, sent.claim, 77, NOW)
    await planned(store, message(1), message(1, to=THERE))
    await polled(store, alert(2), alert(2, THERE))
    version = (await store.subscriptions()).version
    await store.forget_destination(HERE, dropped_at=NOW)
    cache = await store.subscriptions()
    assert [s.id for s in cache.subscriptions] == ["bbbbb"]
    assert set(cache.baselines) == {"bbbbb"}
    assert cache.version > version
    assert await store.destinations() == (channel(THERE),)
    assert await store.due_alerts(NOW, 10) == (alert(2, THERE),)
    counts = await store.counts()
    assert counts.alerts[AlertState.DROPPED] == 2
    assert counts.messages[MessageState.DROPPED] == 1
    assert counts.messages[MessageState.SENT] == 1
    assert [m.key for m in await store.claim_due(NOW, LEASE, 9)] == [message(1, to=THERE).key]


async def test_notes_are_found_by_how_their_names_begin(store: Store):
    """Notes are found by the literal beginning of their names, which is no pattern."""
    for name in ("told 1", "told 2", "tol", "xtold 3", "t%"):
        await store.set_note(name, f"about {name}")
    assert await store.notes("told ") == {"told 1": "about told 1", "told 2": "about told 2"}
    assert await store.notes("t%") == {"t%": "about t%"}
    assert len(await store.notes("")) == 5


async def test_changes_of_a_note_follow_each_other(store: Store):
    """Of twenty changes of a note at the same moment none is lost; None deletes it."""

    def one_more(value: str | None) -> str:
        return str(int(value or 0) + 1)

    await asyncio.gather(*(store.change_note("count", one_more) for _ in range(20)))
    assert await store.note("count") == "20"
    await store.change_note("count", lambda _: None)
    assert await store.note("count") is None
