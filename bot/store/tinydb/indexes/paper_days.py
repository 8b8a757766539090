"""The papers of each list day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.store.tinydb.indexes.groups import Groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.codec import Doc

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
    def __len__(self) -> int:
        return len(self._days)

    @override
    def of(self, group: date) -> list[str]:
        text = self._days.get(group, _END).decode("ascii")
        papers = text.split("\n")[1:-1]
        return [_id(line) for line in papers] if "\\" in text else papers

    def has(self, day: date, paper_id: str) -> bool:
        """Whether a paper is of a day."""
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


def _id(line: str) -> str:
    return line.encode("ascii").decode("unicode_escape")
