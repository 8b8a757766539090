"""Keeping the index like the store: papers put in, and taken out again."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bot.query.fields import NUMBER_FIELDS
from bot.search.documents import COLUMNS, Document, Documents
from bot.text.safe import clean

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from bot.domain.paper import Paper, Sighting

DAY = 2**20  # papers of one list day at most
_LARGEST = 2**62
_COMMIT_EVERY = 500  # papers

_PUT_PAPER = f"INSERT INTO papers VALUES (?, ?, ?, ?{', ?' * len(NUMBER_FIELDS)})"  # noqa: S608 - only marks
_PUT_TEXTS = f"INSERT INTO texts (rowid, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"  # noqa: S608 - our own names
_PUT_SIGNALS = f"UPDATE papers SET mark = ?, {', '.join(f'{name} = ?' for name in NUMBER_FIELDS)} WHERE n = ?"  # noqa: S608 - our own names
_GET_PAPER = f"SELECT n, mark, digest, {', '.join(NUMBER_FIELDS)} FROM papers WHERE id = ?"  # noqa: S608 - our own names
_PUT_WORD = (
    "INSERT INTO words VALUES (?, ?, ?) ON CONFLICT (field, word) DO UPDATE SET papers = papers + excluded.papers"
)
_NEXT = "INSERT INTO counters VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET next = next + 1 RETURNING next - 1"


class Day(NamedTuple):
    """One list day of the index: its papers, and the sum of their marks."""

    papers: int
    marks: int


class Writer:
    """Writes into an open index. Numbers begin with the list day, so that days are ranges of them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._documents = Documents()
        self._uncommitted = 0
        self._words = defaultdict[str, Counter[str]](Counter)  # of the papers put since the last commit
        rows = db.execute("SELECT n / ?, count(*), sum(mark) FROM papers GROUP BY 1", (DAY,))
        self.days = {date.fromordinal(day): Day(papers, marks) for day, papers, marks in rows}

    @property
    def papers(self) -> int:
        """The number of papers."""
        return sum(day.papers for day in self.days.values())

    def differing(self, day: date, marks: Mapping[str, int]) -> tuple[list[str], list[str]]:
        """The papers of a list day that are missing or have another mark, and those that must go."""
        found = self._db.execute(
            "SELECT id, mark FROM papers WHERE n >= ? AND n < ?", (begin(day), begin(day) + DAY)
        )
        known = {paper_id(stored): mark for stored, mark in found}
        changed = [key for key, mark in marks.items() if known.get(key) != mark]
        return changed, [key for key in known if key not in marks]

    def put(self, sightings: Iterable[Sighting], marks: Mapping[str, int]) -> None:
        """Insert or replace papers; `commit` must follow some time."""
        for sighting in sightings:
            self._put(sighting, marks[sighting.paper.id])

    def _put(self, sighting: Sighting, mark: int) -> None:
        self._begin()
        paper, day = sighting.paper, sighting.signals.list_day
        known, (document, name, read) = self._known(paper.id), self._read(sighting)
        if known is not None and day_of(known[0]) == day and known[2] == read[0]:
            self._db.execute(_PUT_SIGNALS, (mark, *read[1:], known[0]))
            self._count(day, 0, mark - known[1])
            return
        if known is not None:
            self._drop(*known[:2])
        n = self._next(day)
        self._db.execute(_PUT_PAPER, (n, stored(paper.id), mark, *read))
        self._db.execute(_PUT_TEXTS, (n, *document.columns))
        self._db.execute("INSERT INTO names VALUES (?, ?, ?)", (n, title_hash(folded(paper.title)), name))
        self._db.execute("INSERT INTO grams (rowid, gram) VALUES (?, ?)", (n, name))
        self._db.executemany("INSERT OR IGNORE INTO forms VALUES (?, ?)", document.forms)
        for field, words in document.words.items():
            self._words[field].update(words)
        self._count(day, 1, mark)

    def differing_texts(self, sightings: Iterable[Sighting]) -> int:
        """Count the papers whose texts the index lacks or has otherwise."""
        pairs = ((self._known(sighting.paper.id), self._read(sighting)[2]) for sighting in sightings)
        return sum(known is None or known[2:] != read for known, read in pairs)

    def _known(self, key: str) -> tuple[int, ...] | None:
        """A paper's number and mark, and what was read of it."""
        return self._db.execute(_GET_PAPER, (stored(key),)).fetchone()

    def _read(self, sighting: Sighting) -> tuple[Document, str, tuple[int | None, ...]]:
        """A paper's texts, its name, and what tells whether it has changed: a number of these, and its signals."""
        document, name = self._documents.of(sighting.paper), named(sighting.paper)
        numbers = (_number(field.read(sighting.signals)) for field in NUMBER_FIELDS.values())
        return document, name, (zlib.crc32(name.encode(), document.digest), *numbers)

    def remove(self, ids: Iterable[str], day: date) -> None:
        """Take out those of these papers that are still of that list day."""
        for key in ids:
            self._begin()
            known = self._known(key)
            if known is not None and day_of(known[0]) == day:
                self._drop(*known[:2])

    def commit(self, *, pause: bool = True) -> None:
        """Make it durable; `pause` when nothing follows soon, so that what was remembered can go."""
        if self._uncommitted:
            self._put_words()
            self._db.execute("COMMIT")
            self._uncommitted = 0
        if pause:
            self._documents.forget()

    def _put_words(self) -> None:
        """Count the words of the papers that were put, all at once: most are in many of them."""
        for field, counted in self._words.items():
            self._db.executemany(_PUT_WORD, [(field, word, papers) for word, papers in counted.items()])
        self._words.clear()

    def _begin(self) -> None:
        if self._uncommitted >= _COMMIT_EVERY:
            self.commit(pause=False)
        if not self._uncommitted:
            self._db.execute("BEGIN")
        self._uncommitted += 1

    def _next(self, day: date) -> int:
        return begin(day) + self._db.execute(_NEXT, (day.toordinal(),)).fetchone()[0]

    def _drop(self, n: int, mark: int) -> None:
        for table in ("papers", "names", "texts", "grams"):
            self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (n,))  # noqa: S608 - our own names
        self._count(day_of(n), -1, -mark)

    def _count(self, day: date, papers: int, marks: int) -> None:
        known = self.days.get(day, Day(0, 0))
        counted = Day(known.papers + papers, known.marks + marks)
        if counted.papers:
            self.days[day] = counted
        else:
            self.days.pop(day, None)


def begin(day: date) -> int:
    """The number with which those of the papers of a list day begin; they end before `DAY` more."""
    return day.toordinal() * DAY


def day_of(n: int) -> date:
    """The list day of a paper."""
    return date.fromordinal(n // DAY)


def stored(key: str) -> bytes:
    """An id as it is stored; SQLite's own texts cannot have half a character."""
    return key.encode("utf-8", "surrogatepass")


def paper_id(key: bytes) -> str:
    """The reverse."""
    return key.decode("utf-8", "surrogatepass")


def folded(title: str) -> str:
    """A title as it is compared with what is typed."""
    return " ".join(clean(title).casefold().split())


def named(paper: Paper) -> str:
    """A paper's number and title, as what is typed is sought in them."""
    return f"{paper.number} {folded(paper.title)}".encode("utf-8", "replace").decode().replace("\0", "")


def title_hash(title: str) -> int:
    """A number by which a whole title is found."""
    return zlib.crc32(title.encode("utf-8", "replace"))


def _number(value: int | None) -> int | None:
    return None if value is None else max(-_LARGEST, min(value, _LARGEST))
