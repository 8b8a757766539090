"""What training cannot teach: sentences that lean on another one, and sentences about what was there before.

Reference summaries rarely tell such sentences apart by their words, readers do at once. The penalties are on the
scale of the ranker's scores, where the best sentence is usually 3 to 10 ahead of the second.
"""

from __future__ import annotations

from bot.text.gist.cues import US, WORKS
from bot.text.gist.words import Sentence, stem, word_set

LEANING = 7.0  # for each word that points out of the sentence
MOST_LEANING = 2.0
BACKGROUND = 7.0  # for a sentence that speaks of no one's own work, where another one does

_POINTING = word_set("this these those such")
_NO_NOUN = word_set("as that is was to by of who which with")
_PRONOUNS = word_set("it its they their them he she his her")
_DEFINITE = word_set("above former latter aforementioned two three answer same")
_TROUBLES = word_set("questions issues problems challenges limitations issue problem challenge limitation")
_LABELLED = word_set("assumption condition equation section figure theorem hypothesis")
_STEPS = word_set("commence begin start proceed")  # "We begin by examining some observations."
_LEANING = _POINTING | _PRONOUNS | _DEFINITE | _LABELLED | _STEPS | {"both"}
_UNREADABLE = 1.5  # "assumption (A)" says nothing to a reader who has not met it
_NOUN_REACH = 3  # words after "these" among which its noun is found
_FAR_IN = 8  # words of meaning after which a pointing word most likely points at them
_FIRST = 2  # words of meaning that a pronoun needs before it
_LONGEST_NAME = 3  # words
_PUBLISHED = WORKS - {"research"}


def leaning(sentence: Sentence) -> float:
    """How many words point at what another sentence said; 0.5 for one that may as well point inside."""
    if sentence.vocabulary.isdisjoint(_LEANING):
        return 0.0
    before: set[str] = set()
    count = 0.0
    words = sentence.words
    for at, word in enumerate(words):
        count += _leans(word, words[at + 1 : at + 1 + _NOUN_REACH], before)
        stemmed = stem(word)
        if stemmed in sentence.stems:
            before.add(stemmed)
    return min(count, MOST_LEANING)


def _leans(word: str, after: tuple[str, ...], before: set[str]) -> float:
    known = len(before)
    if word in _PRONOUNS:
        return float(known < _FIRST)
    if word in _POINTING:
        return _points(word, after, before)
    following = after[0] if after else ""
    if word == "the" and following in _DEFINITE:
        return float(known < _FAR_IN // 2)
    if word in _LABELLED:
        return _UNREADABLE * (len(following) == 1 or following.isdecimal())
    return float((word == "both" and following in _TROUBLES) or (word in US and following in _STEPS))


def _points(word: str, after: tuple[str, ...], before: set[str]) -> float:
    if not WORKS.isdisjoint(after[:2]):
        return 0.0
    if not before:
        return 1.0
    if not after or after[0] in _NO_NOUN or word == "those":
        return float(len(before) < _FIRST and word != "such")
    if any(stem(noun) in before for noun in after):
        return 0.0
    vague = len(before) >= _FAR_IN or after[0] in _TROUBLES  # "to address these issues" can be read past
    return 0.5 if vague else 1.0


def own_voice(sentence: Sentence, name: str) -> bool:
    """Whether the authors speak of their own work: as we, as this paper, or by the name that the title gives."""
    words = sentence.vocabulary
    if not US.isdisjoint(words) or "our" in words or (name and name in sentence.text.lower()):
        return True
    if "novel" in words or "proposed" in words:
        return True
    near = zip(sentence.words, sentence.words[1:], (*sentence.words[2:], ""), strict=False)
    return any(
        word in {"this", "the"} and not {first, second}.isdisjoint(_PUBLISHED) for word, first, second in near
    )


def title_name(title: str) -> str:
    """What a title like "GridPull: Towards …" calls the work, in lower case; "" for other titles."""
    name, colon, _ = title.partition(":")
    return name.strip().lower() if colon and 0 < len(name.split()) <= _LONGEST_NAME else ""


def penalties(sentences: list[Sentence], title: str) -> list[float]:
    """What to take off each sentence's score; the sentences come as they would be shown."""
    name = title_name(title)
    own = [own_voice(sentence, name) for sentence in sentences]
    background = BACKGROUND if any(own) else 0.0
    return [
        LEANING * leaning(sentence) + (0.0 if voice else background)
        for sentence, voice in zip(sentences, own, strict=True)
    ]
