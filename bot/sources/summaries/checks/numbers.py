"""Whether the numbers of a text stand in the paper, in digits or in words."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.sources.summaries.checks.tables import table, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)(?:[ -]?([^\W\d_]+))?")
_MARKS = "'\u2019\u00a0\u202f\u2009 "  # between groups of three digits, beside full stop and comma
_IN_GROUPS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{_MARKS}]\d{{3}})+(?!\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+")


def numbers_stand_in(text: str, source: str, language: str) -> bool:
    """Whether the source has every number of the text, however thousands and decimals are marked in either.

    Words are read as what they count, roughly: it suffices that the same words are the same number.
    """
    known = {form for reading in _readings(in_digits(source, "en")) for one in reading for form in one}
    known.add("1")  # a single one is told in many ways
    return any(all(known & one for one in reading) for reading in _readings(in_digits(text, language)))


def in_digits(text: str, language: str) -> str:
    """A text with its numbers in words as digits: `ninety-nine`, `einundzwanzig`, `treinta y cinco`, `三百倍`."""
    words = words_of(language)
    if "counted" not in words:
        return text
    values: dict[str, int] = words["numbers"]
    parts = re.compile("|".join(sorted(values, key=len, reverse=True)))

    def digits(found: re.Match[str]) -> str:
        total = 0
        for part in parts.findall(found[1].lower()):
            scales = total and values[part] >= words["scale"]
            total = total * values[part] if scales else total + values[part]
        return found[0].replace(found[1], f" {total} ")

    return re.sub(words["counted"], digits, text, flags=re.IGNORECASE)


def _readings(text: str) -> Iterator[list[set[str]]]:
    """The numbers of a text: as they stand, and with a blank between three digits as a mark of thousands."""
    plain = unicodedata.normalize("NFKC", text)
    joined = _IN_GROUPS.sub(lambda found: re.sub(r"\D", "", found[0]), plain)
    for one in (plain, joined):
        yield [_forms(*found.groups("")) for found in _NUMBER.finditer(one)]


def _forms(number: str, unit: str = "") -> set[str]:
    """What it can mean: `1.234` is a bit more than one to some, and a thousand to others; 1.2 M are 120 万."""
    found = {number.replace(",", ".")}
    if _THOUSANDS.fullmatch(number):
        found.add(re.sub(r"\D", "", number))
    for power, words in table("scales").items() if unit else ():
        # Signs of Chinese, Japanese and Korean need no blank behind them.
        if unit in words.split() or (not unit.isascii() and unit[0] in words.split()):
            found |= {f"{Decimal(one).scaleb(int(power)).normalize():f}" for one in found if one.count(".") <= 1}
            break
    return found
