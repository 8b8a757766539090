"""The snapshot finds documents by the hash of their key, and two keys may share one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.store.tinydb.files.lines import Header
from bot.store.tinydb.files.snapshot import document_line, write_snapshot

if TYPE_CHECKING:
    from pathlib import Path


class Key(str):
    """A key whose hash is every other key's."""

    __slots__ = ()

    def __hash__(self) -> int:
        return 7

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other)


def test_keys_of_one_hash_are_told_apart(tmp_path: Path) -> None:
    """Each finds its own document, a key that is not there finds none, and nothing beyond them is looked at."""
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
