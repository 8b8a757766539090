"""Features of an abstract's sentences for the linear ranker, as numbers of about 0 to 3.

Cues come first: wordings that show the role of a sentence in an abstract, such as "we propose". Words and
beginnings of sentences are compared in lower case, `_SIGN_CUES` as written. The weights are learned.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from bot.text.gist.sentence import PUBLICATION_NOUNS, WE_AND_I, Sentence, sentence_of
from bot.text.gist.words import word_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VERBS = {name: word_list(name) for name in ("propose", "study", "show", "apply")}
_WORDS_UNTIL_VERB = 4  # "we then proceed to introduce"
_METHOD_NOUNS, _NOVELTY_WORDS = word_list("method_nouns"), word_list("novelty_words")
_CUE_WORDS = {
    name: word_list(name)
    for name in ("results", "better", "novel", "earlier", "anaphor", "theory", "our", "that", "can", "not")
}
_PUBLICATION = rf"(?:{'|'.join(sorted(PUBLICATION_NOUNS))})"
_START_CUES = {
    "starts we": r"(?:we|i)\b",
    "starts this paper": rf"(?:in )?(?:this|our) (?:\w+ )?{_PUBLICATION}\b",
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
    "starts demonstrative": rf"(?:this|these|those|such) (?!{_PUBLICATION})\w+",
    "starts earlier": r"(?:recent|recently|existing|previous|prior|traditional|traditionally|conventional|current|"
    r"currently|modern|most|many|standard)\b",
}
_SIGN_CUES = {
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
_START_PATTERNS = {name: re.compile(rf"\A(?:{pattern})") for name, pattern in _START_CUES.items()}
_SIGN_PATTERNS = {name: re.compile(pattern) for name, pattern in _SIGN_CUES.items()}
_WORD_PAIR_CUES = ("we", "this paper", "our method", "the method", "a novel")

CUES = (*(f"we {name}" for name in _VERBS), *_CUE_WORDS, *_START_CUES, *_SIGN_CUES, *_WORD_PAIR_CUES)
Values: TypeAlias = "dict[str, float]"

_POSITION_FEATURES = ("first", "second", "third", "last but one", "last", "place", "way through")
_LENGTH_FEATURES = (
    "words to 8",
    "words to 14",
    "words to 20",
    "words to 28",
    "words to 40",
    "words to 70",
    "symbols",
)
_TITLE_FEATURES = ("title recall", "title precision", "title overlap", "title rare", "title best", "title share")
_CENTRALITY_FEATURES = ("centre weight", "centre overlap", "centre repeated", "centre best", "centre share")
_PROPOSAL_COUNT_FEATURES = (
    "only proposal",
    "one of many proposals",
    "proposal in few",
    "proposal in many",
    "we in many",
)
_VOICE_FEATURES = (
    "we propose",
    "we show",
    "we study",
    "starts we",
    "starts this paper",
    "we",
    "this paper",
    "our method",
)
_VOICE_FACTORS = ("centre overlap", "words to 28")  # features that each voice is multiplied by
_PRODUCT_FEATURES = {
    f"{voice} with {other}": (voice, other) for other in _VOICE_FACTORS for voice in _VOICE_FEATURES
} | {
    # Of the products of any two features or products above, these improve the training's result most, in each
    # half of its papers.
    "study with can": ("we study", "can"),
    "apply with first we": ("we apply", "first we"),
    "show with the method": ("the method", "we show with words to 28"),
    "propose with third": ("third", "we propose with words to 28"),
}
_ORDER_FEATURES = (
    "first we",
    "first proposal",
    "after proposal",
    "proposals before",
    "after against",
    "after proposing",
)
FEATURES = (
    *CUES,
    *_POSITION_FEATURES,
    *_LENGTH_FEATURES,
    *_TITLE_FEATURES,
    *_CENTRALITY_FEATURES,
    *_ORDER_FEATURES,
    *_PROPOSAL_COUNT_FEATURES,
    *_PRODUCT_FEATURES,
)

# Lengths in words: the words between two of them have a weight of their own
_LENGTH_STEPS = (0, 8, 14, 20, 28, 40, 70)
_WORDS_PER_UNIT = 10  # words that make a value of 1
_CENTRE_SCALE, _OVERLAP_SCALE, _SYMBOL_SCALE = 20, 3, 10  # factors that bring these features to about 0 to 3
_MAX_PROPOSALS = 4  # that are counted before a sentence
_FEW_PROPOSALS = 2  # in an abstract with more, each is "one of many proposals"
_SHORT_ABSTRACT, _LONG_ABSTRACT = 5, 8  # sentences: an abstract with fewer is short, with more long
_SYMBOLS = re.compile(r"[^A-Za-z \-,.]")  # rare in prose


def cues(sentence: Sentence) -> Values:
    """Return each of `CUES` with 1.0 if the sentence has it, else 0.0."""
    lower = sentence.text.lower()
    found = {f"we {name}" for name in _we_verbs(sentence.words)}
    found |= {name for name, words in _CUE_WORDS.items() if not words.isdisjoint(sentence.vocabulary)}
    found |= {name for name, pattern in _START_PATTERNS.items() if pattern.match(lower)}
    found |= {name for name, pattern in _SIGN_PATTERNS.items() if pattern.search(sentence.text)}
    found |= set(_word_pair_cues(sentence.words))
    return {name: float(name in found) for name in CUES}


def _we_verbs(words: tuple[str, ...]) -> Iterator[str]:
    for at, word in enumerate(words):
        if word in WE_AND_I:
            near = words[at + 1 : at + 1 + _WORDS_UNTIL_VERB]
            yield from (name for name, verbs in _VERBS.items() if not verbs.isdisjoint(near))


def _word_pair_cues(words: tuple[str, ...]) -> Iterator[str]:
    """Yield those of `_WORD_PAIR_CUES` that the words have: a word, and for most a noun close behind it."""
    for at, word in enumerate(words):
        near = words[at + 1 : at + 3]
        if word in WE_AND_I:
            yield "we"
        elif word == "this" and not PUBLICATION_NOUNS.isdisjoint(near):
            yield "this paper"
        elif word in {"our", "proposed", "presented", "resulting"} and not _METHOD_NOUNS.isdisjoint(near):
            yield "our method"
        elif word == "the" and not _METHOD_NOUNS.isdisjoint(near):
            yield "the method"
        elif word in {"a", "an"} and not _NOVELTY_WORDS.isdisjoint(near):
            yield "a novel"


def features(sentences: list[Sentence], shown: list[Sentence], title: str) -> list[Values]:
    """Return the value of each of `FEATURES` for each sentence of an abstract.

    Cues are those of `sentences`, as written. Words are counted in `shown`, the same as readers see them.
    """
    frequencies = Counter(stem for sentence in shown for stem in sentence.stems)
    title_stems = sentence_of(title).stems
    rows = [
        cues(sentence)
        | _position(at, len(sentences))
        | _length_and_symbols(trimmed)
        | _title_overlap(trimmed.stems, title_stems, frequencies)
        | _centrality(trimmed.stems, frequencies, len(shown))
        for at, (sentence, trimmed) in enumerate(zip(sentences, shown, strict=True))
    ]
    _add_comparisons(rows, "title")
    _add_comparisons(rows, "centre")
    _add_order(rows)
    _add_products(rows)
    return rows


def _position(at: int, count: int) -> Values:
    way = at / (count - 1) if count > 1 else 0.0
    ends = (at == 0, at == 1, at == 2, at == count - 2, at == count - 1)  # noqa: PLR2004 - positions, as named
    return dict(zip(_POSITION_FEATURES, (*map(float, ends), math.log1p(at), way), strict=True))


def _length_and_symbols(sentence: Sentence) -> Values:
    """Return the words in each step of `_LENGTH_STEPS`, for a piecewise linear score, and the share of symbols."""
    words = len(sentence.words)
    values = [max(0, min(words, end) - start) / _WORDS_PER_UNIT for start, end in pairwise(_LENGTH_STEPS)]
    symbols = len(_SYMBOLS.findall(sentence.text)) / max(1, len(sentence.text))
    return dict(zip(_LENGTH_FEATURES, (*values, _SYMBOL_SCALE * symbols), strict=True))


def _title_overlap(stems: frozenset[str], title_stems: frozenset[str], frequencies: Counter[str]) -> Values:
    shared = stems & title_stems
    return {
        "title recall": len(shared) / max(1, len(title_stems)),
        "title precision": len(shared) / max(1, len(stems)),
        "title overlap": 2 * len(shared) / max(1, len(stems) + len(title_stems)),
        "title rare": sum(frequencies[stem] ** -0.5 for stem in sorted(shared)) / max(1, len(title_stems)),
    }


def _centrality(stems: frozenset[str], frequencies: Counter[str], count: int) -> Values:
    """Return measures of how central a sentence is in its abstract; `frequencies` counts sentences by stem."""
    total = sum(frequencies[stem] for stem in stems)
    elsewhere = total - len(stems)
    return {
        "centre weight": _CENTRE_SCALE * total / max(1, len(stems)) / max(1, frequencies.total()),
        "centre overlap": _OVERLAP_SCALE * elsewhere / max(1, len(stems)) / max(1, count - 1),
        "centre repeated": sum(frequencies[stem] > 1 for stem in stems) / max(1, len(stems)),
    }


def _add_comparisons(rows: Iterable[Values], kind: str) -> None:
    """Add "share", a sentence's overlap relative to the highest one, and "best", 1.0 for the highest one."""
    rows = list(rows)
    best = max((row[f"{kind} overlap"] for row in rows), default=0.0)
    for row in rows:
        row[f"{kind} share"] = row[f"{kind} overlap"] / best if best else 0.0
        row[f"{kind} best"] = float(best > 0 and row[f"{kind} overlap"] == best)


def _add_order(rows: list[Values]) -> None:
    """Add the features of `_ORDER_FEATURES`: the first "we", the first proposal, and what precedes a sentence.

    As in training, "proposals before" also counts "we show", and no "we study".
    """
    proposing = [any(row[cue] for cue in ("we propose", "starts this paper", "we study")) for row in rows]
    first_we = next((at for at, row in enumerate(rows) if row["we"]), -1)
    first = proposing.index(True) if True in proposing else -1
    before = 0
    for at, row in enumerate(rows):
        row["first we"] = float(at == first_we)
        row["first proposal"] = float(at == first)
        row["after proposal"] = float(0 <= first < at)
        row["proposals before"] = min(before, _MAX_PROPOSALS) / 2
        row["after against"] = float(at > 0 and rows[at - 1]["starts against"])
        row["after proposing"] = float(at > 0 and rows[at - 1]["we propose"])
        before += any(row[cue] for cue in ("we propose", "starts this paper", "we show"))


def _add_products(rows: list[Values]) -> None:
    """Add products of cues such as "we propose" with the abstract's length and with other features."""
    proposals = sum(row["we propose"] for row in rows)
    few, many = len(rows) < _SHORT_ABSTRACT, len(rows) > _LONG_ABSTRACT
    for row in rows:
        propose = row["we propose"]
        values = (
            propose * (proposals == 1),
            propose * (proposals > _FEW_PROPOSALS),
            propose * few,
            propose * many,
        )
        row |= dict(zip(_PROPOSAL_COUNT_FEATURES, (*values, row["starts we"] * many), strict=True))
        for name, (voice, other) in _PRODUCT_FEATURES.items():
            row[name] = row[voice] * row[other]
