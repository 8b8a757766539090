"""Words of a sentence that point at what another sentence said: readers meet them without it."""

from __future__ import annotations

import re
from itertools import takewhile

from bot.text.gist.cues import ESSAYS, EVENTS, US, WORKS
from bot.text.gist.words import Sentence, stem, word_set

_MOST = 2.0
_WORKS = WORKS | EVENTS
_BEFORE = word_set("above aforementioned")
_POINTING = word_set("this these those such")
_NO_NOUN = word_set("as that is was to by of who which with")
_PRONOUNS = word_set("it its they their them he she his her")
_DEFINITE = word_set("above former latter aforementioned two three answer same")
_COUNTS = word_set("two three four five six")
_ORDER = word_set("second third latter final last")
_STAGES = word_set("stage phase step part component module")
_TROUBLES = word_set(
    "axes aspects objectives questions issues problems challenges limitations issue problem challenge limitation"
)
_SOLVED = word_set(
    "address addresses addressing tackle tackles tackling solve solving overcome overcomes mitigate fill bridge"
)
_LABELLED = word_set("assumption condition equation section figure theorem hypothesis")
_STEPS = word_set("commence begin start proceed")  # "We begin by examining some observations."
_LEANING = _POINTING | _PRONOUNS | _DEFINITE | _LABELLED | _STEPS | _STAGES | {"both", "all"}
_UNREADABLE = 1.5  # "assumption (A)" says nothing to a reader who has not met it
_BEING = word_set("is was be becomes remains seems turns takes makes")
_CLAUSE = word_set("to that how whether why")  # "it is possible to train"
_ENTRY = re.compile(r"\(?(?:\d|i{1,3}|iv|[a-d])\) ")  # of a list that began before
_PREPOSITIONS = word_set("through in of by with for on via to from at across over and or that which while")
_NOUN_REACH = 3  # words after "these" among which its noun is found
_REACH = 5  # and among which "to" or "that" shows that "it" points at nothing
_FAR_IN = 8  # words of meaning after which a pointing word most likely points at them
_FIRST = 2  # words of meaning that a pronoun needs before it, those of writing aside: "this study tests its use"
_OF_WRITING = frozenset(
    map(
        stem, WORKS | word_set("study investigate explore examine analyze propose present introduce show evaluate")
    )
)


def leaning(sentence: Sentence) -> float:
    """How many words point at what another sentence said; 0.5 for one that may as well point inside."""
    count = float(bool(_ENTRY.match(sentence.text)))
    if sentence.vocabulary.isdisjoint(_LEANING):
        return count
    before = {"?"} if "?" in sentence.text else set[str]()  # a question that "both questions" point at
    words = sentence.words
    for at, word in enumerate(words):
        solved = at > 0 and words[at - 1] in _SOLVED
        count += _leans(word, words[at + 1 : at + 1 + _REACH], before, solved=solved)
        stemmed = stem(word)
        if stemmed in sentence.stems:
            before.add(stemmed)
    return min(count, _MOST)


def _leans(word: str, after: tuple[str, ...], before: set[str], *, solved: bool) -> float:
    known = len(before)
    if word in _PRONOUNS:
        expletive = word == "it" and not _BEING.isdisjoint(after[:2]) and not _CLAUSE.isdisjoint(after[1:])
        return float(len(before - _OF_WRITING) < _FIRST and not expletive)
    if word in _POINTING:
        return _points(word, after, before, solved=solved)
    following = after[0] if after else ""
    if word == "the" and following in _DEFINITE:
        return float(known < _FAR_IN // 2 or following in _BEFORE)
    noun = "".join(after[1:2])
    if word == "all" and following in _COUNTS:
        return float(stem(noun) not in before)  # all three limitations
    if word in _LABELLED:
        return _UNREADABLE * (len(following) == 1 or following.isdecimal())
    return float(
        (word == "the" and following in _ORDER and noun in _STAGES and "first" not in before)
        or (word == "both" and following in _TROUBLES and "?" not in before)
        or (word in US and following in _STEPS)
    )


def _points(word: str, after: tuple[str, ...], before: set[str], *, solved: bool) -> float:
    if word == "this" and not (_WORKS.isdisjoint(after[:2]) and ESSAYS.isdisjoint(after[:1])):
        return 0.0
    if not before:
        return 1.0
    if not after or after[0] in _NO_NOUN or word == "those":
        return float(len(before) < _FIRST and word != "such")
    nouns = takewhile(lambda noun: noun not in _PREPOSITIONS, after[:_NOUN_REACH])
    if any(stem(noun) in before for noun in nouns):
        return 0.0
    vague = len(before) >= _FAR_IN or (solved and after[0] in _TROUBLES)  # "to address these issues" is read past
    return 0.5 if vague else 1.0
