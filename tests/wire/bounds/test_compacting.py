"""Compacting a large store takes no long turn of the event loop, and writers go on meanwhile."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import TYPE_CHECKING

import pytest

from bot.store import codec
from bot.store.codec.ascii_json import dump
from bot.store.tinydb.files.lines import Header, header_line, seal
from tests.contract.makers import NOW, alert
from tests.unit.store.tinydb.stores import opened
from tests.wire.bounds.slices import held, watched

if TYPE_CHECKING:
    from pathlib import Path

_AT_ONCE = 500  # alerts in one line of the journal


def fill(folder: Path, alerts: int) -> None:
    """The journal of a store that has so many alerts that were sent; by its verbs it would take minutes."""
    document = dump({**codec.encode_alert(alert(1)), "state": "sent", "finished": codec.time_text(NOW)})
    with (folder / "journal").open("wb") as file:
        file.write(header_line("journal", Header(generation=0)))
        for number in range(alerts // _AT_ONCE):
            keys = (dump(codec.alert_key(number + 1, f"arxiv:{paper:05}")) for paper in range(_AT_ONCE))
            changes = b",".join(b'["alerts",%b,%b]' % (key, document) for key in keys)
            file.write(seal(b'"n":%d,"do":[%b]}' % (number, changes)))


@pytest.mark.parametrize("alerts", [20_000, pytest.param(500_000, marks=pytest.mark.soak)])
async def test_compacting_beside_a_writer(tmp_path: Path, alerts: int) -> None:
    """Each of two compactions lets somebody write all the while; what they wrote is there after opening again."""
    fill(tmp_path, alerts)
    waits: list[float] = []
    async with opened(tmp_path) as store:
        for _ in range(2):
            async with watched() as slices:
                compaction = asyncio.create_task(store.compact(), name="compaction")
                before = len(waits)
                while not compaction.done():
                    began = time.perf_counter()
                    await store.set_note("last", str(len(waits)))
                    waits.append(time.perf_counter() - began)
                await compaction
            sys.stdout.write(f"longest wait: {max(waits) * 1000:.0f} ms\n")
            held(slices)
            assert len(waits) - before > 5, "writers were held"
    async with opened(tmp_path) as store:
        assert await store.note("last") == str(len(waits) - 1)
        assert sum((await store.counts()).alerts.values()) == alerts
