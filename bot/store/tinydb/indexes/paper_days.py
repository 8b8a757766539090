"""The papers of each list day, in little memory."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.store.tinydb.indexes.groups import Groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store.codec.records import Doc

_SEPARATOR = b"\n"  # after each id, and before the first of a day; in ids it is escaped


class PaperDays(Groups[date, str]):
    """The ids of papers by list day.

    The ids of a day are one text, 19 bytes each where a set takes 150: with arXiv there are 150,000, and most are
    never read. Adding an id costs nothing; finding or deleting one searches the text of its day, some 10 µs.
    """

    def __init__(self) -> None:
        super().__init__(lambda key, document: (list_day(document), key))
        self._days: dict[date, bytearray] = {}

    @override
    def __iter__(self) -> Iterator[date]:
        return iter(self._days)

    @override
    def of(self, group: date) -> list[str]:
        text = self._days.get(group, _SEPARATOR).decode("ascii")
        papers = text.split("\n")[1:-1]
        if "\\" not in text:
            return papers
        return [line.encode("ascii").decode("unicode_escape") for line in papers]

    def has(self, day: date, paper_id: str) -> bool:
        """True if a paper is of that day."""
        return _line(paper_id) in self._days.get(day, b"")

    @override
    def add(self, group: date, item: str) -> None:
        self._days.setdefault(group, bytearray(_SEPARATOR)).extend(_line(item)[1:])

    @override
    def discard(self, group: date, item: str) -> None:
        papers, line = self._days[group], _line(item)
        start = papers.index(line)
        del papers[start + 1 : start + len(line)]
        if len(papers) == len(_SEPARATOR):
            del self._days[group]


def list_day(paper: Doc) -> date:
    """Return the list day in a paper's document."""
    return date.fromisoformat(paper["signals"]["list_day"])


def _line(paper_id: str) -> bytes:
    return _SEPARATOR + paper_id.encode("unicode_escape") + _SEPARATOR
