"""The words of past papers that are spelled nearly like one that was typed.

Words are counted as papers are put into the index, and not when papers go: a count may be too high, and whoever
shows one asks again. Nearly all slips leave the first letter as it is, so that the words which begin with it are
compared, a twentieth of all; those with a slip in the first letter are so few that they are looked up.
"""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING

from bot.domain.ports import Spelling
from bot.search.documents import vocabulary_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_TWO_SLIPS = 7  # letters from which on two slips are looked for, and not one
_CERTAIN = 3  # papers that have a word with two slips, at least: far from what was typed there is much chance
_RARER = 30.0  # times that two slips are rarer than one
_STEADY = 5.0  # times that a slip in the first letter is rarer than in others


def spellings(db: sqlite3.Connection, word: str, field: str) -> list[Spelling]:
    """The words of a text field ("" for anywhere) that are nearly like one, the likeliest to be meant first.

    `word` is one of those that are counted (`documents.is_spelled`).
    """
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    found: list[tuple[float, Spelling]] = []
    for other, papers in _alike(db, word, field, slips):
        steps = distance(word, other)
        if steps == 1 or (1 < steps <= slips and papers >= _CERTAIN and other[0] == word[0]):
            chance = papers / (1 if other[0] == word[0] else _STEADY) / _RARER ** (steps - 1)
            found.append((-chance, Spelling(other, papers)))
    return [spelling for _, spelling in sorted(found)]


def _alike(db: sqlite3.Connection, word: str, field: str, slips: int) -> Iterator[tuple[str, int]]:
    """Words of nearly the same letters that begin with the same, and those with a slip in the first one."""
    wanted = "SELECT word, papers FROM words WHERE field = ? AND word"
    counted = vocabulary_of(field)
    letters = frozenset(word)
    begun = db.execute(
        f"{wanted} >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
        (counted, word[0], chr(ord(word[0]) + 1), len(word) - slips, len(word) + slips),
    )
    # a slip changes two letters at most; nine of ten words go here
    yield from (row for row in begun if len(letters.symmetric_difference(row[0])) <= 2 * slips)
    ways = {word[1:], word[1] + word[0] + word[2:]}
    ways.update(letter + rest for letter in ascii_lowercase for rest in (word, word[1:]))
    ways = {way for way in ways if way[0] != word[0]}
    marks = ", ".join("?" * len(ways))
    yield from db.execute(f"{wanted} IN ({marks})", (counted, *ways))


def distance(one: str, other: str) -> int:
    """Letters put in, left out, changed or swapped with a neighbour to get from one to the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [down]
        for at, sign in enumerate(other, start=1):
            steps = min(before[at - 1] + (letter != sign), before[at] + 1, row[-1] + 1)
            if at > 1 and down > 1 and letter == other[at - 2] and one[down - 2] == sign:
                steps = min(steps, earlier[at - 2] + 1)
            row.append(steps)
    return row[-1]
