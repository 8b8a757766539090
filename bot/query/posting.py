"""What is filed under one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from bot.query.bags import Bag, put, take, take_from

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bot.query.plan import Plan

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
