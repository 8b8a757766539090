"""Check that the names and numbers of a text are in the paper."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.language.languages import ENGLISH, language_of
from bot.sources.summaries.checks.tables import table, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['\u2019][A-Za-z]+)?")
_POSSESSIVE = re.compile(r"['\u2019][A-Za-z]*$")
# What precedes a word that begins the text, a sentence, or what follows a colon or dash
_SENTENCE_START = re.compile(
    r"(?:^|[.!?:;\u2013\u2014\u2026][\"')\]\u201d\u2019]*\s+)"
    r"[\"'(\[\u201c\u2018\u201e\u00ab\u00bf\u00a1]*$"
)
_WORD_ENDINGS = ("s", "es", "n", "en")  # of plurals, and of German cases
_SHORTEST_ABBREVIATION = 3
_ALWAYS_KNOWN = "ai"  # may be named even if the paper does not write it


def names_are_in(text: str, paper_text: str, language: str) -> bool:
    """True if the paper contains every name of the text, in any inflection, or the words of its acronym.

    A word with capitals is a name. One with only a first capital is none at the start of a sentence, nor in
    German, where all nouns have it.
    Well-known names count however they are written, also in Chinese, Japanese and Korean.
    """
    words = [_bare(word) for word in _WORD.findall(unicodedata.normalize("NFKC", paper_text))]
    known, initials = {*words, _ALWAYS_KNOWN}, "".join(word[0] for word in words)
    for name in _names(unicodedata.normalize("NFKC", text), language):
        word = _bare(name)
        singular = _bare(name.removesuffix("s"))  # of TTS, the last letter stays
        abbreviated = len(singular) >= _SHORTEST_ABBREVIATION and name[:2].isupper() and singular in initials
        forms = {word, f"{word}s", *(word.removesuffix(ending) for ending in _WORD_ENDINGS)}
        if len(word) > 1 and not abbreviated and known.isdisjoint(forms):
            return False
    return True


def _names(text: str, language: str) -> Iterator[str]:
    well_known = table("names").split()
    nouns = (language_of(language) or ENGLISH).capital_nouns
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match[0])
        plain = word == word.lower() or (
            word.istitle() and (nouns or _SENTENCE_START.search(text[: match.start()]))
        )
        if not plain or word.casefold() in well_known:
            yield match[0]
    for signs, name in table("names elsewhere").items():  # in other scripts
        if any(one in text for one in signs.split()):
            yield name


def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).casefold()


_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)(?:[ -]?([^\W\d_]+))?")
_GROUP_MARKS = "'\u2019\u00a0\u202f\u2009 "  # between groups of three digits, besides full stop and comma
_DIGIT_GROUPS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{_GROUP_MARKS}]\d{{3}})+(?!\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+")


def numbers_are_in(text: str, paper_text: str, language: str) -> bool:
    """True if the paper contains every number of the text, in any notation of thousands and decimals.

    Number words are read roughly: it is enough that the same words always give the same number.
    """
    known = {form for notation in _notations(in_digits(paper_text, "en")) for one in notation for form in one}
    known.add("1")  # "one" is expressed in many ways
    return any(all(known & one for one in notation) for notation in _notations(in_digits(text, language)))


def in_digits(text: str, language: str) -> str:
    """Replace numbers in words by digits: `ninety-nine`, `einundzwanzig`, `treinta y cinco`, `三百倍`."""
    words = words_of(language)
    if "counted" not in words:
        return text
    values: dict[str, int] = words["numbers"]
    parts = re.compile("|".join(sorted(values, key=len, reverse=True)))

    def digits(found: re.Match[str]) -> str:
        addends: list[int] = []
        for part in parts.findall(found[1].lower()):
            value, below = values[part], 0
            while value >= words["scale"] and addends and addends[-1] < value:
                below += addends.pop()
            addends.append(value * (below or 1))
        return found[0].replace(found[1], f" {sum(addends)} ")

    return re.sub(words["counted"], digits, text, flags=re.IGNORECASE)


def _notations(text: str) -> Iterator[list[set[str]]]:
    """Yield the numbers of a text twice: as written, and with spaces and apostrophes as marks of thousands."""
    plain = unicodedata.normalize("NFKC", text)
    joined = _DIGIT_GROUPS.sub(lambda found: re.sub(r"\D", "", found[0]), plain)
    for one in (plain, joined):
        yield [_forms(*found.groups("")) for found in _NUMBER.finditer(one)]


def _forms(number: str, unit: str = "") -> set[str]:
    """Return the possible values of a number: `1.234` may be 1.234 or 1234; 1.2 M equals 120 万."""
    found = {number.replace(",", ".")}
    if _THOUSANDS.fullmatch(number):
        found.add(re.sub(r"\D", "", number))
    for power, words in table("scales").items() if unit else ():
        # Signs of Chinese, Japanese and Korean need no blank behind them.
        if unit in words.split() or (not unit.isascii() and unit[0] in words.split()):
            found |= {f"{Decimal(one).scaleb(int(power)).normalize():f}" for one in found if one.count(".") <= 1}
            break
    return found
