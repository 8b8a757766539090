"""What is filed under one key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from bot.query.bags import Bag, put, take

if TYPE_CHECKING:
    from collections.abc import Hashable

    from bot.query.plan import Plan

Key = TypeVar("Key", bound="Hashable")


class Entry(Generic[Key]):
    """One query, kept once however many ask the same; `keys` are theirs."""

    __slots__ = ("canonical", "keys", "plan")

    def __init__(self, canonical: str, plan: Plan) -> None:
        self.canonical = canonical
        self.plan = plan
        self.keys: Bag[Key] = ()


class Posting(Generic[Key]):
    """The queries filed under one key.

    `direct` has the keys of those that match whenever the key is there, `checked` the queries that remain to be
    checked, and `pairs` those that need another key too, by that key.
    """

    __slots__ = ("checked", "direct", "pairs")

    def __init__(self) -> None:
        self.direct: Bag[Key] = ()
        self.checked: Bag[Entry[Key]] = ()
        self.pairs: dict[str, Posting[Key]] | None = None

    def __bool__(self) -> bool:
        return bool(self.direct or self.checked or self.pairs)

    def put(self, other: str | None, entry: Entry[Key], key: Key) -> None:
        """File a query's key, under another key too if there is one."""
        if other is not None:
            if self.pairs is None:
                self.pairs = {}
            self.pairs.setdefault(other, Posting()).put(None, entry, key)
        elif entry.plan.check is None:
            self.direct = put(self.direct, key)
        elif entry not in self.checked:
            self.checked = put(self.checked, entry)

    def take(self, other: str | None, entry: Entry[Key], key: Key) -> None:
        """Undo `put`; a checked query stays while it has other keys."""
        if other is not None:
            assert self.pairs is not None  # noqa: S101 - what was put can be taken
            pair = self.pairs[other]
            pair.take(None, entry, key)
            if not pair:
                del self.pairs[other]
        elif entry.plan.check is None:
            self.direct = take(self.direct, key)
        elif not entry.keys:
            self.checked = take(self.checked, entry)
