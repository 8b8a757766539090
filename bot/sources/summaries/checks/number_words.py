"""Numbers that are written as words: `ninety-nine`, `einundzwanzig`, `quatre-vingt-dix`, `三千`, `두 가지`.

One is no number here: it is an article in most languages. Neither is a mere `hundreds` or `million`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.sources.summaries.checks.tables import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD = re.compile(r"[^\W\d_]+|[^\w\s-]")  # a stop parts two numbers, a hyphen or a blank does not
_HUNDRED, _THOUSAND = 100, 1_000
_LONGEST = 60  # characters of a word


def numbers_in_words(text: str, language: str) -> list[int]:
    """Their values, in order; none in a language of which we have no words."""
    words = words_of(language)
    if "numbers" in words:
        joints = frozenset(str(words["joints"]).split())
        return [value for value in _of_words(text.lower(), words["numbers"], joints) if value > 1]
    return [value for value in _of_signs(text, words["signs"]) if value > 1] if "signs" in words else []


def _of_words(text: str, values: Mapping[str, int], joints: frozenset[str]) -> Iterator[int]:
    run: list[int] = []
    for word in _WORD.findall(text.replace("quatre-vingt", "quatrevingt")):
        parts = _parts(word, values, joints)
        if parts:
            run += parts
        elif word not in joints:
            yield from _composed(run)
            run = []
    yield from _composed(run)


def _parts(word: str, values: Mapping[str, int], joints: frozenset[str]) -> list[int]:
    """The numbers that a word is put together of, as in German; none when there is something else in it."""
    found: list[int] = []
    start = 0
    while start < len(word) <= _LONGEST:
        ends = range(len(word), start, -1)
        end = next((end for end in ends if word[start:end] in values or (start and word[start:end] in joints)), 0)
        if not end:
            return []
        if word[start:end] in values:
            found.append(values[word[start:end]])
        start = end
    return found


def _composed(run: list[int]) -> Iterator[int]:
    """The numbers that values in a row are: 2, 100, 5 are 205; 2, 3 are two."""
    whole = part = 0
    for value in run:
        if value >= _THOUSAND:
            whole, part = whole + part * value, 0
        elif value == _HUNDRED:
            part = max(part, 1) * _HUNDRED
        elif _follows(part, value):
            part += value
        else:
            yield whole + part
            whole, part = 0, value
    yield whole + part


def _follows(part: int, value: int) -> bool:
    """Whether a value goes on with a number: 5 with 20 or 100, 20 with 100 (and 5 with 20, as Germans say it)."""
    low, tens = part % 10, part % _HUNDRED
    if value >= _HUNDRED:
        return not part
    if value < 20:  # noqa: PLR2004 - the numbers that have a word of their own
        return not low and (value < 10 or tens in {0, 60, 80})  # noqa: PLR2004 - and French soixante-dix
    return tens < 10  # noqa: PLR2004 - einundzwanzig


def _of_signs(text: str, signs: Mapping[str, Any]) -> Iterator[int]:
    """In Chinese, Japanese or Korean: a sign alone is a number only before what is counted, as 三维 is none."""
    for found in re.finditer(signs["pattern"], text):
        yield signs["words"].get(found[1]) or _value(found[1], signs["digits"], signs["powers"])


def _value(run: str, digits: Mapping[str, int], powers: Mapping[str, int]) -> int:
    """The value of signs in a row, such as 三千五百; 0 for those that mean no certain number, such as 千万."""
    if not any(sign in digits for sign in run):
        return powers[run] if len(run) == 1 else 0
    whole = part = digit = 0
    for sign in run:
        if sign in digits:
            digit = 10 * digit + digits[sign]
        elif powers[sign] > _THOUSAND:
            whole, part, digit = whole + (part + digit or 1) * powers[sign], 0, 0
        else:
            part, digit = part + (digit or 1) * powers[sign], 0
    return whole + part + digit
