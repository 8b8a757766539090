"""Compacting a large store takes no long turn of the event loop, and writers go on meanwhile."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from bot.store.codec import documents, records
from bot.store.codec.ascii_json import dump
from bot.store.tinydb.files.lines import Header, header_line, with_checksum
from tests.contract.makers import NOW, alert
from tests.unit.store.tinydb.stores import opened
from tests.wire.bounds.slices import held, watched

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = 500  # alerts in one line of the journal
_MEANWHILE = 6  # writes that each snapshot waits for before it is made durable


def fill(folder: Path, alerts: int):
    """The journal of a store that has so many alerts that were sent; by its verbs it would take minutes."""
    document = dump({**documents.encode_alert(alert(1)), "state": "sent", "finished": records.time_text(NOW)})
    with (folder / "journal").open("wb") as file:
        file.write(header_line("journal", Header(generation=0)))
        for number in range(alerts // _AT_ONCE):
            keys = (dump(documents.alert_key(number + 1, f"arxiv:{paper:05}")) for paper in range(_AT_ONCE))
            changes = b",".join(b'["alerts",%b,%b]' % (key, document) for key in keys)
            file.write(with_checksum(b'"n":%d,"do":[%b]}' % (number, changes)))


class WaitsForWriters:
    """The disk is done with a snapshot when others have written `_MEANWHILE` times beside it, or after a while."""

    def __init__(self, folder: Path):
        self._snapshot = folder / "snapshot.tmp"
        self._enough = threading.Event()
        self.writes = 0
        self.was_enough = True

    def begin(self):
        """A compaction is about to begin."""
        self.writes = 0
        self._enough.clear()

    def wrote(self):
        """A writer was let on."""
        self.writes += 1
        if self.writes >= _MEANWHILE:
            self._enough.set()

    def fsync(self, descriptor: int):
        """For `JournalStorage`."""
        if self._snapshot.exists() and os.path.samestat(os.fstat(descriptor), self._snapshot.stat()):
            self.was_enough &= self._enough.wait(20)
        os.fsync(descriptor)


@pytest.mark.parametrize("alerts", [20_000, pytest.param(500_000, marks=pytest.mark.soak)])
async def test_compacting_beside_a_writer(tmp_path: Path, alerts: int):
    """Each of two compactions lets somebody write all the while; what they wrote is there after opening again."""
    fill(tmp_path, alerts)
    waits: list[float] = []
    disk = WaitsForWriters(tmp_path)
    async with opened(tmp_path, fsync=disk.fsync) as store:
        for _ in range(2):
            disk.begin()
            async with watched() as slices:
                compaction = asyncio.create_task(store.compact(), name="compaction")
                while not compaction.done():
                    began = time.perf_counter()
                    await store.set_note("last", str(len(waits)))
                    waits.append(time.perf_counter() - began)
                    disk.wrote()
                await compaction
            sys.stdout.write(f"longest wait: {max(waits) * 1000:.0f} ms\n")
            held(slices)
            assert disk.was_enough, "writers were held"
    async with opened(tmp_path) as store:
        assert await store.note("last") == str(len(waits) - 1)
        assert sum((await store.counts()).alerts.values()) == alerts
