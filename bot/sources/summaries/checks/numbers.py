"""Whether the numbers of a text stand in the paper, in digits or in words."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.sources.summaries.checks.number_words import numbers_in_words
from bot.sources.summaries.checks.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)(?:[ -]?([^\W\d_]+))?")
_MARKS = "'\u2019\u00a0\u202f\u2009 "  # between groups of three digits, beside full stop and comma
_IN_GROUPS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{_MARKS}]\d{{3}})+(?!\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+")


def numbers_stand_in(text: str, source: str, language: str) -> bool:
    """Whether the source has every number of the text, however thousands and decimals are marked in either."""
    known = {form for reading in _readings(source) for one in reading for form in one}
    known.add("1")  # a single one is told in many ways
    known |= {str(number) for one in {"en", language} for number in numbers_in_words(source, one)}
    if not all(str(number) in known for number in numbers_in_words(text, language)):
        return False
    return any(all(known & one for one in reading) for reading in _readings(text))


def _readings(text: str) -> Iterator[list[set[str]]]:
    """The numbers of a text: as they stand, and with a blank between three digits as a mark of thousands."""
    plain = unicodedata.normalize("NFKC", text)
    joined = _IN_GROUPS.sub(lambda found: re.sub(r"\D", "", found[0]), plain)
    for one in (plain, joined):
        yield [forms(*found.groups()) for found in _NUMBER.finditer(one)]


def forms(number: str, unit: str | None = None) -> set[str]:
    """What it can mean: `1.234` is a bit more than one to some, and a thousand to others; 1.2 M are 120 万."""
    found = {number.replace(",", ".")}
    if _THOUSANDS.fullmatch(number):
        found.add(re.sub(r"\D", "", number))
    power = next(
        (power for power, words in table("scales").items() if unit and _begins(unit, words.split())), None
    )
    if power is not None:
        found |= {f"{Decimal(one).scaleb(int(power)).normalize():f}" for one in found if one.count(".") <= 1}
    return found


def _begins(unit: str, words: list[str]) -> bool:
    """Whether a unit is one of the words; signs of Chinese, Japanese and Korean need no blank behind them."""
    return unit in words or (unit[0] in words and not unit[0].isascii())
