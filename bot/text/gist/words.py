"""Sentences as the choice of a gist sees them: words, and the stems that carry meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ROMAN = re.compile(r"\(?\bi{1,3}\)|\bi\.(?:e|i\.d)\b|\bA\.(?:G\.)?I\b")  # (i), i.e., A.I.: no "I" of an author
_ENDINGS = (  # the first that fits goes
    *("ations", "ation", "ingly", "ings", "ing", "edly", "ies", "ied", "ers", "ors", "ions", "ion"),
    *("ed", "es", "er", "or", "ly", "s", "e"),
)
_SHORTEST_STEM = 3
ASKED_AGAIN = 256  # sentences: those of one abstract, which are compared with each other again and again
_COMMON_WORDS = 4096  # whose stems are kept, as most words are met again and again
_LONGEST_WORD = 40  # what is longer is no word, and has its end cut off


def word_set(words: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(words.split())


_EMPTY = word_set(
    "a an the of in on for to and or with by from as at is are was were be been being that this these those "
    "it its we our us their they which can has have had not but both than then such also more most into via "
    "using based where when while how what each between over through under all other one two new i there here "
    "do does did may will would could should if so no only however"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: the text, its words in lower case, and the distinct stems of those that carry meaning."""

    text: str
    words: tuple[str, ...]
    vocabulary: frozenset[str]
    stems: frozenset[str]


@lru_cache(ASKED_AGAIN)
def read(text: str) -> Sentence:
    """The sentence with its words, in time linear in its length."""
    plain = _ROMAN.sub(" ", text) if "i)" in text or "i." in text or ".I" in text else text
    words = tuple(word[:_LONGEST_WORD].lower() for word in _WORD.findall(plain))
    vocabulary = frozenset(words)
    return Sentence(text=text, words=words, vocabulary=vocabulary, stems=frozenset(map(stem, vocabulary - _EMPTY)))


@lru_cache(maxsize=_COMMON_WORDS)
def stem(word: str) -> str:
    """The word without its ending: crude, but the same for what is compared within one abstract."""
    if word.endswith(_ENDINGS):  # tells most others apart at once
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                return word.removesuffix(ending)
    return word
