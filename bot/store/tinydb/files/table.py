"""The TinyDB table that goes with the journal storage: an update costs what it changes, not the table's size."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, cast

from tinydb import TinyDB
from tinydb.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.store.codec import Doc
    from bot.store.tinydb.files.documents import TableView
    from bot.store.tinydb.files.storage import JournalStorage


class Overlay(MutableMapping[Any, Any]):
    """What TinyDB's updaters see as the whole table; it remembers what they touch."""

    def __init__(self, view: TableView, key_class: Callable[[Any], Any]) -> None:
        self._view = view
        self._key_class = key_class
        self.touched: dict[str, Doc | None] = {}

    def __getitem__(self, key: object) -> Doc:
        name = str(key)
        if name not in self.touched:
            self.touched[name] = self._view[name]
        if (document := self.touched[name]) is None:
            raise KeyError(key)
        return document

    def __setitem__(self, key: object, document: Doc) -> None:
        self.touched[str(key)] = document

    def __delitem__(self, key: object) -> None:
        if key not in self:
            raise KeyError(key)
        self.touched[str(key)] = None

    def __iter__(self) -> Iterator[Any]:
        names = [name for name in self._view if self.touched.get(name, "") is not None]
        names += [name for name, new in self.touched.items() if new is not None and name not in self._view]
        return map(self._key_class, names)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, key: object) -> bool:
        name = str(key)
        return self.touched[name] is not None if name in self.touched else name in self._view


class JournalTable(Table):
    """A TinyDB table over a JournalStorage; keys are texts."""

    document_id_class = str  # pyright: ignore[reportAssignmentType] - TinyDB allows any class, its hints only int

    @property
    def _journal_storage(self) -> JournalStorage:
        return cast("JournalStorage", self.storage)

    def _read_table(self) -> Mapping[str, Any]:  # pyright: ignore[reportIncompatibleMethodOverride] - lazy
        return self._journal_storage.view(self.name)

    def document(self, key: str) -> Doc | None:
        """One document, without TinyDB's copy of it."""
        return self._journal_storage.document(self.name, key)

    def has(self, key: str) -> bool:
        """Whether there is such a document."""
        return key in self._read_table()

    def raw(self, key: str) -> bytes | None:
        """One document as JSON; what an open transaction has decided is not in it."""
        return self._journal_storage.raw(self.name, key)

    def keys(self) -> Iterator[str]:
        """The keys of this moment, also when the table changes before the last is reached."""
        return iter(self._read_table())

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """(key, line that holds the JSON) of every document of this moment, outside of transactions."""
        return self._journal_storage.lines(self.name)

    def put(self, key: str, document: Doc) -> None:
        """Insert or replace one document."""
        self._journal_storage.change(self.name, {key: document})
        self.clear_cache()

    def drop(self, key: str) -> None:
        """Remove one document, if it is there."""
        self._journal_storage.change(self.name, {key: None})
        self.clear_cache()

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        overlay = Overlay(self._journal_storage.view(self.name), self.document_id_class)
        updater(overlay)
        self._journal_storage.change(self.name, overlay.touched)
        self.clear_cache()


class JournalDB(TinyDB):
    """A TinyDB whose tables are journal tables."""

    table_class = JournalTable

    def journal_table(self, name: str) -> JournalTable:
        """A table without query cache: that would keep documents a second time."""
        return cast("JournalTable", self.table(name, cache_size=0))  # pyright: ignore[reportUnknownMemberType] - **kwargs without hints
