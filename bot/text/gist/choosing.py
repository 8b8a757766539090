"""Choose the gist: the best sentence, with another one if it depends on that or says too little."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from bot.text.gist.second_sentence.compress import compressed, compressions, fitted, without_setting
from bot.text.gist.second_sentence.flaws import flaws
from bot.text.gist.second_sentence.scoring import (
    DULL_STEMS,
    Candidate,
    Need,
    content_words,
    has_few_content_words,
    only_names_thing,
    score,
)
from bot.text.gist.sentence import Sentence, sentence_of
from bot.text.gist.shorten import MAX_GIST_LENGTH, cut_at_clause, second_cuts, unnumbered
from bot.text.gist.trim import capitalized, without_demonstratives
from bot.text.gist.words import stem, word_list

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOMY_LENGTHS = (170, 120)  # limits in characters for a study's subject, which leave room for a second sentence
_MIN_NEW_WORDS = {
    Need.FINDING: 2,
    Need.USE: 3,
    Need.RESULT: 4,
    Need.MORE: 5,
}  # least content words beyond the title and the first sentence
_TOPIC_WORDS = 8  # words at the beginning that name what a sentence is about
# Stems of words that name no particular thing: "The method reduces"
_GENERAL_STEMS = DULL_STEMS | {
    stem(word) for word in word_list("method_nouns", "finding_subjects", "publication_nouns")
}
_POINTER_WORDS = 2  # words: "This framework" refers to the sentence before

# Points of a pair, beside those of `scoring`.
_POINTS_PER_WORD, _MAX_WORDS = 0.8, 8  # for each new content word of the second sentence, and how many count
_WITHOUT_LEAD_POINTS = -1.0  # a sentence without its setting, list, brackets or the like
_CUT_AT_CLAUSE_POINTS = -1.1  # a sentence that is cut at the end of a clause
_CUT_ELSEWHERE_POINTS = -4.0  # a sentence that is cut elsewhere
_MIN_MORE_CHARACTERS = 20  # characters that such a cut must keep more than a cut at a clause
_POINTS_PER_SCORE = 0.1  # for the ranker's score of the second sentence minus that of the first
# The most that the second one's score can be lower; a larger difference counts as this
_MAX_SCORE_DIFFERENCE = 35.0

_WORD = re.compile(r"[\w-]+")
_CODE_LINK = re.compile(  # where to get code or data
    r"https?\b|github|hugging ?face|available at|(?:is|re|ly) (?:available|accessible|public)\b"
    r"|\b(?:our|the|all|source) (?:\w+ )?codes? |^code |code and |^We (?:also |publicly |plan to |will )?"
    r"(?:release|open-source|make) |^We hope |\bwill be (?:\w+ )?(?:released|open-sourced)\b",
    re.IGNORECASE,
)
_MAX_SENTENCES, _MAX_TEXTS = 3, 4  # sentences, and texts for each need, among which one without flaws is searched
_FLAW_COST = 12.0  # for each flaw of a text, on the scale of the ranker's scores
_NO_RESULT_WEAKNESS = 0.12  # weakness of a sentence without a result
# For a weak text, and with how few content words beyond the title it is weak
_WEAK_COST, _WEAK_BELOW_WORDS = 9.5, 4
_ECHO_WEAKNESS = 0.8  # weakness of a text that says hardly more than the title
# With fewer characters a lone sentence is a little weak; how many fewer make it weak
_BRIEF_LENGTH, _BRIEF_RANGE = 120, 50
# For each point by which the score is lower than the highest; how many can be
_SCORE_GAP_COST, _MAX_SCORE_GAP = 0.7, 20
# For a sentence before the chosen one, and how many characters identify that
_LEADING_SENTENCE_COST, _START_LENGTH = 4.0, 40
_FIRST_LENGTH = 190  # characters below which more about the thing can follow a first sentence
_FIRST_MAX_LENGTH = 235  # characters of a first sentence that another one can follow
_LONE_FINDING_LENGTH = 270  # characters of a finding that replaces the first sentence
_LONE_FINDING_SCORE = 16.0  # score of a finding over a new thing
_MIN_LONE_WORDS = 4  # least content words beyond the title
_CONDITION_STARTS = ("If ", "When ", "Otherwise")  # which depend on a sentence before
_STUDY_TITLE = re.compile(  # a title that asks a question, or names a study
    r"\?|\b(?:how|why|does|do)\b"
    r"|\b(?:an?|the) (?:[\w-]+ ){0,3}?(?:study|studies|analysis|audit|investigation|evaluation|assessment|"
    r"comparison|review|survey|appraisal)\b"
    r"|(?:^|: )(?:evaluat|investigat|assess|analy[sz]|revisit|rethink|understand|examin|explor|measur|"
    r"characteri[sz]|compar|dissect|benchmark|prob|audit|reproduc|replicat|quantify)ing\b",
    re.IGNORECASE,
)


def has_substance(sentence: Sentence) -> bool:
    """True unless it says only the subject of a study, or where to get code or data."""
    return not (sentence.study_only or _CODE_LINK.search(sentence.text))


def _has_result(sentence: Sentence) -> bool:
    return sentence.has_number or sentence.has_finding or sentence.has_improvement


def _pairs(
    shown: list[Sentence], scores: list[float], at: int, title_stems: frozenset[str], need: Need
) -> Iterator[tuple[float, str]]:
    """Yield each pair of the chosen sentence and one that can follow: its score, and its text."""
    first = shown[at]
    known = title_stems | first.stems
    others = (one.names for one in shown if one is not first and one.presents)
    names = frozenset[str]().union(*others) - first.names
    unknown = {name for name in names if stem(name.lower()) not in title_stems}
    first_forms = list(_first_forms(first, need))
    for place, one in enumerate(shown):
        if place == at or (need is Need.RESULT and (place < at or not _has_result(one))) or not has_substance(one):
            continue
        value = _POINTS_PER_SCORE * max(scores[place] - scores[at], -_MAX_SCORE_DIFFERENCE)
        for text, first_points in first_forms:
            if len(text) > _FIRST_MAX_LENGTH:
                continue
            for more, second_points in _second_forms(one.text, MAX_GIST_LENGTH - len(text) - 1):
                if unknown and not (unknown - one.names).isdisjoint(_WORD.findall(more)):
                    continue  # about a thing that is not introduced
                candidate = Candidate(
                    written=one, shown=sentence_of(more), is_later=place > at, is_next=place == at + 1
                )
                added = _points_as_second(candidate, need, first, known)
                named = candidate.is_next and more.startswith(("This ", "These ", "Such "))
                after = " ".join(more.split()[_POINTER_WORDS:]) if named else more
                if _refers_to_unknown_noun(more, known):
                    continue
                if added is not None and sentence_of(f"{text} {after}").dependence <= first.dependence:
                    yield value + first_points + second_points + added, f"{text} {more}"


def _refers_to_unknown_noun(text: str, known: frozenset[str]) -> bool:
    """True if it starts like "The game reduces", and is not about a thing of the `known` stems."""
    sentence = sentence_of(text)
    if sentence.words[:1] != ("the",) or not _GENERAL_STEMS.isdisjoint(
        map(stem, sentence.words[1 : _POINTER_WORDS + 2])
    ):
        return False
    return known.isdisjoint(map(stem, sentence.words[1:_TOPIC_WORDS]))


def _points_as_second(candidate: Candidate, need: Need, first: Sentence, known: frozenset[str]) -> float | None:
    """Return the points of a second sentence; None if it cannot follow, or adds little to the `known` stems."""
    value, new = score(candidate, need, first), content_words(candidate.shown, known)
    has_result = need is not Need.MORE and (candidate.shown.has_number or candidate.shown.has_improvement)
    if value is None or (new < _MIN_NEW_WORDS[need] and not has_result):
        return None
    return value + _POINTS_PER_WORD * min(new, _MAX_WORDS)


def _first_forms(first: Sentence, need: Need) -> Iterator[tuple[str, float]]:
    """Yield forms of the first sentence, each with its points, which are never positive."""
    yield first.text, 0.0
    shorter = list(compressions(first.text))
    yield from ((short, _WITHOUT_LEAD_POINTS) for short in shorter)
    short = shorter[-1] if shorter else first.text
    loosely = need is Need.FINDING and (first.study_only > 0 or first.is_benchmark)
    if loosely or len(short) > _FIRST_MAX_LENGTH:
        cuts = (cut_at_clause(short, limit, loosely=loosely) for limit in _ROOMY_LENGTHS)
        yield from ((cut, _CUT_AT_CLAUSE_POINTS) for cut in cuts if cut)


def _second_forms(text: str, room: int) -> Iterator[tuple[str, float]]:
    """Yield forms of a second sentence that fit `room` characters, each with its points."""
    whole = compressed(text)
    # Without a setting both are the same text, at no cost.
    for one, points in ({without_setting(whole): _WITHOUT_LEAD_POINTS} | {whole: 0.0}).items():
        if len(one) <= room:
            yield one, points
            continue
        cut, loose = second_cuts(one, room)
        if cut:
            yield cut, points + _CUT_AT_CLAUSE_POINTS
        if len(loose) > len(cut) + _MIN_MORE_CHARACTERS:
            yield loose, points + _CUT_ELSEWHERE_POINTS


def best_text(shown: list[Sentence], scores: list[float], title: Sentence) -> str:
    """Return the gist: of the texts made for each of the best sentences, the one with the lowest cost.

    A text costs more for flaws, if it is weak, and the lower the score of its sentence is. `scores` are those of
    the abstract's sentences as shown.
    """
    order = sorted(range(len(shown)), key=lambda at: -scores[at])[:_MAX_SENTENCES]
    cheapest, best = math.inf, ""
    for at in order:
        score_gap = scores[order[0]] - scores[at]
        if score_gap > _MAX_SCORE_GAP or _SCORE_GAP_COST * score_gap >= cheapest:
            break
        for whole in _texts(shown, scores, at, title):
            text = capitalized(without_demonstratives(unnumbered(fitted(whole))))
            text += "." * text[-1:].isalnum()
            has_predecessor = at > 0 and whole.startswith(shown[at - 1].text[:_START_LENGTH])
            weak = _weakness(shown[at].text if has_predecessor else text, title.stems)
            faults = _FLAW_COST * flaws(text, has_predecessor=has_predecessor) + _WEAK_COST * weak
            cost = _SCORE_GAP_COST * score_gap + faults + _LEADING_SENTENCE_COST * has_predecessor
            if cost < cheapest:
                cheapest, best = cost, text
            if not faults:
                break
    return best


def _texts(shown: list[Sentence], scores: list[float], at: int, title: Sentence) -> Iterator[str]:
    """Yield gists for the sentence at `at`, the preferred one first; some replace that of a study."""
    chosen = shown[at]
    # A study with its finding needs no sentence before it.
    if not chosen.study_only and (text := _with_predecessor(shown, at)) != chosen.text:
        yield text
    for need in _needs(chosen, title):
        pairs = sorted(_pairs(shown, scores, at, title.stems, need), reverse=True)
        yield from (text for _, text in pairs[:_MAX_TEXTS])
    if chosen.study_only:
        yield from _lone_sentences(shown, scores, at, title.stems)
        yield _with_predecessor(shown, at)
    yield chosen.text


def _weakness(text: str, title_stems: frozenset[str]) -> float:
    """Return 1.0 for a sentence that says only what was studied, or announces; less if a text echoes the title.

    A single sentence is weaker the shorter it is, unless it has a finding, and a little weak without a result.
    """
    whole = sentence_of(text)
    if whole.has_number:
        return 0.0
    core = sentence_of(compressed(text))
    empty = not whole.presents and (core.announces or (whole.praises and not whole.has_finding))
    dry = 0.0 if _has_result(whole) else _NO_RESULT_WEAKNESS
    brief = 0.0 if whole.has_finding else min(1.0, (_BRIEF_LENGTH - len(text)) / _BRIEF_RANGE)
    alone = 0.0 if ". " in text else max(min(whole.study_only, 1.0), float(empty), dry, brief)
    return max(alone, _ECHO_WEAKNESS * (content_words(whole, title_stems) < _WEAK_BELOW_WORDS))


def _with_predecessor(shown: list[Sentence], at: int) -> str:
    """Return the sentence; if it depends on the one before it, after as much of that as fits."""
    text, before = shown[at].text, shown[at - 1]
    if (
        not at
        or shown[at].dependence < 1
        or before.dependence
        or before.text.endswith("?")
        or before.text.startswith(_CONDITION_STARTS)
    ):
        return text
    room = MAX_GIST_LENGTH - len(text) - 1
    start = before.text if len(before.text) <= room else cut_at_clause(before.text, room)
    return f"{start} {text}".lstrip()


def _needs(chosen: Sentence, title: Sentence) -> Iterator[Need]:
    """Yield the needs of the chosen sentence, such as a result, the most important first."""
    if chosen.study_only and not chosen.has_number:
        yield Need.FINDING
        return
    has_result = chosen.has_number or (not chosen.presents and (chosen.has_finding or chosen.has_improvement))
    if not has_result and (_STUDY_TITLE.search(title.text) or chosen.is_benchmark):
        yield Need.FINDING
    if only_names_thing(chosen, title.stems) or has_few_content_words(chosen, title.stems):
        yield Need.USE
    if not has_result:
        yield Need.RESULT
    if chosen.presents and len(chosen.text) < _FIRST_LENGTH:
        yield Need.MORE


def _lone_sentences(
    shown: list[Sentence], scores: list[float], at: int, title_stems: frozenset[str]
) -> Iterator[str]:
    """Yield findings and new things that can stand alone and share a word with the title, the best first."""
    candidates: list[tuple[float, str]] = []
    for place, (points, one) in enumerate(zip(scores, shown, strict=True)):
        measured = one.has_number and one.has_comparison
        found = one.has_finding or (one.has_improvement and (measured or (place > at and not one.by_authors)))
        if one.praises or not has_substance(one) or not (found or (one.presents and one.describes_use)):
            continue
        text = compressed(one.text)
        short = sentence_of(
            text if len(text) <= _LONE_FINDING_LENGTH else cut_at_clause(text, _LONE_FINDING_LENGTH)
        )
        dependent = short.announces or short.dependence or short.text.endswith("?")
        if dependent or short.stems.isdisjoint(title_stems):
            continue
        if content_words(short, title_stems) >= _MIN_LONE_WORDS:
            candidates.append((points + _LONE_FINDING_SCORE * found, short.text))
    yield from (text for _, text in sorted(candidates, reverse=True)[:_MAX_TEXTS])
