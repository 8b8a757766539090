"""Writing to the journal: grouped fsyncs and failures."""

import asyncio
import gc
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from stat import S_ISDIR

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import StoreError, StoreFatalError
from bot.domain.paper import Sighting
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.store import TinyDBStore
from tests.contract.makers import HERE, NOW, TODAY, alert, message, planned, polled, sighting, subscribed
from tests.support.meanwhile import CountedTurns
from tests.unit.store.tinydb.stores import Fsync, Hanging, notes, opened, remember


async def test_writers_of_one_burst_share_an_fsync(tmp_path: Path):
    """A hundred concurrent writes take a handful of fsyncs, and all are durable."""
    fsync = Fsync()
    async with opened(tmp_path, fsync=fsync) as store:
        before = fsync.calls
        await asyncio.gather(*(store.set_note(str(number), "x") for number in range(100)))
        assert fsync.calls - before <= 2
    assert set((await notes(tmp_path, 100)).values()) == {"x"}


async def test_an_operation_returns_only_after_an_fsync_that_began_after_its_write(tmp_path: Path):
    """Consecutive writes each wait for their own fsync."""
    fsync = Fsync()
    async with opened(tmp_path, fsync=fsync) as store:
        for number in range(5):
            before = fsync.calls
            await store.set_note(str(number), "x")
            assert fsync.calls == before + 1


async def test_an_operation_that_changes_nothing_writes_nothing(tmp_path: Path):
    """Storing an unchanged document leaves the journal as it is."""
    async with opened(tmp_path) as store:
        await store.set_note("0", "x")
        size = (tmp_path / "journal").stat().st_size
        await store.set_note("0", "x")
        await store.set_block(5, None)
        assert (tmp_path / "journal").stat().st_size == size


async def test_operations_that_wait_for_nothing_let_others_go_on(tmp_path: Path):
    """The event loop runs after some hundred operations that change nothing."""
    async with opened(tmp_path) as store:
        await store.set_note("name", "value")
        async with CountedTurns() as turns:
            for _ in range(1_000):
                await store.set_note("name", "value")
    assert turns.number >= 4


async def test_an_operation_is_one_line(tmp_path: Path):
    """The documents of one operation are one transaction: a crash keeps all or none."""
    async with opened(tmp_path) as store:
        await subscribed(store)
        before = (tmp_path / "journal").read_bytes().count(b"\n")
        await polled(store, alert(1), alert(2), sightings=(sighting(1), sighting(2)), position=TODAY)
        await store.plan([message(1)], [alert(2)], NOW)
        assert (tmp_path / "journal").read_bytes().count(b"\n") == before + 2


async def test_a_commit_that_another_follows_waits_for_no_disk(tmp_path: Path):
    """A followed commit returns while its fsync hangs; the commit after it returns when both are durable."""
    fsync = Hanging()
    async with opened(tmp_path, fsync=fsync) as store:
        await subscribed(store)
        fsync.free.clear()
        for number in range(3):
            await polled(store, alert(number), sightings=(sighting(number),), more_follow=True)
        last = asyncio.create_task(polled(store, alert(9), position=TODAY))
        await asyncio.sleep(0.05)
        assert not last.done()
        size = (tmp_path / "journal").stat().st_size
        fsync.free.set()
        await last
        assert fsync.durable == size


async def test_commits_that_others_follow_share_the_fsync_of_the_last(tmp_path: Path):
    """The many parts of a poll wait for the disk only once."""
    fsync = Fsync()
    async with opened(tmp_path, fsync=fsync) as store:
        await subscribed(store)
        before = fsync.calls
        for number in range(20):
            await polled(store, alert(number), sightings=(sighting(number),), more_follow=True)
            await asyncio.sleep(0.001)
        await polled(store, position=TODAY)
        assert fsync.calls == before + 1


async def test_much_is_written_back_before_the_last(tmp_path: Path):
    """The last part of a large poll need not wait for all of it to become durable."""
    fsync = Fsync()
    async with opened(tmp_path, fsync=fsync) as store:
        fsync.called.clear()
        await polled(store, sightings=(_large(1),), more_follow=True)
        assert await asyncio.to_thread(fsync.called.wait, 10)


def _large(number: int) -> Sighting:
    """More than a megabyte."""
    found = sighting(number)
    return replace(found, paper=replace(found.paper, abstract="word " * 300_000))


async def test_a_failure_after_a_commit_that_waited_for_no_disk_is_told_next(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    """The failed fsync of a followed commit is raised by the next write, without a warning of asyncio."""
    fsync = Fsync()
    store = TinyDBStore(Folder(tmp_path, fsync=fsync))
    await subscribed(store)
    fsync.broken = 0
    await polled(store, alert(1), sightings=(_large(1),), more_follow=True)
    with pytest.raises(StoreFatalError, match="input/output error"):
        await polled(store, alert(2), position=TODAY)
    with pytest.raises(StoreFatalError, match="input/output error"):
        await store.close()
    gc.collect()
    assert not [record for record in caplog.records if record.name == "asyncio"]


async def test_a_cancelled_writer_takes_nobody_with_it(tmp_path: Path):
    """Cancelling one writer leaves the others waiting for the same fsync."""
    async with opened(tmp_path) as store:
        tasks = [asyncio.create_task(store.set_note(str(number), "x")) for number in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError)
        assert results[1:] == [None, None]
    assert (await notes(tmp_path, 3))["2"] == "x"


async def test_a_failed_fsync_ends_all_writing(tmp_path: Path):
    """Every waiting writer gets the error, and no later write is tried, as the kernel may have dropped data."""
    fsync = Fsync()
    async with opened(tmp_path, fsync=fsync) as store:
        await store.set_note("0", "x")
        fsync.broken = 0
        results = await asyncio.gather(store.set_note("1", "x"), store.set_note("2", "x"), return_exceptions=True)
        assert [type(result) for result in results] == [StoreFatalError] * 2
        fsync.broken = float("inf")
        calls, size = fsync.calls, (tmp_path / "journal").stat().st_size
        with pytest.raises(StoreFatalError, match=r"input/output error.*restart Paperboy"):
            await store.set_note("3", "x")
        assert (fsync.calls, (tmp_path / "journal").stat().st_size) == (calls, size)
        assert await store.note("3") is None
        with pytest.raises(StoreFatalError):
            await store.close()
    assert (await notes(tmp_path, 4))["0"] == "x"


@pytest.mark.parametrize("payload", [{"x": {1, 2}}, {"x": float("nan")}, {"x": object()}])
async def test_a_payload_that_is_no_json_changes_nothing(tmp_path: Path, payload: dict[str, object]):
    """A payload that is no JSON is refused before anything is written."""
    async with opened(tmp_path) as store:
        await polled(store, alert(1))
        size = (tmp_path / "journal").stat().st_size
        with pytest.raises((TypeError, ValueError)):
            await store.plan([message(1, payload=payload)], [], NOW)
        assert (tmp_path / "journal").stat().st_size == size
        assert await store.due_alerts(NOW, 9) == (alert(1),)


async def test_a_full_disk_refuses_a_write_and_takes_the_next_one(tmp_path: Path):
    """A write that fails changes neither memory nor file, and the next one succeeds once there is space."""
    code = f"""
import asyncio, resource
from pathlib import Path
from bot.domain.errors import StoreError, StoreFatalError
from tests.unit.store.tinydb.stores import opened

async def main():
    async with opened(Path({str(tmp_path)!r})) as store:
        await store.set_note("0", "before")
        journal = Path({str(tmp_path)!r}) / "journal"
        size = journal.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, resource.RLIM_INFINITY))
        try:
            await store.set_note("1", "x" * 1000)
        except StoreFatalError:
            raise
        except StoreError as error:
            print(error)
        assert journal.stat().st_size == size, "half a line was left"
        assert await store.note("1") is None
        try:
            await store.compact()
        except StoreError as error:
            print(error)
        assert sorted(p.name for p in journal.parent.iterdir()) == ["acknowledged", "journal", "lock"]
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await store.set_note("2", "y")
        await store.set_note("3", "z" * 1000)
        await store.compact()

asyncio.run(main())
"""
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("Nothing was saved: ")
    assert "file too large" in first
    assert second.startswith("No snapshot can be written")
    assert await notes(tmp_path, 4) == {"0": "before", "1": None, "2": "y", "3": "z" * 1000}


async def test_half_a_line_that_cannot_be_cut_off_ends_all_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """After half a line that cannot be removed no write is tried, as it would become one broken line."""

    def full(_descriptor: int, _data: object) -> int:
        raise OSError(28, "No space left on device")

    def stuck(_descriptor: int, _size: int):
        raise OSError(5, "Input/output error")

    async with opened(tmp_path) as store:
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", full)
            patched.setattr(os, "ftruncate", stuck)
            with pytest.raises(StoreFatalError, match="cannot be removed"):
                await store.set_note("0", "x")
        with pytest.raises(StoreFatalError):
            await store.set_note("0", "x")
        with pytest.raises(StoreFatalError):
            await store.close()


async def test_a_closed_store_refuses_to_read_what_lies_in_its_snapshot(tmp_path: Path):
    """A closed store refuses to read documents of its snapshot."""
    async with opened(tmp_path) as store:
        await planned(store, message(1))
        await store.compact()
        await store.close()
        with pytest.raises(StoreError, match="is closed"):
            await store.find_alert(HERE, message(1).paper_ids[0])
        with pytest.raises(StoreError, match="is closed"):
            await store.messages([MessageState.SENT])


async def test_a_closed_store_refuses_writes(tmp_path: Path):
    """A closed store refuses writes, and can be closed twice."""
    async with opened(tmp_path) as store:
        await store.close()
        with pytest.raises(StoreError, match="nothing was saved"):
            await store.set_note("0", "x")


async def test_what_a_killed_process_renamed_is_durable_before_anything_is_acknowledged(tmp_path: Path):
    """A rename of a process that was killed before its fsync of the folder is made durable at the next start."""
    await remember(tmp_path, "here")
    folders: list[bool] = []
    async with opened(tmp_path, fsync=lambda descriptor: folders.append(S_ISDIR(os.fstat(descriptor).st_mode))):
        assert any(folders)
