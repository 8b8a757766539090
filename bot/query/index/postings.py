"""The queries under each key, in structures that are read much more often than changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from bot.query.plan import Plan

Subscriber = TypeVar("Subscriber", bound="Hashable")  # in the bot, the id of a subscription
Item = TypeVar("Item", bound="Hashable")
CompactSet = tuple[Item, ...] | set[Item]  # 1,000,000 sets of one item take 216 MB, as many tuples 48 MB

_MAX_COPIED_ITEMS = 8  # copying so few items is as quick as noting a change
_ITEMS_PER_CHANGE = 4  # changes of a tuple are applied once they are a fourth of its items, to copy it seldom


class IndexedQuery(Generic[Subscriber]):
    """One query, stored once for its `count` subscribers. `subscribers` has them only if its plan has a check."""

    __slots__ = ("canonical", "count", "only_key", "plan", "subscribers")

    def __init__(self, canonical: str, plan: Plan) -> None:
        self.canonical = canonical
        self.plan = plan
        self.only_key = plan.only_key
        self.count = 0
        self.subscribers: CompactSet[Subscriber] = ()


class PostingList(Generic[Subscriber]):
    """The queries under one key that need more than this key to match.

    `to_check` are those that need only a check. The others need a second key: by that key, `direct` has the
    subscribers of those that then match, and `pairs` the queries that also need a check.
    """

    __slots__ = ("direct", "pairs", "to_check")

    def __init__(self) -> None:
        self.to_check: CompactSet[IndexedQuery[Subscriber]] = ()
        self.direct: dict[str, CompactSet[Subscriber]] = {}
        self.pairs: dict[str, CompactSet[IndexedQuery[Subscriber]]] = {}

    def __bool__(self) -> bool:
        return bool(self.to_check or self.direct or self.pairs)

    def add(self, other: str | None, query: IndexedQuery[Subscriber], subscriber: Subscriber) -> None:
        """File a query of a subscriber, with the `other` key that it needs."""
        if other is None:
            self.to_check = with_item(self.to_check, query)
        elif query.plan.check is None:
            self.direct[other] = with_item(self.direct.get(other, ()), subscriber)
        else:
            self.pairs[other] = with_item(self.pairs.get(other, ()), query)

    def remove(self, other: str | None, query: IndexedQuery[Subscriber], subscriber: Subscriber) -> None:
        """Undo `add`; a query with a check stays while it has subscribers."""
        if other is None:
            if not query.count:
                self.to_check = without_item(self.to_check, query)
        elif query.plan.check is None:
            _remove_under(self.direct, other, subscriber)
        elif not query.count:
            _remove_under(self.pairs, other, query)


class TuplesByKey(Generic[Item]):
    """Distinct items by key, in tuples, which are read faster and take less memory than sets.

    A long tuple is not copied for each change: changes are noted, and applied on the next read or when many.
    """

    def __init__(self) -> None:
        self._tuples: dict[str, tuple[Item, ...]] = {}
        self._changes: dict[str, dict[Item, bool]] = {}  # of long tuples: items added (True) or removed (False)

    def tuples(self) -> Mapping[str, tuple[Item, ...]]:
        """Return the items of each key that has any; valid until the next change."""
        if self._changes:
            for key in list(self._changes):
                self._apply_changes(key)
        return self._tuples

    def add(self, key: str, item: Item) -> None:
        """File an item that is not yet under the key."""
        items = self._tuples.get(key, ())
        if len(items) < _MAX_COPIED_ITEMS:
            self._tuples[key] = (*items, item)
            return
        self._note_change(key, item, length=len(items), added=True)

    def remove(self, key: str, item: Item) -> None:
        """Remove an item that is under the key."""
        items = self._tuples[key]
        if len(items) <= _MAX_COPIED_ITEMS and key not in self._changes:
            self._replace(key, tuple(other for other in items if other != item))
            return
        self._note_change(key, item, length=len(items), added=False)

    def _note_change(self, key: str, item: Item, *, length: int, added: bool) -> None:
        """Note a change of a tuple of this length; apply its changes once there are many."""
        changes = self._changes.get(key)
        if changes is None:
            changes = self._changes[key] = {}
        if item in changes:  # the opposite change: the tuple is right again
            del changes[item]
            return
        changes[item] = added
        if len(changes) > length // _ITEMS_PER_CHANGE:
            self._apply_changes(key)

    def _apply_changes(self, key: str) -> None:
        changes, items = self._changes.pop(key), self._tuples[key]
        if not all(changes.values()):
            items = tuple(item for item in items if item not in changes)
        self._replace(key, (*items, *(item for item, added in changes.items() if added)))

    def _replace(self, key: str, items: tuple[Item, ...]) -> None:
        if items:
            self._tuples[key] = items
        else:
            del self._tuples[key]


def with_item(items: CompactSet[Item], item: Item) -> CompactSet[Item]:
    """Return the items with one more; a set is changed in place."""
    if isinstance(items, set):
        items.add(item)
        return items
    if item in items:
        return items
    return (*items, item) if len(items) < _MAX_COPIED_ITEMS else {*items, item}


def without_item(items: CompactSet[Item], item: Item) -> CompactSet[Item]:
    """Return the items without this one; a set is changed in place."""
    if not isinstance(items, set):
        return tuple(other for other in items if other != item)
    items.discard(item)
    # Half, so that a set at the limit does not change its type each time
    return items if len(items) > _MAX_COPIED_ITEMS // 2 else tuple(items)


def _remove_under(sets: dict[str, CompactSet[Item]], key: str, item: Item) -> None:
    """Remove an item from one of many sets, and the set when it is empty."""
    remaining = without_item(sets[key], item)
    if remaining:
        sets[key] = remaining
    else:
        del sets[key]
