"""The documents of a store: those of the last snapshot, and in memory those that changed since."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeAlias

from bot.store.codec.ascii_json import load_cached
from bot.store.tinydb.files.snapshot import Snapshot, document_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.store.codec.records import Doc
    from bot.store.tinydb.files.journal import Change
    from bot.store.tinydb.indexes.indexes import Indexes

    Layer: TypeAlias = dict[str, bytes | None]  # by key; None: deleted since the snapshot


_MAX_CACHED = 128  # cached documents of each table: a post needs the same ones often, and a read takes 0.1 ms


class Table:
    """The documents of one table as JSON, by key.

    During a compaction the changes before it are `frozen` and newer ones are kept apart. So another thread can
    read the documents as of its start.
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._changed: Layer = {}
        self._frozen: Layer = {}
        self._snapshot: Snapshot | None = None
        self._find_in_snapshot: Callable[[str], bytes | None] = lambda _: None
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def load(self, snapshot: Snapshot) -> None:
        """Start with the documents of a snapshot that has this table."""
        self.use_snapshot(snapshot)
        self._count = len(snapshot.tables[self._table])

    def freeze(self) -> Iterator[tuple[str, str, bytes]]:
        """Freeze the changes; return (table, key, line) of every document. Then call `use_snapshot` or `thaw`."""
        self._frozen, self._changed = self._changed, {}
        return _lines(self._table, self._snapshot, self._frozen)

    def use_snapshot(self, snapshot: Snapshot) -> Layer:
        """Use a new snapshot, which contains the frozen changes; return those, to be freed a few at a time."""
        self._snapshot = snapshot
        self._find_in_snapshot = lru_cache(_MAX_CACHED)(partial(snapshot.find, self._table))
        frozen, self._frozen = self._frozen, {}
        return frozen

    def thaw(self) -> None:
        """Undo `freeze`: no snapshot was made."""
        self._changed, self._frozen = {**self._frozen, **self._changed}, {}

    def find(self, key: str) -> bytes | None:
        """Return a document as JSON; None if there is none."""
        return self._changed[key] if key in self._changed else self._older(key)

    def put(self, key: str, raw: bytes | None, old: bytes | None) -> None:
        """Replace the document `old` (None: there was none) by `raw` (None: delete it)."""
        self._count += (raw is not None) - (old is not None)
        if raw is None and self._older(key) is None:
            self._changed.pop(key, None)
        else:
            self._changed[key] = raw

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """Yield (key, line) of every document as of the call, whatever changes during iteration."""
        changed = {**self._frozen, **self._changed}
        return ((key, line) for _, key, line in _lines(self._table, self._snapshot, changed))

    def _older(self, key: str) -> bytes | None:
        return self._frozen[key] if key in self._frozen else self._find_in_snapshot(key)


class Documents(dict[str, Table]):
    """All tables by name (an unknown name adds an empty one), and the indexes that follow their changes."""

    def __init__(self, indexes: Indexes) -> None:
        super().__init__()
        self.indexes = indexes

    def __missing__(self, table: str) -> Table:
        return self.setdefault(table, Table(table))

    def apply(self, change: Change, old: bytes | None, document: Doc | None) -> None:
        """Apply one change of the document `old`; `document` is the new one decoded, None if it is deleted."""
        table, key, raw = change
        self.indexes.changed(table, key, None if old is None else load_cached(old), document)
        self[table].put(key, raw, old)


def _lines(
    table: str, snapshot: Snapshot | None, changed: Mapping[str, bytes | None]
) -> Iterator[tuple[str, str, bytes]]:
    """Yield (table, key, line) of every document; unchanged lines of the snapshot are copied."""
    if snapshot is not None:
        for key, line in snapshot.lines(table):
            if key not in changed:
                yield table, key, line
    for key, raw in changed.items():
        if raw is not None:
            yield table, key, document_line(table, key, raw)
