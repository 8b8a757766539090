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
    from collections.abc import Iterable

_TWO_SLIPS = 7  # letters from which on two slips are looked for, and not one
_CERTAIN = 3  # papers that have a word with two slips, at least: far from what was typed there is much chance
_RARER = 30.0  # times that two slips are rarer than one
_STEADY = 5.0  # times that a slip in the first letter is rarer than in others


def spellings(db: sqlite3.Connection, word: str, field: str, count: int) -> list[Spelling]:
    """The words of a text field ("" for anywhere) that are nearly like one, the likeliest to be meant first.

    `word` is one of those that are counted (`documents.is_spelled`).
    """
    return _best_first(word, [*_near(db, word, field), *_otherwise(db, word, field)])[:count]


def _best_first(word: str, found: Iterable[Spelling]) -> list[Spelling]:
    """The likeliest to have been meant first: near, with the same first letter, and in many papers."""

    def likely(spelling: Spelling) -> tuple[float, str]:
        slips = distance(word, spelling.word, _most(word)) or 0
        chance = spelling.papers / (1 if spelling.word[0] == word[0] else _STEADY) / _RARER ** max(slips - 1, 0)
        return -chance, spelling.word

    return sorted(found, key=likely)


def _most(word: str) -> int:
    """How many slips are looked for in a word."""
    return 2 if len(word) >= _TWO_SLIPS else 1


def distance(one: str, other: str, bound: int) -> int | None:
    """Letters put in, left out, changed or swapped with a neighbour to get from one to the other, up to a bound.

    None above the bound. It takes some `len(one) * (2 * bound + 1)` steps.
    """
    if abs(len(one) - len(other)) > bound:
        return None
    far = bound + 1
    before: list[int] = []
    row = [at if at <= bound else far for at in range(len(other) + 1)]
    for down, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [far] * (len(other) + 1)
        row[0] = min(down, far)
        for at in range(max(1, down - bound), min(len(other), down + bound) + 1):
            steps = min(before[at - 1] + (letter != other[at - 1]), before[at] + 1, row[at - 1] + 1)
            if at > 1 and down > 1 and letter == other[at - 2] and one[down - 2] == other[at - 1]:
                steps = min(steps, earlier[at - 2] + 1)
            row[at] = steps
        if min(row) > bound:
            return None
    return row[-1] if row[-1] <= bound else None


def _near(db: sqlite3.Connection, word: str, field: str) -> list[Spelling]:
    """The words that begin with the same letter; those in which the second one differs, too."""
    slips = _most(word)
    rows = db.execute(
        "SELECT word, papers FROM words WHERE field = ? AND word >= ? AND word < ? "
        "AND length(word) BETWEEN ? AND ?",
        (vocabulary_of(field), word[0], chr(ord(word[0]) + 1), len(word) - slips, len(word) + slips),
    )
    letters = frozenset(word)
    found: list[Spelling] = []
    for other, papers in rows:
        if other == word or len(letters.symmetric_difference(other)) > 2 * slips:
            continue  # a slip changes two letters at most; nine of ten words go here
        steps = distance(word, other, slips)
        if steps is not None and (steps == 1 or papers >= _CERTAIN):
            found.append(Spelling(other, papers))
    return found


def _otherwise(db: sqlite3.Connection, word: str, field: str) -> list[Spelling]:
    """The words with one slip in the first letter."""
    ways = {word[1:], word[1] + word[0] + word[2:]}
    ways.update(letter + rest for letter in ascii_lowercase for rest in (word, word[1:]))
    marks = ", ".join("?" * len(ways))
    rows = db.execute(
        f"SELECT word, papers FROM words WHERE field = ? AND word IN ({marks})",  # noqa: S608 - only marks
        (vocabulary_of(field), *ways),
    )
    return [Spelling(other, papers) for other, papers in rows if other[0] != word[0]]
