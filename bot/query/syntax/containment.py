"""Whether one text term is found wherever another is: surely, or but for spellings that hardly anybody uses."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from bot.query.analysis.number_words import may_be_one_word
from bot.query.analysis.requirements import guarded_or_not, pair_keys, ways, ways_of_organization
from bot.query.fields import NAMES_OF_ORGANIZATIONS, NAMES_OF_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query.syntax.tree import TextTerm

Words = tuple[str, ...]


def is_found_wherever(term: TextTerm, other: TextTerm) -> bool:
    """Whether a term is surely found where another is, in each way in which that may be written.

    `back` is not where `"back door"` is, nor where `back door` are side by side: both find backdoor, too.
    """
    if other.prefix is not None:
        return bool(term.prefixes) and all(prefix.startswith(term.prefixes) for prefix in other.prefixes)
    if term.prefix is not None:
        return False
    if term.literal is not None:
        return term.literal == other.literal
    if term.phrase_prefixes or other.phrase_prefixes:
        return set(other.phrase_prefixes) == set(term.phrase_prefixes)
    if other.literal is not None:
        return _is_in_row(term, other.words)
    keys, rows = other.needs
    return keys <= term.needs.keys and all(_is_in_row(term, tuple(row.split())) for row in rows)


def is_nearly_wherever(term: TextTerm, other: TextTerm) -> bool:
    """The same but for two words in one where that is not usual: consistencymodel, but not dataset.

    `language` is not where `"language model"` is, as that finds LM, too.
    """
    return is_found_wherever(term, other) or _is_part_of(term, other)


def _is_in_row(term: TextTerm, words: Words) -> bool:
    """Whether a text that has these words in a row has the term, whichever of its words have a guard there."""
    singly = (frozenset(guarded_or_not(word)) for word in words)
    joined = (pair_keys(one, after) for one, after in pairwise(words))
    row = f" {' '.join(words)} "
    keys = term.needs.keys
    return any(found <= keys for found in (*singly, *joined)) or any(needed in row for needed in term.needs.rows)


def _is_part_of(term: TextTerm, other: TextTerm) -> bool:
    """Whether a term stands in the words of another, in each of the ways in which those are usually written."""
    if term.prefix is not None or term.literal is not None or term.phrase_prefixes:
        return False
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
