"""Whether a number is told of what it belongs to: 81.4% on ImageNet must not become 81.4% on COCO."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from typing import TYPE_CHECKING, TypeAlias

from bot.sources.summaries.checks.numbers import forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    Token: TypeAlias = tuple[int, str]  # its place in a sentence, what it is

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
# Sizes such as 64x64, words (with digits within, as CIFAR-10 has), numbers, other scripts, stops.
_TOKEN = re.compile(
    r"[0-9]+ ?[\u00d7x] ?[0-9]+|[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f_+-]*(?:\.[0-9]+)*"
    rf"|{_NUMBER.pattern}(?=times|x?(?![A-Za-z0-9]))|[0-9][\w.,]*|[\u3040-\u9fff\uac00-\ud7a3]+|[,;:()\u3001.!?\u3002]"
)
_ENDS = frozenset(".!?\u3002")
_PARTING = frozenset(
    {"and", "while", "whereas", "versus", "vs", "but", "und", "et", "y", "compared", "to", *",;:()\u3001"}
)
_IN_TURN = ("respecti", "jeweils", "\u5206\u522b", "\u305d\u308c\u305e\u308c", "\uac01\uac01")
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
    words = {word for word in shared if word.islower()}
    numbers = _numbers(told)
    for names, in_turn in ((words, False), (shared - words, True)):
        pairs = [pair for sentence in told for pair in _pairs(sentence, names)]
        by_sentence = [[*_pairs(one, names), *(_in_turn(one, names, numbers) if in_turn else ())] for one in known]
        if any(_is_swapped(*pair, by_sentence) for pair in pairs):
            return False
    return True


def _is_swapped(number: str, name: str, by_sentence: list[list[tuple[str, str]]]) -> bool:
    """Whether some sentence has both with something else, and none has them together."""
    mine = forms(number)
    found = False
    for pairs in by_sentence:
        beside = [other for other, its in pairs if its == name]
        if any(forms(other) & mine for other in beside):
            return False
        found = found or (bool(beside) and any(forms(other) & mine for other, _ in pairs))
    return found


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


def _pairs(sentence: list[Token], names: set[str]) -> Iterator[tuple[str, str]]:
    """Each number with the name that is nearest to it, where it is also the nearest number to that name."""
    if _lists_in_turn(sentence):
        return
    numbers, named = _parts(sentence, names)
    for number in numbers:
        name = _nearest(number, named)
        if name is not None and _nearest(name, numbers) == number:
            yield number[1], name[1]


def _in_turn(sentence: list[Token], names: set[str], told: set[str]) -> Iterator[tuple[str, str]]:
    """The first with the first, the second with the second, where a sentence says `respectively`."""
    if not _lists_in_turn(sentence):
        return
    numbers, named = _parts(sentence, names)
    numbers = [one for one in numbers if forms(one[1]) & told]
    behind = [one for one in named if one > numbers[0]] if numbers else []
    for some in (named, behind):
        if len(numbers) == len(some) > 1:
            yield from ((number[1], name[1]) for number, name in zip(numbers, some, strict=True))


def _lists_in_turn(sentence: list[Token]) -> bool:
    return any(mark in word.lower() for _, word in sentence for mark in _IN_TURN)


def _nearest(one: Token, others: list[Token]) -> Token | None:
    """The nearest of the others; None when it is far away, or two are as near."""
    index = bisect(others, one)
    near = sorted(others[max(0, index - 1) : index + 1], key=lambda other: abs(other[0] - one[0]))
    distances = [abs(other[0] - one[0]) for other in near]
    if not near or distances[0] > _REACH or (len(near) > 1 and distances[0] == distances[1]):
        return None
    return near[0]
