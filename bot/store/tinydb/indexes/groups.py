"""Items in order by group, of which nearly all indexes are made."""

from __future__ import annotations

from bisect import bisect_left, insort
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, MutableSequence, Sequence

    from bot.store.codec import Doc


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


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


class Timetable(Groups[int, Item]):
    """Items by destination, and the destinations by a moment of each, as `moment` says; None: of none."""

    def __init__(
        self, filed: Callable[[str, Doc], tuple[int, Item] | None], moment: Callable[[int], datetime | None]
    ) -> None:
        super().__init__(filed)
        self._moment = moment
        self._at: dict[int, datetime] = {}
        self.moments: list[tuple[datetime, int]] = []

    @override
    def changed(self, key: str, old: Doc | None, new: Doc | None) -> set[int]:
        destinations = super().changed(key, old, new)
        for destination in destinations:
            self.file(destination)
        return destinations

    def file(self, destination: int) -> None:
        """A destination's moment may be another one from now on."""
        before, moment = self._at.pop(destination, None), self._moment(destination)
        if before is not None:
            del self.moments[bisect_left(self.moments, (before, destination))]
        if moment is not None:
            self._at[destination] = moment
            insort(self.moments, (moment, destination))


_END = b"\n"  # behind each id, and before the first; within one it is escaped


class PaperDays(Groups[date, str]):
    """The ids of papers by list day.

    Those of a day are one text, 19 bytes each where a set of them takes 150: with arXiv there are 150,000, and
    most are never asked for. Adding one costs nothing; looking one up, or taking it out, goes through its day's,
    some 10 µs.
    """

    def __init__(self) -> None:
        super().__init__(lambda key, document: (list_day(document), key))
        self._days: dict[date, bytearray] = {}

    @override
    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    @override
    def of(self, group: date) -> list[str]:
        text = self._days.get(group, _END).decode("ascii")
        papers = text.split("\n")[1:-1]
        if "\\" not in text:
            return papers
        return [line.encode("ascii").decode("unicode_escape") for line in papers]

    def has(self, day: date, paper_id: str) -> bool:
        """True if a paper belongs to a day."""
        return _line(paper_id) in self._days.get(day, b"")

    @override
    def add(self, group: date, item: str) -> None:
        self._days.setdefault(group, bytearray(_END)).extend(_line(item)[1:])

    @override
    def discard(self, group: date, item: str) -> None:
        papers, line = self._days[group], _line(item)
        start = papers.index(line)
        del papers[start + 1 : start + len(line)]
        if len(papers) == len(_END):
            del self._days[group]


def list_day(paper: Doc) -> date:
    """The list day of a paper's document."""
    return date.fromisoformat(paper["signals"]["list_day"])


def _line(paper_id: str) -> bytes:
    return _END + paper_id.encode("unicode_escape") + _END
