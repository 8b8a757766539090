"""A first sentence with each one that could follow it, and what speaks for that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.second.brief import brief, shorter, without_place
from bot.text.gist.second.substance import told
from bot.text.gist.second.worth import Need, Second, worth
from bot.text.gist.sentence import Sentence, read
from bot.text.gist.shorten import DISPLAYED, ended, ends
from bot.text.gist.words import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOMY = (170, 120)  # characters of what was looked at, beside which there is room
_NEWS = {
    Need.FINDING: 2,
    Need.USE: 3,
    Need.RESULT: 4,
    Need.NUMBER: 4,
}  # words beyond the title and the first: fewer say nothing
_POINTER = 2  # words: "This framework" is the one before

# What speaks for a second sentence, on the scale of the scores.
_PER_WORD, _MOST_WORDS = 0.8, 8
_SHORT = -1.0  # without its lead
_CLOSE = -1.1  # cut where a clause ends
_LOOSE = -4.0  # cut where one only may end
_MUCH_MORE = 20  # characters that a loose end leaves
_PER_SCORE = 0.1
_FAR = 35.0  # so far below the first one's score, and further, the score tells nothing

_WORD = re.compile(r"[\w-]+")
_NO_HELP = re.compile(  # it says where, not what
    r"https?\b|github|hugging ?face|available at|(?:is|re|ly) available"
    r"|\b(?:our|the|all|source) (?:\w+ )?codes? |^code |code and |^We (?:also |publicly )?(?:release|"
    r"open-source|make) ",
    re.IGNORECASE,
)


def is_help(sentence: Sentence) -> bool:
    """Whether it says more than what was looked at, and where things are to be had."""
    return not (sentence.looks or _NO_HELP.search(sentence.text))


def with_second(shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], need: Need) -> str:
    """The sentence with the one that adds most, "" if none does; the title has the stems `wanted`."""
    return max(_pairs(shown, scores, at, wanted, need), default=(0.0, ""))[1]


def _pairs(
    shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], need: Need
) -> Iterator[tuple[float, str]]:
    """What speaks for each that could follow the sentence, and both."""
    first = shown[at]
    known = wanted | first.stems
    others = (one.names for one in shown if one is not first and one.presents)
    unknown = {name for name in frozenset[str]().union(*others) - first.names if stem(name.lower()) not in wanted}
    heads = list(_heads(first, need))
    for other, one in enumerate(shown):
        if other == at or not is_help(one):
            continue
        value = _PER_SCORE * max(scores[other] - scores[at], -_FAR)
        for text, short in heads:
            for more, cut in _beginnings(one.text, DISPLAYED - len(text) - 1):
                if not (unknown - one.names).isdisjoint(_WORD.findall(more)):
                    continue  # about a thing that is not told of
                second = Second(written=one, shown=read(more), later=other > at, after=other == at + 1)
                added = _added(second, need, first, known)
                named = second.after and more.startswith(("This ", "These ", "Such "))
                after = " ".join(more.split()[_POINTER:]) if named else more
                if added is not None and read(f"{text} {after}").leaning <= first.leaning:
                    yield value + short + cut + added, f"{text} {more}"


def _added(second: Second, need: Need, first: Sentence, known: frozenset[str]) -> float | None:
    """What speaks for a second sentence; None if it adds little to what is `known`."""
    value, new = worth(second, need, first), told(second.shown, known)
    tells = need is not Need.FINDING and (second.shown.measured or second.shown.better)
    if value is None or (new < _NEWS[need] and not tells):
        return None
    return value + _PER_WORD * min(new, _MOST_WORDS)


def _heads(first: Sentence, need: Need) -> Iterator[tuple[str, float]]:
    """The first sentence as it may be shown, each with what speaks against it."""
    yield first.text, 0.0
    able = list(shorter(first.text))
    yield from ((short, _SHORT) for short in able)
    if need is Need.FINDING and (first.looks or first.is_test):
        for limit in _ROOMY:
            short = able[-1] if able else first.text
            if cut := ended(short, limit, loosely=True):
                yield cut, _CLOSE


def _beginnings(text: str, room: int) -> Iterator[tuple[str, float]]:
    """The sentence as it may follow in `room` characters, each with what speaks against it."""
    whole = brief(text)
    for one, cost in ({without_place(whole): _SHORT} | {whole: 0.0}).items():
        if len(one) <= room:
            yield one, cost
            continue
        cut, loose = ends(one, room)
        if cut:
            yield cut, cost + _CLOSE
        if len(loose) > len(cut) + _MUCH_MORE:
            yield loose, cost + _LOOSE
