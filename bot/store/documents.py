"""All tables of a store: the documents, and whoever follows their changes."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from bot.store.lines import dump, load
from bot.store.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.store.codec import Doc
    from bot.store.journal import Change
    from bot.store.snapshot import Snapshot

    Watch: TypeAlias = Callable[[str, str, Doc | None, Doc | None], None]  # (table, key, old, new)


def _nobody(_table: str, _key: str, _old: Doc | None, _new: Doc | None) -> None:
    """Watch nothing."""


class Documents:
    """Documents by table and key. `watch` sees each insertion, replacement and removal, loading included."""

    def __init__(self, watch: Watch | None = None) -> None:
        self._watch = watch or _nobody
        self._rows: dict[str, Rows] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def rows(self, table: str) -> Rows:
        """One table, empty when it is new."""
        return self._rows.setdefault(table, Rows(table))

    def found(self, table: str, key: str, document: Doc) -> None:
        """A document stands in the snapshot that is being read; `rebase` follows."""
        self._watch(table, key, None, document)

    def rebase(self, snapshot: Snapshot) -> None:
        """Take every document from a snapshot that holds all that is here."""
        for table in {*self._rows, *snapshot.tables}:
            self.rows(table).rebase(snapshot)

    def lines(self) -> Iterator[tuple[str, str, bytes]]:
        """(table, key, line) of every document, for a snapshot."""
        return chain.from_iterable([rows.lines() for rows in self._rows.values()])

    def differing(self, documents: Mapping[tuple[str, str], Doc | None]) -> list[Change]:
        """What of `documents` (by table and key) is new; raises TypeError or ValueError for what is not JSON."""
        encoded = ((where, None if new is None else dump(new)) for where, new in documents.items())
        return [(*where, raw) for where, raw in encoded if raw != self.rows(where[0]).get(where[1])]

    def apply(self, table: str, key: str, raw: bytes | None, document: Doc | None) -> None:
        """Make one change; `raw` is the JSON of `document`, both None when it goes."""
        rows = self.rows(table)
        old = rows.get(key)
        self._watch(table, key, None if old is None else load(old), document)
        rows.put(key, raw)
