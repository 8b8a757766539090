"""Small collections that cost little: a tuple while there are few items, a set when there are many."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

Item = TypeVar("Item", bound="Hashable")
Bag = tuple[Item, ...] | set[Item]  # 1,000,000 sets of one item take 216 MB, as many tuples 48 MB

_FEW = 8


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
