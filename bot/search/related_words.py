"""Find other words for those of a query: derivations (`cache` for `caching`), short forms and long forms.

A derivation has a stem in common with the typed word, or begins with it, and papers have both far more often than
by chance: `fuzzing` belongs to `fuzzer`, `fuzzy` does not. Short forms are those that papers define.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.ports import Spelling
from bot.query.analysis.document import term_keys
from bot.query.analysis.word_keys import word_key
from bot.query.fields import ANYWHERE
from bot.search.documents import SHORT_FORMS, can_be_suggested
from bot.search.expressions import columns_of, quoted

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_ENDING_TABLE: str = """
able ability ably acy al ally ance ancy ant ar ary ate ated ating ation ational ative ator ce cy e ed ence ency ent
ential er etic etics ful ial ian ible ic ical ically ication ics ied ify ing ion ional ious ish ism ist istic ity
ive ively ization ize ized izing ly m ment ness ology or ory ous se sion sis t tic tical tion tual ual ure y
"""
_ENDINGS = ("", *_ENDING_TABLE.split())
_SHORTEST_STEM = 4  # letters
_MAX_RARITY_RATIO = 2  # a derivation is in more than half as many papers as the typed word
_MAX_COMPARED = 4  # derivations, the most frequent ones
# Times as often in one paper as by chance; least share of the rarer's papers
_MIN_TIMES_CHANCE, _MIN_SHARED = 8.0, 0.12
_USUAL_MEANING_RATIO = 8  # a meaning is left out if another one has more than eight times as many papers
_HIGHEST_CHARACTER = "\U0010ffff"  # sorts after every word
# First letters by which words of long forms are compared: position and positional are one meaning
_COMPARED_LETTERS = 4


def related_words(db: sqlite3.Connection, typed: str, field: str, papers: int) -> list[Spelling]:
    """Return other words for the typed ones, in a text field ("" for anywhere), the most frequent first.

    `papers` is the number of all papers.
    """
    found = [*_long_forms(db, typed, field), *_short_forms(db, typed, field)]
    if other := _derivation(db, typed.lower(), field, papers):
        found.append(other)
    return sorted(found, key=lambda one: -one.papers)


def _rows(db: sqlite3.Connection, vocabulary: str, first: str, last: str, text: str = "%") -> Iterator[Spelling]:
    """Find the words or rows of a vocabulary from `first` to before `last` that are like `text` in SQL."""
    select = "SELECT word, papers FROM words WHERE field = ? AND word >= ? AND word < ? AND word LIKE ?"
    return map(Spelling._make, db.execute(select, (vocabulary, first, last, text)))


def _long_forms(db: sqlite3.Connection, short: str, field: str) -> Iterable[Spelling]:
    """Return the long forms of a short form, one of each meaning."""
    meanings: dict[tuple[str, ...], Spelling] = {}  # by the beginnings of its words
    # Other fields have no short forms: "" has only single words, so that nothing with a space is found.
    # LLMs is looked up as llm.
    vocabulary, start = SHORT_FORMS.get(field, ""), f"{re.sub('(?<=[A-Z])s$', '', short).lower()} "
    for row, papers in sorted(_rows(db, vocabulary, start, start + _HIGHEST_CHARACTER), key=lambda row: -row[1]):
        long = row.split(" ", 2)[2]
        keys = tuple(key[:_COMPARED_LETTERS] for key in term_keys(long) if len(key) >= _COMPARED_LETTERS)
        known = meanings.get(keys)
        meanings[keys] = Spelling(known.word, known.papers + papers) if known else Spelling(long, papers)
    most = max((one.papers for one in meanings.values()), default=0)
    return [one for one in meanings.values() if one.papers * _USUAL_MEANING_RATIO >= most]


def _short_forms(db: sqlite3.Connection, long: str, field: str) -> Iterator[Spelling]:
    """Yield the short form of some words, if it stands for them in half of its papers; both begin alike."""
    keys, found = term_keys(long), dict[str, int]()
    if len(keys) > 1 and long[0].isascii():
        first, text = long[0].lower(), f"% {long.replace('-', ' ').split()[0][:_COMPARED_LETTERS]}%"
        for row, papers in _rows(db, SHORT_FORMS.get(field, ""), first, first + _HIGHEST_CHARACTER, text):
            _, short, other = row.split(" ", 2)
            if term_keys(other) == keys:
                found[short] = found.get(short, 0) + papers
    for short, papers in sorted(found.items(), key=lambda one: -one[1])[:1]:
        start = f"{short.lower()} "
        if papers * 2 >= sum(
            row.papers for row in _rows(db, SHORT_FORMS[field], start, start + _HIGHEST_CHARACTER)
        ):
            yield Spelling(short, papers)


def _derivation(db: sqlite3.Connection, word: str, field: str, papers: int) -> Spelling | None:
    """Return the most frequent derivation that papers have together with a word."""
    if field != ANYWHERE or not can_be_suggested(word):
        return None
    own = word_key(word)
    stems = _stems(own)
    beginning = min(stems, key=len)
    found: dict[str, list[Spelling]] = {own: []}
    for row in _rows(db, ANYWHERE, beginning, beginning + _HIGHEST_CHARACTER):
        key = word_key(row.word)
        if stems & _stems(key) or key.startswith(own):
            found.setdefault(key, []).append(row)
    counts = {key: sum(row.papers for row in rows) for key, rows in found.items()}
    least = counts.pop(own) / _MAX_RARITY_RATIO
    # In more papers than this, a derivation cannot be in the word's papers eight times as often as by chance
    most = papers / _MIN_TIMES_CHANCE
    likely = sorted((key for key in counts if least < counts[key] < most), key=lambda key: -counts[key])
    for key in likely[:_MAX_COMPARED]:
        if _are_together(db, own, key, papers):
            return Spelling(max(found[key], key=lambda row: row.papers).word, counts[key])
    return None


def _stems(word: str) -> set[str]:
    stems = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return {word, *(stem for stem in stems if len(stem) >= _SHORTEST_STEM)}


def _are_together(db: sqlite3.Connection, one: str, other: str, papers: int) -> bool:
    """True if far more papers have both keys than by chance."""

    def count(*keys: str) -> int:
        match = f"{columns_of(ANYWHERE)} : ({' AND '.join(map(quoted, keys))})"
        return int(db.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", (match,)).fetchone()[0])

    ones, others, both = count(one), count(other), count(one, other)
    return both > _MIN_TIMES_CHANCE * ones * others / papers and both > _MIN_SHARED * min(ones, others)
