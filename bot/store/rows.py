"""The documents of one table as JSON: what changed since the snapshot in memory, the rest in the snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from bot.store.snapshot import document_line

if TYPE_CHECKING:
    from bot.store.snapshot import Snapshot


class Rows(Mapping[str, bytes]):
    """A mapping from key to document; `put` changes it and `rebase` moves it onto a newer snapshot."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._changed: dict[str, bytes | None] = {}  # None: it is in the snapshot and has gone since
        self._snapshot: Snapshot | None = None
        self._count = 0

    def rebase(self, snapshot: Snapshot) -> None:
        """Take everything from `snapshot`, which holds all that was here."""
        self._snapshot = snapshot if self._table in snapshot.tables else None
        self._changed = {}
        self._count = 0 if self._snapshot is None else len(snapshot.tables[self._table])

    def lines(self) -> Iterator[tuple[str, str, bytes]]:
        """(table, key, line) of every document for the next snapshot; unchanged lines as they are.

        They are those of the moment at which it begins, whatever changes before it ends.
        """
        changed = dict(self._changed)
        if self._snapshot is not None:
            for key, line in self._snapshot.lines(self._table):
                if key not in changed:
                    yield self._table, key, line
        for key, raw in changed.items():
            if raw is not None:
                yield self._table, key, document_line(self._table, key, raw)

    def __getitem__(self, key: str) -> bytes:
        raw = self._changed[key] if key in self._changed else self._old(key)
        if raw is None:
            raise KeyError(key)
        return raw

    def put(self, key: str, raw: bytes | None) -> None:
        """Insert or replace a document; None takes it out, if it is there."""
        self._count += (raw is not None) - (key in self)
        if raw is None and self._old(key) is None:
            self._changed.pop(key, None)
        else:
            self._changed[key] = raw

    def __iter__(self) -> Iterator[str]:
        return (key for _, key, _ in self.lines())

    def __len__(self) -> int:
        return self._count

    def _old(self, key: str) -> bytes | None:
        return None if self._snapshot is None else self._snapshot.find(self._table, key)
