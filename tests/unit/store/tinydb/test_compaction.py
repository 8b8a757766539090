"""A compaction loses nothing, wherever it is interrupted."""

import asyncio
import os
import shutil
import threading
from pathlib import Path

import pytest

from bot.domain.errors import StoreError, StoreFatalError
from bot.store.tinydb.store import TinyDBStore
from tests.unit.store.tinydb.stores import names, notes, opened, remember, write


async def filled(store: TinyDBStore):
    """A store with documents in the snapshot, some of them changed, deleted or added since."""
    await asyncio.gather(*(store.set_note(str(number), "old") for number in range(6)))
    await store.compact()
    await store.set_note("1", "new")
    await store.set_note("2", None)
    await store.set_note("6", "added")
    await store.set_note("7", "gone at once")
    await store.set_note("7", None)


FILES = {"journal", "snapshot", "acknowledged", "lock"}
FILLED = {str(n): "old" for n in range(8)} | {"1": "new", "2": None, "6": "added", "7": None}


async def test_a_crash_after_any_step_of_a_compaction_loses_nothing(tmp_path: Path):
    """The folder as of each fsync opens with all documents, and can be written."""
    images: list[Path] = []
    store_path = tmp_path / "store"

    def photograph(descriptor: int):
        os.fsync(descriptor)
        images.append(tmp_path / f"image {len(images)}")
        shutil.copytree(store_path, images[-1])

    async with opened(store_path) as store:
        await filled(store)
    async with opened(store_path, fsync=photograph) as store:
        await store.compact()
    assert len(images) >= 4
    for image in images:
        assert await notes(image, 8, read_only=True) == FILLED
        async with opened(image) as store:
            assert {name: await store.note(name) for name in FILLED} == FILLED
            await store.set_note("0", "later")
            await store.compact()
        assert await notes(image, 8) == FILLED | {"0": "later"}


async def test_a_step_that_fails_loses_nothing(tmp_path: Path):
    """A failure before the first rename changes nothing; a later one ends the store, which opens again whole."""
    kinds: list[type[Exception]] = []
    for broken in range(1, 7):
        path = tmp_path / str(broken)
        calls = 0

        def fsync(descriptor: int):
            nonlocal calls
            calls -= 1
            if calls == 0:
                raise OSError(28, "No space left on device")
            os.fsync(descriptor)

        async with opened(path) as store:
            await filled(store)
        async with opened(path, fsync=fsync) as store:
            await store.storage.drain()  # so that nothing is left to be made durable first
            calls = broken
            with pytest.raises(StoreError) as caught:
                await store.compact()
            kinds.append(type(caught.value))
            if type(caught.value) is StoreFatalError:
                with pytest.raises(StoreFatalError):
                    await store.set_note("0", "later")
                with pytest.raises(StoreFatalError):
                    await store.close()
            else:
                await store.set_note("0", "later")
        later = "old" if kinds[-1] is StoreFatalError else "later"
        assert await notes(path, 8) == FILLED | {"0": later}
    assert kinds == [StoreError] * 4 + [StoreFatalError] * 2


async def test_a_grown_journal_is_compacted_by_itself(tmp_path: Path):
    """A hundred writes of a kilobyte leave a small journal and lose nothing."""
    async with opened(tmp_path, large_journal=20_000) as store:
        for number in range(100):
            await store.set_note(str(number), "x" * 1000)
    assert (tmp_path / "journal").stat().st_size < 50_000
    assert (tmp_path / "snapshot").exists()
    assert set((await notes(tmp_path, 100)).values()) == {"x" * 1000}


async def test_a_compaction_that_fails_by_itself_hurts_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """Writes succeed when no snapshot can be written, and the log says why."""
    async with opened(tmp_path, large_journal=1000) as store:
        (tmp_path / "snapshot.tmp").mkdir()
        for number in range(10):
            await store.set_note(str(number), "x" * 1000)
        (tmp_path / "snapshot.tmp").rmdir()
    assert set((await notes(tmp_path, 10)).values()) == {"x" * 1000}
    said = f"No snapshot can be written in {tmp_path}: is a directory."
    lines = [line for line in caplog.messages if line.startswith("Could not compact the store")]
    assert lines
    assert all(line.endswith(said) for line in lines)


async def test_a_half_made_snapshot_that_cannot_be_taken_away_is_no_second_error(tmp_path: Path):
    """On a disk that turned read-only only the first error is reported."""
    async with opened(tmp_path) as store:
        (tmp_path / "journal.tmp").mkdir()
        with pytest.raises(StoreError, match=r"No snapshot can be written in .*: is a directory\.$"):
            await store.compact()
        assert names(tmp_path) == FILES - {"snapshot"} | {"journal.tmp"}
        (tmp_path / "journal.tmp").rmdir()
        await store.compact()


async def test_a_cancelled_compaction_is_finished_first(tmp_path: Path):
    """A compaction continues without its caller; writers wait for its last moments, and closing for all of it."""
    loop, writing = asyncio.get_running_loop(), asyncio.Event()
    cancelled, armed = threading.Event(), threading.Event()

    def held(descriptor: int):
        os.fsync(descriptor)
        if armed.is_set() and (tmp_path / "snapshot.tmp").exists():
            loop.call_soon_threadsafe(writing.set)
            assert cancelled.wait(10)

    async with opened(tmp_path, fsync=held) as store:
        await filled(store)
        armed.set()
        compaction = asyncio.create_task(store.compact())
        await writing.wait()
        compaction.cancel()
        await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await compaction
        armed.clear()
        cancelled.set()
        await store.set_note("0", "later")
        assert await store.note("6") == "added"
    assert names(tmp_path) == FILES
    assert await notes(tmp_path, 8) == FILLED | {"0": "later"}


async def test_a_leftover_of_a_crashed_compaction_is_no_harm(tmp_path: Path):
    """Temporary files of a crashed compaction are overwritten."""
    await remember(tmp_path, "one")
    write(tmp_path / "snapshot.tmp", b"half")
    write(tmp_path / "journal.tmp", b"half")
    async with opened(tmp_path) as store:
        await store.compact()
    assert names(tmp_path) == FILES
    assert (await notes(tmp_path, 1))["0"] == "one"
