"""Query an open index with SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Sized
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain.ports import Order, Spelling
from bot.query.fields import ANYWHERE
from bot.search.documents import COLUMNS, can_be_suggested, vocabulary_of
from bot.search.expressions import PREFIX_SIGN, Condition, PrefixKeys, Tokens, columns_of, quoted, translated
from bot.search.index_writer import NUMBERS_PER_DAY, comparable_title, day_of, decode_id, first_number, title_hash
from bot.search.related_words import related_words
from bot.search.spelling import spellings

if TYPE_CHECKING:
    import sqlite3

    from bot.query.syntax.tree import Node
    from bot.search.index_writer import Day

T = TypeVar("T")
_WILDCARD = re.compile(r"[*?[]")  # SQLite's wildcards of GLOB
_HIGHEST_CHARACTER = "\U0010ffff"  # sorts after every word
_MAX_RANKED = 40_000  # matches; of more, only the newest are ranked
_MAX_TITLED = 1_000  # names with all typed parts; of more, only the newest are ordered
_MAX_REMEMBERED = 5_000  # counts that are remembered, some 3 MB, or as much in row numbers
_NUMBERS_PER_COUNT = 20  # row numbers that take the memory of a count
_MAX_FEW = 200  # matches that are compared one by one, or whose row numbers are used in place of a condition
_MAX_NARROWED = 10_000  # row numbers in place of a condition, for a query with the beginning of a word
_MAX_TYPED = 1_000  # characters of a typed title; SQLite refuses conditions with a thousand words
_MAX_TRIGRAMS = 16  # trigrams of a text that are looked up
_PLACE = (  # of typed text: 0: the title or number starts with it; 1: a word does; 2: it is inside words; 3: else
    "CASE WHEN substr(s.name, instr(s.name, ' ') + 1, ?) = ? OR substr(s.name, 1, ?) = ? THEN 0 "
    "WHEN s.name GLOB ? THEN 1 WHEN s.name GLOB ? THEN 2 ELSE 3 END"
)
_TITLE_WEIGHT, _KEYWORD_WEIGHT, _OTHER_WEIGHT = 4.0, 2.0, 1.0  # weights of a word for the best match
_WEIGHTS = {"title": _TITLE_WEIGHT, "keyword": _KEYWORD_WEIGHT}
_CONTENT_COLUMNS = columns_of(ANYWHERE)
_WITH_PAPERS = " CROSS JOIN papers p ON p.n = texts.rowid"
# In the SQL below 1048576 is NUMBERS_PER_DAY, so `p.n / 1048576` is the list day.
NO_CONDITION = Condition()


def _trigrams(text: str) -> str:
    """Return an FTS5 expression for the trigrams of a text's words; "" if all words are too short."""
    found = (part[at : at + 3] for part in text.split() for at in range(len(part) - 2))
    return " AND ".join(map(quoted, islice(dict.fromkeys(found), _MAX_TRIGRAMS)))


def with_row_numbers(numbers: Iterable[int]) -> Condition:
    """Return a condition that only the papers with these row numbers meet."""
    return Condition(where="p.n IN (SELECT value FROM json_each(?))", values=(f"[{','.join(map(str, numbers))}]",))


class Reader:
    """Reads from an open index; `days` are the Writer's counts."""

    def __init__(self, db: sqlite3.Connection, days: Mapping[date, Day]) -> None:
        self._db = db
        self._days = days
        self._known: dict[Hashable, Any] = {}
        self._changes, self._size = 0, 0
        weights = (_WEIGHTS.get(column, _OTHER_WEIGHT) for column in COLUMNS)
        self._score = f"bm25(texts, {', '.join(map(str, weights))})"

    def condition(self, tree: Node) -> Condition:
        """Translate a query into a condition."""
        return translated(tree, Tokens(self._prefix_keys, self._exists))

    def candidates(self, condition: Condition, since: date, most: int = -1) -> dict[str, int]:
        """Return at most so many papers that meet a condition (-1: all), newest first, with their row numbers."""
        clause, values = self._from_clause(condition, since)
        rows = self._db.execute(f"SELECT p.n, p.id FROM {clause} ORDER BY p.n DESC LIMIT ?", (*values, most))  # noqa: S608 - made here
        return {decode_id(key): n for n, key in rows}

    def first(self, condition: Condition, matches: Mapping[date, int], order: Order, most: int) -> tuple[str, ...]:
        """Return the first papers, in an order, that meet an exact condition; `matches` counts them by day."""
        if not most or not matches:
            return ()
        if order is Order.UPVOTED:
            clause, values = self._from_clause(condition, min(matches))
            found = self._page(clause, values, "p.upvotes DESC, p.n / 1048576 DESC, p.id", most)
        elif order is Order.BEST and condition.match:
            found = self._best(condition, matches, most)
        else:
            found = self._newest(condition, matches, most)
        return tuple(found)

    def titled(self, text: str, most: int) -> list[str]:
        """Find papers by typed parts of the number and title; see PastPapers.titled."""
        title = comparable_title(text[:_MAX_TYPED]).encode("utf-8", "replace").decode()
        typed = _WILDCARD.sub(r"[\g<0>]", title)
        parts = [f"*{part}*" for part in typed.split()]  # GLOB is twice as fast as instr()
        exact = self._db.execute(
            "SELECT p.id FROM names s CROSS JOIN papers p ON p.n = s.n "
            "WHERE s.hash = ? AND substr(s.name, instr(s.name, ' ') + 1) = ? ORDER BY s.n DESC LIMIT ?",
            (title_hash(title), title, most),
        ).fetchall()
        tests = " AND name GLOB ?" * len(parts)
        clause, order, grams = "names WHERE 1", "n", _trigrams(title)
        if grams:
            clause, order = "grams CROSS JOIN names ON n = grams.rowid WHERE grams MATCH ?", "grams.rowid"
            parts.insert(0, grams)
        newest = f"SELECT n, name FROM {clause}{tests} ORDER BY {order} DESC LIMIT {_MAX_TITLED}"  # noqa: S608 - made here
        prefix = (len(title), title)
        others = self._db.execute(
            f"SELECT p.id FROM ({newest}) s CROSS JOIN papers p ON p.n = s.n ORDER BY {_PLACE}, s.n DESC LIMIT ?",  # noqa: S608 - made here
            (*parts, *prefix, *prefix, f"*[^0-9a-z]{typed}*", f"*{typed}*", most),
        )
        return list(dict.fromkeys(decode_id(key) for (key,) in (*exact, *others)))[:most]

    def papers(self, since: date) -> int:
        """Count the papers of a list day and later."""
        return sum(self._papers_by_day(since).values())

    def count_with(self, row: str, since: date) -> int:
        """Count the papers with this row of keys in their title, abstract or keywords."""
        condition = Condition(match=f"{_CONTENT_COLUMNS} : {quoted(row)}")
        return self._remembered((row, since), lambda: self.count(condition, since))

    def narrowed(self, condition: Condition, query: Node, allowed: Condition, since: date) -> Condition:
        """Return a condition as a list of row numbers if few papers match the query, else as it is.

        The exact `condition` is that of the query for the `allowed` sources. Where few papers match, each search
        for them can be slow; the numbers of all of the query's papers are remembered, and serve for any sources if
        the query alone is exact. FTS5 reads all words with a certain beginning each time, so a query
        with one may have more papers: up to `_MAX_NARROWED`.
        """
        alone = self.condition(query)
        if alone.doubt:
            alone, allowed = condition, NO_CONDITION
        if not (condition.match and alone.match):
            return condition
        begin, most = (since, _MAX_NARROWED) if PREFIX_SIGN in alone.match else (date.min, _MAX_FEW)
        found = self._row_numbers(alone, begin, most)
        if len(found) > most:
            return condition
        clause, values = self._from_clause(allowed, since)
        row = "texts.rowid" if allowed.match else "p.n"
        select = f"SELECT p.n FROM {clause} AND {row} IN (SELECT value FROM json_each(?))"  # noqa: S608 - made here
        return with_row_numbers(n for (n,) in self._db.execute(select, (*values, f"{found}")))

    def count(self, condition: Condition, since: date, most: int | None = None) -> int:
        """Count the papers that meet an exact condition, up to `most`."""
        clause, values = self._from_clause(condition, since)
        if condition.match and not condition.where:
            clause = clause.replace(_WITH_PAPERS, "")  # `texts` alone is enough
        counted = f"SELECT count(*) FROM (SELECT 1 FROM {clause} LIMIT ?)"  # noqa: S608 - made here
        found = self._db.execute(counted, (*values, -1 if most is None else most))
        return int(found.fetchone()[0])

    def best_with_any(self, keys: Sequence[str], since: date, most: int) -> list[str]:
        """Return the papers with the highest BM25 score for some keys."""
        condition = Condition(match=f"{_CONTENT_COLUMNS} : ({' OR '.join(map(quoted, keys))})")
        clause, values = self._from_clause(condition, since)
        return self._page(clause, values, "bm25(texts), p.n DESC", most)

    def spellings(self, word: str, field: str, most: int) -> list[Spelling]:
        """Suggest spellings of a word; see PastPapers.spellings."""
        return spellings(self._db, word, field)[:most]

    def may_know(self, words: Sequence[str], field: str) -> bool:
        """True unless two of these words are unknown; see PastPapers.may_know."""
        counted = set(filter(can_be_suggested, words))
        select = f"SELECT count(*) FROM words WHERE field = ? AND word IN ({', '.join('?' * len(counted))})"  # noqa: S608 - made here
        known = self._db.execute(select, (vocabulary_of(field), *counted))
        return int(known.fetchone()[0]) >= len(counted) - 1

    def related_words(self, words: str, field: str) -> list[Spelling]:
        """Return other words for these; see PastPapers.related_words."""
        return related_words(self._db, words, field, self.papers(date.min))

    # --- parts ----------------------------------------------------------------------------------------------

    def _row_numbers(self, condition: Condition, since: date, most: int) -> list[int]:
        """Return the row numbers of papers that meet a condition, one more than `most` if they are too many."""
        clause, values = self._from_clause(condition, since)
        select = f"SELECT p.n FROM {clause} LIMIT {most + 1}"  # noqa: S608 - made here
        return self._remembered((condition, since, most), lambda: [n for (n,) in self._db.execute(select, values)])

    def _from_clause(
        self, condition: Condition, since: date, until: date | None = None
    ) -> tuple[str, list[str | int]]:
        """Return the SQL after FROM, which always contains `papers p`, and its values."""
        first = first_number(since)
        tests, values = ["p.n >= ?"], list[str | int]([first])
        clause = "papers p"
        if condition.match:
            clause = f"texts{_WITH_PAPERS}"
            tests, values = ["texts MATCH ?", "texts.rowid >= ?"], [condition.match, first]
        if until is not None:
            tests.append("texts.rowid < ?" if condition.match else "p.n < ?")
            values.append(first_number(until) + NUMBERS_PER_DAY)
        if condition.where:
            tests.append(condition.where)
            values += condition.values
        if condition.match and condition.where:
            # Few papers have 1,000 upvotes: their numbers are compared faster than every match is read
            few = self._row_numbers(replace(condition, match=""), date.min, _MAX_FEW)
            if len(few) <= _MAX_FEW:
                # The + keeps SQLite from running the FTS5 search once for each number
                tests.append(f"+texts.rowid IN ({', '.join(str(n) for n in few if n >= first)})")
        return f"{clause} WHERE {' AND '.join(tests)}", values

    def by_day(
        self, condition: Condition, since: date, minimums: Sequence[int]
    ) -> tuple[dict[date, int], dict[int, int]]:
        """Count the papers that meet a condition by day, newest first, and those with each minimum of upvotes."""
        if condition == NO_CONDITION and not minimums:
            return self._papers_by_day(since), {}
        clause, values = self._from_clause(condition, since)
        row, sums = "p.n", "".join(", sum(p.upvotes >= ?)" for _ in minimums)
        if condition.match and not condition.where and not minimums:  # `texts` alone is enough
            row, clause = "texts.rowid", clause.replace(_WITH_PAPERS, "")
        rows = self._db.execute(
            f"SELECT min({row}), count(*){sums} FROM {clause} GROUP BY {row} / 1048576 ORDER BY 1 DESC",  # noqa: S608 - made here
            (*minimums, *values),
        ).fetchall()
        reached = {minimum: sum(found[2 + at] for found in rows) for at, minimum in enumerate(minimums)}
        return {day_of(found[0]): found[1] for found in rows}, reached

    def _papers_by_day(self, since: date) -> dict[date, int]:
        return {day: self._days[day].papers for day in sorted(self._days, reverse=True) if day >= since}

    def _newest(self, condition: Condition, matches: Mapping[date, int], most: int) -> list[str]:
        """Return the newest matches, reading only the days they are on."""
        count, oldest = 0, next(iter(matches))
        for oldest in matches:
            if (count := count + matches[oldest]) >= most:
                break
        clause, values = self._from_clause(condition, oldest, next(iter(matches)))
        return self._page(clause, values, "p.n / 1048576 DESC, p.upvotes DESC, p.id", most)

    def _best(self, condition: Condition, matches: Mapping[date, int], most: int) -> list[str]:
        """Return the best of the newest `_MAX_RANKED` matches (whole days), then older matches, newest first."""
        ranked, oldest = 0, next(iter(matches))
        for day, count in matches.items():
            if ranked and ranked + count > _MAX_RANKED:
                break
            ranked, oldest = ranked + count, day
        clause, values = self._from_clause(condition, oldest)
        found = self._page(clause, values, f"{self._score}, p.n / 1048576 DESC, p.upvotes DESC, p.id", most)
        older = {day: count for day, count in matches.items() if day < oldest}
        if len(found) < most and older:  # unranked ones follow, newest first
            found += self._newest(condition, older, most - len(found))
        return found

    def _page(self, clause: str, values: list[str | int], order: str, most: int) -> list[str]:
        """Return the ids of the first `most` papers in an order; `clause` is that of `_from_clause`."""
        rows = self._db.execute(
            f"SELECT p.id FROM {clause} ORDER BY {order} LIMIT ?",  # noqa: S608 - made here
            (*values, most),
        )
        return [decode_id(key) for (key,) in rows]

    def _exists(self, row: str) -> bool:
        """True if a text has these tokens in a row."""
        return self._remembered(row, lambda: self.count(Condition(match=quoted(row)), date.min, 1) > 0)

    def _remembered(self, asked: Hashable, count: Callable[[], T]) -> T:
        """Return the count or row numbers found since the last change of the index, else call `count`."""
        if self._changes != self._db.total_changes or self._size > _MAX_REMEMBERED:
            self._changes, self._size = self._db.total_changes, 0
            self._known.clear()
        if asked not in self._known:
            self._known[asked] = found = count()
            self._size += 1 + (len(found) // _NUMBERS_PER_COUNT if isinstance(found, Sized) else 0)
        return self._known[asked]

    def _prefix_keys(self, beginning: str) -> PrefixKeys:
        """Find the keys that a search for a beginning needs, among those of all words that were ever indexed."""
        within = (beginning, beginning + _HIGHEST_CHARACTER)
        spelled = self._db.execute("SELECT DISTINCT key FROM forms WHERE spelling >= ? AND spelling < ?", within)
        with_other_words = self._db.execute(
            "SELECT DISTINCT key FROM forms WHERE key >= ? AND key < ? AND NOT (spelling >= ? AND spelling < ?)",
            (*within, *within),
        )
        return PrefixKeys(
            missed=tuple(key for (key,) in spelled if not key.startswith(beginning)),
            misleading=tuple(key for (key,) in with_other_words),
        )
