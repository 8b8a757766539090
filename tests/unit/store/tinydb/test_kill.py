"""After kill -9 at any moment acknowledged writes are stored, and no transaction in part."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tinydb import TinyDB

from bot.domain.alert import AlertState
from tests.contract.makers import NOW, paper_name
from tests.support.paths import ROOT
from tests.unit.store.tinydb.killed_writer import DOCUMENTS
from tests.unit.store.tinydb.stores import opened


class Writers:
    """Starts writers and kills them, one at a time."""

    def __init__(self, process: subprocess.Popen[str]):
        assert process.stdin is not None
        assert process.stdout is not None
        self._orders, self._answers = process.stdin, process.stdout

    def run_and_kill(self, engine: str, folder: Path, first: int, acknowledgements: int) -> list[int]:
        """Kill a new writer after some acknowledgements; return all of them, late ones included."""
        self._orders.write(f"{engine}\t{folder}\t{first}\n")
        self._orders.flush()
        pid = None
        numbers: list[int] = []
        for line in self._answers:
            name, _, value = line.strip().partition(" ")
            if name == "pid":
                pid = int(value)
            elif name == "ended":
                return numbers
            else:
                numbers.append(int(name))
            if pid is not None and len(numbers) == acknowledgements:
                os.kill(pid, signal.SIGKILL)
        raise AssertionError("the process that forks writers has ended")


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    command = [sys.executable, "-m", "tests.unit.store.tinydb.killed_writer"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=kept | {"PYTHONPATH": str(ROOT)},
    ) as process:
        yield Writers(process)
        process.kill()


async def stored(folder: Path) -> dict[int, int]:
    """Return how many documents each number has; a paper without alerts counts as none."""
    async with opened(folder) as store:
        found: dict[int, int] = {}
        for owed in await store.due_alerts(NOW, 10**9):
            number = int(owed.paper_id.rpartition(".")[2])
            found[number] = found.get(number, 0) + 1
        assert set(await store.sightings([paper_name(number) for number in found])) == {
            paper_name(number) for number in found
        }
        assert (await store.counts()).papers == len(found)
        assert (await store.counts()).alerts[AlertState.PENDING] == sum(found.values())
        return found


def stored_by_tinydb(folder: Path) -> dict[int, int]:
    """Return the same for the control; an unreadable file has none."""
    found: dict[int, int] = {}
    with TinyDB(folder / "db.json") as database:
        try:
            for document in database:
                found[document["number"]] = found.get(document["number"], 0) + 1
        except json.JSONDecodeError:
            return {}
    return found


async def killed_often(writers: Writers, folder: Path, kills: int, seed: int):
    """Kill writers in one folder repeatedly, checking after each."""
    rng = random.Random(seed)
    acknowledged: set[int] = set()
    following = 0
    for _ in range(kills):
        acknowledged.update(
            await asyncio.to_thread(writers.run_and_kill, "store", folder, following, rng.randrange(1, 40))
        )
        found = await stored(folder)
        assert acknowledged <= found.keys(), "an acknowledged write was lost"
        assert set(found.values()) == {DOCUMENTS}, "half a transaction is there"
        assert len(found.keys() - acknowledged) <= kills, "more than the one under way was there unasked"
        following = max(found) + 1
    assert len(acknowledged) >= kills


async def test_acknowledged_writes_survive_kills(writers: Writers, tmp_path: Path):
    """A dozen kills in one folder, also during compactions, lose no write and split none."""
    await killed_often(writers, tmp_path, kills=12, seed=2)


@pytest.mark.soak
async def test_acknowledged_writes_survive_many_kills(writers: Writers, tmp_path: Path):
    """Five hundred kills in twenty folders lose no write and split none."""
    for seed in range(20):
        await killed_often(writers, tmp_path / str(seed), kills=25, seed=seed)


async def test_the_same_check_fails_for_a_storage_that_writes_later(writers: Writers, tmp_path: Path):
    """Control: TinyDB's CachingMiddleware acknowledges before it writes, and a kill loses that."""
    acknowledged = await asyncio.to_thread(writers.run_and_kill, "cached", tmp_path, 0, 20)
    found = stored_by_tinydb(tmp_path)
    assert len(acknowledged) >= 20
    assert not set(acknowledged) <= found.keys()
