"""The subscription cache follows changes by other replicas."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.domain.discord.ids import Shard
from bot.domain.subscription_cache import SubscriptionCache
from bot.store.opening import open_store
from bot.store.postgres.store import PostgresStore
from tests.contract.lookups.test_subscription_cache import fill
from tests.contract.makers import NOW, subscribed
from tests.support.databases import execute


@pytest.fixture
async def two(url: str) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    """Two replicas."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(open_store(url))
        second = await stack.enter_async_context(open_store(url))
        yield first, second  # type: ignore[misc] - by their URL


def same(one: SubscriptionCache, other: SubscriptionCache) -> set[str]:
    """Return the ids whose subscription is the same object in both."""
    return {key for key, subscription in one.by_id.items() if other.get(key) is subscription}


async def test_shards_share_a_book(store: PostgresStore):
    """The shards of one process share one cache."""
    await fill(store, 3)
    assert await store.for_shard(Shard(id=1, count=2)).subscriptions() is await store.subscriptions()


async def test_what_another_replica_changes(url: str, two: tuple[PostgresStore, PostgresStore]):
    """Changes by another replica are followed like one's own, also those of an older version."""
    ours, theirs = two
    await fill(ours, 5)
    before = await ours.subscriptions()
    await theirs.remove_subscription("s0001")
    await subscribed(theirs, "other")
    after = await ours.subscriptions()
    assert same(before, after) == {"s0000", "s0002", "s0003", "s0004"}
    assert after.get("s0001") is None
    await execute(
        url,
        "BEGIN; SELECT FROM ledger FOR UPDATE; DELETE FROM subscriptions WHERE id = 's0002';"
        "UPDATE ledger SET subscriptions = subscriptions + 1; COMMIT",
    )
    assert (await ours.subscriptions()).get("s0002") is None


async def test_who_knows_too_little_reads_all(url: str, two: tuple[PostgresStore, PostgresStore]):
    """A cache that is older than the noted deletions, or newer than a restored database, is reloaded."""
    ours, theirs = two
    await fill(ours, 3)
    before = await ours.subscriptions()
    await theirs.remove_subscription("s0001")
    await execute(url, "UPDATE ledger SET subscriptions = subscriptions + 10002")
    await theirs.prune(NOW)
    after = await ours.subscriptions()
    assert [s.id for s in after.subscriptions] == ["s0000", "s0002"]
    assert not same(before, after)
    await execute(url, "UPDATE ledger SET subscriptions = 1, forgotten = 0")
    restored = await ours.subscriptions()
    assert (restored.version, len(restored.subscriptions)) == (1, 2)
    await theirs.prune(NOW)
    await theirs.remove_subscription("s0000")
    assert [s.id for s in (await ours.subscriptions()).subscriptions] == ["s0002"]
