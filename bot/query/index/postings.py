"""Who is filed under which key, to be read much more often than changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from bot.query.plan import Plan


Item = TypeVar("Item", bound="Hashable")
Bag = tuple[Item, ...] | set[Item]  # 1,000,000 sets of one item take 216 MB, as many tuples 48 MB

_FEW = 8  # as many are copied as quickly as changes would be noted
_FRACTION = 4  # changes wait until they are this part of a row: copying then costs each but a few steps


def put(bag: Bag[Item], item: Item) -> Bag[Item]:
    """The bag with an item; a set is changed in place."""
    if isinstance(bag, set):
        bag.add(item)
        return bag
    if item in bag:
        return bag
    return (*bag, item) if len(bag) < _FEW else {*bag, item}


def take(bag: Bag[Item], item: Item) -> Bag[Item]:
    """The bag without the item; a set is changed in place."""
    if not isinstance(bag, set):
        return tuple(other for other in bag if other != item)
    bag.discard(item)
    return bag if len(bag) > _FEW // 2 else tuple(bag)


def take_from(bags: dict[str, Bag[Item]], key: str, item: Item) -> None:
    """Take an item out of one of many bags, and the bag out when it is empty."""
    left = take(bags[key], item)
    if left:
        bags[key] = left
    else:
        del bags[key]


Key = TypeVar("Key", bound="Hashable")


class Entry(Generic[Key]):
    """One query, kept once however many ask the same: `asked` of them, with `keys` where those must be known."""

    __slots__ = ("asked", "canonical", "keys", "only_key", "plan")

    def __init__(self, canonical: str, plan: Plan) -> None:
        self.canonical = canonical
        self.plan = plan
        self.only_key = plan.only_key
        self.asked = 0
        self.keys: Bag[Key] = ()


class Posting(Generic[Key]):
    """The queries that need more than one of the keys that they are filed under.

    `checked` are those that remain to be checked when the key is there. `direct` and `pairs` have those that need
    another key too, by that key: the keys of those that match with it, and those that remain to be checked.
    """

    __slots__ = ("checked", "direct", "pairs")

    def __init__(self) -> None:
        self.checked: Bag[Entry[Key]] = ()
        self.direct: dict[str, Bag[Key]] = {}
        self.pairs: dict[str, Bag[Entry[Key]]] = {}

    def __bool__(self) -> bool:
        return bool(self.checked or self.direct or self.pairs)

    def put(self, other: str | None, entry: Entry[Key], key: Key) -> None:
        """File the key of one who asks a query."""
        if other is None:
            self.checked = put(self.checked, entry)
        elif entry.plan.check is None:
            self.direct[other] = put(self.direct.get(other, ()), key)
        else:
            self.pairs[other] = put(self.pairs.get(other, ()), entry)

    def take(self, other: str | None, entry: Entry[Key], key: Key) -> None:
        """Undo `put`; a query that is checked stays while somebody asks it."""
        if other is None:
            if not entry.asked:
                self.checked = take(self.checked, entry)
        elif entry.plan.check is None:
            take_from(self.direct, other, key)
        elif not entry.asked:
            take_from(self.pairs, other, entry)


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
