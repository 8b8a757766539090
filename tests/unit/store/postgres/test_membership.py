"""Replicas divide the shards of one database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.errors import StoreError
from bot.store.engine import ShardAssignment, SingleProcess
from bot.store.opening import open_store
from bot.store.postgres.membership import PostgresMembership
from bot.store.postgres.store import PostgresStore
from tests.support.databases import ask, execute
from tests.support.postgres import PostgresServer

HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = $1"
CUT = """
SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
WHERE l.locktype = 'advisory' AND a.datname = current_database()
"""


@dataclass
class Time:
    at: float = 0.0

    def __call__(self) -> float:
        return self.at


class Harness:
    """Replicas of one store, on a clock that tests move."""

    def __init__(self, store: PostgresStore, url: str):
        self.store = store
        self.url = url
        self.time = Time()
        self.made: list[PostgresMembership] = []

    def member(self, count: int = 1) -> PostgresMembership:
        self.made.append(PostgresMembership(self.store, count, self.time))
        return self.made[-1]

    async def cut(self, member: PostgresMembership):
        """End a replica's connection, and wait until the server has released its locks."""
        assert member._connection is not None
        pid = await member._connection.fetchval("SELECT pg_backend_pid()")
        member._connection.terminate()
        while await ask(self.url, HELD, pid):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)

    async def leave(self, member: PostgresMembership):
        """End a replica, so that the others notice."""
        await self.cut(member)
        member.leave()

    async def settle(self, *members: PostgresMembership, rounds: int = 12) -> list[set[int]]:
        """Send heartbeats until nothing changes; return the shards that each replica holds."""
        standings: list[ShardAssignment] = []
        for _ in range(rounds):
            standings = []
            for member in members:
                standing = await member.renew()
                for shard in standing.surplus:
                    await member.release(shard)
                standings.append(standing)
            self.time.at += 2
        return [set(standing.held - standing.surplus) for standing in standings]


@pytest.fixture
async def harness(store: PostgresStore, url: str) -> AsyncIterator[Harness]:
    made = Harness(store, url)
    yield made
    for member in made.made:
        member.leave()


async def test_one_of_two_stands_by(harness: Harness):
    """With a single shard the second replica gets none until the first is gone."""
    first, second = harness.member(), harness.member()
    assert (await first.renew()).held == {0}
    assert not (await second.renew()).held
    assert (await first.renew()).held == {0}
    await harness.leave(first)
    assert await harness.settle(second, rounds=2) == [{0}]


async def test_shards_are_divided_evenly(harness: Harness):
    """No replica has more than its share, every shard is served, and a dead replica's shards are taken over."""
    members = [harness.member(5) for _ in range(3)]
    held = await harness.settle(*members, rounds=30)
    assert sorted(map(len, held)) == [1, 2, 2]
    assert set().union(*held) == set(range(5))
    await harness.leave(members[0])
    held = await harness.settle(*members[1:], rounds=30)
    assert sorted(map(len, held)) == [2, 3]
    assert set().union(*held) == set(range(5))


async def test_a_newcomer_gets_its_share(harness: Harness):
    """A replica that serves everything gives some shards up to a new one."""
    first, second = harness.member(2), harness.member(2)
    assert await harness.settle(first) == [{0, 1}]
    standing = await second.renew()
    assert not standing.held
    assert (await first.renew()).surplus == {1}
    assert await harness.settle(first, second) == [{0}, {1}]


async def test_connections_are_spaced(harness: Harness):
    """Shards connect one at a time, five seconds apart, across all replicas."""
    first, second = harness.member(4), harness.member(4)
    await first.renew()
    assert not (await second.renew()).held
    assert len((await first.renew()).held) == 1
    harness.time.at += 5
    assert len((await first.renew()).held) == 2
    harness.time.at += 5
    await first.renew()  # has its share, and lets the other begin
    assert len((await second.renew()).held) == 1


async def test_whoever_was_cut_off_takes_back_what_it_had(harness: Harness):
    """After a restart of the database each replica first locks only its former shards."""
    first, second = harness.member(2), harness.member(2)
    assert await harness.settle(first, second) == [{0}, {1}]
    await execute(harness.url, CUT)
    while not all(member._connection and member._connection.is_closed() for member in (first, second)):  # noqa: ASYNC110 - the driver notices
        await asyncio.sleep(0.01)  # the server's word is on its way
    assert (await first.renew()).held == {0}
    assert (await first.renew()).held == {0}, "shard 1 is free at this moment"
    assert await harness.settle(first, second) == [{0}, {1}]


async def test_whoever_stood_by_lets_the_others_come_back(harness: Harness):
    """After a restart of the database a standby takes nothing at first, even if it reconnects first."""
    first, second = harness.member(), harness.member()
    assert await harness.settle(first, second) == [{0}, set()]
    for member in (first, second):
        await harness.cut(member)
    assert not (await second.renew()).held
    assert (await first.renew()).held == {0}
    await harness.leave(first)
    assert await harness.settle(second) == [{0}]


async def test_a_broken_connection_is_made_anew(harness: Harness):
    """The next heartbeat opens a new connection."""
    member = harness.member()
    await member.renew()
    await harness.cut(member)
    assert (await member.renew()).held == {0}


async def test_a_server_that_is_away_is_told(server: PostgresServer):
    """Heartbeats fail while the server is away; the first one afterwards locks the shard again."""
    await execute(server.url(), "CREATE DATABASE members")
    async with open_store(server.url("members")) as store, store.join(1) as member:
        assert (await member.renew()).held == {0}
        server.kill()
        for _ in range(3):
            with pytest.raises(StoreError, match="PostgreSQL at"):
                await member.renew()
        server.start()
        assert (await member.renew()).held == {0}


async def test_another_number_of_shards_waits(harness: Harness):
    """A replica with another shard count serves nothing and says why, as two divisions would overlap."""
    first, second = harness.member(1), harness.member(2)
    await first.renew()
    standing = await second.renew()
    assert not standing.held
    assert (
        standing.waiting_for
        == "Other replicas run with PAPERBOY_SHARDING__COUNT=1. Use the same number everywhere."
    )
    assert (await first.renew()).held == {0}, "who was there first goes on"
    await harness.leave(first)
    assert await harness.settle(second) == [{0, 1}]


async def test_a_shard_that_somebody_took_meanwhile(harness: Harness):
    """A shard that another replica locks first is simply not held."""
    first, second = harness.member(3), harness.member(3)
    assert (await first.renew()).held == {0}
    harness.time.at += 5
    assert (await first.renew()).held == {0, 1}
    harness.time.at += 5
    assert (await first.renew()).held == {0, 1, 2}
    harness.time.at += 5
    await first.renew()
    await second.renew()
    assert second._connection is not None
    assert await second._start_shard(second._connection, [2]) == frozenset()
    assert await harness.settle(first, second) == [{0, 1}, {2}]


async def test_stores_are_joined_by_their_kind(harness: Harness, tmp_path: Path):
    """A folder has one process and one shard; a database has replicas, each with a store for its shard."""
    async with AsyncExitStack() as stack:
        folder = await stack.enter_async_context(open_store(f"tinydb://{tmp_path / 'store'}"))
        alone = await stack.enter_async_context(folder.join(1))
        assert isinstance(alone, SingleProcess)
        assert (await alone.renew()).held == {0}
        assert alone.store_for(0) is folder
        await alone.release(0)
        with pytest.raises(StoreError, match="PAPERBOY_SHARDING__COUNT is 2"):
            await stack.enter_async_context(folder.join(2))
        member = await stack.enter_async_context(harness.store.join(2))
        assert (await member.renew()).held == {0}
        assert member.store_for(1) is not harness.store


async def test_an_older_replica_stands_down(harness: Harness, url: str):
    """Beside newer tables a replica gives up its shards and is not counted; after a downgrade it serves again."""
    older = harness.member(4)
    assert await harness.settle(older) == [{0, 1, 2, 3}]
    await execute(url, "INSERT INTO migrations (number) VALUES (9999)")
    standing = await older.renew()
    assert standing.held == standing.surplus == {0, 1, 2, 3}, "nobody else may have one before its work has ended"
    assert "Update it" in (standing.waiting_for or "")
    assert await harness.settle(older) == [set()]
    assert await ask(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid > 0") == 0
    await execute(url, "DELETE FROM migrations WHERE number = 9999")
    assert await harness.settle(older) == [{0, 1, 2, 3}]
