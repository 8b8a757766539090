"""Count the content words that a sentence adds to known ones, and score a sentence as the second one of a gist.

A score is a sum of points (see the weights below). One point is worth ten of the ranker's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.text.gist.second_sentence.compress import compressed
from bot.text.gist.sentence import sentence_of
from bot.text.gist.words import stem, word_list

if TYPE_CHECKING:
    from bot.text.gist.sentence import Sentence

DULL_STEMS = frozenset(
    map(stem, word_list("generic_words", "praise_words") | {f"{word}s" for word in word_list("generic_words")})
)
# Removed by `_plain`: "To realize consistent gains," before "we propose", the long form before (GUARD), and names.
_FRAME = re.compile(
    r"^[^:]*?, (?=(?:we|this (?:paper|work|study)) )"
    r"|(?:\b[A-Z][\w-]*(?: (?:of|for|and|with|in|the|to|via|using|by|on|as))? ){1,10}(?=\([A-Z][\w-]*\))"
    r"|(?<=[A-Z\d]) ?(?>\([A-Z][\w-]+[- ])[^()]*\)|\b(?=\w*[A-Z]\w*[A-Z]|[A-Z][a-z]+\d)[\w-]+"
)
_BRIEF_LENGTH = 150  # characters; longer sentences say more than a name
_SHORT_LENGTH = 210  # characters; longer ones say something
# Content words beyond the title. The second number is for a sentence that does not describe the thing's use.
_NAMING_BELOW, _NAMING_BELOW_WITHOUT_USE = 3, 5  # with fewer it only names the thing
_LITTLE_BELOW, _LITTLE_BELOW_WITHOUT_USE = 6, 8  # with fewer it says little


def content_words(sentence: Sentence, known: frozenset[str]) -> int:
    """Count the distinct stems of the sentence that are neither `known` nor `DULL_STEMS`.

    A compound does not count if all its parts are known or dull.
    """
    known |= DULL_STEMS
    return sum(not known.issuperset(map(stem, one.split("-"))) for one in sentence.stems - known)


def only_names_thing(sentence: Sentence, title_stems: frozenset[str]) -> bool:
    """True if it is short and presents a new thing with hardly a content word beyond the title."""
    if not sentence.presents:
        return False
    plain = _plain(sentence)
    least = _NAMING_BELOW if plain.describes_use else _NAMING_BELOW_WITHOUT_USE
    return len(plain.text) <= _BRIEF_LENGTH and content_words(plain, title_stems) < least


def has_few_content_words(sentence: Sentence, title_stems: frozenset[str]) -> bool:
    """True if it is short, has no measured number, and few content words beyond the title.

    A finding counts as enough, unless the sentence also presents a new thing.
    """
    if (
        len(sentence.text) > _SHORT_LENGTH
        or sentence.has_number
        or (sentence.has_finding and not sentence.presents)
    ):
        return False
    plain = _plain(sentence)
    return content_words(plain, title_stems) < (
        _LITTLE_BELOW if plain.describes_use else _LITTLE_BELOW_WITHOUT_USE
    )


def _plain(sentence: Sentence) -> Sentence:
    """Return the sentence without names and without its frame."""
    return sentence_of(_FRAME.sub("", sentence.text))


class Need(Enum):
    """The content that a second sentence must add to a first one that says too little."""

    FINDING = auto()  # a finding: the first one only says what was studied, or presents a benchmark
    USE = auto()  # what the new thing does, or how well: the first one says little more than its name
    RESULT = auto()  # a result, not just praise: the first one describes a new thing
    MORE = auto()  # more about the thing, as there is room


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate for the second sentence: in full as `written`, and `shown` in a form that fits."""

    written: Sentence
    shown: Sentence
    is_later: bool  # than the first sentence
    is_next: bool  # immediately after the first sentence


# Points of a candidate.
_NEXT_POINTS = 4.0  # it is the next sentence of the abstract
_ANSWER_POINTS = 14.0  # a finding, after the subject of a study
_FINDING_POINTS = 8.0  # a finding, after another sentence; half if it is an earlier sentence of the abstract
_NEW_THING_POINTS = 5.0  # a new thing, after the subject of a study
_IMPROVEMENT_POINTS = 5.0  # an improvement: "outperforms", or a measured number
_NUMBER_POINTS = 6.0  # a measured number
_COMPARED_NUMBER_POINTS = 5.0  # a measured number and its baseline
# An improvement without number and details: "MIRA outperforms strong baselines across tasks"
_GENERIC_POINTS = -3.0
_PRAISE_POINTS = -6.0  # praise; the same for a mere name
_ONLY_NEXT_POINTS = -12.0  # nothing but its position shows that it is about the thing
_POINTS_PER_CHARACTER = -0.06  # for each character shown

_MIN_LENGTH = 30  # characters
_SPECIFIC_FROM_WORDS = 6  # content words beyond the first sentence with which an improvement is not generic
_MIN_RESULT_WORDS = 3  # content words that a result needs if it compares no number
_SUBSTANTIAL_WORDS = 10  # content words of a finding that may contain praise
_SUBJECT_WORDS = 6  # words at the beginning, among which the subject's name is
_OTHER_SUBJECT = re.compile(  # about the subject of another sentence: "Each keeps", "The second uses"
    r"(?:Both (?!(?:[\w-]+ ){1,3}and )|Each |All )|The (?:first|second|third|other|former|latter) [a-z]+s "
)
_EARLIER_WORK_STARTS = ("Existing ", "Current ", "Prior ", "Previous ", "Recent ", "Traditional ")
_CONTRAST_STARTS = (*_EARLIER_WORK_STARTS, "While ", "Although ", "Though ", "Despite ")
_PLURAL_PRONOUNS = ("They ", "These ", "Its ", "Their ")
_PRONOUNS = ("It ", "This ", *_PLURAL_PRONOUNS)
_FOUND_THAT_THEY = re.compile(
    r"(?:[\w-]+ ){1,4}(?:reveal|show|find|suggest|indicate|demonstrate)s?(?: that)? "
    r"(?:they|these (?P<noun>[\w-]+)) "
)
# Starts of sentences that may go on about the thing of the sentence before, and of those about its parts.
_CONTINUES = re.compile(
    r"(?:It|Its|This|The|Our|We|By|Using|Unlike|Given|Each|(?!During)[A-Z][a-z]+(?:ed|ing) [^,]{3,80},"
    r"|Different from|Instead of|[A-Z](?=[\w²³⁺-]*[A-Z\d²³⁺])[\w²³⁺-]*) "
)
_PART_START = re.compile(r"(?:An?|The|Two|Three|At (?:its|the) \w+|For each [^,]{3,60},) ")
_REFERENCE_TO_THING = re.compile(
    r"(?:The (?:proposed |resulting )?|Our (?:[\w-]+ ){0,2}?|This (?:[\w-]+ )?)"
    r"(?:framework|system|model|method|approach|algorithm|architecture|network|"
    r"pipeline|dataset|benchmark|tool|library|platform|design|attack|estimator|procedure|scheme|taxonomy) "
)


def score(candidate: Candidate, need: Need, first: Sentence) -> float | None:
    """Return the points of a candidate for its content; None if it cannot follow the `first` sentence.

    The subject of a study needs a finding, an improvement or a new thing. A mere name can also be followed by a
    description of the thing: the next sentence, or a later one that names it or is in the authors' own voice.
    """
    shown, found = candidate.shown, _finds(candidate)
    # Whether its numbers and improvements count: before the first sentence they need not be of this work.
    results = candidate.is_later or (found and need is Need.FINDING and first.is_benchmark)
    measured = results and shown.has_number
    better, fits = results and (shown.has_improvement or measured), _fits(candidate, need, first)
    relevant = found or better or fits
    described = relevant or (candidate.is_next and need is Need.USE and _PART_START.match(shown.text))
    if not described or _misleads(candidate, need, first):
        return None
    if need is Need.RESULT and not (candidate.is_later and _is_result(shown, found=found, measured=measured)):
        return None
    if need is Need.MORE and (not fits or shown.presents):
        return None
    if shown.praises and not ((found and len(shown.stems) >= _SUBSTANTIAL_WORDS) or measured or shown.presents):
        return None
    if need is Need.FINDING:
        answer = _ANSWER_POINTS if found else _NEW_THING_POINTS * fits
    else:
        answer = _FINDING_POINTS / (1 if candidate.is_later else 2) * (found and not better)
    return (
        answer
        + _NEXT_POINTS * candidate.is_next
        + _IMPROVEMENT_POINTS * better
        + _GENERIC_POINTS * (better and not measured and content_words(shown, first.stems) < _SPECIFIC_FROM_WORDS)
        + _NUMBER_POINTS * measured
        + _COMPARED_NUMBER_POINTS * (measured and shown.has_comparison)
        + _ONLY_NEXT_POINTS * (not relevant)
        + _PRAISE_POINTS * (candidate.written.praises + only_names_thing(shown, first.stems))
        + _POINTS_PER_CHARACTER * len(shown.text)
    )


def _is_result(shown: Sentence, *, found: bool, measured: bool) -> bool:
    """True if it compares a number, or has a specific finding, not just "our method does best"."""
    if measured and (shown.has_comparison or shown.has_improvement):
        return True
    return (
        (found or shown.has_improvement)
        and not shown.presents
        and content_words(shown, frozenset()) >= _MIN_RESULT_WORDS
    )


def _finds(candidate: Candidate) -> bool:
    """True if it states a finding: as written if `compressed` shortens that (by "we show that"), else as shown."""
    written, shown = candidate.written, candidate.shown
    return (shown if compressed(written.text) == written.text != shown.text else written).has_finding


def _fits(candidate: Candidate, need: Need, first: Sentence) -> bool:
    """True if it presents a new thing after a study's subject, else if it goes on about the first one's thing."""
    shown, text = candidate.shown, candidate.shown.text
    if need is Need.FINDING:
        return shown.presents and shown.describes_use and not first.presents
    goes_on = (candidate.is_next or (candidate.written.by_authors and need is not Need.MORE)) and _CONTINUES.match(
        text
    )
    named = not first.names.isdisjoint(text.split()[:_SUBJECT_WORDS])
    return candidate.is_later and bool(named or goes_on or _REFERENCE_TO_THING.match(text))


def _misleads(candidate: Candidate, need: Need, first: Sentence) -> bool:
    """True if it says nothing, or would seem to be about something else after the `first` sentence."""
    shown, text = candidate.shown, candidate.shown.text
    if (
        len(text) < _MIN_LENGTH
        or text.endswith("?")
        or shown.study_only
        or shown.announces
        or _OTHER_SUBJECT.match(text)
    ):
        return True
    written = candidate.written
    found = written.has_finding and (written.by_authors or not text.startswith(_EARLIER_WORK_STARTS))
    own = shown.by_authors or found or not first.names.isdisjoint(text.split())
    if text.startswith(_CONTRAST_STARTS) and not own:
        return True
    found_they = _FOUND_THAT_THEY.match(text)
    if found_they and not candidate.is_next and stem(found_they["noun"] or "") not in first.stems:
        return True
    if need is Need.FINDING or first.is_benchmark:  # "it" would be read as the study or benchmark
        known = candidate.is_later and text.startswith("These ") and stem(shown.words[1]) in first.stems
        return text.startswith(_PRONOUNS) and not known
    return text.startswith(_PRONOUNS if not candidate.is_later else _PLURAL_PRONOUNS) and not candidate.is_next
