"""Earlier versions refuse a folder only if they would lose data."""

import asyncio
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.errors import StoreFatalError
from bot.domain.paper import SourceKind
from bot.domain.paper_merging import with_reading
from bot.store.codec.ascii_json import load
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.store import TinyDBStore
from tests.contract.makers import polled, sighting
from tests.unit.store.tinydb.stores import opened

BOTH = with_reading(sighting(1), replace(sighting(1, source="arxiv"), kind=SourceKind.STREAM))


def schema(path: Path) -> int:
    """Return the schema in the journal's header."""
    return load((path / "journal").read_bytes().partition(b"\n")[0])["schema"]


async def test_a_folder_of_one_source_can_go_back(tmp_path: Path):
    """While each paper has one source the files have the first schema, compacted or not."""
    async with opened(tmp_path) as store:
        await polled(store, sightings=(sighting(1),))
        await store.compact()
        await polled(store, sightings=(sighting(2),))
    assert schema(tmp_path) == 1


async def test_a_folder_with_readings_is_refused_to_earlier_versions(tmp_path: Path):
    """The first paper of several sources gives the journal the newer schema for good, and nothing is lost."""
    async with opened(tmp_path) as store:
        await polled(store, sightings=(sighting(2),))
        await polled(store, sightings=(BOTH,))
        assert schema(tmp_path) == 3
        await store.compact()
        assert schema(tmp_path) == 3
    async with opened(tmp_path) as store:
        await polled(store, sightings=(sighting(3),))
        await store.compact()
        assert (await store.sightings([BOTH.paper.id]))[BOTH.paper.id] == BOTH
    assert schema(tmp_path) == 3


async def test_a_reading_beside_a_compaction(tmp_path: Path):
    """A paper of several sources that is stored during a compaction sets the schema of the next journal."""
    loop, writing, may_end = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def fsync(descriptor: int):
        os.fsync(descriptor)
        if (tmp_path / "snapshot.tmp").exists() and not writing.is_set():
            loop.call_soon_threadsafe(writing.set)
            assert may_end.wait(10), "the writer was held"

    async with opened(tmp_path, fsync=fsync) as store:
        await polled(store, sightings=(sighting(2),))
        compaction = asyncio.create_task(store.compact())
        await writing.wait()
        work = asyncio.create_task(polled(store, sightings=(BOTH,)))
        await asyncio.sleep(0)
        may_end.set()
        await asyncio.gather(compaction, work)
        assert schema(tmp_path) == 3
    async with opened(tmp_path) as store:
        assert (await store.sightings([BOTH.paper.id]))[BOTH.paper.id] == BOTH


async def test_a_first_line_that_cannot_be_written(tmp_path: Path):
    """A header that cannot be written ends all writing, like any failure of the disk."""
    failing = False

    def fsync(descriptor: int):
        if failing:
            raise OSError(5, "Input/output error")
        os.fsync(descriptor)

    store = TinyDBStore(Folder(tmp_path, fsync=fsync))
    failing = True
    for _ in range(2):
        with pytest.raises(StoreFatalError, match="cannot be made durable"):
            await polled(store, sightings=(BOTH,))
        failing = False
    assert await store.sightings([BOTH.paper.id]) == {}
    store.storage.close()
