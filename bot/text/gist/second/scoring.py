"""The content words of a sentence beyond the title, and the score of one that can follow another.

The latter is on the scale of the ranker's scores.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.text.gist.second.compress import compressed
from bot.text.gist.sentence import read
from bot.text.gist.words import listed, stem

if TYPE_CHECKING:
    from bot.text.gist.sentence import Sentence

DULL = frozenset(map(stem, listed("dull", "praise") | {f"{word}s" for word in listed("dull")}))
_AROUND = re.compile(  # "To realize consistent gains, we propose MIRA", what (GUARD) stands for, and names
    r"^[^:]*?, (?=(?:we|this (?:paper|work|study)) )"
    r"|(?:\b[A-Z][\w-]*(?: (?:of|for|and|with|in|the|to|via|using|by|on|as))? ){1,10}(?=\([A-Z][\w-]*\))"
    r"|(?<=[A-Z\d]) ?(?>\([A-Z][\w-]+[- ])[^()]*\)|\b(?=\w*[A-Z]\w*[A-Z]|[A-Z][a-z]+\d)[\w-]+"
)
_BRIEF = 150  # characters; longer sentences say more than a name
_LITTLE = 210  # characters; longer ones say something
_ENOUGH, _ENOUGH_NAMED = 3, 5  # words beyond the title, where it is told what a thing does and where it is not
_SOME, _SOME_NAMED = 6, 8  # the same for one that says not only a name
_MUCH = 7


def content_words(sentence: Sentence, known: frozenset[str]) -> int:
    """Count the content words of the sentence, without the stems that are `known` and those of all texts."""
    known |= DULL
    return sum(not known.issuperset(map(stem, one.split("-"))) for one in sentence.stems - known)


def only_names_thing(sentence: Sentence, wanted: frozenset[str]) -> bool:
    """True if it presents a new thing with hardly a word beyond the title, whose stems are `wanted`."""
    if not sentence.presents:
        return False
    plain = _plain(sentence)
    return len(plain.text) <= _BRIEF and content_words(plain, wanted) < (
        _ENOUGH if plain.describes_use else _ENOUGH_NAMED
    )


def has_few_content_words(sentence: Sentence, wanted: frozenset[str]) -> bool:
    """True if it has no finding and few words beyond the title, whose stems are `wanted`."""
    if len(sentence.text) > _LITTLE or sentence.has_number or (sentence.has_finding and not sentence.presents):
        return False
    plain = _plain(sentence)
    return content_words(plain, wanted) < (_SOME if plain.describes_use else _SOME_NAMED)


def has_many_content_words(sentence: Sentence, wanted: frozenset[str]) -> bool:
    """True if it presents a new thing with many words beyond the title, whose stems are `wanted`."""
    return sentence.presents and content_words(_plain(sentence), wanted) >= _MUCH


def _plain(sentence: Sentence) -> Sentence:
    """The sentence without names, and what is said around the thing."""
    return read(_AROUND.sub("", sentence.text))


class Need(Enum):
    """The need of a sentence that says too little."""

    FINDING = auto()  # after what was looked at, and after a test that others are put to
    USE = auto()  # after a name: what the thing does, or how well
    RESULT = auto()  # after one that says what was made, and how: what came of it, if that is more than praise
    NUMBER = auto()  # after one that says much of that: the same, if it is a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
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
_GENERIC = -3.0  # "MIRA outperforms strong baselines across tasks"
_PROMISE = -6.0
_MERELY_NEXT = -12.0  # of which nothing shows but its place that it tells of the thing
_PER_CHARACTER = -0.06

_SHORTEST = 30  # characters that say something
_OWN_WORDS, _OF_A_RESULT = 6, 3  # words that not every result has: to be more than that, to be one
_TELLING = 10  # words of meaning that are more than praise
_SUBJECT = 6  # words, among which the name of what a sentence is about stands
_ELSEWHERE = re.compile(  # of what another sentence tells of: "Each keeps", "Existing methods"
    r"(?:Both (?!(?:[\w-]+ ){1,3}and )|Each |All )|The (?:first|second|third|other|former|latter) [a-z]+s "
)
_EARLIER = ("Existing ", "Current ", "Prior ", "Previous ", "Recent ", "Traditional ")
_BEFORE = (*_EARLIER, "While ", "Although ", "Though ", "Despite ")
_PLURALS = ("They ", "These ", "Its ", "Their ")
_PRONOUNS = ("It ", "This ", *_PLURALS)
_GOES_ON = re.compile(
    r"(?:It|Its|This|The|Our|We|By|Using|Unlike|Given|Each|[A-Z][a-z]+ed [^,]{3,80},|Different from|Instead of"
    r"|[A-Z](?=[\w²³⁺-]*[A-Z\d²³⁺])[\w²³⁺-]*) "
)
_PART = re.compile(r"(?:An?|The|Two|Three|At (?:its|the) \w+|For each [^,]{3,60},) ")
_THE_THING = re.compile(
    r"(?:The (?:proposed |resulting )?|Our (?:[\w-]+ ){0,2}?|This (?:[\w-]+ )?)"
    r"(?:framework|system|model|method|approach|algorithm|architecture|network|"
    r"pipeline|dataset|benchmark|tool|library|platform|design|attack|estimator|procedure|scheme|taxonomy) "
)


def score(candidate: Candidate, need: Need, first: Sentence) -> float | None:
    """The score of a second sentence by its content; None if it cannot follow the `first` one.

    After the subject of a study that is a finding or a new thing. After a name it is also a description of the
    thing, in the next sentence or in a later one of the authors' own.
    """
    shown, found = candidate.shown, _finds(candidate)
    results = candidate.later or (found and need is Need.FINDING and first.is_benchmark)
    measured = results and shown.has_number
    better, fits = results and (shown.has_improvement or measured), _fits(candidate, need, first)
    says = found or better or fits
    if not (says or (candidate.after and need is Need.USE and _PART.match(shown.text))) or _misleads(
        candidate, need, first
    ):
        return None
    if need in {Need.RESULT, Need.NUMBER} and not (
        candidate.later and (measured or need is Need.RESULT) and _is_result(shown, found=found, measured=measured)
    ):
        return None
    if shown.praises and not ((found and len(shown.stems) >= _TELLING) or measured or shown.presents):
        return None
    if need is Need.FINDING:
        answer = _ANSWER if found else _MADE * fits
    else:
        answer = _FOUND / (1 if candidate.later else 2) * (found and not better)
    return (
        answer
        + _NEXT * candidate.after
        + _BETTER * better
        + _GENERIC * (better and not measured and content_words(shown, first.stems) < _OWN_WORDS)
        + _MEASURED * measured
        + _COMPARED * (measured and shown.has_comparison)
        + _MERELY_NEXT * (not says)
        + _PROMISE * (candidate.written.praises + only_names_thing(shown, first.stems))
        + _PER_CHARACTER * len(shown.text)
    )


def _is_result(shown: Sentence, *, found: bool, measured: bool) -> bool:
    """True if it compares a number, or has a finding in its own words, not "our method does best"."""
    if measured and (shown.has_comparison or shown.has_improvement):
        return True
    return (
        (found or shown.has_improvement)
        and not shown.presents
        and content_words(shown, frozenset()) >= _OF_A_RESULT
    )


def _finds(candidate: Candidate) -> bool:
    """True if it is a finding; the part that is cut off may have been the finding."""
    written, shown = candidate.written, candidate.shown
    return (shown if compressed(written.text) == written.text != shown.text else written).has_finding


def _fits(candidate: Candidate, need: Need, first: Sentence) -> bool:
    """True if it presents a new thing after a study's subject, or describes one after its name."""
    shown, text = candidate.shown, candidate.shown.text
    if need is Need.FINDING:
        return shown.presents and shown.describes_use and not first.presents
    goes_on = (candidate.after or candidate.written.by_authors) and _GOES_ON.match(text)
    named = not first.names.isdisjoint(text.split()[:_SUBJECT])
    return candidate.later and bool(named or goes_on or _THE_THING.match(text))


def _misleads(candidate: Candidate, need: Need, first: Sentence) -> bool:
    """True if it says nothing, or would seem to be about something else."""
    shown, text = candidate.shown, candidate.shown.text
    if (
        len(text) < _SHORTEST
        or text.endswith("?")
        or shown.study_only
        or shown.announces
        or _ELSEWHERE.match(text)
    ):
        return True
    found = candidate.written.has_finding and not text.startswith(_EARLIER)
    own = shown.by_authors or found or not first.names.isdisjoint(text.split())
    if text.startswith(_BEFORE) and not own:
        return True
    if need is Need.FINDING or first.is_benchmark:  # "it" would be read as the study
        return text.startswith(_PRONOUNS)
    return text.startswith(_PRONOUNS if not candidate.later else _PLURALS) and not candidate.after
