"""What the wording of a sentence says about its part in an abstract.

Each cue is a feature of the linear ranker (`features`); how much it counts is learnt. Words are compared in
lower case and whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.sentence import US, WORKS
from bot.text.gist.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.text.gist.sentence import Sentence

_VERBS = {name: listed(name) for name in ("propose", "study", "show", "apply")}
_VERB_REACH = 4  # "we then proceed to introduce"
_METHODS, _FRESH = listed("methods"), listed("fresh")
_ANYWHERE = {
    name: listed(name)
    for name in ("results", "better", "novel", "earlier", "anaphor", "theory", "our", "that", "can", "not")
}
_WORK = rf"(?:{'|'.join(sorted(WORKS))})"
_START = {
    "starts we": r"(?:we|i)\b",
    "starts this paper": rf"(?:in )?(?:this|our) (?:\w+ )?{_WORK}\b",
    "starts here": r"here\b",
    "starts purpose": r"(?:to|towards?|in order to)\b[^,]*, ?(?:we|i|this|in)\b",
    "starts against": r"(?:however|but|yet|unfortunately|although|though|despite|while|nevertheless|"
    "nonetheless)\b",
    "starts adding": r"(?:moreover|furthermore|additionally|in addition|further|besides|also|similarly|likewise|"
    r"second|secondly|third|thirdly|then|next|finally|lastly|last)\b",
    "starts closer": r"(?:specifically|in particular|particularly|concretely|more specifically|more precisely|"
    r"for example|for instance|notably|in fact)\b",
    "starts therefore": r"(?:therefore|thus|hence|consequently|as a result|accordingly|so)\b",
    "starts pronoun": r"(?:it|they|he|she|its|their|this|these|those|such|that|both|one|some|others?)\b",
    "starts demonstrative": rf"(?:this|these|those|such) (?!{'|'.join(sorted(WORKS))})\w+",
    "starts earlier": r"(?:recent|recently|existing|previous|prior|traditional|traditionally|conventional|current|"
    r"currently|modern|most|many|standard)\b",
}
_SIGNS = {
    "question": r"\?",
    "colon": r":",
    "semicolon": r";",
    "bracket": r"\(",
    "digit": r"\d",
    "figure": r"\d ?%|\d×|\d\.\d",
    "named": r"\([A-Z](?=[\w-]*[A-Z])[\w-]*\)|(?:called|named|termed|dubbed|coined) ",
    "example": r"\(?e\.g\.|such as|including|i\.e\.",
    "by doing": r"\bby \w+ing\b",
    "long past": r"\b(?:has|have) (?:recently |also |long |been |shown |become |achieved |demonstrated |emerged )",
    "passive": r"\b(?:is|are|was|were) (?:\w+ly )?(?:propos|present|introduc|develop|describ|show|demonstrat|"
    r"evaluat)",
}
_START_PATTERNS = {name: re.compile(rf"\A(?:{pattern})") for name, pattern in _START.items()}
_SIGN_PATTERNS = {name: re.compile(pattern) for name, pattern in _SIGNS.items()}
_PAIRS = ("we", "this paper", "our method", "the method", "a novel")

CUES = (*(f"we {name}" for name in _VERBS), *_ANYWHERE, *_START, *_SIGNS, *_PAIRS)


def cues(sentence: Sentence) -> dict[str, float]:
    """Each of `CUES` with 1.0 where the sentence shows it, else 0.0."""
    lower = sentence.text.lower()
    found = {f"we {name}" for name in _we_do(sentence.words)}
    found |= {name for name, words in _ANYWHERE.items() if not words.isdisjoint(sentence.vocabulary)}
    found |= {name for name, pattern in _START_PATTERNS.items() if pattern.match(lower)}
    found |= {name for name, pattern in _SIGN_PATTERNS.items() if pattern.search(sentence.text)}
    found |= set(_pairs(sentence.words))
    return {name: float(name in found) for name in CUES}


def _we_do(words: tuple[str, ...]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word in US:
            near = words[at + 1 : at + 1 + _VERB_REACH]
            yield from (name for name, verbs in _VERBS.items() if not verbs.isdisjoint(near))


def _pairs(words: tuple[str, ...]) -> Iterator[str]:
    for at, word in enumerate(words):
        near = words[at + 1 : at + 3]
        if word in US:
            yield "we"
        elif word == "this" and not WORKS.isdisjoint(near):
            yield "this paper"
        elif word in {"our", "proposed", "presented", "resulting"} and not _METHODS.isdisjoint(near):
            yield "our method"
        elif word == "the" and not _METHODS.isdisjoint(near):
            yield "the method"
        elif word in {"a", "an"} and not _FRESH.isdisjoint(near):
            yield "a novel"
