"""What a text term needs: keys of which one must be there, or words in a row."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from bot.query.acronyms import Acronyms
from bot.query.phrases import FUNCTION_WORDS
from bot.query.words import BREAK, GUARD, bare, read_text

_MOST_MERGED = 8  # longer phrases are compared word by word only


class Needs(NamedTuple):
    """A term holds when a key of `keys` or a row of `rows` is in the text.

    A text with one of `rows` has one of `row_keys` too. All keys are those of `Text.keys`.
    """

    keys: frozenset[str]
    rows: tuple[str, ...] = ()
    row_keys: frozenset[str] = frozenset()

    def __or__(self, other: Needs) -> Needs:  # type: ignore[override]  # a union, not a merge of tuples
        return Needs(self.keys | other.keys, self.rows + other.rows, self.row_keys | other.row_keys)


NOTHING = Needs(frozenset())


def words_of(text: str, *, names: bool = False) -> tuple[str, ...]:
    """The plain keys of the words of a term."""
    return tuple(bare(word.key) for word in read_text(text, names=names).split if word.key != BREAK)


def spelled(text: str, *, names: bool = False) -> str:
    """The words of a term as they are spelled, as `Text.literal_rows` has them."""
    return f" {' '.join(word.spelling for word in read_text(text, names=names).split if word.key != BREAK)} "


def needs(words: tuple[str, ...]) -> Needs:
    """What these words, one after another, need, however they are hyphenated or joined."""
    if len(words) == 1:
        return Needs(frozenset(_forms(words[0])))
    if len(words) == 2:  # noqa: PLR2004 - a pair of neighbours is itself a key
        return Needs(_pair_keys(words, 0))
    return Needs(frozenset(), _rows(words), _row_keys(words))


def with_aliases(words: tuple[str, ...]) -> Needs:
    """The same, acronyms and their long forms standing for each other."""
    found = needs(words)
    for other in _aliases(words):
        found |= needs(other)
    return found


def run_keys(terms: list[tuple[str, ...]]) -> list[frozenset[str]]:
    """What else satisfies each of the single words that stand side by side in a query.

    `MS COCO` is found in MSCOCO, and `large language model` in LLM: the key of the whole holds for each of
    its words.
    """
    extra: list[set[str]] = [set() for _ in terms]
    for first in range(len(terms)):
        for last in range(first + 1, len(terms)):
            words = tuple(word for term in terms[first : last + 1] for word in term)
            name = _acronyms().of(words)
            whole = {name} if name else set[str]()
            if last == first + 1:
                whole.add("".join(words))
            for term in range(first, last + 1):
                extra[term] |= whole
    return [frozenset(keys) for keys in extra]


def _forms(word: str) -> tuple[str, ...]:
    """A word as a text may have it: a function word is guarded unless it is part of a compound."""
    return (word, word + GUARD) if word in FUNCTION_WORDS else (word,)


def _pair_keys(words: tuple[str, ...], at: int) -> frozenset[str]:
    return frozenset(one + other for one in _forms(words[at]) for other in _forms(words[at + 1]))


def _rows(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words in a row: as they are, with one pair of them joined, or all joined."""
    rows = [words]
    if len(words) <= _MOST_MERGED:
        rows += [(*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in range(len(words) - 1)]
        rows.append(("".join(words),))
    return tuple(f" {' '.join(row)} " for row in rows)


def _row_keys(words: tuple[str, ...]) -> frozenset[str]:
    """Keys of which every text that has one of the `_rows` has one: a pair, as the joins may give it."""
    at = min(
        range(len(words) - 1), key=lambda pair: sum(word in FUNCTION_WORDS for word in words[pair : pair + 2])
    )
    one, other = words[at], words[at + 1]
    keys = set(_pair_keys(words, at))
    if len(words) <= _MOST_MERGED:
        keys.add("".join(words))
        if at > 0:
            keys.update(words[at - 1] + one + form for form in _forms(other))
        if at + 2 < len(words):
            keys.update(form + other + words[at + 2] for form in _forms(one))
    return frozenset(keys)


def _aliases(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words with one acronym spelled out, or with one long form shortened."""
    acronyms = _acronyms()
    others: list[tuple[str, ...]] = []
    for at, word in enumerate(words):
        others += [(*words[:at], *form, *words[at + 1 :]) for form in acronyms.spelled_out(word)]
        for end in range(at + 2, min(len(words), at + 6) + 1):
            name = acronyms.of(words[at:end])
            if name:
                others.append((*words[:at], name, *words[end:]))
    return others


@cache
def _acronyms() -> Acronyms:
    return Acronyms(words_of)
