"""Suggest words of past papers that are spelled nearly like a typed one.

Counts grow as papers are indexed and never shrink, so a count may be too high. Most typos keep the first letter,
so only words with the same first letter are compared, a twentieth of all. Words for a typo in the first letter are
few, and looked up directly.
"""

from __future__ import annotations

from itertools import pairwise
from string import ascii_lowercase
from typing import TYPE_CHECKING

from bot.domain.ports import Spelling
from bot.search.documents import vocabulary_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_LENGTH_FOR_TWO_TYPOS = 7  # least letters of a word that may have two typos
_MIN_PAPERS = 3  # papers with a word, for it to be suggested in place of one with two typos
_SECOND_TYPO_FACTOR = 30.0  # two typos are so many times rarer than one
_FIRST_LETTER_FACTOR = 5.0  # a typo in the first letter is so many times rarer than one in another


def spellings(db: sqlite3.Connection, word: str, field: str) -> list[Spelling]:
    """Return the words of a text field ("" for anywhere) that are nearly like one, the most likely first.

    `documents.can_be_suggested(word)` must be true.
    """
    typos = 2 if len(word) >= _LENGTH_FOR_TWO_TYPOS else 1
    found: list[tuple[float, Spelling]] = []
    for other, papers in _alike(db, word, field, typos):
        edits = distance(word, other)
        if edits == 1 or (1 < edits <= typos and papers >= _MIN_PAPERS and other[0] == word[0]):
            chance = (
                papers / (1 if other[0] == word[0] else _FIRST_LETTER_FACTOR) / _SECOND_TYPO_FACTOR ** (edits - 1)
            )
            found.append((-chance, Spelling(other, papers)))
    return [spelling for _, spelling in sorted(found)]


def _alike(db: sqlite3.Connection, word: str, field: str, typos: int) -> Iterator[tuple[str, int]]:
    """Yield words with the same first letter and a part in common, and those with a typo in the first letter."""
    select = "SELECT word, papers FROM words WHERE field = ? AND word"
    vocabulary = vocabulary_of(field)
    # A typo changes two neighbouring letters at most. One letter is left out between two parts, so it spoils only
    # one of them.
    cuts = [-(-(len(word) + 1) * at // (typos + 1)) for at in range(typos + 2)]
    parts = [f"*{word[start : end - 1]}*" for start, end in pairwise(cuts)]
    same_letter = db.execute(
        f"{select} >= ? AND word < ? AND length(word) BETWEEN ? AND ? AND (0{' OR word GLOB ?' * len(parts)})",
        (vocabulary, word[0], chr(ord(word[0]) + 1), len(word) - typos, len(word) + typos, *parts),
    )
    letters = frozenset(word)  # compared first, which is quick: a typo adds and removes at most one letter
    yield from (row for row in same_letter if len(letters.symmetric_difference(row[0])) <= 2 * typos)
    respelled = {word[1:], word[1] + word[0] + word[2:]}
    respelled.update(letter + rest for letter in ascii_lowercase for rest in (word, word[1:]))
    respelled = {other for other in respelled if other[0] != word[0]}
    question_marks = ", ".join("?" * len(respelled))
    yield from db.execute(f"{select} IN ({question_marks})", (vocabulary, *respelled))


def distance(one: str, other: str) -> int:
    """Return the edit distance: letters inserted, deleted, replaced or swapped with a neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [down]
        for at, sign in enumerate(other, start=1):
            edits = min(before[at - 1] + (letter != sign), before[at] + 1, row[-1] + 1)
            if at > 1 and down > 1 and letter == other[at - 2] and one[down - 2] == sign:
                edits = min(edits, earlier[at - 2] + 1)
            row.append(edits)
    return row[-1]
