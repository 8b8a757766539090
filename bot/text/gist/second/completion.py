"""What is shown: the best sentence, with another one where it leans on that or says too little."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.second.brief import brief, fitted
from bot.text.gist.second.pairing import is_help, with_second
from bot.text.gist.second.substance import only_names, says_little, says_much, told
from bot.text.gist.second.worth import Need
from bot.text.gist.sentence import Sentence, read
from bot.text.gist.shorten import DISPLAYED, ended

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAVES_ROOM = 225  # characters of the first sentence
_ALONE = 270  # characters of a finding that is shown instead
_ALONE_FOUND = 16.0  # what speaks for a finding that stands alone, on the scale of the scores
_NEWS = 4  # words beyond the title: fewer say nothing
_CONDITIONS = ("If ", "When ", "Otherwise")  # which themselves follow from something
_STUDY = re.compile(  # what a title asks, or that it is one of a study
    r"\?|\b(?:how|why|does|do)\b"
    r"|\b(?:an?|the) (?:[\w-]+ ){0,3}?(?:study|studies|analysis|audit|investigation|evaluation|assessment|"
    r"comparison|review|survey|appraisal)\b"
    r"|(?:^|: )(?:evaluat|investigat|assess|analy[sz]|revisit|rethink|understand|examin|explor|measur|"
    r"characteri[sz]|compar|dissect|benchmark|prob|audit|reproduc|replicat|quantify)ing\b",
    re.IGNORECASE,
)


def best_text(shown: list[Sentence], scores: list[float], title: Sentence) -> str:
    """The sentence with the highest score, after the one before it if it leans, or with one that says more.

    `scores` are those of the sentences of an abstract as shown, where it has this `title`.
    """
    at = scores.index(max(scores))
    chosen = shown[at]
    # What was found needs no sentence before it.
    text = completed(shown, scores, at, title) if chosen.looks else chosen.text
    if text == chosen.text and at:
        text = _led(shown, at)
    if text == chosen.text and not chosen.looks:
        text = completed(shown, scores, at, title)
    return fitted(text)


def _led(shown: list[Sentence], at: int) -> str:
    """The sentence; if it leans, after the one before it, or as much of that as there is room for."""
    text, before = shown[at].text, shown[at - 1]
    if shown[at].leaning < 1 or before.leaning or before.text.endswith("?") or before.text.startswith(_CONDITIONS):
        return text
    room = DISPLAYED - len(text) - 1
    led = before.text if len(before.text) <= room else ended(before.text, room)
    return f"{led} {text}".lstrip()


def completed(shown: list[Sentence], scores: list[float], at: int, title: Sentence) -> str:
    """The sentence at `at`; where it says too little, with one that says more.

    So it is where it says only what was looked at or a name, and where it finds nothing although the title asks.
    What was found is shown alone where it does not fit beside what was looked at.
    """
    for need in _needs(shown[at], title):
        if text := with_second(shown, scores, at, title.stems, need):
            return text
    return (_alone(shown, scores, title.stems) if shown[at].looks else "") or shown[at].text


def _needs(chosen: Sentence, title: Sentence) -> Iterator[Need]:
    """What the chosen sentence is in need of: a finding, or what a mere name does."""
    if chosen.looks:
        yield Need.FINDING
        return
    told_of = chosen.measured or (not chosen.presents and (chosen.finds or chosen.better))
    if not told_of and (_STUDY.search(title.text) or chosen.is_test):
        yield Need.FINDING
    if only_names(chosen, title.stems) or says_little(chosen, title.stems):
        yield Need.USE
    if not told_of and len(chosen.text) <= _LEAVES_ROOM:
        yield Need.NUMBER if says_much(chosen, title.stems) else Need.RESULT


def _alone(shown: list[Sentence], scores: list[float], wanted: frozenset[str]) -> str:
    """The likeliest finding, or new thing, that can stand alone and shares a word with the title; "" for none."""
    able: list[tuple[float, str]] = []
    for score, one in zip(scores, shown, strict=True):
        found = one.finds or (one.better and one.measured and one.compared)
        if one.promises or not is_help(one) or not (found or (one.presents and one.says_use)):
            continue
        text = brief(one.text)
        said = read(text if len(text) <= _ALONE else ended(text, _ALONE))
        stands = not (said.announces or said.leaning or said.text.endswith("?") or said.stems.isdisjoint(wanted))
        if stands and told(said, wanted) >= _NEWS:
            able.append((score + _ALONE_FOUND * found, said.text))
    return max(able)[1] if able else ""
