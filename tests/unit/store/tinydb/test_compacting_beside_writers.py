"""A compaction blocks no writer, loses nothing, and is not retried at once when the disk is full."""

import asyncio
import json
import os
import shutil
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.domain.errors import StoreCorruptError
from tests.contract.makers import NOW, channel, paper_name, polled, sighting, subscription
from tests.support.meanwhile import turns
from tests.unit.store.tinydb.stores import notes, opened, write

BEFORE = {"0": "before", "1": "before", "2": "before", "3": None}
AFTER = {"0": "before", "1": "changed", "2": None, "3": "added"}


async def written_beside(path: Path, folder: Path) -> list[Path]:
    """Compact a store while notes change; return images of the folder at each later fsync."""
    loop, writing = asyncio.get_running_loop(), asyncio.Event()
    may_end, armed = threading.Event(), threading.Event()
    images: list[Path] = []

    def fsync(descriptor: int):
        os.fsync(descriptor)
        if armed.is_set() and (path / "snapshot.tmp").exists():
            armed.clear()
            loop.call_soon_threadsafe(writing.set)
            assert may_end.wait(10), "the writers were held"
        elif may_end.is_set():
            images.append(folder / str(len(images)))
            shutil.copytree(path, images[-1])

    async with opened(path) as store:
        for name, value in BEFORE.items():
            await store.set_note(name, value)
        await store.compact()
        await store.set_note("0", "before once more")
        await store.set_note("0", "before")
    async with opened(path, fsync=fsync) as store:
        armed.set()
        compaction = asyncio.create_task(store.compact())
        await writing.wait()
        for name, value in AFTER.items():
            await store.set_note(name, value)
            assert await store.note(name) == value
        may_end.set()
        await compaction
        assert {name: await store.note(name) for name in AFTER} == AFTER
        await store.compact()
    return images


async def test_writers_go_on_and_a_crash_at_any_moment_keeps_what_they_wrote(tmp_path: Path):
    """Writes succeed while a snapshot is written, and the folder at each later fsync has all of them."""
    images = await written_beside(tmp_path / "store", tmp_path)
    assert len(images) >= 6
    for image in images:
        assert await notes(image, 4, read_only=True) == AFTER
        assert await notes(image, 4) == AFTER
        assert await notes(image, 4) == AFTER
    assert await notes(tmp_path / "store", 4) == AFTER


async def test_lines_that_a_snapshot_was_made_from_are_missed(tmp_path: Path):
    """Between the two renames of a compaction a journal that lacks lines of the snapshot is refused."""
    between = 0
    for image in await written_beside(tmp_path / "store", tmp_path):
        whole = (image / "journal").read_bytes()
        inside = json.loads((image / "snapshot").read_bytes().partition(b"\n")[0])
        if inside["generation"] == json.loads(whole.partition(b"\n")[0])["generation"] + 1 and inside["lines"]:
            between += 1
            write(image / "journal", whole.partition(b"\n")[0] + b"\n")
            (image / "acknowledged").unlink()
            with pytest.raises(StoreCorruptError, match="lacks lines that snapshot contains"):
                await notes(image, 4)
    assert between


async def test_no_room_for_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """On a full disk a warning says how much space is needed, at most once an hour, and nothing is lost."""
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=0, f_frsize=4096))
    async with opened(tmp_path, large_journal=20_000) as store:
        for number in range(50):
            await store.set_note(str(number), "x" * 1000)
        store.storage._not_before -= 3600
        await store.set_note("0", "x" * 1000 + "y")
        await store.set_note("0", "x" * 1000)
    said = [line for line in caplog.messages if "it needs 1 MB, but only 0 MB are free" in line]
    assert len(said) == 2, "at 20 KB and an hour later"
    assert set((await notes(tmp_path, 50)).values()) == {"x" * 1000}


async def test_what_is_learned_while_baselines_are_pruned_stays_in_them(tmp_path: Path):
    """A paper that joins a baseline while it is pruned stays in it, so it is not alerted as new."""
    async with opened(tmp_path) as store:
        gone = frozenset(paper_name(number) for number in (7, 8))
        await polled(store, sightings=(sighting(1),))
        version = await store.papers_version()
        await store.save_subscription(subscription(), channel(), baseline=gone, papers_version=version)
        new = sighting(2)
        learn = polled(store, sightings=(new,), baselines={"aaaaa": frozenset({new.paper.id})})
        async with store.storage._write_lock:  # as a compaction holds it in its last moments
            work = []
            for one in (learn, store.prune(NOW)):
                work.append(asyncio.create_task(one))
                await turns()
        await asyncio.gather(*work)
        assert (await store.subscriptions()).baseline("aaaaa") == {new.paper.id}
