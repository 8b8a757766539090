"""What is shown instead of a sentence that says too little, where nothing can follow that."""

from __future__ import annotations

import re

from bot.text.gist.penalties import leaning_penalty, told
from bot.text.gist.second import findings, substance
from bot.text.gist.second.brief import brief, without_lead
from bot.text.gist.shorten import DISPLAYED, ended
from bot.text.gist.words import Sentence, read, stem

_ALONE = 270  # characters of a finding that is shown instead
_ALONE_FOUND = 16.0  # what speaks for a finding that stands alone, on the scale of the scores
_NEWS = 4  # words beyond the title: fewer say nothing
_MUCH = 7  # words of its own, with which a sentence stands for the first one
_ENOUGH = 4  # words with which it needs no other in its place
_ALIKE = 2  # words of the title, or of the first sentence, that a statement shares
# it says where, not what
NO_HELP = re.compile(
    r"https?\b|github|hugging ?face|\bweights are|available at|(?:is|re|ly) available|\b(?:our|the|all|"
    r"source) (?:\w+ )?codes? |^code "
    r"|^We (?:also |publicly |further )?(?:release|open-source|make) "
    r"|code and |release[sd]? (?:[\w-]+ )?code|(?:release|training|evaluation) (?:\w+ )?scripts",
    re.IGNORECASE,
)
_NO_STATEMENT = re.compile(
    r"^(?:To|So|By|In this|However|Then|And|For|The (?:pipeline|framework|paper|article|study|results?)|"
    r"This (?:research|work|study|paper|article))\b"
    r"|\b(?:is|are) (?:\w+ly )?(?:quantified|compared|evaluated|tested|analy[sz]ed|discussed|presented|"
    r"described|"
    r"validated|examined|assessed)\b"
    r"|\b(?:was|were|aims?|aspires?|hopes?|seeks?|needs?|needed|should|must|may|could|would|remains?)\b"
)
_DOES_WELL = re.compile(r", ([A-Z][\w-]+) (?:\w+ly )?(?:outperforms|achieves|improves|surpasses|reduces|reaches) ")
_OPEN = re.compile(r"\bremains? (?:\w+ )?(?:unclear|unknown|unexplored|open|elusive)\b")  # what is not known yet
_OWN_THING = ("We ", "Our ", "The proposed ")  # which only another sentence tells of
_SEVERAL = ("Both ", "Each ", "All ")  # of what another sentence tells of
_BEFORE = ("Existing ", "Current ", "Prior ", "Previous ", "Recent ", "Traditional ")


def following(text: str, room: int, *, loosely: bool = False) -> str:
    """The sentence, or its beginning that fits; nothing where it says only where things are to be had."""
    if NO_HELP.search(text):
        return ""
    return text if len(text) <= room else ended(text, room, loosely=loosely)


def alone(
    shown: list[Sentence],
    scores: list[float],
    wanted: frozenset[str],
    near: frozenset[str] = frozenset(),
    *,
    strictly: bool = False,
) -> str:
    """The likeliest finding that can stand alone, else (not `strictly`) new thing; "" if there is none.

    It shares a word with the title or with what is `near` that. Strictly it is not about a thing that only another
    sentence, or the title, tells of.
    """
    able: list[tuple[float, str]] = []
    for score, one in zip(scores, shown, strict=True):
        new = substance.presents(one) and substance.tells_use(one)
        measured = findings.is_better(one) and findings.is_measured(one) and findings.is_compared(one)
        measured = measured and not findings.is_symbolic(one)
        found = findings.finds(one) or (findings.is_better(one) if strictly else measured)
        if findings.promises(one) or not (found or new) or (strictly and substance.presents(one)):
            continue
        text = _standing(one, wanted, near)
        if text and not (strictly and (text.startswith(_OWN_THING) or _about_a_name(text, wanted))):
            able.append((score + _ALONE_FOUND * found, text))
    return max(able)[1] if able else ""


def _about_a_name(text: str, wanted: frozenset[str]) -> bool:
    """Whether it begins with a name that is not in the title, or says what such a thing does; LLMs are no name."""
    about = {text.split(maxsplit=1)[0], *(match[1] for match in _DOES_WELL.finditer(text))}
    unknown = {name for name in about if stem(name.lower()) not in wanted and not name.endswith("s")}
    return any(name in substance.names(read(text)) for name in unknown) or bool(
        unknown - {text.split(maxsplit=1)[0]}
    )


def stated(shown: list[Sentence], at: int, wanted: frozenset[str]) -> str:
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


def instead(shown: list[Sentence], at: int, title: Sentence) -> str:
    """What tells at length of the new thing, by the name that the title has, where no room is beside the first."""
    name = frozenset(title.text.partition(":")[0].split()[:1]) & substance.names(shown[at])
    for one in shown[at + 1 :]:
        text = without_lead(brief(one.text))
        said = read(text)
        if (
            len(text) <= _ALONE
            and not name.isdisjoint(text.removeprefix("The ").split()[:1])
            and told(said, title.stems | substance.DULL) >= _MUCH
            and not (findings.promises(one) or findings.announces(said) or substance.only_looks(said))
            and not (leaning_penalty(said) or NO_HELP.search(text))
        ):
            return text
    return ""


def fullest(shown: list[Sentence], heads: list[int], at: int, wanted: frozenset[str]) -> str:
    """Of what was looked at, where nothing came of it: the sentence at `at`, or the fullest of `heads`."""
    if told(shown[at], wanted | substance.DULL) >= _ENOUGH:
        return shown[at].text
    return shown[max([at, *heads], key=lambda head: told(shown[head], wanted | substance.DULL))].text


def _standing(one: Sentence, wanted: frozenset[str], near: frozenset[str] = frozenset()) -> str:
    """The sentence as it may be shown alone; "" if it may not."""
    if substance.only_looks(one) or one.text.endswith("?") or _OPEN.search(one.text):
        return ""
    text = following(brief(one.text), _ALONE)
    said = read(text)
    before = text.startswith(_SEVERAL) or (text.startswith(_BEFORE) and not findings.finds(one))
    stands = not (findings.announces(said) or before or leaning_penalty(said))
    says = told(said, wanted) >= _NEWS and not (said.stems | (one.stems if near else near)).isdisjoint(
        wanted | near
    )
    return text if stands and says else ""
