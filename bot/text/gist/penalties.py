"""Penalties for sentences that depend on others or say little, which training cannot teach.

ROUGE against reference summaries rarely shows the difference, but readers see it. Penalties are on the scale of
the ranker's scores, where the best sentence usually leads by 3 to 10.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.sentence import ESSAY_NOUNS, WORK_NOUNS, sentence_of
from bot.text.gist.words import word_list

if TYPE_CHECKING:
    from bot.text.gist.sentence import Sentence

_MAX_NAME_WORDS = 3  # words: before the colon of a title, more are no name
_OWN_WORK_NOUNS = WORK_NOUNS - {"research"}  # "the research" can be that of others
_SHARED_NOUNS = word_list("shared_nouns")  # "our world" is that of everybody
_PRONOUN_I = re.compile(r"(?<![\w.])I(?![\w.])")  # an "i" is a variable
_PASSIVE_REPORT = re.compile(
    r"\b(?:is|are|was|were) (?:\w+ly |therefore |also |then )?"
    r"(?:proposed|introduced|presented|developed|shown)\b(?! by [A-Z])"
)
_OWN_PARTS = (
    r"(?:(?:Materials? and )?Methods?|Methodology|Approach|Objectives?|Aims?|Purpose|(?:Main )?Results?|"
    r"(?:Key |Main )?Findings|Conclusions?|Highlights?|Summary|Interpretation|Significance)(?: and \w+)?"
)
_OWN_LABEL = re.compile(
    rf"{_OWN_PARTS}: ?(?=[A-Z])"
)  # of those parts of an abstract that are about the work itself
_ANY_LABEL = re.compile(
    rf"(?:{_OWN_PARTS}|Background|Introduction|Motivation|Importance)"
    r"(?:: ?(?:\((?:1|i)\) )?(?=[A-Z])| (?=(?:This|We|Our|To|In|The|A) ))"
)
# "A fault that we call drift …", "Knuth et al. fold …", "Our code is available …"
_NOT_OWN_WORK = re.compile(
    r"(?!.*\b(?:[Ww]e|[Oo]ur) (?!term|call|refer))(?!.*\b(?:paper|work|study)\b).*\bwe (?:term|call|refer)\b|"
    r"[A-Z][\w-]+ et al\b|(?:Our|The|All|We) [^.;]{0,80}\b(?:code|data)\b[^.;]{0,60}\bavailable\b"
)
# Each penalty, and the sentences that get it:
DEPENDENT = 7  # for each word that refers to another sentence, at most twice; half for a doubtful one
BACKGROUND = 30.0  # not about the authors' own work, if another one is
UNNAMED = 4.5  # without the title's name for the work, if another one has it
SIDE_RESULT = 6.0  # presents something else than the title names, if another one presents that
UNFINISHED = 6.0  # announces the next sentence ("in the following steps."), or has an address
QUESTION = 8.0  # a question
STUDY = 3.8  # says what was studied, but not what was found or made
STUDY_TITLE = 10.0  # the same, if the title says that the paper is a study

_STUDY_TITLE_WORDS = word_list("study_title_words")
_PRESENTING = re.compile(
    r"\b(?:present|introduce|propose|develop|describe|design|build|built|create|construct|call|term|dub)(?:s|ed|"
    r"d)? "
    r"(?:(?:a|an|the|novel|new|our|method|framework|named|called) ){0,3}"
)


def title_name(title: str) -> str:
    """Return the work's name from a title like "GridPull: …", in lower case.

    "" for "Pruning Heads: …" and others.
    """
    name, colon, _ = title.partition(":")
    words = name.lower().split()
    named = colon and 0 < len(words) <= _MAX_NAME_WORDS and not (len(words) > 1 and words[0].endswith("ing"))
    return " ".join(words) if named else ""


def is_background(written: list[Sentence], title: str) -> list[bool]:
    """Return True for each sentence that is not about the authors' own work, if another one is.

    Without "we", own work is recognised by "is proposed", and by the labels of a structured abstract.
    """
    name = title_name(title)
    own = [_is_own_work(sentence, name) for sentence in written]
    if not any(own):
        own = [bool(_OWN_LABEL.match(one.text) or _PASSIVE_REPORT.search(one.text)) for one in written]
    return [any(own) and not is_own for is_own in own]


def _is_own_work(sentence: Sentence, name: str) -> bool:
    """True if it is about the authors' own work: "we", "this paper", or the title's name for it."""
    if _NOT_OWN_WORK.match(sentence.text):
        return False
    words = sentence.words
    if (
        "we" in words
        or ("i" in words and _PRONOUN_I.search(sentence.text))
        or (name and name in sentence.text.lower())
    ):
        return True
    return any(
        (word in {"this", "the"} and not _OWN_WORK_NOUNS.isdisjoint(words[at + 1 : at + 3]))
        or (word == "this" and not ESSAY_NOUNS.isdisjoint(words[at + 1 : at + 2]))
        or (word in {"our", "my"} and _SHARED_NOUNS.isdisjoint(words[at + 1 : at + 2]))
        or words[at : at + 2] in {("the", "authors"), ("the", "proposed"), ("a", "novel"), ("the", "results")}
        for at, word in enumerate(words)
    )


def unlabelled(text: str) -> str:
    """Return the sentence without the label of its section, as in "Results: The method works."."""
    label = _ANY_LABEL.match(text)
    return text[label.end() :] if label else text


def penalties(shown: list[Sentence], title: str, written: list[Sentence]) -> list[float]:
    """Return the penalty of each sentence, given as it would be shown and as `written`."""
    name = title_name(title)
    studying = STUDY if _STUDY_TITLE_WORDS.isdisjoint(sentence_of(title).words) else STUDY_TITLE
    named = [bool(name) and name in one.text.lower() for one in shown]
    main = [one.presents and _presents(one, name) for one in shown]
    return [
        DEPENDENT * one.dependence
        + BACKGROUND * background
        + studying * one.study_only
        + UNFINISHED * one.unfinished
        + QUESTION * one.text.endswith("?")
        + UNNAMED * (any(named) and not has_name)
        + SIDE_RESULT * (any(main) and not is_main and one.presents)
        for one, background, has_name, is_main in zip(
            shown, is_background(written, title), named, main, strict=True
        )
    ]


def _presents(sentence: Sentence, name: str) -> bool:
    """True if it presents the thing that the title names, as "we introduce MIRA"."""
    text = sentence.text.lower()
    ends = (match.end() + len(name) for match in _PRESENTING.finditer(text) if text.startswith(name, match.end()))
    return bool(name) and any(not text[end : end + 1].isalnum() and text[end : end + 1] != "-" for end in ends)
