"""A replica that takes a shard over ends the leases that the last holder left."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from bot.domain.alert import Message
from bot.domain.errors import ConflictError
from bot.domain.subscription import Destination
from bot.store.opening import open_store
from bot.store.postgres.membership import HANDOVER, PostgresMembership
from bot.store.postgres.store import PostgresStore
from tests.contract.makers import HERE, LEASE, NOW, THERE, claimed, message, planned, subscription

OTHER = 333  # a channel of another shard, when there are two


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    """A store with a channel of another shard."""
    async with open_store(url) as opened:
        place = Destination(id=OTHER, guild_id=1 << 22)
        await opened.save_subscription(
            subscription(to=OTHER), place, baseline=frozenset(), papers_version=await opened.papers_version()
        )
        yield opened  # type: ignore[misc] - by its URL


@asynccontextmanager
async def serving(store: PostgresStore, count: int = 1) -> AsyncGenerator[PostgresMembership]:
    """A replica that holds shard 0."""
    member = PostgresMembership(store, count, now=lambda: NOW)
    try:
        assert (await member.renew()).held == {0}
        yield member
    finally:
        member.leave()


async def sending(store: PostgresStore, number: int, to: int = HERE) -> Message:
    taken = await claimed(store, number, to=to)
    return await store.mark_sending(
        taken.key, taken.claim, first_attempt=NOW, after=None, leased_until=NOW + LEASE
    )


async def claimable(store: PostgresStore, seconds: float) -> list[str]:
    found = await store.claim_due(NOW + HANDOVER * seconds, LEASE, 9)
    return [message.key for message in found]


async def test_what_a_dead_one_had_in_hand(store: PostgresStore):
    """Messages that were not being sent are free at once, the others after the handover."""
    ready, posting = await claimed(store, 1), await sending(store, 2, to=THERE)
    assert await claimable(store, 0) == []
    async with serving(store):
        assert await claimable(store, 0) == [ready.key]
        assert await claimable(store, 0.99) == []
        assert await claimable(store, 1) == [posting.key]


async def test_a_lease_is_never_made_longer(store: PostgresStore):
    """A lease that ends before the handover keeps its end."""
    taken = await claimed(store, 1)
    sent = await store.mark_sending(
        taken.key, taken.claim, first_attempt=NOW, after=None, leased_until=NOW + HANDOVER / 2
    )
    async with serving(store):
        assert await claimable(store, 0.5) == [sent.key]


async def test_other_shards_are_left_alone(store: PostgresStore):
    """Leases in other shards stay as they are."""
    here, other = await claimed(store, 1), await claimed(store, 2, to=OTHER)
    async with serving(store, 2):
        assert await claimable(store, 0) == [here.key]
        assert other.key not in await claimable(store, 9)


async def test_a_claim_that_nobody_took_over_still_holds(store: PostgresStore):
    """A living replica can record what it posted, but cannot start a message that was claimed since."""
    ready, posting = await claimed(store, 1), await sending(store, 2, to=THERE)
    async with serving(store):
        await store.mark_sent(posting.key, posting.claim, 7, NOW)
        assert await claimable(store, 0) == [ready.key]
        with pytest.raises(ConflictError):
            await store.mark_sending(ready.key, ready.claim, first_attempt=NOW, after=None)


async def test_who_gets_its_shard_back_keeps_what_it_posts(store: PostgresStore):
    """After a restart of the database a replica's own posts keep their leases; claims it never got are free."""
    async with serving(store) as member:
        unheard, posting = await claimed(store, 1), await sending(store, 2, to=THERE)
        member.leave()
        async with asyncio.timeout(30):
            while not (await member.renew()).held:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
        assert await claimable(store, 1) == [unheard.key]
        assert posting.key in await claimable(store, 99)


async def test_who_begins_to_post_at_that_moment(store: PostgresStore, url: str):
    """A lease is shortened by the state that the message has once its row lock is released."""
    taken = await claimed(store, 1)
    await planned(store, message(2, to=THERE))
    connection: Any = await asyncpg.connect(url)
    try:
        posting = connection.transaction()
        await posting.start()
        await connection.execute(
            "UPDATE messages SET state = 'sending', first_attempt = $2, leased_until = $3 WHERE key = $1",
            taken.key,
            NOW,
            NOW + LEASE,
        )
        member = PostgresMembership(store, 1, now=lambda: NOW)
        renewing = asyncio.create_task(member.renew())
        async with asyncio.timeout(30):
            while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
        await posting.commit()
        assert (await renewing).held == {0}
        assert taken.key not in await claimable(store, 0.99)
        assert await claimable(store, 1) == [taken.key]
        member.leave()
    finally:
        await connection.close()
