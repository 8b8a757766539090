"""The documents of a store in memory: those of the last snapshot, and those that changed since."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeAlias

from bot.store.codec.ascii_json import load_again
from bot.store.tinydb.files.snapshot import document_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.store.codec import Doc
    from bot.store.tinydb.files.journal import Change
    from bot.store.tinydb.files.snapshot import Snapshot
    from bot.store.tinydb.indexes import Indexes

    Layer: TypeAlias = dict[str, bytes | None]  # by key; None: it is below and has gone since


_REMEMBERED = 128  # documents of each table: those of a post are asked for several times, and a read takes 0.1 ms


class Rows:
    """The documents of one table as JSON, by key.

    While a compaction is under way, what changed before it is `frozen` and what changes is kept apart, so that
    the moment at which it began can be read at leisure, in another thread, too.
    """

    def __init__(self, table: str) -> None:
        self._table = table
        self._changed: Layer = {}
        self._frozen: Layer = {}
        self._snapshot: Snapshot | None = None
        self._of_snapshot: Callable[[str], bytes | None] = lambda _: None
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def load(self, snapshot: Snapshot) -> None:
        """Begin with what is in a snapshot, which has this table."""
        self.settle(snapshot)
        self._count = len(snapshot.tables[self._table])

    def freeze(self) -> Iterator[tuple[str, str, bytes]]:
        """(table, key, line) of every document of this moment, for a snapshot; `settle` or `thaw` follow."""
        self._frozen, self._changed = self._changed, {}
        return _lines(self._table, self._snapshot, self._frozen)

    def settle(self, snapshot: Snapshot) -> Layer:
        """Use `snapshot`, which now holds the frozen documents; returns those."""
        self._snapshot = snapshot
        self._of_snapshot = lru_cache(_REMEMBERED)(partial(snapshot.find, self._table))
        frozen, self._frozen = self._frozen, {}
        return frozen

    def thaw(self) -> None:
        """There is no snapshot of what was frozen."""
        self._changed, self._frozen = {**self._frozen, **self._changed}, {}

    def find(self, key: str) -> bytes | None:
        """One document."""
        return self._changed[key] if key in self._changed else self._below(key)

    def put(self, key: str, raw: bytes | None, old: bytes | None) -> None:
        """Insert or replace a document that has been `old`; None: there is none, or it is taken out."""
        self._count += (raw is not None) - (old is not None)
        if raw is None and self._below(key) is None:
            self._changed.pop(key, None)
        else:
            self._changed[key] = raw

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """(key, line) of every document of this moment, also when some change before the last is reached."""
        changed = {**self._frozen, **self._changed}
        return ((key, line) for _, key, line in _lines(self._table, self._snapshot, changed))

    def _below(self, key: str) -> bytes | None:
        return self._frozen[key] if key in self._frozen else self._of_snapshot(key)


class Documents(dict[str, Rows]):
    """All tables by name, a new one empty, and the indexes that follow every change."""

    def __init__(self, indexes: Indexes) -> None:
        super().__init__()
        self.indexes = indexes

    def __missing__(self, table: str) -> Rows:
        return self.setdefault(table, Rows(table))

    def apply(self, change: Change, old: bytes | None, document: Doc | None) -> None:
        """Make one change to what has been `old`; its JSON is that of `document`, both None when it goes."""
        table, key, raw = change
        self.indexes.changed(table, key, None if old is None else load_again(old), document)
        self[table].put(key, raw, old)


def _lines(
    table: str, snapshot: Snapshot | None, changed: Mapping[str, bytes | None]
) -> Iterator[tuple[str, str, bytes]]:
    """(table, key, line) of every document, those of the snapshot that did not change as they are."""
    if snapshot is not None:
        for key, line in snapshot.lines(table):
            if key not in changed:
                yield table, key, line
    for key, raw in changed.items():
        if raw is not None:
            yield table, key, document_line(table, key, raw)
