"""A first sentence with each one that could follow it, and what speaks for that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.penalties import leaning_penalty, told
from bot.text.gist.second import findings, substance
from bot.text.gist.second.alone import NO_HELP
from bot.text.gist.second.brief import (
    brief,
    halves,
    with_short_forms,
    without_lead,
    without_novelty,
    without_occasion,
)
from bot.text.gist.second.worth import Need, Second, worth
from bot.text.gist.shorten import DISPLAYED, ended, ends
from bot.text.gist.words import Sentence, read, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOMY = (170, 120)  # characters of what was looked at, beside which there is room
_NEWS = {
    Need.FINDING: 2,
    Need.USE: 3,
    Need.MORE: 4,
    Need.RESULT: 4,
    Need.NUMBER: 4,
}  # words beyond the title and the first: fewer say nothing
_CUT = 1  # word more that is asked of what is cut
_SUBJECT = 2  # words, among which a name is what a sentence is about
_POINTER = 2  # words: "This framework" is the one before

# What speaks for a second sentence, on the scale of the scores.
_PER_WORD, _MOST_WORDS = 0.8, 8
_SHORT = -1.0  # without its lead
_NAMED = -8.0  # with the name alone
_CLOSE = -1.1  # cut where a clause ends
_LOOSE = -4.0  # cut where one only may end
_MUCH_MORE = 20  # characters that a loose end leaves
_PER_SCORE = 0.1
_FAR = 35.0  # so far below the first one's score, and further, the score tells nothing

_EVERYONES = frozenset(
    {"LLM", "LLMs", "RL", "VLM", "VLMs", "MLLM", "MLLMs", "AI", "NLP"}
)  # which are told to none
_WORD = re.compile(r"[\w-]+")
# of what the new thing is made, not by what it is measured
_PART = re.compile(
    r"\b(?:[Cc]entral to|[Aa]t (?:the|its) (?:core|heart)|[Kk]ey (?:to|component)|"
    r"[Oo]ur (?:novel|new|proposed|method|model|approach)|"
    r"(?:[Ww]e|[Tt]hey) (?:\w+ )?(?:introduc|propos|present|develop|design|call|train|examin|measur)(?:e|"
    r"ed)?)\b"
)
_MADE_BY_THEM = re.compile(
    r"\b(?:[Tt]hey|authors|researchers) (?:\w+ )?(?:propos|develop|introduc|present|design)"
)


def with_second(shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], need: Need) -> str:
    """The sentence with the one that adds most, "" if none does."""
    leans, best = leaning_penalty(shown[at]), None
    for value, text, read_alone in pairs(shown, scores, at, wanted, need):
        if (best is None or (value, text) > best) and leaning_penalty(read(read_alone)) <= leans:
            best = value, text
    return "" if best is None else best[1]


def pairs(
    shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], need: Need
) -> Iterator[tuple[float, str, str]]:
    """What speaks for each that could follow the sentence, both, and as much as may not lean on what is before."""
    known = wanted | shown[at].stems
    if need is not Need.FINDING:
        known |= substance.DULL
    unknown = {name for name in _called_elsewhere(shown, at) if stem(name.lower()) not in wanted}
    for other, one in enumerate(shown):
        if other == at or substance.only_looks(one) or NO_HELP.search(one.text):
            continue
        if not unknown.isdisjoint(brief(one.text).split()[:_SUBJECT]) and not substance.presents(one):
            continue  # about a thing that is not told of
        far = _PER_SCORE * max(scores[other] - scores[at], -_FAR)
        for text, short in _heads(shown[at], need, wanted):
            cut_off = substance.called(shown[at]).difference(_WORD.findall(text), _EVERYONES)
            telling = findings.finds(one) or findings.is_measured(one)
            if short in {_CLOSE, _LOOSE} and substance.presents(shown[at]) and not telling:
                continue  # what is cut off tells of the thing
            for more, cut in _beginnings(one.text, DISPLAYED - len(text) - 1):
                second = Second(written=one, shown=read(more), later=other > at, after=other == at + 1)
                if not (unknown - substance.called(one) | cut_off).isdisjoint(_WORD.findall(more)):
                    continue
                value = _added(second, need, shown[at], known, cut)
                if value is not None:
                    rest = more.split()[_POINTER:] if second.after else [more]
                    yield value + far + short, f"{text} {more}", " ".join([text, *rest])


def _called_elsewhere(shown: list[Sentence], at: int) -> frozenset[str]:
    """What is named in other sentences than the one at `at`, by names that are not in that; no background."""
    others = (
        substance.called(one)
        for other, one in enumerate(shown)
        if other != at and (substance.presents(one) or (_PART if other > at else _MADE_BY_THEM).search(one.text))
    )
    return frozenset[str]().union(*others).difference(_WORD.findall(shown[at].text), _EVERYONES)


def _added(second: Second, need: Need, first: Sentence, known: frozenset[str], cut: float) -> float | None:
    """What speaks for a second sentence, and for how it is `cut`; None if it adds little to what is `known`."""
    value, new = worth(second, need, first), told(second.shown, known)
    little = new < _NEWS[need] + _CUT * (cut < _SHORT)
    better = need is Need.USE and findings.is_better(second.shown)
    number = need is not Need.FINDING and findings.is_measured(second.shown)
    if value is None or (little and not (better or number)):
        return None
    return value + cut + _PER_WORD * min(new, _MOST_WORDS)


def _heads(first: Sentence, need: Need, wanted: frozenset[str]) -> Iterator[tuple[str, float]]:
    """The first sentence as it may be shown, each with what speaks against it."""
    text = first.text
    yield text, 0.0
    short = without_occasion(text)
    if short != text:
        yield short, _SHORT
    if (shorter := with_short_forms(short)) != short:
        yield shorter, _SHORT
        short = shorter
    if (plainer := without_novelty(short)) != short:
        yield plainer, _SHORT
        short = plainer
    if need is Need.USE and (name := substance.only_called(first, wanted)):
        yield name, _NAMED
    looks = substance.only_looks(first) or substance.compares(first) or substance.presents_test(first)
    looks = looks or substance.begins_to_look(first)
    if need is Need.FINDING and looks:
        for limit in _ROOMY:
            if cut := ended(short, limit) or ended(short, limit, loosely=True):
                yield cut, _CLOSE


def _beginnings(text: str, room: int) -> Iterator[tuple[str, float]]:
    """The sentence as it may follow in `room` characters, each with what speaks against it."""
    whole = brief(text)
    led = without_lead(whole)
    able = dict.fromkeys([whole, led, *halves(whole), *halves(led)])
    for at, one in enumerate(able):
        cost = _SHORT if at else 0.0
        if at and len(whole) <= room and one != led and not findings.announces(read(whole)):
            continue  # what is left out of a sentence that fits may be what the rest is about
        if len(one) <= room:
            yield one, cost
            continue
        cut, loose = ends(one, room)
        if cut:
            yield cut, cost + _CLOSE
        if len(loose) > len(cut) + _MUCH_MORE:
            yield loose, cost + _LOOSE
