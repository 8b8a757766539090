"""Parsers for channel settings that people type; errors say what to type instead."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

from bot.domain.errors import MistakeError
from bot.domain.schedule import WEEKDAYS
from bot.language.formats import either
from bot.language.languages import LANGUAGES
from bot.language.translating import gettext, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

E = TypeVar("E", bound=StrEnum)

MOST_A_DAY = 100  # alerts, that a daily limit can allow
# NOTE: {entry} is an entry of a file; {values} are what can be written there, such as `true or false`
_MUST_BE = gettext_noop("{entry} must be {values}.")
MUST_BE_ID = gettext_noop("{entry} must be a numeric ID.")
SERVER_LANGUAGE = "server"  # value of the language setting in files and menus: follow the server's
_OFF_WORDS = frozenset({"", "off", "none", "no", "never", "-"})
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?(?:m\.?)?", re.IGNORECASE)
# White space is tried from its first character only, which keeps the time linear.
_RANGE = re.compile(r"(?<!\s)\s*(?:-|–|—|\bto\b|\buntil\b)\s*", re.IGNORECASE)
_NOON = 12
_MIN_WEEKDAY_LETTERS = 2  # letters that distinguish weekdays
_MAX_LENGTH = 60  # characters that are parsed
_MAX_ID_DIGITS = 20  # digits
_ID_END = 1 << 63  # Discord's ids and the stores' integers have 63 bits


class PreferenceError(MistakeError, ValueError):
    """A value is invalid; the text says what is valid. A ValueError, so that pydantic collects it."""


class EntryError(PreferenceError):
    """A value in a file is invalid; `message` (untranslated) has `{entry}` in place of the entry's name."""

    def __init__(self, message: str, **placeholders: object) -> None:
        super().__init__(message)
        self._message = message
        self._placeholders = placeholders

    @override
    def __str__(self) -> str:
        return self.of(gettext("This value"))

    def of(self, entry: str) -> str:
        """Return the sentence for an entry."""
        return gettext(self._message, entry=entry, **self._placeholders)


def must_be(*values: str) -> EntryError:
    """Return the error for an entry that must have one of these values."""
    return EntryError(_MUST_BE, values=either([f"`{value}`" for value in values]))


def read_text(value: object) -> str:
    """Return a text or an integer as text; "" for None."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value.strip()
    raise must_be('"…"')  # any text, in the quotation marks of the file


def read_flag(value: object) -> bool:
    """Return a value of a file that has to be true or false."""
    if isinstance(value, bool):
        return value
    raise must_be("true", "false")


def one_of(kind: Iterable[E], text: str) -> E:
    """Return the one of these members of an enumeration whose value is the text."""
    for member in kind:
        if member == text:
            return member
    raise must_be(*kind)


def read_language(text: str) -> str | None:
    """Return the language's tag, given tag or own name in any case; None for `server`."""
    typed = text.strip().casefold()[:_MAX_LENGTH]
    if typed == SERVER_LANGUAGE:
        return None
    for language in LANGUAGES:
        if typed in (language.tag.casefold(), language.name.casefold()):
            return language.tag
    raise must_be(SERVER_LANGUAGE, *(language.tag for language in LANGUAGES))


def read_role_id(text: str) -> int:
    """Return a role's id; `read_role` checks that the role exists."""
    if not is_id(text):
        raise EntryError(MUST_BE_ID)
    return int(text)


def is_id(text: str) -> bool:
    """True if a text can be a Discord id."""
    return text.isascii() and text.isdecimal() and len(text) <= _MAX_ID_DIGITS and int(text) < _ID_END


def read_time(text: str) -> time:
    """Return a time of day: `9`, `09:00`, `9.30`, `21h30` or `9 pm`."""
    if found := _TIME.fullmatch(text.strip()[:_MAX_LENGTH]):
        hour, half = int(found["hour"]), (found["half"] or "").lower()
        if half:
            hour = hour % _NOON + _NOON * (half == "p") if 1 <= hour <= _NOON else -1  # invalid
        with suppress(ValueError):
            return time(hour, int(found["minute"] or 0))
    raise PreferenceError(gettext("Invalid time. Examples: 09:00, 21:30."))


def read_quiet_hours(text: str) -> tuple[time, time] | tuple[None, None]:
    """Return begin and end of quiet hours: `22:00-07:00` or `10 pm to 7 am`; None twice for `off`."""
    if _is_off(text):
        return None, None
    parts = _RANGE.split(text.strip()[:_MAX_LENGTH])
    if len(parts) != 2:  # noqa: PLR2004 - begin and end
        raise _wrong_quiet_hours()
    begin, end = map(read_time, parts)
    if begin == end:
        raise _wrong_quiet_hours()
    return begin, end


def read_weekday(text: str) -> int:
    """Return the number of an English weekday or its abbreviation; 0 is Monday."""
    typed = text.strip().casefold()[:_MAX_LENGTH]
    for number, name in enumerate(WEEKDAYS):
        if len(typed) >= _MIN_WEEKDAY_LETTERS and name.casefold().startswith(typed):
            return number
    raise must_be(*WEEKDAYS)


def read_most_a_day(text: str) -> int | None:
    """Return a daily limit from 1 to 100; None for `off`."""
    if _is_off(text):
        return None
    digits = text.strip()[:_MAX_LENGTH]
    if digits.isascii() and digits.isdigit() and 1 <= int(digits) <= MOST_A_DAY:
        return int(digits)
    raise must_be("off", f"1` – `{MOST_A_DAY}")  # between backticks: `1` – `100`


def read_role(role_id: int, guild_id: int, role_ids: Collection[int]) -> int:
    """Return the role's id if it is one of the server's `role_ids` and not @everyone, whose id is the server's."""
    if role_id == guild_id or role_id not in role_ids:
        raise PreferenceError(gettext("I can't mention that role. Choose another one."))
    return role_id


def _wrong_quiet_hours() -> PreferenceError:
    return PreferenceError(gettext("Invalid quiet hours. Example: 22:00-07:00."))


def _is_off(text: str) -> bool:
    return text.strip().casefold() in _OFF_WORDS
