"""Whether what a text says stands in the paper: its numbers and its names.

What a reader could take for a fact must come from the authors. Words are not judged, only what a model makes up
most plainly: a figure, or somebody's or something's name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MARKS = "'\u2019\u00a0\u202f\u2009 "  # between groups of three digits, beside full stop and comma
_IN_GROUPS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{_MARKS}]\d{{3}})+(?!\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+")
_SPELLED_OUT = "one two three four five six seven eight nine ten eleven twelve"
_SPELLED = {word: str(number) for number, word in enumerate(_SPELLED_OUT.split(), start=1)}

_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['\u2019][A-Za-z]+)?")
_POSSESSIVE = re.compile(r"['\u2019][A-Za-z]*$")
_BEGINNING = re.compile(
    r"(?:^|[.!?:;\u2013\u2014\u2026][\"')\]\u201d\u2019]*\s+)"  # of the text, a sentence, or what follows a colon
    r"[\"'(\[\u201c\u2018\u201e\u00ab\u00bf\u00a1]*$"
)
_ENDINGS = ("s", "es", "n", "en")  # of several, and of German cases
_SHORTEST_ABBREVIATION = 3
_EVERYBODYS = frozenset({"ai"})  # no abstract needs to spell it
# English sentences about papers begin with these, with words of the paper, or with words that end as below.
_BEGINNINGS = (
    "a an the this that these those it its we our they their there here in on at by to for from with "
    "without within across through under over after before during between among against as if when while "
    "where which who how what why whether one two three four five six new novel large small many most "
    "more some several each every both all no not only even unlike like such and but or yet so because "
    "since although though despite instead rather than then thus hence also still just given based built "
    "however moreover further furthermore about into onto upon once never often first second third you "
    "introduces presents proposes studies shows finds uses trains tests describes argues compares "
    "explores improves learns makes gives offers extends reveals provides reports combines examines "
    "investigates analyzes analyses evaluates predicts explains turns reduces enables treats adds applies "
    "develops derives proves scales authors researchers models methods results experiments "
    "research analysis analyses evidence participants recent current existing traditional standard modern"
)
_OPENERS = frozenset(_BEGINNINGS.split())
_OPENING_ENDINGS = ("ing", "ed", "ly")
_UNSPACED = frozenset({"zh-CN", "ja", "ko"})  # whose sentences have Latin letters for names alone


def numbers_stand_in(text: str, source: str) -> bool:
    """Whether the source has every number of the text, however thousands and decimals are marked in either."""
    known = {form for reading in _readings(source) for number in reading for form in _forms(number)}
    known |= {_SPELLED[word] for word in map(str.casefold, _WORD.findall(source)) if word in _SPELLED}
    return any(all(known & _forms(number) for number in reading) for reading in _readings(text))


def _readings(text: str) -> tuple[list[str], list[str]]:
    """The numbers of a text: as they stand, and with a blank between three digits as a mark of thousands."""
    plain = unicodedata.normalize("NFKC", text)
    joined = _IN_GROUPS.sub(lambda found: re.sub(r"\D", "", found[0]), plain)
    return _NUMBER.findall(plain), _NUMBER.findall(joined)


def _forms(number: str) -> set[str]:
    """What it can mean: `1.234` is a bit more than one to some, and a thousand to others."""
    forms = {number.replace(",", ".")}
    if _THOUSANDS.fullmatch(number):
        forms.add(re.sub(r"\D", "", number))
    return forms


def names_stand_in(text: str, source: str, language: str) -> bool:
    """Whether the source has every name of the text, as far as capital letters tell them.

    German nouns have capitals, too: there, only abbreviations, names like `arXiv` and two of them in a row count.
    """
    words = _Words(source)
    return all(words.have(name) for name in _names(unicodedata.normalize("NFKC", text), language))


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
    found = list(_WORD.finditer(text))
    for number, match in enumerate(found):
        word = match[0]
        if word == word.lower():
            continue
        if not _POSSESSIVE.sub("", word).istitle() or language in _UNSPACED:
            yield word
        elif _BEGINNING.search(text[: match.start()]):
            if language == "en" and not _may_open(word):
                yield word
        elif language != "de":
            yield word
        elif after := [one for one in found[number + 1 : number + 2] if _in_a_row(text, match, one)]:
            yield from (word, after[0][0])


def _in_a_row(text: str, match: re.Match[str], after: re.Match[str]) -> bool:
    """Whether nothing but a blank stands between two words with capitals."""
    return after[0][0].isupper() and text[match.end() : after.start()] == " "


def _may_open(word: str) -> bool:
    """Whether it can begin a sentence without being a name."""
    return word.casefold() in _OPENERS or word.endswith(_OPENING_ENDINGS)
