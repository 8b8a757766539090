"""The gist: the best sentence, with another one where it leans on that or says too little."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.second.compress import compressed, compressions, fitted, without_setting
from bot.text.gist.second.scoring import (
    Candidate,
    Need,
    content_words,
    has_few_content_words,
    has_many_content_words,
    only_names_thing,
    score,
)
from bot.text.gist.sentence import Sentence, read
from bot.text.gist.shorten import DISPLAYED, cut_at_clause, ends
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
_LEAVES_ROOM = 225  # characters of the first sentence
_ALONE = 270  # characters of a finding that is shown instead
_ALONE_FOUND = 16.0  # what speaks for a finding that stands alone, on the scale of the scores
_NEWS_ALONE = 4  # words beyond the title: fewer say nothing
_CONDITIONS = ("If ", "When ", "Otherwise")  # which themselves follow from something
_STUDY = re.compile(  # what a title asks, or that it is one of a study
    r"\?|\b(?:how|why|does|do)\b"
    r"|\b(?:an?|the) (?:[\w-]+ ){0,3}?(?:study|studies|analysis|audit|investigation|evaluation|assessment|"
    r"comparison|review|survey|appraisal)\b"
    r"|(?:^|: )(?:evaluat|investigat|assess|analy[sz]|revisit|rethink|understand|examin|explor|measur|"
    r"characteri[sz]|compar|dissect|benchmark|prob|audit|reproduc|replicat|quantify)ing\b",
    re.IGNORECASE,
)


def has_substance(sentence: Sentence) -> bool:
    """True if it says more than the subject of a study, or where to get code or data."""
    return not (sentence.study_only or _NO_HELP.search(sentence.text))


def _pairs(
    shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], need: Need
) -> Iterator[tuple[float, str]]:
    """Score each sentence that can follow the chosen one; the score, and both as a text."""
    first = shown[at]
    known = wanted | first.stems
    others = (one.names for one in shown if one is not first and one.presents)
    unknown = {name for name in frozenset[str]().union(*others) - first.names if stem(name.lower()) not in wanted}
    heads = list(_heads(first, need))
    for other, one in enumerate(shown):
        if other == at or not has_substance(one):
            continue
        value = _PER_SCORE * max(scores[other] - scores[at], -_FAR)
        for text, short in heads:
            for more, cut in _beginnings(one.text, DISPLAYED - len(text) - 1):
                if not (unknown - one.names).isdisjoint(_WORD.findall(more)):
                    continue  # about a thing that is not told of
                candidate = Candidate(written=one, shown=read(more), later=other > at, after=other == at + 1)
                added = _added(candidate, need, first, known)
                named = candidate.after and more.startswith(("This ", "These ", "Such "))
                after = " ".join(more.split()[_POINTER:]) if named else more
                if added is not None and read(f"{text} {after}").dependence <= first.dependence:
                    yield value + short + cut + added, f"{text} {more}"


def _added(candidate: Candidate, need: Need, first: Sentence, known: frozenset[str]) -> float | None:
    """The score of a second sentence; None if it adds little to what is `known`."""
    value, new = score(candidate, need, first), content_words(candidate.shown, known)
    tells = need is not Need.FINDING and (candidate.shown.has_number or candidate.shown.has_improvement)
    if value is None or (new < _NEWS[need] and not tells):
        return None
    return value + _PER_WORD * min(new, _MOST_WORDS)


def _heads(first: Sentence, need: Need) -> Iterator[tuple[str, float]]:
    """The first sentence as it may be shown, each with what speaks against it."""
    yield first.text, 0.0
    able = list(compressions(first.text))
    yield from ((short, _SHORT) for short in able)
    if need is Need.FINDING and (first.study_only or first.is_benchmark):
        for limit in _ROOMY:
            short = able[-1] if able else first.text
            if cut := cut_at_clause(short, limit, loosely=True):
                yield cut, _CLOSE


def _beginnings(text: str, room: int) -> Iterator[tuple[str, float]]:
    """The sentence as it may follow in `room` characters, each with what speaks against it."""
    whole = compressed(text)
    for one, cost in ({without_setting(whole): _SHORT} | {whole: 0.0}).items():
        if len(one) <= room:
            yield one, cost
            continue
        cut, loose = ends(one, room)
        if cut:
            yield cut, cost + _CLOSE
        if len(loose) > len(cut) + _MUCH_MORE:
            yield loose, cost + _LOOSE


def best_text(shown: list[Sentence], scores: list[float], title: Sentence) -> str:
    """The sentence with the highest score, after the one before it if it leans, or with one that says more.

    `scores` are those of the sentences of an abstract as shown, where it has this `title`.
    """
    at = scores.index(max(scores))
    chosen = shown[at]
    # What was found needs no sentence before it.
    text = completed(shown, scores, at, title) if chosen.study_only else chosen.text
    if text == chosen.text and at:
        text = _led(shown, at)
    if text == chosen.text and not chosen.study_only:
        text = completed(shown, scores, at, title)
    return fitted(text)


def _led(shown: list[Sentence], at: int) -> str:
    """The sentence; if it leans, after the one before it, or as much of that as there is room for."""
    text, before = shown[at].text, shown[at - 1]
    if (
        shown[at].dependence < 1
        or before.dependence
        or before.text.endswith("?")
        or before.text.startswith(_CONDITIONS)
    ):
        return text
    room = DISPLAYED - len(text) - 1
    led = before.text if len(before.text) <= room else cut_at_clause(before.text, room)
    return f"{led} {text}".lstrip()


def completed(shown: list[Sentence], scores: list[float], at: int, title: Sentence) -> str:
    """The sentence at `at`; where it says too little, with one that says more.

    So it is where it says only what was looked at or a name, and where it finds nothing although the title asks.
    What was found is shown alone where it does not fit beside what was looked at.
    """
    for need in _needs(shown[at], title):
        if pairs := list(_pairs(shown, scores, at, title.stems, need)):
            return max(pairs)[1]
    return (_alone(shown, scores, title.stems) if shown[at].study_only else "") or shown[at].text


def _needs(chosen: Sentence, title: Sentence) -> Iterator[Need]:
    """The needs of the chosen sentence: a finding, or the use of what it only names."""
    if chosen.study_only:
        yield Need.FINDING
        return
    told_of = chosen.has_number or (not chosen.presents and (chosen.has_finding or chosen.has_improvement))
    if not told_of and (_STUDY.search(title.text) or chosen.is_benchmark):
        yield Need.FINDING
    if only_names_thing(chosen, title.stems) or has_few_content_words(chosen, title.stems):
        yield Need.USE
    if not told_of and len(chosen.text) <= _LEAVES_ROOM:
        yield Need.NUMBER if has_many_content_words(chosen, title.stems) else Need.RESULT


def _alone(shown: list[Sentence], scores: list[float], wanted: frozenset[str]) -> str:
    """The likeliest finding, or new thing, that can stand alone and shares a word with the title; "" for none."""
    able: list[tuple[float, str]] = []
    for rank, one in zip(scores, shown, strict=True):
        found = one.has_finding or (one.has_improvement and one.has_number and one.has_comparison)
        if one.praises or not has_substance(one) or not (found or (one.presents and one.describes_use)):
            continue
        text = compressed(one.text)
        said = read(text if len(text) <= _ALONE else cut_at_clause(text, _ALONE))
        stands = not (
            said.announces or said.dependence or said.text.endswith("?") or said.stems.isdisjoint(wanted)
        )
        if stands and content_words(said, wanted) >= _NEWS_ALONE:
            able.append((rank + _ALONE_FOUND * found, said.text))
    return max(able)[1] if able else ""
