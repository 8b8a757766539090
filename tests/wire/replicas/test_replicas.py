"""Replicas share the work, and take over what a dead one leaves."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.fake_discord.faults import Fault
from tests.support.databases import execute
from tests.support.postgres import PostgresServer
from tests.wire.replicas.fleet import open_fleet
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.databases import Databases

LONG = {"PAPERBOY_DELIVERY__LEASE": "300", "PAPERBOY_DELIVERY__TIMEOUT": "20"}  # longer than any test waits


async def test_one_dies_half_way(tmp_path: Path, databases: Databases):
    """Each of 100 alerts is posted once although the replica that polls is killed among them; polls go on.

    Nobody waits for the lease of what it had in hand.
    """
    async with open_fleet(tmp_path, await databases.new(), shards=2, guilds=4, channels=5) as fleet:
        for name in ("one", "two"):
            await fleet.start(name, **LONG)
        await fleet.connected(2)
        assert fleet.holder(0) != fleet.holder(1), "each serves a shard"
        numbers = fleet.list(5)
        await fleet.posts(30)
        await fleet.processes.pop(fleet.holder(0)).kill()
        await fleet.posts(100)
        numbers = fleet.list(6)
        await fleet.posts(120)
        assert fleet.each_once(numbers)


async def test_a_second_one_stands_by(tmp_path: Path, databases: Databases):
    """With one shard the second replica stays away from Discord until the first one dies."""
    async with open_fleet(tmp_path, await databases.new(), shards=1, guilds=1, channels=2) as fleet:
        first = await fleet.start("first")
        await fleet.connected(1)
        second = await fleet.start("second")
        numbers = fleet.list(3)
        await fleet.posts(6)
        await fleet.discord.until(
            lambda: "Standing by" in second.output(), "the second one"
        )  # polls ring the bell
        assert fleet.discord.gateway.identifies == 1
        await first.kill()
        numbers = fleet.list(4)
        await fleet.posts(8)
        assert fleet.discord.gateway.identifies == 2
        assert fleet.each_once(numbers)
        assert await second.stop() == 0


async def test_the_database_restarts(tmp_path: Path):
    """Neither replica ends, what was acknowledged is still there, and all goes on as before.

    Nobody waits for the lease of the post that was under way.
    """
    with PostgresServer(durable=True) as server:
        async with open_fleet(tmp_path, server.url(), shards=1, guilds=1, channels=2) as fleet:
            first = await fleet.start("first", **LONG)
            await fleet.connected(1)
            fleet.list(3)
            await fleet.posts(6)
            taken = fleet.discord.faults.arm(*CREATE, Fault(delay=0.5))
            taken.on_strike = server.kill  # just before the answer
            numbers = fleet.list(5)
            await taken.reached.wait()
            await asyncio.to_thread(server.start)
            await fleet.posts(10)
            assert fleet.each_once(numbers)
            assert fleet.discord.gateway.identifies == 1, "whoever gets its shards back stays connected"
            assert await first.stop() == 0


@pytest.mark.soak
async def test_ten_thousand_alerts(tmp_path: Path):
    """Each of 10,000 alerts is posted once, at Discord's pace, one replica being killed half-way."""
    with PostgresServer(durable=True) as server:
        async with open_fleet(tmp_path, server.url(), shards=2, guilds=40, channels=50) as fleet:
            fleet.discord.limits.everywhere = True
            for name in ("one", "two"):
                await fleet.start(name, PAPERBOY_DELIVERY__LEASE="20", PAPERBOY_DELIVERY__TIMEOUT="10")
            await fleet.connected(2)
            numbers = fleet.list(5)
            begun = time.monotonic()
            await fleet.posts(5_000, patience=600)
            half = time.monotonic()
            await fleet.processes.pop(fleet.holder(0)).kill()
            await fleet.goes_on(0)
            taken = time.monotonic()
            await fleet.posts(10_000, patience=600)
            ended = time.monotonic()
            assert fleet.each_once(numbers)
            sys.stderr.write(
                f"\n5,000 alerts by two replicas in {half - begun:.1f} s; the dead one's shard posts again after "
                f"{taken - half:.1f} s; the other 5,000 in {ended - half:.1f} s; "
                f"{fleet.discord.limits.refused} answers of 429\n"
            )


async def test_a_newer_version_comes(tmp_path: Path, databases: Databases):
    """A replica that runs beside tables of a newer version posts no more, says why, and waits to be replaced."""
    async with open_fleet(tmp_path, await databases.new(), shards=1, guilds=1, channels=2) as fleet:
        older = await fleet.start("older")
        await fleet.connected(1)
        fleet.list(3)
        await fleet.posts(6)
        await execute(fleet.url, "INSERT INTO migrations (number) VALUES (9999)")
        await fleet.discord.until(lambda: not fleet.discord.gateway.live, "its farewell")
        fleet.list(4)
        assert fleet.posted() == 6
        assert await (await fleet.start("late")).ended() != 0, "it does not even begin"
        assert await older.stop() == 0
        assert "A newer Paperboy has updated the database" in older.output()
        await execute(fleet.url, "DELETE FROM migrations WHERE number = 9999")  # the newer one knows its number
        newer = await fleet.start("newer")
        numbers = fleet.list(4)
        await fleet.posts(8)
        assert fleet.each_once(numbers)
        assert await newer.stop() == 0
