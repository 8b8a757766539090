"""Which subscriptions a destination has, which destinations a server has, and what of a book is out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store.codec import Doc

Key = TypeVar("Key")
Item = TypeVar("Item")
Group: TypeAlias = tuple[Item, ...] | set[Item]  # a set takes 216 bytes before it holds anything, a tuple 40

_FEW = 8  # items of a tuple; nearly all servers have one destination, and nearly all destinations one subscription


class PlaceIndex:
    """Follows the documents of subscriptions, baselines and destinations."""

    def __init__(self) -> None:
        self.stale: set[str] = set()  # ids whose subscription or baseline changed since a book was made
        self.tombstones: set[str] = set()  # ids of subscriptions
        self.subscribed: dict[int, Group[str]] = {}  # ids by destination
        self.guilds: dict[int | None, Group[int]] = {}  # destinations by server; None: DMs
        self.changes = 0  # changes of destinations

    def subscription(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """A subscription's document changed."""
        self.stale.add(key)
        (self.tombstones.add if new is not None and "ended" in new else self.tombstones.discard)(key)
        before, after = None if old is None else old["to"], None if new is None else new["to"]
        if before != after:
            if before is not None:
                _discard(self.subscribed, before, key)
            if after is not None:
                _add(self.subscribed, after, key)

    def baseline(self, key: str) -> None:
        """A baseline changed."""
        self.stale.add(key)

    def destinations(self, guild_ids: Iterable[int]) -> set[int]:
        """The destinations of these servers."""
        return set[int]().union(*(self.guilds.get(guild_id, ()) for guild_id in guild_ids))

    def destination(self, key: int, old: Doc | None, new: Doc | None) -> None:
        """A destination's document changed."""
        self.changes += 1
        if old is not None:
            _discard(self.guilds, old.get("guild"), key)
        if new is not None:
            _add(self.guilds, new.get("guild"), key)


def _add(groups: dict[Key, Group[Item]], key: Key, item: Item) -> None:
    group = groups.get(key, ())
    if isinstance(group, set):
        group.add(item)
    elif item not in group:
        groups[key] = (*group, item) if len(group) < _FEW else {*group, item}


def _discard(groups: dict[Key, Group[Item]], key: Key, item: Item) -> None:
    group = groups[key]
    if isinstance(group, set):
        group.discard(item)
    else:
        groups[key] = tuple(one for one in group if one != item)
    if not groups[key]:
        del groups[key]
