"""Which subscriptions a destination has, which destinations a server has, and what of a book is out of date."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store.codec import Doc

Key = TypeVar("Key")
Item = TypeVar("Item")


class PlaceIndex:
    """Follows the documents of subscriptions, baselines and destinations."""

    def __init__(self) -> None:
        self.stale: set[str] = set()  # ids whose subscription or baseline changed since a book was made
        self.subscribed: defaultdict[int, set[str]] = defaultdict(set)  # ids by destination
        self.guilds: defaultdict[int | None, set[int]] = defaultdict(set)  # destinations by server; None: DMs

    def subscription(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """A subscription's document changed."""
        self.stale.add(key)
        before, after = None if old is None else old["to"], None if new is None else new["to"]
        if before != after:
            if before is not None:
                _discard(self.subscribed, before, key)
            if after is not None:
                self.subscribed[after].add(key)

    def baseline(self, key: str) -> None:
        """A baseline changed."""
        self.stale.add(key)

    def destinations(self, guild_ids: Iterable[int]) -> set[int]:
        """The destinations of these servers."""
        return set[int]().union(*(self.guilds.get(guild_id, ()) for guild_id in guild_ids))

    def destination(self, key: int, old: Doc | None, new: Doc | None) -> None:
        """A destination's document changed."""
        if old is not None:
            _discard(self.guilds, old.get("guild"), key)
        if new is not None:
            self.guilds[new.get("guild")].add(key)


def _discard(groups: defaultdict[Key, set[Item]], key: Key, item: Item) -> None:
    groups[key].discard(item)
    if not groups[key]:
        del groups[key]
