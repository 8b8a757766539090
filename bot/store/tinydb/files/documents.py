"""The documents of a store in memory: those of the last snapshot, and those that changed since.

`Rows` holds one table as bytes, `Documents` all tables, and `TableView` is what TinyDB reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, cast

from bot.store.codec.ascii_json import dump, load, load_again
from bot.store.tinydb.files.snapshot import document_line

if TYPE_CHECKING:
    from bot.store.codec import Doc
    from bot.store.tinydb.files.journal import Change
    from bot.store.tinydb.files.snapshot import Snapshot

    Layer: TypeAlias = dict[str, bytes | None]  # by key; None: it is below and has gone since


_REMEMBERED = 128  # documents of each table: those of a post are asked for several times, and a read takes 0.1 ms


class Follower(Protocol):
    """Sees every document that is found at the start, and every change after it."""

    def found(self, table: str, key: str, raw: bytes) -> None:
        """The snapshot has a document, as JSON. Raises KeyError, TypeError or ValueError for what it cannot be."""

    def changed(self, table: str, key: str, old: Doc | None, new: Doc | None) -> None:
        """A document was inserted (`old` is None), replaced or removed (`new` is None). Raises as `found`."""


class Rows(Mapping[str, bytes]):
    """A mapping from key to document; `put` changes it.

    While a compaction is under way, what changed before it is `frozen` and what changes is kept apart, so that
    the moment at which it began can be read at leisure, in another thread, too.
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._changed: Layer = {}
        self._frozen: Layer = {}
        self._snapshot: Snapshot | None = None
        self._read: Layer = {}  # what was read of the snapshot last
        self._count = 0

    def load(self, snapshot: Snapshot) -> None:
        """Begin with what is in a snapshot."""
        self.settle(snapshot)
        self._count = 0 if self._snapshot is None else len(snapshot.tables[self._table])

    def freeze(self) -> Iterator[tuple[str, str, bytes]]:
        """(table, key, line) of every document of this moment, for a snapshot; `settle` or `thaw` follow."""
        self._frozen, self._changed = self._changed, {}
        return _lines(self._table, self._snapshot, self._frozen)

    def settle(self, snapshot: Snapshot) -> Layer:
        """What was frozen, and returned here, is in `snapshot` now."""
        self._snapshot, self._read = snapshot if self._table in snapshot.tables else None, {}
        frozen, self._frozen = self._frozen, {}
        return frozen

    def thaw(self) -> None:
        """There is no snapshot of what was frozen."""
        self._changed, self._frozen = {**self._frozen, **self._changed}, {}

    def __getitem__(self, key: str) -> bytes:
        if (raw := self.find(key)) is None:
            raise KeyError(key)
        return raw

    def find(self, key: str) -> bytes | None:
        """One document; `get` takes twice as long to find that there is none."""
        return self._changed[key] if key in self._changed else self._below(key)

    def put(self, key: str, raw: bytes | None, old: bytes | None) -> None:
        """Insert or replace a document that has been `old`; None: there is none, or it is taken out."""
        self._count += (raw is not None) - (old is not None)
        if raw is None and self._below(key) is None:
            self._changed.pop(key, None)
        else:
            self._changed[key] = raw

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.lines())

    def __len__(self) -> int:
        return self._count

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """(key, line) of every document of this moment, also when some change before the last is reached."""
        changed = {**self._frozen, **self._changed}
        return ((key, line) for _, key, line in _lines(self._table, self._snapshot, changed))

    def _below(self, key: str) -> bytes | None:
        if key in self._frozen:
            return self._frozen[key]
        if self._snapshot is None:
            return None
        if key not in self._read:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            self._read[key] = self._snapshot.find(self._table, key)
        return self._read[key]


class Documents:
    """Documents by table and key, and who follows them."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower
        self._rows: dict[str, Rows] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def rows(self, table: str) -> Rows:
        """One table, empty when it is new."""
        if (rows := self._rows.get(table)) is None:
            rows = self._rows[table] = Rows(table)
        return rows

    def found(self, table: str, key: str, raw: bytes) -> None:
        """A document stands in the snapshot that is being read; `load` follows."""
        self._follower.found(table, key, raw)

    def load(self, snapshot: Snapshot) -> None:
        """Begin with what is in a snapshot."""
        for table in snapshot.tables:
            self.rows(table).load(snapshot)

    def freeze(self) -> Iterator[tuple[str, str, bytes]]:
        """(table, key, line) of every document of this moment, for a snapshot; `settle` or `thaw` follow."""
        return chain.from_iterable([rows.freeze() for rows in self._rows.values()])

    def settle(self, snapshot: Snapshot) -> list[Layer]:
        """What was frozen, and returned here, is in `snapshot` now."""
        return [rows.settle(snapshot) for rows in self._rows.values()]

    def thaw(self) -> None:
        """There is no snapshot of what was frozen."""
        for rows in self._rows.values():
            rows.thaw()

    def differing(
        self, documents: Mapping[tuple[str, str], Doc | None]
    ) -> tuple[list[Change], list[bytes | None]]:
        """What of `documents` (by table and key) is new, and what stands there yet.

        Raises TypeError or ValueError for what is not JSON.
        """
        changes: list[Change] = []
        before: list[bytes | None] = []
        for (table, key), document in documents.items():
            raw, old = None if document is None else dump(document), self.rows(table).find(key)
            if raw != old:
                changes.append((table, key, raw))
                before.append(old)
        return changes, before

    def apply(self, change: Change, old: bytes | None, document: Doc | None) -> None:
        """Make one change to what has been `old`; its JSON is that of `document`, both None when it goes."""
        table, key, raw = change
        self._follower.changed(table, key, None if old is None else load_again(old), document)
        self.rows(table).put(key, raw, old)


def _lines(
    table: str, snapshot: Snapshot | None, changed: Mapping[str, bytes | None]
) -> Iterator[tuple[str, str, bytes]]:
    """(table, key, line) of every document, those of the snapshot that did not change as they are."""
    if snapshot is not None and table in snapshot.tables:
        for key, line in snapshot.lines(table):
            if key not in changed:
                yield table, key, line
    for key, raw in changed.items():
        if raw is not None:
            yield table, key, document_line(table, key, raw)


class TableView(Mapping[str, Any]):
    """The documents of a table by key, decoded one by one."""

    def __init__(
        self, rows: Mapping[str, bytes], table: str, changes: Mapping[tuple[str, str], Doc | None]
    ) -> None:
        self._rows = rows
        self._table = table
        self._changes = changes

    def __getitem__(self, key: str) -> Doc:
        where = (self._table, key)
        if where in self._changes:
            if (document := self._changes[where]) is None:
                raise KeyError(key)
            return document
        return load(self._rows[key])

    def __iter__(self) -> Iterator[str]:
        changed = {key: document for (table, key), document in self._changes.items() if table == self._table}
        yield from (key for key in self._rows if changed.get(key, self._rows) is not None)
        yield from (key for key, document in changed.items() if document is not None and key not in self._rows)

    def __len__(self) -> int:
        return len(self._rows) if not self._changes else sum(1 for _ in self)

    def __contains__(self, key: object) -> bool:
        where = cast("tuple[str, str]", (self._table, key))
        return self._changes[where] is not None if where in self._changes else key in self._rows
