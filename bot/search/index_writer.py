"""Write to the index: insert, replace and remove papers."""

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

NUMBERS_PER_DAY = 2**20  # row numbers of one list day; a paper whose text or day changes takes a new one
_MAX_INTEGER = 2**62  # for numbers: SQLite's integers have 64 bits
_COMMIT_EVERY = 500  # papers put or removed

_PUT_PAPER = f"INSERT INTO papers VALUES (?, ?, ?, ?{', ?' * len(NUMBER_FIELDS)})"  # noqa: S608 - only question marks
_PUT_TEXTS = f"INSERT INTO texts (rowid, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"  # noqa: S608 - our own names
_PUT_SIGNALS = f"UPDATE papers SET mark = ?, {', '.join(f'{name} = ?' for name in NUMBER_FIELDS)} WHERE n = ?"  # noqa: S608 - our own names
_GET_PAPER = f"SELECT n, mark, digest, {', '.join(NUMBER_FIELDS)} FROM papers WHERE id = ?"  # noqa: S608 - our own names
_PUT_WORD = (
    "INSERT INTO words VALUES (?, ?, ?) ON CONFLICT (field, word) DO UPDATE SET papers = papers + excluded.papers"
)
# Takes the next number of a day, from 0
_NEXT_N = "INSERT INTO counters VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET next = next + 1 RETURNING next - 1"


class Day(NamedTuple):
    """One list day of the index: the number of its papers, and the sum of their marks (`Store.changed_days`)."""

    papers: int
    marks: int


class Writer:
    """Writes to an open index. Row numbers start with the list day, so that each day is a range of them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._documents = Documents()
        self._uncommitted = 0
        self._words = defaultdict[str, Counter[str]](Counter)  # of the papers put since the last commit
        rows = db.execute("SELECT n / ?, count(*), sum(mark) FROM papers GROUP BY 1", (NUMBERS_PER_DAY,))
        self.days = {date.fromordinal(day): Day(papers, marks) for day, papers, marks in rows}

    @property
    def papers(self) -> int:
        """The number of indexed papers."""
        return sum(day.papers for day in self.days.values())

    def differing(self, day: date, marks: Mapping[str, int]) -> tuple[list[str], list[str]]:
        """Return the papers of a list day to `put`, whose mark differs or is unknown, and those to `remove`."""
        found = self._db.execute(
            "SELECT id, mark FROM papers WHERE n >= ? AND n < ?",
            (first_number(day), first_number(day) + NUMBERS_PER_DAY),
        )
        known = {decode_id(stored): mark for stored, mark in found}
        changed = [key for key, mark in marks.items() if known.get(key) != mark]
        return changed, [key for key in known if key not in marks]

    def put(self, sightings: Iterable[Sighting], marks: Mapping[str, int]) -> None:
        """Insert or replace papers, with their marks by id; the caller must `commit` later."""
        for sighting in sightings:
            self._put(sighting, marks[sighting.paper.id])

    def _put(self, sighting: Sighting, mark: int) -> None:
        self._begin()
        paper, day = sighting.paper, sighting.signals.list_day
        known, (document, name, values) = self._known(paper.id), self._prepared(sighting)
        if known is not None and day_of(known[0]) == day and known[2] == values[0]:
            self._db.execute(_PUT_SIGNALS, (mark, *values[1:], known[0]))
            self._count(day, 0, mark - known[1])
            return
        if known is not None:
            self._drop(*known[:2])
        n = first_number(day) + self._db.execute(_NEXT_N, (day.toordinal(),)).fetchone()[0]
        self._db.execute(_PUT_PAPER, (n, encode_id(paper.id), mark, *values))
        self._db.execute(_PUT_TEXTS, (n, *document.columns))
        self._db.execute(
            "INSERT INTO names VALUES (?, ?, ?)", (n, title_hash(comparable_title(paper.title)), name)
        )
        self._db.execute("INSERT INTO grams (rowid, gram) VALUES (?, ?)", (n, name))
        self._db.executemany("INSERT OR IGNORE INTO forms VALUES (?, ?)", document.spellings_and_keys)
        for field, words in document.words.items():
            self._words[field].update(words)
        self._count(day, 1, mark)

    def count_differing(self, sightings: Iterable[Sighting]) -> int:
        """Count the papers that are not indexed, or whose indexed texts or signals differ."""
        pairs = ((self._known(sighting.paper.id), self._prepared(sighting)[2]) for sighting in sightings)
        return sum(known is None or known[2:] != values for known, values in pairs)

    def _known(self, paper_id: str) -> tuple[int, ...] | None:
        """Return the row number, mark, digest and signals of a paper; None if it is not indexed."""
        return self._db.execute(_GET_PAPER, (encode_id(paper_id),)).fetchone()

    def _prepared(self, sighting: Sighting) -> tuple[Document, str, tuple[int | None, ...]]:
        """Return a paper's document and name, and its digest and numbers, which show any change but of the day."""
        document, name = self._documents.of(sighting.paper), searchable_name(sighting.paper)
        numbers = (_number(field.read(sighting.signals)) for field in NUMBER_FIELDS.values())
        return document, name, (zlib.crc32(name.encode(), document.digest), *numbers)

    def remove(self, ids: Iterable[str], day: date) -> None:
        """Remove those of these papers that are still on that list day."""
        for key in ids:
            self._begin()
            known = self._known(key)
            if known is not None and day_of(known[0]) == day:
                self._drop(*known[:2])

    def commit(self, *, release_caches: bool = True) -> None:
        """Commit the transaction; keep the caches (`release_caches=False`) if more papers follow soon."""
        if self._uncommitted:
            # The words of the papers since the last commit, added up: most words are in many of them
            for field, counted in self._words.items():
                self._db.executemany(_PUT_WORD, [(field, word, papers) for word, papers in counted.items()])
            self._words.clear()
            self._db.execute("COMMIT")
            self._uncommitted = 0
        if release_caches:
            self._documents.forget()

    def _begin(self) -> None:
        """Begin a transaction if none is open; one with many papers is committed first."""
        if self._uncommitted >= _COMMIT_EVERY:
            self.commit(release_caches=False)
        if not self._uncommitted:
            self._db.execute("BEGIN")
        self._uncommitted += 1

    def _drop(self, n: int, mark: int) -> None:
        """Delete the paper with this row number and mark."""
        for table in ("papers", "names", "texts", "grams"):
            self._db.execute(f"DELETE FROM {table} WHERE rowid = ?", (n,))  # noqa: S608 - our own names
        self._count(day_of(n), -1, -mark)

    def _count(self, day: date, papers: int, marks: int) -> None:
        """Add papers and marks, which can be negative, to those of a list day."""
        known = self.days.get(day, Day(0, 0))
        counted = Day(known.papers + papers, known.marks + marks)
        if counted.papers:
            self.days[day] = counted
        else:
            self.days.pop(day, None)


def first_number(day: date) -> int:
    """Return the first row number of a list day, which has `NUMBERS_PER_DAY` of them."""
    return day.toordinal() * NUMBERS_PER_DAY


def day_of(n: int) -> date:
    """Return the list day of a row number."""
    return date.fromordinal(n // NUMBERS_PER_DAY)


def encode_id(paper_id: str) -> bytes:
    """Encode an id for storage, as SQLite's texts cannot have lone surrogates."""
    return paper_id.encode("utf-8", "surrogatepass")


def decode_id(stored: bytes) -> str:
    """Decode a stored id."""
    return stored.decode("utf-8", "surrogatepass")


def comparable_title(title: str) -> str:
    """Return a title in the form in which it is compared with typed text."""
    return " ".join(clean(title).casefold().split())


def searchable_name(paper: Paper) -> str:
    """Return a paper's number and title, in which typed text is searched."""
    return f"{paper.number} {comparable_title(paper.title)}".encode("utf-8", "replace").decode().replace("\0", "")


def title_hash(title: str) -> int:
    """Return a hash by which a whole title is found."""
    return zlib.crc32(title.encode("utf-8", "replace"))


def _number(value: int | None) -> int | None:
    return None if value is None else max(-_MAX_INTEGER, min(value, _MAX_INTEGER))
