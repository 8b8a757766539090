"""Whether one text term is a part of another: where the longer one is found, the shorter one is, too."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.query.analysis.number_words import may_be_one_word
from bot.query.analysis.requirements import ways, ways_of_organization
from bot.query.fields import NAMES_OF_ORGANIZATIONS, NAMES_OF_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query.syntax.tree import TextTerm

Words = tuple[str, ...]


def is_part_of(term: TextTerm, other: TextTerm) -> bool:
    """Whether a term stands in the words of another, in each of the ways in which those are written.

    `language` does not stand in `"language model"`, as that finds LM, too; `set` not in `"data set"`, as some
    write dataset. That somebody might write consistencymodel does not count.
    """
    if len(other.words) < (1 if other.phrase_prefixes else 2):
        return False  # a word is found by itself alone
    return _stands_in(term, other.words) and all(_stands_in(term, words) for words in _written(other))


def _stands_in(term: TextTerm, words: Words) -> bool:
    keys = {*words, *(one + after for one, after in pairwise(words))}
    row = f" {' '.join(words)} "
    return not keys.isdisjoint(term.needs.keys) or any(needed in row for needed in term.needs.rows)


def _written(term: TextTerm) -> Iterator[Words]:
    """The ways to write a term, each also with two neighbours in one where that is usual."""
    of_people = term.field in NAMES_OF_PEOPLE
    for words in _ways(term):
        yield words
        for at in range(len(words) - 1):
            # `Fu-Yun Wang` is Fuyun Wang, but nobody joins the last name with another
            joined = at < len(words) - 2 if of_people else may_be_one_word(words[at], words[at + 1])
            if joined:
                yield (*words[:at], words[at] + words[at + 1], *words[at + 2 :])


def _ways(term: TextTerm) -> list[Words]:
    if term.literal is not None or term.phrase_prefixes or term.field in NAMES_OF_PEOPLE:
        return [term.words]  # these are found as they are typed
    return ways_of_organization(term.words) if term.field in NAMES_OF_ORGANIZATIONS else ways(term.words)
