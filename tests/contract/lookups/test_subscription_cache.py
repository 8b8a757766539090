"""The subscription cache is updated with changes alone."""

import asyncio

import pytest

from bot.domain.errors import StoreCorruptError
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.subscription_cache import SubscriptionCache
from bot.store.entries import StoredSubscription
from bot.store.tinydb.store import TinyDBStore
from tests.contract.engines import Reopening
from tests.contract.makers import HERE, NOW, THERE, channel, paper_name, polled, sighting, subscribed, subscription
from tests.support.databases import execute

MANY = 250  # more than are read in one slice


def same(one: SubscriptionCache, other: SubscriptionCache) -> set[str]:
    """Return the ids whose subscription and baseline are the same objects in both."""
    return {
        key
        for key, subscription in one.by_id.items()
        if other.get(key) is subscription and other.baseline(key) is one.baseline(key)
    }


async def fill(store: Store, count: int = MANY):
    for number in range(count):
        await store.save_subscription(
            subscription(f"s{number:04}"), channel(), baseline=frozenset({paper_name(number)}), papers_version=0
        )


async def test_one_change_makes_one_subscription(reopening: Reopening):
    """One change creates one new object; the others are those of the cache before."""
    await fill(await reopening.open())
    store = await reopening.again()
    before = await store.subscriptions()
    assert [s.id for s in before.subscriptions] == [f"s{n:04}" for n in range(MANY)]
    assert before.baseline("s0042") == {paper_name(42)}
    await subscribed(store, "s0007", THERE)
    await store.remove_subscription("s0008")
    await subscribed(store, "zzzzz")
    after = await store.subscriptions()
    assert len(same(before, after)) == MANY - 2
    assert [s.id for s in after.at(THERE)] == ["s0007"]
    assert after.get("s0008") is None
    assert after.changed_since(before.version) == {"s0007", "s0008", "zzzzz"}
    assert before.get("s0008") is not None
    assert await store.subscriptions() is after


async def test_every_verb_that_changes_one_is_followed(store: Store):
    """After any change the cache equals that of a new process."""
    await fill(store, 3)
    await subscribed(store, "other", THERE)
    await store.subscriptions()
    await polled(store, sightings=(sighting(9),), baselines={"s0001": frozenset({paper_name(9)})})
    assert (await store.subscriptions()).baseline("s0001") == {paper_name(1), paper_name(9)}
    await store.forget_destination(HERE, dropped_at=NOW)
    assert [s.id for s in (await store.subscriptions()).subscriptions] == ["other"]


async def test_preferences_change_the_subscriptions_of_their_channel(store: Store):
    """New preferences make plans and matches of that channel a conflict, and of no other."""
    await subscribed(store, "aaaaa")
    await subscribed(store, "other", THERE)
    before = await store.subscriptions()
    await store.set_preferences(HERE, Preferences(role_id=7), due={})
    assert (await store.subscriptions()).changed_since(before.version) == {"aaaaa"}


async def test_a_change_while_the_first_book_is_made(reopening: Reopening):
    """A change while the first cache is read is in that cache."""
    await fill(await reopening.open())
    store = await reopening.again()
    first, _, second = await asyncio.gather(
        store.subscriptions(), store.remove_subscription("s0000"), store.subscriptions()
    )
    last = await store.subscriptions()
    assert last.get("s0000") is None
    assert len(last.subscriptions) == MANY - 1
    for cache in (first, second):
        assert (cache.version == last.version) == (cache.get("s0000") is None)
        assert len(cache.subscriptions) == MANY - (cache.version == last.version)


async def test_what_cannot_be_understood_is_told_each_time(reopening: Reopening):
    """A subscription that cannot be decoded is an error every time the cache is read."""
    store = await reopening.open()
    await fill(store, 2)
    if isinstance(store, TinyDBStore):
        document = {**(store._tables.document(StoredSubscription, "s0001") or {}), "mode": "never"}
        async with store._write():
            store.storage.staged["subscriptions", "s0001"] = document
    else:
        await execute(
            reopening.url,
            "UPDATE subscriptions SET document = replace(document::text, 'now', 'never')::json WHERE id = 's0001'",
            "UPDATE ledger SET subscriptions = subscriptions + 1",
        )
    for _ in range(2):
        with pytest.raises(StoreCorruptError):
            await store.subscriptions()
