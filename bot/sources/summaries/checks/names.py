"""Whether the names of a text stand in the paper, as far as capital letters and a list of well-known ones tell."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.language.languages import ENGLISH, language_of
from bot.sources.summaries.checks.tables import table

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
_EVERYBODYS = "ai"  # no abstract needs to spell it


def names_stand_in(text: str, source: str, language: str) -> bool:
    """Whether the source has every name of the text, in another number or case too, or words that it abbreviates.

    A capital makes a name, but not where a sentence begins, nor in German, where all nouns have one. Well-known
    names count wherever and however they are written, in Chinese, Japanese and Korean signs too.
    """
    words = [_bare(word) for word in _WORD.findall(unicodedata.normalize("NFKC", source))]
    known, initials = {*words, _EVERYBODYS}, "".join(word[0] for word in words)
    for name in _names(unicodedata.normalize("NFKC", text), language):
        word = _bare(name)
        short = word.removesuffix("s")
        abbreviated = len(short) >= _SHORTEST_ABBREVIATION and name[:2].isupper() and short in initials
        forms = {word, f"{word}s", *(word.removesuffix(ending) for ending in _ENDINGS)}
        if len(word) > 1 and not abbreviated and known.isdisjoint(forms):
            return False
    return True


def _names(text: str, language: str) -> Iterator[str]:
    well_known = table("names").split()
    nouns = (language_of(language) or ENGLISH).capital_nouns
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match[0])
        plain = word == word.lower() or (word.istitle() and (nouns or _BEGINNING.search(text[: match.start()])))
        if not plain or word.casefold() in well_known:
            yield match[0]
    for signs, name in table("names elsewhere").items():
        if any(one in text for one in signs.split()):
            yield name


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).casefold()
