"""A chosen sentence that says too little, together with one that says what came of the work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.penalties import leaning_penalty
from bot.text.gist.second import findings, substance
from bot.text.gist.second.alone import alone, fullest, instead, stated
from bot.text.gist.second.pairing import with_second
from bot.text.gist.second.worth import Need
from bot.text.gist.voice import unlabelled
from bot.text.gist.words import Sentence, read

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAVES_ROOM = 225  # characters of the first sentence
_NEAR = 15.0  # so far below the chosen one another may be what was looked at, on the scale of the scores
_ASKS = re.compile(r"\?|\b(?:how|why)\b", re.IGNORECASE)
_FOR_OTHERS = re.compile(r"\b(?:contributes?|implications?|informs?|hope)\b")


def completed(shown: list[Sentence], scores: list[float], at: int, title: Sentence) -> str:
    """The sentence at `at`; where it says too little, with one that says more, within `DISPLAYED` characters.

    So it is where it says only what was looked at or a name, and where it finds nothing although the title asks.
    Another sentence of what was looked at may leave more room for a finding. Where none does, what was found is
    shown alone, if it can stand.
    """
    shown = [_unlabelled(one) for one in shown]
    chosen, wanted = shown[at], title.stems
    if substance.only_looks(chosen):
        heads = _studies(shown, scores, at)
        found = (with_second(shown, scores, head, wanted, Need.FINDING) for head in heads)
        text = next(filter(None, found), "")
        text = text or alone(shown, scores, wanted) or stated(shown, at, wanted)
        text = text or alone(shown, scores, wanted, chosen.stems)
        return text or fullest(shown, heads, at, wanted)
    needs = list(_needs(chosen, title))
    text = next(filter(None, (with_second(shown, scores, at, wanted, need) for need in needs)), "")
    if not text and Need.FINDING in needs and _ASKS.search(title.text):
        text = alone(shown, scores, wanted, strictly=True)
    if not text and (Need.USE in needs or Need.MORE in needs):
        text = instead(shown, at, title)
    return text or chosen.text


def _studies(shown: list[Sentence], scores: list[float], at: int) -> list[int]:
    """Where it is told what was looked at: in the chosen sentence at `at`, or another one of the authors' own."""
    looks = [substance.only_looks(one) and not _FOR_OTHERS.search(one.text) for one in shown]
    own = (other for other, one in enumerate(shown) if looks[other] and not findings.is_earlier(one))
    heads = sorted((other for other in own if other != at), key=scores.__getitem__, reverse=True)
    return [
        head for head in (at, *heads) if not leaning_penalty(shown[head]) and scores[head] > scores[at] - _NEAR
    ]


def _needs(chosen: Sentence, title: Sentence) -> Iterator[Need]:
    """What one that says not only what was looked at is in need of: an answer, or what a mere name does."""
    told_of = findings.finds(chosen) or findings.is_better(chosen)
    if substance.presents(chosen):  # "a model for improved detection"
        told_of = findings.is_measured(chosen) or findings.tells_result(chosen)
    if not told_of and (substance.wants_finding(title) or substance.presents_test(chosen)):
        yield Need.FINDING
    points = substance.is_brief(chosen) and substance.presents(chosen) and leaning_penalty(chosen)
    if points or substance.only_names(chosen, title.stems):
        yield Need.USE
    elif substance.says_little(chosen, title.stems):
        yield Need.MORE
    if not told_of and len(chosen.text) <= _LEAVES_ROOM and not findings.is_measured(chosen):
        yield Need.NUMBER if substance.says_much(chosen, title.stems) else Need.RESULT


def _unlabelled(one: Sentence) -> Sentence:
    text = unlabelled(one.text)
    return one if text == one.text else read(text)
