"""Measure how fast the store opens and writes, against TinyDB's own JSONStorage in the same run.

    python tests/benchmarks/bench_store.py [--quick]

Documents are alerts as Paperboy stores them. A write is one transaction of one document, fsync included; an
fsync of the disk alone is given for comparison, and the mark of what was acknowledged, which goes with each. Times
are medians, in milliseconds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tinydb import TinyDB
from tinydb.storages import JSONStorage
from tinydb.table import Document

from bot.domain.alert import Alert, AlertState
from bot.domain.clock import utc_now
from bot.domain.ports import PollCommit
from bot.store.codec.documents import encode_alert
from bot.store.opening import open_store
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.files.journal import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.ports import Store

CHANNELS = 1000
_BATCH = 1000


def alerts(count: int, start: int = 0) -> Iterator[Alert]:
    """Alerts spread over a thousand channels, all due."""
    now = utc_now()
    for number in range(start, start + count):
        yield Alert(
            destination_id=10**18 + number % CHANNELS,
            paper_id=f"arxiv:2601.{number // CHANNELS:05d}",
            subscriptions=("abcde",),
            due=now,
            created=now,
        )


async def fill(store: Store, count: int):
    """Store alerts and finish all but a thousand, as in a bot that has run for a while."""
    for start in range(0, count, _BATCH):
        batch = tuple(alerts(min(_BATCH, count - start), start))
        await store.commit_poll(PollCommit(source="hf", at=utc_now(), sightings=(), alerts=batch))
        if start + _BATCH < count:
            await store.plan([], batch, utc_now())


async def measure_store(folder: Path, count: int, writes: int) -> tuple[float, float, float]:
    """(opening, insert, update) in milliseconds."""
    url = f"tinydb://{folder}"
    async with open_store(url) as store:
        await fill(store, count)
        await store.compact()
    started = time.perf_counter()
    async with open_store(url) as store:
        opening = time.perf_counter() - started
        assert sum((await store.counts()).alerts.values()) == count
        inserts, updates = [], []
        for alert in alerts(writes, count):
            commit = PollCommit(source="hf", at=utc_now(), sightings=(), alerts=(alert,))
            inserts.append(await timed(store.commit_poll(commit)))
            updates.append(await timed(store.plan([], [alert], utc_now())))
    return 1000 * opening, 1000 * statistics.median(inserts), 1000 * statistics.median(updates)


async def timed(work: object) -> float:
    started = time.perf_counter()
    await work  # type: ignore[misc] - a coroutine
    return time.perf_counter() - started


def measure_tinydb(folder: Path, count: int, writes: int) -> tuple[float, float, float]:
    """Measure TinyDB's own storage in the same way."""
    path = folder / "db.json"
    documents = {str(n + 1): encode_alert(alert) for n, alert in enumerate(alerts(count))}
    path.write_text(json.dumps({"_default": documents}))
    started = time.perf_counter()
    with TinyDB(path, storage=JSONStorage) as database:
        assert len(database) == count
        opening = time.perf_counter() - started
        inserts, updates = [], []
        for number, alert in enumerate(alerts(writes, count), count + 1):
            started = time.perf_counter()
            database.insert(Document(encode_alert(alert), number))
            inserts.append(time.perf_counter() - started)
            started = time.perf_counter()
            database.update({"state": AlertState.DROPPED.value}, doc_ids=[number])
            updates.append(time.perf_counter() - started)
    return 1000 * opening, 1000 * statistics.median(inserts), 1000 * statistics.median(updates)


def measure_fsync(folder: Path, times: int) -> float:
    """One small append and fsync, in milliseconds."""
    taken = []
    with (folder / "probe").open("ab", buffering=0) as file:
        for _ in range(times):
            started = time.perf_counter()
            file.write(b"x" * 300)
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - started)
    return 1000 * statistics.median(taken)


def measure_mark(folder: Path, times: int) -> float:
    """Writing down how much was acknowledged, once for each fsync, in milliseconds."""
    mark = Mark(Folder(path=folder))
    taken = []
    for number in range(times):
        started = time.perf_counter()
        mark.write(3, 10_000_000 + number)
        taken.append(time.perf_counter() - started)
    mark.close()
    return 1000 * statistics.median(taken)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="1,000 and 10,000 documents only")
    sizes = [1000, 10_000] if parser.parse_args().quick else [1000, 10_000, 100_000]
    out = sys.stdout
    out.write(f"{'documents':>10} {'':8} {'Paperboy':>10} {'TinyDB':>10} {'ratio':>8}\n")
    for count in sizes:
        with tempfile.TemporaryDirectory() as path:
            folder = Path(path)
            fsync, mark = measure_fsync(folder, 50), measure_mark(folder, 1_000)
            ours = asyncio.run(measure_store(folder / "store", count, 100))
            theirs = measure_tinydb(folder, count, 5)
        for name, mine, other in zip(("opening", "insert", "update"), ours, theirs, strict=True):
            out.write(f"{count:>10,} {name:8} {mine:>10.2f} {other:>10.2f} {other / mine:>7.1f}×\n")
        out.write(f"{count:>10,} {'fsync':8} {fsync:>10.2f}\n")
        out.write(f"{count:>10,} {'mark':8} {mark:>10.4f}\n")
        out.flush()


if __name__ == "__main__":
    main()
