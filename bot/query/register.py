"""Who is filed under which key, to be read much more often than changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

Item = TypeVar("Item", bound="Hashable")

_FEW = 8  # as many are copied as quickly as changes would be noted
_FRACTION = 4  # changes wait until they are this part of a row: copying then costs each but a few steps


class Register(Generic[Item]):
    """Key → items, each at most once, in tuples: they are read faster than sets, and take less memory.

    A tuple of many is not made anew for each change. Changes wait until somebody reads, or they are many.
    """

    def __init__(self) -> None:
        self._rows: dict[str, tuple[Item, ...]] = {}
        self._waiting: dict[str, dict[Item, bool]] = {}  # of long rows: what is added, and what (False) is gone

    def rows(self) -> Mapping[str, tuple[Item, ...]]:
        """The items of each key that has any; until the next change."""
        if self._waiting:
            for key in list(self._waiting):
                self._settle(key)
        return self._rows

    def put(self, key: str, item: Item) -> None:
        """File an item that is not there."""
        row = self._rows.get(key, ())
        if len(row) < _FEW:
            self._rows[key] = (*row, item)
            return
        self._change(key, item, length=len(row), added=True)

    def take(self, key: str, item: Item) -> None:
        """Take out an item that is there."""
        row = self._rows[key]
        if len(row) <= _FEW and key not in self._waiting:
            self._keep(key, tuple(other for other in row if other != item))
            return
        self._change(key, item, length=len(row), added=False)

    def _change(self, key: str, item: Item, *, length: int, added: bool) -> None:
        changes = self._waiting.get(key)
        if changes is None:
            changes = self._waiting[key] = {}
        if item in changes:  # the opposite: then the row is right about it
            del changes[item]
            return
        changes[item] = added
        if len(changes) > length // _FRACTION:
            self._settle(key)

    def _settle(self, key: str) -> None:
        changes, row = self._waiting.pop(key), self._rows[key]
        if not all(changes.values()):
            row = tuple(item for item in row if item not in changes)
        self._keep(key, (*row, *(item for item, added in changes.items() if added)))

    def _keep(self, key: str, row: tuple[Item, ...]) -> None:
        if row:
            self._rows[key] = row
        else:
            del self._rows[key]
