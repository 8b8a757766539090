"""What is in order by group: the one structure of which nearly all indexes are made."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, MutableSequence, Sequence
    from datetime import datetime

    from bot.store.codec import Doc

G = TypeVar("G", bound="Hashable")
Item = TypeVar("Item")


class Groups(Generic[G, Item]):
    """One item of each document, ascending in its group, as `filed` says by key and document; None: in no group.

    Finding costs a bisection, and inserting one memory move: 40 µs at 100,000 items. `new` makes the sequence of a
    group: numbers in an array take eight bytes each.
    """

    def __init__(
        self, filed: Callable[[str, Doc], tuple[G, Item] | None], new: Callable[[], MutableSequence[Item]] = list
    ) -> None:
        self._filed = filed
        self._new = new
        self._groups: dict[G, MutableSequence[Item]] = {}

    def __iter__(self) -> Iterator[G]:
        """The groups that have any."""
        return iter(self._groups)

    def __len__(self) -> int:
        """How many groups have any."""
        return len(self._groups)

    def of(self, group: G) -> Sequence[Item]:
        """The items of a group."""
        return self._groups.get(group, ())

    def changed(self, key: str, old: Doc | None, new: Doc | None) -> set[G]:
        """The groups that change when a document is inserted (`old` is None), replaced or removed."""
        before = None if old is None else self._filed(key, old)
        after = None if new is None else self._filed(key, new)
        if before == after:
            return set()
        if before is not None:
            self.discard(*before)
        if after is not None:
            self.add(*after)
        return {filed[0] for filed in (before, after) if filed is not None}

    def add(self, group: G, item: Item) -> None:
        """Insert an item."""
        if group not in self._groups:
            self._groups[group] = self._new()
        insort(self._groups[group], item)  # type: ignore[type-var] - items of a group can be compared

    def discard(self, group: G, item: Item) -> None:
        """Remove an item, if it is there."""
        items: Any = self._groups.get(group, ())
        place = bisect_left(items, item)
        if place < len(items) and items[place] == item:
            del items[place]
            if not items:
                del self._groups[group]

    def cut(self, bound: Any) -> None:  # noqa: ANN401 - what items can be compared with
        """Remove the items that are smaller, of all groups."""
        for group, items in [*self._groups.items()]:
            del items[: bisect_left(items, bound)]  # type: ignore[type-var] - as above
            if not items:
                del self._groups[group]


class Timetable:
    """Destinations by the moment of each."""

    def __init__(self) -> None:
        self.moments: list[tuple[datetime, int]] = []
        self._filed: dict[int, datetime] = {}

    @property
    def first(self) -> list[datetime]:
        """The earliest moment, if there is any."""
        return [moment for moment, _ in self.moments[:1]]

    def file(self, destination: int, moment: datetime | None) -> None:
        """A destination's moment is this from now on, or it has none."""
        before = self._filed.get(destination)
        if before == moment:
            return
        if before is not None:
            del self._filed[destination]
            del self.moments[bisect_left(self.moments, (before, destination))]
        if moment is not None:
            self._filed[destination] = moment
            insort(self.moments, (moment, destination))
