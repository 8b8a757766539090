"""Whose work a sentence speaks of: the authors' own, or what was there before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.cues import ESSAYS, EVENTS, WORKS
from bot.text.gist.words import Sentence, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_NAME = 3  # words
_PUBLISHED = (WORKS | EVENTS) - {"research"}
_MADE = word_set("proposed introduced presented developed designed")
_KINDS = word_set(
    "method approach framework model architecture algorithm technique system network loss dataset benchmark "
    "paradigm task mechanism strategy scheme pipeline optimizer metric module"
)
_EVERYONES = word_set("understanding knowledge ability lives world society daily everyday")  # "our daily lives"
_I = re.compile(r"(?<![\w.])I(?![\w.])")  # an "i" is a variable
_REPORTED = re.compile(
    r"\b(?:is|are|was|were) (?:\w+ly |therefore |also |then )?"
    r"(?:proposed|introduced|presented|developed|shown)\b(?! by [A-Z])"
)
_OWN_PARTS = (
    r"(?:(?:Materials? and )?Methods?|Methodology|Approach|Objectives?|Aims?|Purpose|(?:Main )?Results?|"
    r"(?:Key |Main )?Findings|"
    r"Conclusions?|Interpretation|Significance)(?: and \w+)?"
)
_NO_WORK = re.compile(  # "Ada et al. propose a game of our own making", or "Our code is available"
    r"In recent years\b|(?:That|Those|These|This|Such) (?:prior|previous|earlier|existing) "
    r"|Over the (?:past|last)\b|[A-Z][\w-]+ et al\b|(?:Our|The|All|We) [^.;]{0,80}\b(?:code|"
    r"data|datasets?|models?|weights|prompts)\b"
    r"[^.;]{0,60}\bavailable\b"
)
_LABEL = re.compile(rf"{_OWN_PARTS}: ?(?=[A-Z])")  # of those parts of an abstract that are about the work itself
_ANY_LABEL = re.compile(
    rf"(?:{_OWN_PARTS}|Background|Introduction|Motivation|Importance)"
    r"(?:: ?(?:\((?:1|i)\) )?(?=[A-Z])| (?=(?:This|We|Our|To|In|The|A) ))"
)


def own_voice(sentence: Sentence, name: str) -> bool:
    """Whether the authors speak of their own work: as we, as this paper, or by the name that the title gives."""
    words = sentence.vocabulary
    if _NO_WORK.match(sentence.text):
        return False
    speaks = "we" in words or ("i" in words and _I.search(sentence.text))
    if speaks or (name and name in sentence.text.lower()):
        return True
    near = zip(sentence.words, (*sentence.words[1:], ""), (*sentence.words[2:], "", ""), strict=False)
    return any(
        (word in {"this", "the"} and not {first, second}.isdisjoint(_PUBLISHED))
        or (word == "this" and first in ESSAYS)
        or (word == "the" and first == "authors")
        or (word in {"our", "my"} and first not in _EVERYONES)
        or (word in {"the", "a", "an"} and first in _MADE)
        or (word == "novel" and not {first, second}.isdisjoint(_KINDS))
        for word, first, second in near
    )


def title_name(title: str) -> str:
    """What a title like "GridPull: …" calls the work, in lower case; "" for "Pruning Heads: …" and others."""
    name, colon, _ = title.partition(":")
    words = name.lower().split()
    named = colon and 0 < len(words) <= _LONGEST_NAME and not (len(words) > 1 and words[0].endswith("ing"))
    return " ".join(words) if named else ""


def foreign(sentences: list[Sentence], title: str, written: Sequence[Sentence] = ()) -> list[bool]:
    """Which sentences speak of no one's own work, where another one does.

    What a sentence is not shown with may tell, too: "In this work," of those as they are `written`. Authors who
    never say "we" are recognised by "is proposed", and by the labels of a structured abstract.
    """
    name = title_name(title)
    own = [own_voice(sentence, name) for sentence in sentences]
    for at, one in enumerate(written):
        own[at] = own[at] or (one.text != sentences[at].text and own_voice(one, name))
    if not any(own):
        own = [bool(_LABEL.match(one.text) or _REPORTED.search(one.text)) for one in sentences]
    return [any(own) and not voice for voice in own]


def unlabelled(text: str) -> str:
    """The sentence without the label of its part of the abstract: "Results: The method works."."""
    label = _ANY_LABEL.match(text)
    return text[label.end() :] if label else text
