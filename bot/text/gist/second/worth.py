"""What speaks for a sentence that may follow the chosen one, on the scale of the ranker's scores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.text.gist.penalties import told
from bot.text.gist.second import findings, substance
from bot.text.gist.second.brief import brief, halves
from bot.text.gist.words import read

if TYPE_CHECKING:
    from bot.text.gist.words import Sentence


class Need(Enum):
    """What a sentence that says too little is in need of."""

    FINDING = auto()  # after what was looked at, and after a test that others are put to
    USE = auto()  # after a name: what the thing does, or how well
    MORE = auto()  # the same after one that says a little of it
    RESULT = auto()  # after one that says what was made, and how: what came of it, if that is more than praise
    NUMBER = auto()  # after one that says much of that: the same, if it is a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A sentence as it is `written`, and as it would be `shown` after the chosen one."""

    written: Sentence
    shown: Sentence
    later: bool  # than the chosen one
    after: bool  # the very next one


_NEXT = 4.0
_FOUND, _ANSWER = 8.0, 14.0  # after a name, and after what was looked at
_MADE = 5.0  # after what was looked at, a new thing
_BETTER = 5.0
_MEASURED, _COMPARED = 6.0, 5.0
_FEW = -6.0  # "MIRA relies on an order."
_GENERIC = -3.0  # "MIRA outperforms strong baselines across tasks"
_PROMISE = -6.0
_POOR = -8.0  # "the gain was less than 1%": of where the thing does not help
_STEP = -6.0  # "we first extract features": of what a thing does, the beginning says least
_ABLATED = -5.0  # what a part of the thing adds
_SYMBOLS = -8.0  # what they stand for is told elsewhere
_PER_CHARACTER = -0.06

_BRIEF = 42  # characters that say little
_SHORTEST = 30  # characters that say something
_OWN_WORDS = 6  # words that not every result has
_TELLING = 10  # words of meaning that are more than praise
_SUBJECT = 6  # words, among which the name of what a sentence is about stands
_FAILS = re.compile(r"^(?:(?!that |which )[^,;]){0,60}\b(?:fails?|struggles?|suffers?|lacks?|cannot|degrades?)\b")
_SOME_IT = re.compile(
    r"(?!While |Although |Though )[A-Z][a-z]+ [^,]*, (?:it|they) "
)  # "Despite its size, it wins": not the one before
_SEVERAL = re.compile(  # of what a name does not tell of: "Each keeps", "The second colours"
    r"(?:Both (?!(?:[\w-]+ ){1,3}and )|Each |All )|The (?:first|second|third|other|former|latter) [a-z]+s "
)
_BEFORE = ("Existing ", "Current ", "Prior ", "Previous ", "Recent ", "Traditional ")
_CONCEDING = ("While ", "Although ", "Though ", "Despite ")  # most likely of what was there before
_PRONOUNS = ("It ", "They ", "This ", "These ", "Its ", "Their ")
_OTHERS = ("They ", "These ", "Its ", "Their ")
_GOES_ON = re.compile(
    r"(?:It|Its|This|The|Our|We|By|Using|Unlike|Given|Each|[A-Z][a-z]+ed (?:in|on|upon|with) [^,]{3,80},"
    r"|[A-Z](?=[\w²³⁺-]*[A-Z\d²³⁺])[\w²³⁺-]*) "
)
_IN_GENERAL = re.compile(
    r"\b(?:essential|crucial|critical|important|challenging|remains?|often|typically|effects)\b"
)
_WAS_DONE = re.compile(
    r"^[^,]{3,80} (?:is|are|was|were) (?:applied to|trained|evaluated|tested|compared|conducted|collected|"
    r"performed)\b"
)
_TROUBLE = re.compile(r"This (?:setting|problem|task|challenge|regime|issue)\b")  # not what the thing does
# "A shared lattice is used to fold corners": of what the thing is made
_PART = re.compile(
    r"(?:An?|The|Two|Three|Each|Its) [^,;:]{3,90}? (?:is|are) (?:\w+ly |then |first )?"
    r"(?:used|employed|applied|adopted|constructed|combined|modeled|modelled|fused|trained|designed) (?:to|for|"
    r"by|with|over)\b"
)
_LITTLE = re.compile(
    r"\b(?:improvements?|gains?|advantages?|differences?|benefits?) (?:was|were|is|are|of) (?:less than|below|"
    r"under|only|"
    r"negligible|marginal)\b"
)
_FIRST_STEP = re.compile(r"\b(?:[Ww]e|is|are|it) first(?:ly)? (?!to\b|show)|^(?:First|To begin|Initially)\b")
_THE_THING = re.compile(
    r"(?:The|Our|This) (?:[\w-]+ ){0,2}?(?:framework|system|model|method|approach|algorithm|architecture|"
    r"network|"
    r"pipeline|dataset|benchmark|tool|library|platform|design|attack|estimator|procedure|scheme|taxonomy) "
)


def worth(second: Second, need: Need, first: Sentence) -> float | None:
    """What speaks for it by what it says; None if it may not follow the `first` one.

    After what was looked at that is a finding or a new thing; after a name also what the next sentence, or a later
    one of the authors' own, tells of it.
    """
    shown = second.shown
    found = _finds(second)
    results = second.later or (need is Need.FINDING and substance.presents_test(first))
    measured = results and findings.is_measured(shown)
    contrasts = need not in {Need.USE, Need.MORE} and findings.contrasts(shown)
    better = results and (findings.is_better(shown) or measured or contrasts)
    fits = _fits(second, need, first)
    if need in {Need.RESULT, Need.NUMBER} and not (
        second.later
        and _is_result(second, found=found or contrasts, measured=measured)
        and (measured or need is Need.RESULT)
    ):
        return None
    opposed = need is Need.FINDING and second.later and findings.opposes(shown)
    if not (found or better or fits or opposed) or _misleads(second, need, first, better=better):
        return None
    telling = found and len(shown.stems) >= _TELLING
    praise = findings.promises(shown) and not (
        telling or measured or ":" in shown.text or substance.presents(shown)
    )
    if praise and need is not Need.USE:
        return None
    if need is Need.FINDING:
        answer = _ANSWER if found else _MADE * fits
    else:
        answer = _FOUND / (1 if second.later else 2) if found and (contrasts or not better) else 0.0
    return (
        answer
        + _NEXT * second.after
        + _BETTER * better
        + _GENERIC * (better and not measured and told(shown, first.stems | substance.DULL) < _OWN_WORDS)
        + _FEW * (len(shown.text) < _BRIEF and not measured)
        + _MEASURED * measured
        + _COMPARED * (measured and findings.is_compared(shown))
        + _PROMISE * (findings.promises(second.written) + substance.compares(shown))
        + _PROMISE * substance.only_names(shown, first.stems)
        + _SYMBOLS * findings.is_symbolic(shown)
        + _ABLATED * ("blation" in second.written.text)
        + _POOR * (need is not Need.FINDING and _LITTLE.search(shown.text) is not None)
        + _STEP * (_FIRST_STEP.search(second.written.text) is not None)
        + _PER_CHARACTER * len(shown.text)
    )


def _is_result(second: Second, *, found: bool, measured: bool) -> bool:
    """Whether it is a number that is compared, or a finding in words of its own, not "our method does best"."""
    shown = second.shown
    if measured and (findings.is_compared(shown) or findings.is_better(shown)):
        return True
    own = told(shown, substance.DULL) >= _OWN_WORDS
    return found and own and not substance.presents(shown) and not findings.is_symbolic(shown)


def _finds(second: Second) -> bool:
    """Whether it is a finding; what is cut off may be what was found."""
    whole, text = brief(second.written.text), second.shown.text
    uncut = text == whole or whole != second.written.text or text in halves(whole)
    return findings.finds(second.written if uncut else second.shown) or findings.is_insight(second.written)


def _fits(second: Second, need: Need, first: Sentence) -> bool:
    """Whether it presents a new thing after what was looked at, or tells of one after its name."""
    text = second.shown.text
    if need is Need.FINDING:
        new = substance.presents(second.shown) and substance.tells_use(second.shown)
        return new and not substance.presents(first)
    own = (second.after or findings.is_own(second.written)) and not _TROUBLE.match(text)
    named = not substance.names(first).isdisjoint(text.split()[:_SUBJECT])
    told = (
        (own and _GOES_ON.match(text))
        or _THE_THING.match(text)
        or (second.after and need is Need.USE and not _IN_GENERAL.search(text))
        or (second.after and _PART.match(text))
    )
    return second.later and (named or bool(told))


def _misleads(second: Second, need: Need, first: Sentence, *, better: bool) -> bool:
    """Whether it says nothing, or would be read as being about something else."""
    shown, text = second.shown, second.shown.text
    before = text.startswith(_BEFORE) and not (need is Need.FINDING and findings.finds(second.written))
    if len(text) < _SHORTEST or text.endswith("?") or _SEVERAL.match(text) or before:
        return True
    if _WAS_DONE.match(text) or substance.only_looks(shown) or findings.announces(shown):
        return True
    if need is Need.MORE and substance.only_names(shown, first.stems):
        return True
    own = findings.is_own(shown) or not substance.names(first).isdisjoint(text.split())
    conceding = (text if second.later else second.written.text).startswith(_CONCEDING)
    if conceding and not (own or findings.finds(second.written)):
        return True
    if need is Need.FINDING or substance.presents_test(first):
        # "it" would be read as the study
        misread = need is Need.FINDING and text.startswith(_PRONOUNS)
    else:
        failing = _FAILS.match(text)  # "diffusion models fail" would be read as the new one
        misread = failing is not None and not first.stems.isdisjoint(read(failing[0]).stems)
        # "it" would be read as what was there before
        nameless = not (substance.presents(first) or substance.names(first))
        misread = misread or (text.startswith("It ") and nameless)
    far = text.startswith(_OTHERS) or _SOME_IT.match(text) or (text.startswith("It ") and not better)
    return misread or bool(far and not second.after)
