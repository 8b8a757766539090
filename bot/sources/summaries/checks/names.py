"""Whether the names of a text stand in the paper, as far as capital letters and a list of well-known ones tell."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.language.languages import ENGLISH, language_of
from bot.sources.summaries.checks.tables import table, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['\u2019][A-Za-z]+)?")
_POSSESSIVE = re.compile(r"['\u2019][A-Za-z]*$")
_BEGINNING = re.compile(
    r"(?:^|[.!?:;\u2013\u2014\u2026][\"')\]\u201d\u2019]*\s+)"  # of the text, a sentence, or what follows a colon
    r"[\"'(\[\u201c\u2018\u201e\u00ab\u00bf\u00a1]*$"
)
_ENDINGS = ("s", "es", "n", "en")  # of several, and of German cases
_SHORTEST_ABBREVIATION = 3
_EVERYBODYS = frozenset({"ai"})  # no abstract needs to spell it
_OPENING_ENDINGS = ("ing", "ed", "ly")


def names_stand_in(text: str, source: str, language: str) -> bool:
    """Whether the source has every name of the text.

    German nouns have capitals, too: there, only abbreviations, names like `arXiv` and two of them in a row count.
    Well-known names count wherever and however they are written, in Chinese, Japanese and Korean signs too.
    """
    text = unicodedata.normalize("NFKC", text)
    words = _Words(source)
    known = table("names").split()
    named = (word for word in _WORD.findall(text) if _bare(word) in known)
    return all(words.have(name) for name in (*_names(text, language), *named, *_elsewhere(text)))


def _elsewhere(text: str) -> Iterator[str]:
    """The well-known names that stand in a text in signs of their own."""
    for signs, name in table("names elsewhere").items():
        if any(one in text for one in signs.split()):
            yield name


class _Words:
    """The words of a source, and the letters that they begin with."""

    def __init__(self, source: str) -> None:
        words = [_bare(word) for word in _WORD.findall(unicodedata.normalize("NFKC", source))]
        self._words = frozenset(words)
        self._initials = "".join(word[0] for word in words)

    def have(self, name: str) -> bool:
        """Whether a name is one of them, in another number or case too, or abbreviates some of them."""
        word = _bare(name)
        if len(word) == 1 or word in self._words or word in _EVERYBODYS:
            return True
        if f"{word}s" in self._words or any(word.removesuffix(ending) in self._words for ending in _ENDINGS):
            return True
        letters = word.removesuffix("s")
        return len(letters) >= _SHORTEST_ABBREVIATION and name[:2].isupper() and letters in self._initials


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).casefold()


def _names(text: str, language: str) -> Iterator[str]:
    """The words with a capital that is not just that of a sentence's beginning, or of a German noun."""
    spoken, words = language_of(language) or ENGLISH, words_of(language)
    found = list(_WORD.finditer(text))
    for number, match in enumerate(found):
        word = match[0]
        if word == word.lower():
            continue
        if not _POSSESSIVE.sub("", word).istitle() or spoken.letters:  # its sentences have these for names alone
            yield word
        elif _BEGINNING.search(text[: match.start()]):
            if "openers" in words and not _may_open(word, words["openers"].split()):
                yield word
        elif not spoken.capital_nouns:
            yield word
        elif word.casefold() in words["numbers"]:
            continue  # Millionen Bilder
        elif after := [one for one in found[number + 1 : number + 2] if _in_a_row(text, match, one)]:
            yield from (word, after[0][0])


def _in_a_row(text: str, match: re.Match[str], after: re.Match[str]) -> bool:
    """Whether nothing but a blank stands between two words with capitals, as in a person's name."""
    return after[0].istitle() and text[match.end() : after.start()] == " "


def _may_open(word: str, openers: list[str]) -> bool:
    """Whether it can begin a sentence without being a name."""
    return word.casefold() in openers or word.endswith(_OPENING_ENDINGS)
