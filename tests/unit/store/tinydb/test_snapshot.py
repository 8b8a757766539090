"""The snapshot finds documents by the hash of their key, also when hashes collide or the disk is slow."""

import os
import time
from pathlib import Path

import pytest

from bot.store.tinydb.files import snapshot as snapshot_module
from bot.store.tinydb.files.lines import Header
from bot.store.tinydb.files.snapshot import Snapshot, document_line, read_snapshot, write_snapshot
from tests.contract.makers import polled, sighting, subscribed
from tests.support.meanwhile import CountedTurns
from tests.unit.store.tinydb.stores import opened


class Key(str):
    """A key that has the same hash as every other."""

    __slots__ = ()

    def __hash__(self) -> int:
        return 7

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other)


def test_keys_of_one_hash_are_told_apart(tmp_path: Path):
    """Keys with one hash each find their own document, and a missing key finds none."""
    stored = {Key(name): f'"{name}"'.encode() for name in ("first", "second", "third")}
    lines = [("notes", key, document_line("notes", key, raw)) for key, raw in stored.items()]
    other = ("notes", "other", document_line("notes", "other", b'"other"'))
    snapshot = write_snapshot(tmp_path / "snapshot", Header(generation=1), [*lines, other], os.fsync)
    try:
        assert {key: snapshot.find("notes", key) for key in stored} == stored
        assert snapshot.find("notes", Key("fourth")) is None
        assert snapshot.find("notes", "other") == b'"other"'
    finally:
        snapshot.close()


def test_a_file_that_takes_its_name_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A reader has all of one snapshot even if a compaction replaces the file."""

    def written(name: str, *keys: str) -> Path:
        lines = [("notes", key, document_line("notes", key, b'"%b"' % key.encode())) for key in keys]
        write_snapshot(tmp_path / name, Header(generation=1), lines, os.fsync).close()
        return tmp_path / name

    path, newer = written("snapshot", "a", "b"), written("newer", "longer", "c", "b")

    class Overtaken(Snapshot):
        def __init__(self, path: Path):
            super().__init__(path)
            newer.replace(path)

    monkeypatch.setattr(snapshot_module, "Snapshot", Overtaken)
    found: list[str] = []
    _, snapshot = read_snapshot(path, lambda _table, key, _document: found.append(key))
    assert found == ["a", "b"]
    assert [snapshot.find("notes", key) for key in ("a", "b", "c")] == [b'"a"', b'"b"', None]
    snapshot.close()


async def test_a_slow_disk_lets_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """If each read takes as long as hundreds usually do, the event loop runs after each."""
    moment = time.perf_counter()

    def slow(descriptor: int, size: int, offset: int) -> bytes:
        nonlocal moment
        moment += 0.01
        return real(descriptor, size, offset)

    async with opened(tmp_path) as store:
        await subscribed(store)
        await polled(store, sightings=[sighting(number) for number in range(50)])
        await store.compact()
        real = os.pread
        monkeypatch.setattr("os.pread", slow)
        monkeypatch.setattr("bot.store.tinydb.tables.time.perf_counter", lambda: moment)
        async with CountedTurns() as turns:
            found = [marks async for _, marks in store.changed_days({})]
        assert turns.number >= 40
        await store.compact()  # nothing of what was read is remembered
        async with CountedTurns() as turns:
            assert len(await store.sightings([paper for marks in found for paper in marks])) == 50
        assert turns.number >= 40
