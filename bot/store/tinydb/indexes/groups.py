"""Sorted items by group, the structure of nearly all indexes."""

from __future__ import annotations

from bisect import bisect_left, insort
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, MutableSequence, Sequence

    from bot.store.codec.records import Doc


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


G = TypeVar("G", bound="Hashable")
Item = TypeVar("Item")


class Groups(Generic[G, Item]):
    """Keeps at most one item for each document, sorted within its group.

    `classify` returns the group and item of a key and document; None: no item. Finding an item costs a bisection,
    inserting one also a memory move: 40 µs at 100,000 items. `new` makes the empty sequence of a group: in an
    array, numbers take eight bytes each.
    """

    def __init__(
        self,
        classify: Callable[[str, Doc], tuple[G, Item] | None],
        new: Callable[[], MutableSequence[Item]] = list,
    ) -> None:
        self._classify = classify
        self._new = new
        self._groups: dict[G, MutableSequence[Item]] = {}

    def __iter__(self) -> Iterator[G]:
        """Iterate over the groups that have items, in no order."""
        return iter(self._groups)

    def of(self, group: G) -> Sequence[Item]:
        """Return the items of a group, in order."""
        return self._groups.get(group, ())

    def changed(self, key: str, old: Doc | None, new: Doc | None) -> set[G]:
        """Update for an inserted (`old` is None), replaced or deleted document; return the groups that change."""
        before = None if old is None else self._classify(key, old)
        after = None if new is None else self._classify(key, new)
        if before == after:
            return set()
        if before is not None:
            self.discard(*before)
        if after is not None:
            self.add(*after)
        return {place[0] for place in (before, after) if place is not None}

    def add(self, group: G, item: Item) -> None:
        """Insert an item."""
        insort(self._groups.setdefault(group, self._new()), item)  # type: ignore[type-var] - items of a group can be compared

    def discard(self, group: G, item: Item) -> None:
        """Delete an item if it is there."""
        items: Any = self._groups.get(group, ())
        position = bisect_left(items, item)
        if position < len(items) and items[position] == item:
            del items[position]
            if not items:
                del self._groups[group]

    def remove_below(self, bound: Any) -> None:  # noqa: ANN401 - what items can be compared with
        """Delete the items of all groups that are smaller than `bound`."""
        for group, items in [*self._groups.items()]:
            del items[: bisect_left(items, bound)]  # type: ignore[type-var] - as above
            if not items:
                del self._groups[group]


class Timetable(Groups[int, Item]):
    """Items by destination; `moments` sorts the destinations by a time that `moment` gives (None: left out)."""

    def __init__(
        self, classify: Callable[[str, Doc], tuple[int, Item] | None], moment: Callable[[int], datetime | None]
    ) -> None:
        super().__init__(classify)
        self._moment = moment
        self._moment_by_destination: dict[int, datetime] = {}
        self.moments: list[tuple[datetime, int]] = []

    @override
    def changed(self, key: str, old: Doc | None, new: Doc | None) -> set[int]:
        destinations = super().changed(key, old, new)
        for destination in destinations:
            self.update_moment(destination)
        return destinations

    def update_moment(self, destination: int) -> None:
        """Recalculate a destination's moment."""
        before, moment = self._moment_by_destination.pop(destination, None), self._moment(destination)
        if before is not None:
            del self.moments[bisect_left(self.moments, (before, destination))]
        if moment is not None:
            self._moment_by_destination[destination] = moment
            insort(self.moments, (moment, destination))
