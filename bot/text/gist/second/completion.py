"""A chosen sentence that says too little, together with one that says what came of the work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.penalties import leaning_penalty, told
from bot.text.gist.second import findings, substance
from bot.text.gist.second.brief import brief, halves, with_short_forms, without_lead, without_occasion
from bot.text.gist.second.worth import Need, Second, worth
from bot.text.gist.shorten import DISPLAYED, ended, ends
from bot.text.gist.voice import unlabelled
from bot.text.gist.words import Sentence, read, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOMY = (170, 120)  # characters of what was looked at, beside which there is room
_NEWS = {
    Need.FINDING: 2,
    Need.USE: 3,
    Need.MORE: 4,
    Need.RESULT: 4,
}  # words beyond the title and the first: fewer say nothing
_CUT = 1  # word more that is asked of what is cut
_SUBJECT = 2  # words, among which a name is what a sentence is about
_POINTER = 2  # words: "This framework" is the one before
_LEAVES_ROOM = 225  # characters of the first sentence
_ALONE = 270  # characters of a finding that is shown instead
_MUCH = 7  # words of its own, with which a sentence stands for the first one
_ENOUGH = 4  # words with which it needs no other in its place
_ALIKE = 2  # words of the title, or of the first sentence, that a statement shares

# What speaks for a second sentence, on the scale of the scores.
_PER_WORD, _MOST_WORDS = 0.8, 8
_SHORT = -1.0  # without its lead
_NAMED = -8.0  # with the name alone
_CLOSE = -1.1  # cut where a clause ends
_LOOSE = -4.0  # cut where one only may end
_MUCH_MORE = 20  # characters that a loose end leaves
_PER_SCORE = 0.1
_NEAR = 15.0  # so far below the chosen one another may be what was looked at
_FAR = 35.0  # so far below the first one's score, and further, the score tells nothing
_ALONE_FOUND = 16.0  # what speaks for a finding that stands alone

# it says where, not what
_NO_HELP = re.compile(
    r"https?\b|github|hugging ?face|\bweights are|available at|(?:is|re|ly) available|\b(?:our|the|all|source) (?:\w+ )?codes? |^code "
    r"|^We (?:also |publicly |further )?(?:release|open-source|make) "
    r"|code and |release[sd]? (?:[\w-]+ )?code|(?:release|training|evaluation) (?:\w+ )?scripts",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\?|\b(?:how|why)\b", re.IGNORECASE)
_NO_STATEMENT = re.compile(
    r"^(?:To|So|By|In this|However|Then|And|For|The (?:pipeline|framework|paper|article|study|results?)|"
    r"This (?:research|work|study|paper|article))\b"
    r"|\b(?:is|are) (?:\w+ly )?(?:quantified|compared|evaluated|tested|analy[sz]ed|discussed|presented|described|"
    r"validated|examined|assessed)\b"
    r"|\b(?:was|were|aims?|aspires?|hopes?|seeks?|needs?|needed|should|must|may|could|would|remains?)\b"
)
_FOR_OTHERS = re.compile(r"\b(?:contributes?|implications?|informs?)\b")
_WORD = re.compile(r"[\w-]+")
_MADE_BY_THEM = re.compile(
    r"\b(?:[Tt]hey|authors|researchers) (?:\w+ )?(?:propos|develop|introduc|present|design)"
)
_OWN_THING = ("We ", "Our ", "The proposed ")  # which only another sentence tells of
_BEFORE = ("Existing ", "Current ", "Prior ", "Previous ", "Recent ", "Traditional ")


def completed(shown: list[Sentence], scores: list[float], at: int, title: Sentence) -> str:
    """The sentence at `at`; where it says too little, with one that says more, within `DISPLAYED` characters.

    So it is where it says only what was looked at or a name, and where it finds nothing although the title asks.
    Another sentence of what was looked at may leave more room for a finding. Where none does, what was found is
    shown alone, if it can stand.
    """
    shown = [_unlabelled(one) for one in shown]
    chosen, wanted = shown[at], title.stems
    if substance.only_looks(chosen):
        pairs = (_with_second(shown, scores, head, wanted, Need.FINDING) for head in _studies(shown, scores, at))
        text = next(filter(None, pairs), "")
        text = text or _alone(shown, scores, wanted) or _stated(shown, at, wanted)
        return text or _fullest(shown, scores, at, wanted)
    needs = list(_needs(chosen, title))
    text = next(filter(None, (_with_second(shown, scores, at, wanted, need) for need in needs)), "")
    if not text and Need.FINDING in needs and _ASKS.search(title.text):
        text = _alone(shown, scores, wanted, strictly=True)
    if not text and (Need.USE in needs or Need.MORE in needs):
        text = _instead(shown, at, title)
    return text or chosen.text


def _instead(shown: list[Sentence], at: int, title: Sentence) -> str:
    """What tells at length of the new thing, by the name that the title has, where no room is beside the first."""
    name = frozenset(title.text.partition(":")[0].split()[:1]) & substance.names(shown[at])
    for one in shown[at + 1 :]:
        text = without_lead(brief(one.text))
        alone = read(text)
        if (
            len(text) <= _ALONE
            and not name.isdisjoint(text.removeprefix("The ").split()[:1])
            and told(alone, title.stems | substance.DULL) >= _MUCH
            and not (findings.promises(one) or findings.announces(alone) or substance.only_looks(alone))
            and not (leaning_penalty(alone) or _NO_HELP.search(text))
        ):
            return text
    return ""


def _fullest(shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str]) -> str:
    """Of what was looked at, where nothing came of it: the sentence at `at`, or one that says more."""
    if told(shown[at], wanted | substance.DULL) >= _ENOUGH:
        return shown[at].text
    heads = [at, *_studies(shown, scores, at)]
    return shown[max(heads, key=lambda head: told(shown[head], wanted | substance.DULL))].text


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
    if not told_of and (substance.wants_finding(title) or substance.presents_test(chosen)):
        yield Need.FINDING
    points = substance.is_brief(chosen) and substance.presents(chosen) and leaning_penalty(chosen)
    if points or substance.only_names(chosen, title.stems):
        yield Need.USE
    elif substance.says_little(chosen, title.stems):
        yield Need.MORE
    if not told_of and len(chosen.text) <= _LEAVES_ROOM and not findings.is_measured(chosen):
        yield Need.RESULT


def following(text: str, room: int, *, loosely: bool = False) -> str:
    """The sentence, or its beginning that fits; nothing where it says only where things are to be had."""
    if _NO_HELP.search(text):
        return ""
    return text if len(text) <= room else ended(text, room, loosely=loosely)


def _with_second(shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], need: Need) -> str:
    """The sentence with the one that adds most, "" if none does."""
    return max(_pairs(shown, scores, at, wanted, need), default=(0.0, ""))[1]


def _pairs(
    shown: list[Sentence], scores: list[float], at: int, wanted: frozenset[str], need: Need
) -> Iterator[tuple[float, str]]:
    """The sentence with each that could follow it, after what speaks for that."""
    leans, known = leaning_penalty(shown[at]), wanted | shown[at].stems
    if need is not Need.FINDING:
        known |= substance.DULL
    unknown = _called_elsewhere(shown, at)
    for other, one in enumerate(shown):
        if other == at or substance.only_looks(one) or _NO_HELP.search(one.text):
            continue
        if not unknown.isdisjoint(brief(one.text).split()[:_SUBJECT]) and not substance.presents(one):
            continue  # about a thing that is not told of
        far = _PER_SCORE * max(scores[other] - scores[at], -_FAR)
        for text, short in _heads(shown[at], need, wanted):
            telling = findings.finds(one) or findings.is_measured(one)
            if short in {_CLOSE, _LOOSE} and substance.presents(shown[at]) and not telling:
                continue  # what is cut off tells of the thing
            for more, cut in _beginnings(one.text, DISPLAYED - len(text) - 1):
                second = Second(written=one, shown=read(more), later=other > at, after=other == at + 1)
                if not (unknown - substance.called(one)).isdisjoint(_WORD.findall(more)):
                    continue
                value = _added(second, need, shown[at], known, cut)
                rest = more.split()[_POINTER:] if second.after else [more]
                if value is not None and leaning_penalty(read(" ".join([text, *rest]))) <= leans:
                    yield value + far + short, f"{text} {more}"


def _called_elsewhere(shown: list[Sentence], at: int) -> frozenset[str]:
    """What is presented in other sentences than the one at `at`, by names that are not in that."""
    others = (
        substance.called(one)
        for other, one in enumerate(shown)
        if other != at and (substance.presents(one) or _MADE_BY_THEM.search(one.text))
    )
    return frozenset[str]().union(*others) - frozenset(shown[at].text.replace(",", " ").split())


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
    if need is Need.USE and (name := substance.only_called(first, wanted)):
        yield name, _NAMED
    looks = substance.only_looks(first) or substance.compares(first) or substance.presents_test(first)
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
        if len(one) <= room:
            yield one, cost
            continue
        cut, loose = ends(one, room)
        if cut:
            yield cut, cost + _CLOSE
        if len(loose) > len(cut) + _MUCH_MORE:
            yield loose, cost + _LOOSE


def _alone(shown: list[Sentence], scores: list[float], wanted: frozenset[str], *, strictly: bool = False) -> str:
    """The likeliest finding that can stand alone, else (not `strictly`) new thing; "" if there is none.

    Strictly it is not about a thing that only another sentence, or the title, tells of.
    """
    able: list[tuple[float, str]] = []
    for score, one in zip(scores, shown, strict=True):
        new = substance.presents(one) and substance.tells_use(one)
        measured = findings.is_better(one) and findings.is_measured(one) and findings.is_compared(one)
        found = findings.finds(one) or (findings.is_better(one) if strictly else measured)
        if findings.promises(one) or not (found or new) or (strictly and substance.presents(one)):
            continue
        text = _standing(one, wanted)
        if text and not (strictly and (text.startswith(_OWN_THING) or _about_a_name(text, wanted))):
            able.append((score + _ALONE_FOUND * found, text))
    return max(able)[1] if able else ""


def _about_a_name(text: str, wanted: frozenset[str]) -> bool:
    """Whether it begins with a name that is not in the title; LLMs are no name."""
    name = text.split(maxsplit=1)[0]
    unknown = stem(name.lower()) not in wanted and not name.endswith("s")
    return unknown and name in substance.names(read(text))


def _stated(shown: list[Sentence], at: int, wanted: frozenset[str]) -> str:
    """The last statement on what was looked at that can stand alone, after that if it fits; "" for none."""
    known = wanted | shown[at].stems
    for one in reversed(shown[at + 1 :]):
        if (
            findings.is_own(one)
            or findings.promises(one)
            or findings.is_symbolic(one)
            or _NO_STATEMENT.search(one.text)
            or len(one.stems & known) <= _ALIKE
        ):
            continue
        if text := _standing(one, wanted):
            first = shown[at].text
            both = f"{first} {text}"
            fits = len(both) <= DISPLAYED and not leaning_penalty(shown[at]) and not first.endswith("?")
            return both if fits else text
    return ""


def _standing(one: Sentence, wanted: frozenset[str]) -> str:
    """The sentence as it may be shown alone; "" if it may not."""
    if substance.only_looks(one) or one.text.endswith("?"):
        return ""
    text = following(brief(one.text), _ALONE)
    alone = read(text)
    before = text.startswith(_BEFORE) and not findings.finds(one)
    stands = not (findings.announces(alone) or before or leaning_penalty(alone))
    says = told(alone, wanted) >= _NEWS[Need.MORE] and not alone.stems.isdisjoint(wanted)
    return text if stands and says else ""


def _unlabelled(one: Sentence) -> Sentence:
    text = unlabelled(one.text)
    return one if text == one.text else read(text)
