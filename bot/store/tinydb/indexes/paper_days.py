"""The papers of each list day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_END = b"\n"  # behind each id, and before the first; within one it is escaped


class PaperDays:
    """The ids of papers by list day.

    Those of a day are one text, 19 bytes each where a set of them takes 150: with arXiv there are 150,000, and
    most are never asked for. Adding one costs nothing; looking one up, or taking it out, goes through its day's,
    some 10 µs.
    """

    def __init__(self) -> None:
        self._days: dict[date, bytearray] = {}

    def __iter__(self) -> Iterator[date]:
        """The days that have any."""
        return iter(self._days)

    def __len__(self) -> int:
        """How many days have any."""
        return len(self._days)

    def of(self, day: date) -> list[str]:
        """The papers of a day."""
        text = self._days.get(day, _END).decode("ascii")
        papers = text.split("\n")[1:-1]
        return [_id(line) for line in papers] if "\\" in text else papers

    def has(self, day: date, paper_id: str) -> bool:
        """Whether a paper is of a day."""
        return _line(paper_id) in self._days.get(day, b"")

    def add(self, day: date, paper_id: str) -> None:
        """A paper that is of no day is of this one from now on."""
        self._days.setdefault(day, bytearray(_END)).extend(_line(paper_id)[1:])

    def remove(self, day: date, paper_id: str) -> None:
        """A paper is of this day no longer."""
        papers, line = self._days[day], _line(paper_id)
        start = papers.index(line)
        del papers[start + 1 : start + len(line)]
        if len(papers) == len(_END):
            del self._days[day]


def _line(paper_id: str) -> bytes:
    return _END + paper_id.encode("unicode_escape") + _END


def _id(line: str) -> str:
    return line.encode("ascii").decode("unicode_escape")
