"""Opening a store by its URL, and the errors when that fails."""

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.domain.errors import StoreCorruptError, StoreError
from bot.store.opening import engine_of, open_read_only, open_store
from tests.contract.makers import LEASE, NOW, alert, claimed, polled
from tests.unit.store.tinydb.stores import names, notes, opened, remember, write


def test_two_slashes_are_relative_and_three_absolute():
    """The URL's path is the folder of the store's files, relative or absolute."""
    for url, path in {"tinydb://data/x": Path("data/x"), "tinydb:///var/lib/x": Path("/var/lib/x")}.items():
        assert engine_of(url).control_folder(url) == path


async def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path):
    """Only its owner can enter the folder."""
    async with open_store(f"tinydb://{tmp_path}/a/b") as store:
        await store.set_note("x", "y")
        await store.compact()
    folder = tmp_path / "a" / "b"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert names(folder) == {"journal", "snapshot", "acknowledged", "lock"}
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in names(folder)} == {0o600}


@pytest.mark.parametrize("place", ["file", "file/below"])
async def test_a_file_in_the_folders_place_is_named(tmp_path: Path, place: str):
    """A file with the name of the folder, or of its parent, is named in the error."""
    write(tmp_path / "file", b"")
    with pytest.raises(StoreError, match="it is a file, or below one"):
        async with opened(tmp_path / place):
            pass


async def test_a_disk_without_room_for_the_lock_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The error has the system's reason, and the lock is free again once there is space."""

    def full(_descriptor: int, _data: bytes, _offset: int) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.pwrite", full)
        with pytest.raises(StoreError, match=r"cannot be written: no space left on device\.$"):
            async with opened(tmp_path):
                pass
    async with opened(tmp_path) as store:
        await store.set_note("0", "x")


async def test_a_lock_that_the_file_system_does_not_offer_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A file system without flock is refused, as no lock would be safe there."""

    def unsupported(_descriptor: int, _how: int):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", unsupported)
    with pytest.raises(StoreError, match="cannot be written: operation not supported"):
        async with opened(tmp_path):
            pass


async def test_a_second_process_is_refused_with_the_firsts_number(tmp_path: Path):
    """A second process gets an error with the first one's id, and can open the folder after that one ends."""
    code = f"""
import asyncio
from bot.domain.errors import StoreLockedError
from bot.store.opening import open_store

async def main():
    async with open_store("tinydb://{tmp_path}") as store:
        await store.set_note("0", "stolen")

try:
    asyncio.run(main())
except StoreLockedError as error:
    print(error)
"""

    def second() -> subprocess.CompletedProcess[str]:
        command: Sequence[str] = [sys.executable, "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)

    async with opened(tmp_path) as store:
        await store.set_note("0", "first")
        refused = await asyncio.to_thread(second)
        await store.set_note("1", "still here")
    assert f"in use by process {os.getpid()}. Stop it first" in refused.stdout
    assert await notes(tmp_path, 2) == {"0": "first", "1": "still here"}
    assert (await asyncio.to_thread(second)).stdout == ""


async def test_a_store_that_fails_to_open_lets_go_of_the_lock(tmp_path: Path):
    """After a failed opening the same process can repair the file and open the store."""
    write(tmp_path / "journal", b"?")
    with pytest.raises(StoreCorruptError):
        await notes(tmp_path, 1)
    (tmp_path / "journal").unlink()
    assert await notes(tmp_path, 1) == {"0": None}


async def test_reading_only_works_beside_the_writer_and_refuses_to_write(tmp_path: Path):
    """A read-only store sees what is durable, takes no lock, and refuses to write."""
    async with opened(tmp_path) as store:
        await polled(store, alert(1))
        async with open_read_only(f"tinydb://{tmp_path}") as reader:
            assert (await reader.counts()).alerts == (await store.counts()).alerts
            with pytest.raises(StoreError, match="closed or read-only"):
                await reader.set_note("x", "y")


async def test_reading_only_outlives_a_compaction(tmp_path: Path):
    """A read-only store can read its snapshot after the writer replaced it."""
    async with opened(tmp_path) as store:
        await store.set_note("0", "first")
        await store.compact()
        async with open_read_only(f"tinydb://{tmp_path}") as reader:
            await store.set_note("0", "second")
            await store.compact()
            assert await reader.note("0") == "first"


async def test_reading_only_makes_no_store(tmp_path: Path):
    """Opening a missing store for reading is an error and creates nothing."""
    with pytest.raises(StoreError, match="no store in"):
        async with open_read_only(f"tinydb://{tmp_path}/none"):
            pass
    assert names(tmp_path) == set()


async def test_reading_only_leaves_a_torn_tail(tmp_path: Path):
    """Opening for reading leaves a torn last line, as the writer may be writing it."""
    await remember(tmp_path, "one", "two")
    torn = (tmp_path / "journal").read_bytes() + b'{"crc":"0123'
    write(tmp_path / "journal", torn)
    assert await notes(tmp_path, 2, read_only=True) == {"0": "one", "1": "two"}
    assert (tmp_path / "journal").read_bytes() == torn


async def test_leases_of_a_process_that_is_no_more_end(tmp_path: Path):
    """The leases of a process that ended are free at the next start, under a new claim."""
    url = f"tinydb://{tmp_path}/store"
    async with open_store(url) as store:
        first = await claimed(store, 1)
    async with open_store(url) as store:
        (again,) = await store.claim_due(NOW, LEASE, 9)
    assert (again.key, again.claim) == (first.key, first.claim + 1)
