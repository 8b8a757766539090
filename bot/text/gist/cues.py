"""What the wording of a sentence says about its part in an abstract.

Each cue is a feature of the linear ranker (`features`); how much it counts is learnt. Words are compared in
lower case and whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.words import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.text.gist.words import Sentence


US = word_set("we i")
_PROPOSE = word_set(
    "propose proposed present introduce introduced develop developed describe design designed devise formulate "
    "build create construct derive release contribute reformulate generalize generalise"
)
_STUDY = word_set(
    "study explore investigate examine analyze analyse address tackle consider extend revisit focus aim survey "
    "review evaluate"
)
_SHOW = word_set(
    "show demonstrate prove find found argue observe establish reveal identify provide suggest validate verify "
    "report"
)
_APPLY = word_set(
    "compare test apply conduct perform experiment use train employ utilize discuss hope believe note also "
    "further then"
)
_VERBS = {"propose": _PROPOSE, "study": _STUDY, "show": _SHOW, "apply": _APPLY}
_VERB_REACH = 4  # "we then proceed to introduce"

WORKS = word_set("paper work article study report survey letter research contribution thesis")
EVENTS = word_set("workshop tutorial volume proceedings chapter")  # which speak of themselves as a work does
ESSAYS = word_set("perspective essay commentary viewpoint editorial roadmap review note")  # after "this" only
_METHODS = word_set(
    "method approach model framework algorithm technique architecture system network loss results result "
    "experiments findings analysis contributions key"
)
_FRESH = word_set("novel new simple general efficient unified")
_ANYWHERE = {
    "results": word_set(
        "experiment experiments result results empirical empirically evaluation benchmark benchmarks "
        "dataset datasets"
    ),
    "better": word_set(
        "outperform outperforms outperforming state-of-the-art sota superior improve improves improved "
        "improving improvement improvements better surpass surpasses competitive significant "
        "significantly"
    ),
    "novel": word_set("novel new first simple general framework approach method"),
    "earlier": word_set(
        "recent recently existing previous previously prior traditional traditionally conventional "
        "current currently typically commonly common widely often usually many most popular standard "
        "remains remain suffer suffers fail fails lack require requires difficult challenge challenges "
        "challenging limited"
    ),
    "anaphor": word_set("this these those such its their they it them former latter above"),
    "theory": word_set("theoretical theoretically theorem prove proof guarantee guarantees bound bounds"),
    "our": word_set("our"),
    "that": word_set("that"),
    "can": word_set("can"),
    "not": word_set("not only cannot"),
}

_START = {
    "starts we": r"(?:we|i)\b",
    "starts this paper": rf"(?:in )?(?:this|our) (?:\w+ )?(?:{'|'.join(sorted(WORKS))})\b",
    "starts here": r"here\b",
    "starts purpose": r"(?:to|towards?|in order to)\b[^,]*, ?(?:we|i|this|in)\b",
    "starts against": r"(?:however|but|yet|unfortunately|although|though|despite|while|nevertheless|"
    r"nonetheless)\b",
    "starts adding": r"(?:moreover|furthermore|additionally|in addition|further|besides|also|similarly|likewise|"
    r"second|secondly|third|thirdly|then|next|finally|lastly|last)\b",
    "starts closer": r"(?:specifically|in particular|particularly|concretely|more specifically|more precisely|"
    r"for example|for instance|notably|in fact)\b",
    "starts therefore": r"(?:therefore|thus|hence|consequently|as a result|accordingly|so)\b",
    "starts pronoun": r"(?:it|they|he|she|its|their|this|these|those|such|that|both|one|some|others?)\b",
    "starts demonstrative": rf"(?:this|these|those|such) (?!{'|'.join(sorted(WORKS))})\w+",
    "starts earlier": r"(?:recent|recently|existing|previous|prior|traditional|traditionally|conventional|"
    "current|"
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
    "long past": r"\b(?:has|have) (?:recently |also |long |been |shown |become |achieved |demonstrated |"
    "emerged )",
    "passive": r"\b(?:is|are|was|were) (?:\w+ly )?(?:propos|present|introduc|develop|describ|show|demonstrat|"
    r"evaluat)",
}
_START_PATTERNS = {name: re.compile(rf"\A(?:{pattern})") for name, pattern in _START.items()}
_SIGN_PATTERNS = {name: re.compile(pattern) for name, pattern in _SIGNS.items()}

CUES = (
    *(f"we {name}" for name in _VERBS),
    *_ANYWHERE,
    *_START,
    *_SIGNS,
    "we",
    "this paper",
    "our method",
    "the method",
    "a novel",
)


def cues(sentence: Sentence) -> dict[str, float]:
    """Each of `CUES` with 1.0 where the sentence shows it, else 0.0."""
    lower = sentence.text.lower()
    found = {f"we {name}" for name in _we_do(sentence.words)}
    found |= {name for name, words in _ANYWHERE.items() if not words.isdisjoint(sentence.vocabulary)}
    found |= {name for name, pattern in _START_PATTERNS.items() if pattern.match(lower)}
    found |= {name for name, pattern in _SIGN_PATTERNS.items() if pattern.search(sentence.text)}
    found |= set(_pairs(sentence.words))
    if not US.isdisjoint(sentence.vocabulary):
        found.add("we")
    return {name: float(name in found) for name in CUES}


def _we_do(words: tuple[str, ...]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word in US:
            near = words[at + 1 : at + 1 + _VERB_REACH]
            yield from (name for name, verbs in _VERBS.items() if not verbs.isdisjoint(near))


def _pairs(words: tuple[str, ...]) -> Iterator[str]:
    for at, word in enumerate(words):
        near = words[at + 1 : at + 3]
        if word == "this" and not WORKS.isdisjoint(near):
            yield "this paper"
        elif word in {"our", "proposed", "presented", "resulting"} and not _METHODS.isdisjoint(near):
            yield "our method"
        elif word == "the" and not _METHODS.isdisjoint(near):
            yield "the method"
        elif word in {"a", "an"} and not _FRESH.isdisjoint(near):
            yield "a novel"
