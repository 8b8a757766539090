"""Numbers that are written as words: `ninety-nine`, `einundzwanzig`, `quatre-vingt-dix`, `三千`, `두 가지`.

One is no number here: it is an article in most languages. Neither is a mere `hundreds` or `million`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.sources.summaries.checks.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD = re.compile(r"[^\W\d_]+|[^\w\s-]")  # a stop parts two numbers, a hyphen or a blank does not
_HUNDRED, _THOUSAND = 100, 1_000
_LONGEST = 60  # characters of a word
_HANGUL = "\uac00-\ud7a3"


def numbers_in_words(text: str, language: str) -> list[int]:
    """Their values, in order."""
    if language in table("numbers"):
        return [value for value in _of_words(text.lower(), language) if value > 1]
    signs = table("signs")
    return list(_of_hangul(text, signs) if language == "ko" else _of_signs(text, signs))


def _of_words(text: str, language: str) -> Iterator[int]:
    values: Mapping[str, int] = table("numbers")[language]
    joints = frozenset(table("joints")[language].split())
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


def _of_signs(text: str, signs: Mapping[str, Mapping[str, int]]) -> Iterator[int]:
    """In Chinese or Japanese: a sign alone is one only before what is counted, as 三维 is no number of things."""
    digits, powers = signs["digits"], signs["powers"]
    every = "".join((*digits, *powers))
    for found in re.finditer(rf"[{every}]+", text):
        run, before = found[0], text[found.start() - 1 : found.start()]
        counted = text[found.end() : found.end() + 1] in signs["counters"] and found.end() < len(text)
        if before == "第" or before.isdigit() or (len(run) == 1 and not counted):
            continue
        if (value := _value(run, digits, powers)) > 1:
            yield value


def _of_hangul(text: str, signs: Mapping[str, Mapping[str, int]]) -> Iterator[int]:
    """In Korean: before what is counted, as syllables of numbers are parts of many words."""
    digits, powers, native = signs["hangul digits"], signs["hangul powers"], signs["hangul"]
    every = "".join((*digits, *powers))
    words = rf"[{every}]{{2,9}}|{'|'.join(native)}"
    for found in re.finditer(rf"(?<![{_HANGUL}])({words}) ?(?:{signs['hangul counters']})", text):
        value = native.get(found[1]) or _value(found[1], digits, powers)
        if value > 1:
            yield value


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
