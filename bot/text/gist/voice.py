"""Whose work a sentence speaks of: the authors' own, or what was there before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.sentence import ESSAYS, PUBLISHED
from bot.text.gist.words import listed

if TYPE_CHECKING:
    from bot.text.gist.sentence import Sentence

_LONGEST_NAME = 3  # words
_OURS = PUBLISHED - {"research"}
_EVERYONES = listed("everyones")
_I = re.compile(r"(?<![\w.])I(?![\w.])")  # an "i" is a variable
_REPORTED = re.compile(
    r"\b(?:is|are|was|were) (?:\w+ly |therefore |also |then )?"
    r"(?:proposed|introduced|presented|developed|shown)\b(?! by [A-Z])"
)
_OWN_PARTS = (
    r"(?:(?:Materials? and )?Methods?|Methodology|Approach|Objectives?|Aims?|Purpose|(?:Main )?Results?|"
    r"(?:Key |Main )?Findings|Conclusions?|Interpretation|Significance)(?: and \w+)?"
)
_LABEL = re.compile(rf"{_OWN_PARTS}: ?(?=[A-Z])")  # of those parts of an abstract that are about the work itself
_ANY_LABEL = re.compile(
    rf"(?:{_OWN_PARTS}|Background|Introduction|Motivation|Importance)"
    r"(?:: ?(?:\((?:1|i)\) )?(?=[A-Z])| (?=(?:This|We|Our|To|In|The|A) ))"
)
_OTHERS = re.compile(
    r"[A-Z][\w-]+ et al\b|(?:Our|The|All|We) [^.;]{0,80}\b(?:code|data)\b[^.;]{0,60}\bavailable\b"
)


def title_name(title: str) -> str:
    """What a title like "GridPull: …" calls the work, in lower case; "" for "Pruning Heads: …" and others."""
    name, colon, _ = title.partition(":")
    words = name.lower().split()
    named = colon and 0 < len(words) <= _LONGEST_NAME and not (len(words) > 1 and words[0].endswith("ing"))
    return " ".join(words) if named else ""


def foreign(written: list[Sentence], title: str) -> list[bool]:
    """Which sentences, as they are `written`, speak of no one's own work, where another one does.

    Authors who never say "we" are recognised by "is proposed", and by the labels of a structured abstract.
    """
    name = title_name(title)
    own = [_own(sentence, name) for sentence in written]
    if not any(own):
        own = [bool(_LABEL.match(one.text) or _REPORTED.search(one.text)) for one in written]
    return [any(own) and not voice for voice in own]


def _own(sentence: Sentence, name: str) -> bool:
    """Whether the authors speak of their own work: as we, as this paper, or by the name that the title gives."""
    if _OTHERS.match(sentence.text):
        return False
    words = sentence.words
    if "we" in words or ("i" in words and _I.search(sentence.text)) or (name and name in sentence.text.lower()):
        return True
    return any(
        (word in {"this", "the"} and not _OURS.isdisjoint(words[at + 1 : at + 3]))
        or (word == "this" and not ESSAYS.isdisjoint(words[at + 1 : at + 2]))
        or (word in {"our", "my"} and _EVERYONES.isdisjoint(words[at + 1 : at + 2]))
        or words[at : at + 2] in {("the", "authors"), ("the", "proposed"), ("a", "novel")}
        for at, word in enumerate(words)
    )


def unlabelled(text: str) -> str:
    """The sentence without the label of its part of the abstract: "Results: The method works."."""
    label = _ANY_LABEL.match(text)
    return text[label.end() :] if label else text
