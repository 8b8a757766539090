"""Replicas of one database that act at the same moment."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.discord.ids import Shard
from bot.domain.errors import ConflictError, StoreCorruptError, StoreError
from bot.domain.ports import Store
from bot.domain.subscription import Destination
from bot.store.opening import open_store
from bot.store.postgres.database import Connection
from bot.store.postgres.store import PostgresStore
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
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
from tests.support.databases import ask, execute

_HELD_UP = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
async def two(url: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two replicas."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(open_store(url))
        yield first, await stack.enter_async_context(open_store(url))


async def outcomes(*work: Awaitable[object]) -> list[type[object]]:
    """Return the types of the results or errors."""
    return sorted((type(done) for done in await asyncio.gather(*work, return_exceptions=True)), key=repr)


async def test_each_message_is_claimed_by_one(two: tuple[Store, Store]):
    """Concurrent claims return every message once."""
    first, second = two
    await planned(first, *(message(1, to=place) for place in range(1, 41)))
    found = await asyncio.gather(*(store.claim_due(NOW, LEASE, 7) for store in (first, second) * 6))
    assert sorted(m.destination_id for taken in found for m in taken) == list(range(1, 41))


async def test_two_plans_for_the_same_alerts(two: tuple[Store, Store]):
    """Of two plans for the same alerts one is stored and the other is a conflict."""
    await polled(two[0], alert(1), alert(2))
    done = await outcomes(two[0].plan([message(1), message(2)], [], NOW), two[1].plan([message(2, 1)], [], NOW))
    assert done == [type(None), ConflictError]
    assert (await two[0].counts()).alerts[AlertState.PLANNED] == 2


async def test_a_subscription_saved_while_papers_arrive(two: tuple[Store, Store]):
    """Of a poll and a save at the same moment one is a conflict, so both see each other's changes."""
    for round_ in range(10):
        version, papers = (await two[0].subscriptions()).version, await two[0].papers_version()
        saved = two[0].save_subscription(
            subscription(f"aaaa{round_}"), channel(), baseline=frozenset(), papers_version=papers
        )
        done = await outcomes(saved, polled(two[1], sightings=(sighting(round_),)))
        assert ConflictError in done or (await two[0].subscriptions()).version == version + 1
        assert len(done) == 2


async def test_readings_and_plans_cross(two: tuple[Store, Store]):
    """Transactions that the server aborts are repeated, and nothing is lost."""
    numbers = list(range(1, 31))
    await polled(two[0], *(alert(n) for n in numbers))

    async def plan():
        for n in reversed(numbers):
            await two[1].plan([message(n)], [], NOW)

    async def poll():
        for _ in range(10):
            await polled(two[0], *(alert(n, subscriptions=["bbbbb"]) for n in numbers))

    await asyncio.gather(plan(), poll())
    counts = await two[0].counts()
    assert counts.alerts[AlertState.PLANNED] == len(numbers)
    assert {(await two[0].find_alert(HERE, alert(n).paper_id) or (None,))[0].subscriptions for n in numbers} == {  # type: ignore[union-attr] - all are owed
        ("aaaaa", "bbbbb")
    }


async def test_a_deadlock_is_done_again(store: PostgresStore):
    """Two transactions that lock crosswise both succeed."""
    await polled(store, alert(1), alert(2))
    meet = asyncio.Barrier(2)
    tries = 0

    async def lock(db: Connection, papers: list[int]):
        nonlocal tries
        tries += 1
        for place, number in enumerate(papers):
            query = "UPDATE alerts SET gathered = NOT gathered WHERE paper_id = $1"
            await db.execute(query, alert(number).paper_id)
            if place == 0 and tries <= 2:
                await meet.wait()

    await asyncio.gather(*(store.db.transaction(lambda db, p=p: lock(db, p)) for p in ([1, 2], [2, 1])))
    assert tries > 2


async def test_a_letter_is_not_queued_again_without_its_alerts(url: str, two: tuple[Store, Store]):
    """A dead letter whose alerts were pruned by another replica cannot be retried."""
    later = NOW + timedelta(days=401)
    letter = await claimed(two[0], 1)
    await two[0].finish(letter.key, letter.claim, MessageState.DEAD, "No.", NOW)
    blocker: Any = await asyncpg.connect(url)
    async with blocker.transaction():
        await blocker.execute("SELECT FROM alerts FOR UPDATE")
        pruning = asyncio.create_task(two[0].prune(later))
        while not await ask(url, _HELD_UP):  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.01)
        queueing = asyncio.create_task(two[1].requeue(letter.key, later))
        await asyncio.wait([queueing], timeout=0.1)
    await blocker.close()
    assert not await queueing
    assert await pruning == 2


async def test_who_comes_back_while_a_drop_waits_keeps_the_message(url: str, two: tuple[Store, Store]):
    """An Undo on another replica that is stored before a waiting drop keeps the message."""
    leased = await claimed(two[0], 1)
    version = await two[1].papers_version()
    blocker: Any = await asyncpg.connect(url)
    async with blocker.transaction():
        await blocker.execute("SELECT FROM ledger FOR UPDATE")
        back = two[1].save_subscription(subscription(), channel(), baseline=frozenset(), papers_version=version)
        returning = asyncio.create_task(back)
        while await ask(url, _HELD_UP) < 1:  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.01)
        drop = two[0].drop_unwanted(leased.key, leased.claim, "Why.", NOW, in_doubt=False)
        dropping = asyncio.create_task(drop)
        while await ask(url, _HELD_UP) < 2 and not dropping.done():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)
    await blocker.close()
    await returning
    assert not await dropping
    assert (await two[0].counts()).messages[MessageState.READY] == 1


async def test_a_server_that_always_breaks_off(store: PostgresStore):
    """A transaction that is aborted every time ends in a StoreError."""
    query = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'serialization_failure'; END $$"
    with pytest.raises(StoreError, match="too busy"):
        await store.db.fetch(query)


async def test_a_shard_sees_its_servers_only(store: PostgresStore):
    """Due alerts, claims, wake times and posted cards are a shard's own; direct messages belong to shard 0."""
    guilds: dict[int, int | None] = {1: 0 << 22, 2: 1 << 22, 3: 2 << 22, 4: None}
    for place, guild in guilds.items():
        made = replace(subscription(f"aaaa{place}", place), guild_id=guild)
        where = Destination(id=place, guild_id=guild)
        await store.save_subscription(made, where, baseline=frozenset(), papers_version=0)
        await polled(store, alert(1, place, due=NOW + minutes(place)))
    late = NOW + minutes(9)
    shards = [store.for_shard(Shard(id=n, count=2)) for n in range(2)]
    for shard, places in zip(shards, ([1, 3, 4], [2]), strict=True):
        assert [a.destination_id for a in await shard.due_alerts(late, 9)] == places
        assert await shard.next_wake() == NOW + minutes(places[0])
    await store.plan([message(1, to=place) for place in guilds], [], NOW)
    for shard, places in zip(shards, ([1, 3, 4], [2]), strict=True):
        assert await shard.next_wake() == NOW
        taken = await shard.claim_due(late, LEASE, 9)
        assert sorted(m.destination_id for m in taken) == places
        for number, one in enumerate(taken):
            await store.mark_sent(one.key, one.claim, number + 1, NOW)
        paper, when = paper_name(1), {"since": NOW, "unchanged_since": NOW}
        behind = await shard.outdated_cards(paper, ["code"], **when, limit=9)
        assert sorted(m.destination_id for m in behind) == places
        assert await shard.shown_milestones(NOW) == {paper: {()}}
        assert len(await shard.destinations()) == len(guilds)
    assert await store.for_shard(Shard(id=1, count=2)).next_wake() is None


async def test_rows_that_cannot_be_understood(url: str, store: PostgresStore):
    """The error names the row and says what to do."""
    await subscribed(store)
    await execute(url, """UPDATE destinations SET document = '{"kind": "street"}'""")
    with pytest.raises(StoreCorruptError, match=rf"destination {HERE}.*backup"):
        await store.destinations()


async def test_reasons_may_hold_anything(store: PostgresStore):
    """Characters that PostgreSQL cannot store are removed from a reason and stop no operation."""
    await planned(store, message(1))
    (taken,) = await store.claim_due(NOW, LEASE, 1)
    await store.finish(taken.key, taken.claim, MessageState.DEAD, "a\0b\ud800c", NOW)
    (dead,) = await store.messages([MessageState.DEAD])
    assert dead.reason == "ab?c"
