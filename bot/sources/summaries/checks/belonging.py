"""Whether a number is told of what it belongs to: 81.4% on ImageNet must not become 81.4% on COCO."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from bot.sources.summaries.checks.numbers import forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    Token: TypeAlias = tuple[int, str]  # its place in a sentence, what it is

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
# Sizes such as 64x64, words (with digits within, as CIFAR-10 has), numbers, other scripts, stops.
_TOKEN = re.compile(
    r"[0-9]+ ?[\u00d7x] ?[0-9]+|[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f_+-]*(?:\.[0-9]+)*"
    rf"|{_NUMBER.pattern}(?=times|x?(?![A-Za-z0-9]))|[0-9]\w*|[\u3040-\u9fff\uac00-\ud7a3]+|[,;:()\u3001.!?\u3002]"
)
_ENDS = frozenset(".!?\u3002")
_PARTING = frozenset({"and", "while", "whereas", "versus", "vs", "but", "und", "et", "y", "compared", "to", *",;:()\u3001"})
_ACROSS = 3  # what a stop or such a word adds to a distance
_REACH = 8
_SHORTEST = 3


def numbers_belong(text: str, source: str) -> bool:
    """Whether no number stands in the text beside a name that has another number of its own in the source.

    Only what is certain counts: both stand in both, and are each other's nearest. Words are compared as names are,
    but never a word with a name.
    """
    told, known = ([*_sentences(unicodedata.normalize("NFKC", one))] for one in (text, source))
    shared = _words(told) & _words(known)
    return not any(
        _is_swapped([*_pairs(told, names)], [*_pairs(known, names), *_in_turn(known, names, _numbers(told))])
        for names in ({word for word in shared if not word.islower()}, {word for word in shared if word.islower()})
    )


def _is_swapped(told: list[tuple[str, str]], known: list[tuple[str, str]]) -> bool:
    names: defaultdict[str, set[str]] = defaultdict(set)
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for number, name in known:
        for form in forms(number):
            names[form].add(name)
            numbers[name].add(form)
    for number, name in told:
        mine = forms(number)
        if numbers[name] and not numbers[name] & mine and any(names[form] for form in mine):
            return True
    return False


def _sentences(text: str) -> Iterator[list[Token]]:
    """The tokens of each sentence with their places; what parts adds to the places behind it."""
    sentence: list[Token] = []
    place = 0
    for token in _TOKEN.findall(text):
        if token in _ENDS:
            yield sentence
            sentence, place = [], 0
        elif token in _PARTING:
            place += _ACROSS
        else:
            place += 1
            sentence.append((place, token))
    yield sentence


def _words(sentences: list[list[Token]]) -> set[str]:
    return {word for sentence in sentences for _, word in sentence if word[0].isalpha() and len(word) >= _SHORTEST}


def _numbers(sentences: list[list[Token]]) -> set[str]:
    found = (token for sentence in sentences for _, token in sentence if _NUMBER.fullmatch(token))
    return {form for number in found for form in forms(number)}


def _parts(sentence: list[Token], names: set[str]) -> tuple[list[Token], list[Token]]:
    """Its numbers and its names."""
    return [one for one in sentence if _NUMBER.fullmatch(one[1])], [one for one in sentence if one[1] in names]


def _pairs(sentences: list[list[Token]], names: set[str]) -> Iterator[tuple[str, str]]:
    """Each number with the name that is nearest to it, where it is also the nearest number to that name."""
    for sentence in sentences:
        if _lists_in_turn(sentence):
            continue
        numbers, named = _parts(sentence, names)
        for number in numbers:
            name = _nearest(number, named)
            if name is not None and _nearest(name, numbers) == number:
                yield number[1], name[1]


def _in_turn(sentences: list[list[Token]], names: set[str], told: set[str]) -> Iterator[tuple[str, str]]:
    """The first with the first, the second with the second, where a sentence says "respectively"."""
    for sentence in filter(_lists_in_turn, sentences):
        numbers, named = _parts(sentence, names)
        numbers = [one for one in numbers if forms(one[1]) & told]
        behind = [one for one in named if one > numbers[0]] if numbers else []
        for some in (named, behind):
            if len(numbers) == len(some) > 1:
                yield from ((number[1], name[1]) for number, name in zip(numbers, some, strict=True))


def _lists_in_turn(sentence: list[Token]) -> bool:
    return any(word.lower().startswith("respe") for _, word in sentence)


def _nearest(one: Token, others: list[Token]) -> Token | None:
    """The nearest of the others; None when it is far away, or two are as near."""
    index = bisect(others, one)
    near = sorted(others[max(0, index - 1) : index + 1], key=lambda other: abs(other[0] - one[0]))
    distances = [abs(other[0] - one[0]) for other in near]
    if not near or distances[0] > _REACH or (len(near) > 1 and distances[0] == distances[1]):
        return None
    return near[0]
