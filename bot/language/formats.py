"""Write numbers, days and lists in the current language."""

from __future__ import annotations

import json
import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.language.current import current_language
from bot.language.translating import LOCALES, gettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

_log = logging.getLogger(__name__)


def number(value: int) -> str:
    """Return `1,601`, `1.601` or `1 601`."""
    return f"{value:,}".replace(",", current_language().thousands)


def decimal(value: float, digits: int) -> str:
    """Return `1,601.5` or `1.601,5`, with this many decimal digits; `0` for none, `<0.1` for less."""
    least = 10**-digits
    if 0 < value < least:
        return f"<{decimal(least, digits)}"
    english = f"{value:,.{digits if value else 0}f}"
    whole, sign, fraction = english.partition(".")
    return (
        whole.replace(",", current_language().thousands) + (current_language().decimal if sign else "") + fraction
    )


def short_day(day: date) -> str:
    """Return `3 Nov`."""
    return _filled(_calendar()["day"], day)


def named_day(day: date) -> str:
    """Return `Monday 3 November`."""
    return _filled(_calendar()["weekday_and_day"], day)


def day_range(first: date, last: date) -> str:
    """Return `8–14 Jan` or `29 Dec – 4 Jan`; one day is written alone."""
    if first == last:
        return short_day(first)
    key = "days_of_a_month" if (first.year, first.month) == (last.year, last.month) else "days_of_months"
    begin, end = _calendar()[key]
    return _filled(begin, first) + _filled(end, last)


def utc_text(moment: datetime) -> str:
    """Return `3 Nov 09:05 UTC` for an aware moment in UTC."""
    # NOTE: {day} is a day and its month
    return pgettext("day and time", "{day} {time} UTC", day=short_day(moment), time=f"{moment:%H:%M}")


def full_day(day: date) -> str:
    """Return `3 Nov 2025`."""
    return _filled(_calendar()["day_and_year"], day)


def sentences(*texts: str) -> str:
    """Join sentences as the language does, without empty ones."""
    return current_language().sentence_gap.join(filter(None, texts))


def joined(items: Sequence[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`; "" for none."""
    if not items[1:]:
        return "".join(items)
    *most, last = items
    return euphonic(pgettext("list", "{most} and {last}", most=listed(most), last=last), last)


def either(items: Sequence[str]) -> str:
    """Return `a`, `a or b` or `a, b or c`; "" for none."""
    if not items[1:]:
        return "".join(items)
    *most, last = items
    return euphonic(pgettext("list", "{most} or {last}", most=listed(most), last=last), last)


def euphonic(text: str, last: str) -> str:
    """Adapt the word before a list's `last` item to the item's first sound: Spanish `padres e hijos`."""
    for word, other, sound in current_language().conjunctions:
        if text.endswith(end := f" {word} {last}") and sound.match(last):
            return f"{text.removesuffix(end)} {other} {last}"
    return text


def some_of(items: Sequence[str], total: int) -> str:
    """Return `a, b and 3 more`: the items, and how many more there are in `total`."""
    if total > len(items):
        # NOTE: {items} is a list of names, queries or servers: "a, b and 3 more"
        return gettext("{items} and {number} more", items=listed(items), number=total - len(items))
    return listed(items)


def listed(items: Sequence[str]) -> str:
    """Return `a, b, c`."""
    return pgettext("list", ", ").join(items)


def weekday(number: int) -> str:
    """Return the name of a day of the week; 0 is Monday."""
    return _calendar()["weekdays"][number]


def _filled(pattern: str, day: date) -> str:
    """Return a pattern of CLDR filled with the parts of a day."""
    calendar, month = _calendar(), day.month
    return pattern.format(
        d=current_language().first_of_month if day.day == 1 else day.day,
        E=weekday(day.weekday()),
        M=month,
        MMM=calendar["months"][month - 1],
        MMMM=calendar["long_months"][month - 1],
        y=day.year,
    )


def _calendar() -> Mapping[str, Any]:
    """Return the current language's names and patterns of days, which the build took from CLDR."""
    language = current_language()
    return language.calendar or _calendars().get(language.tag) or _calendars()["en"]


@cache
def _calendars() -> dict[str, dict[str, Any]]:
    english = json.loads((LOCALES / "english.json").read_bytes())
    path = LOCALES / "calendars.json"
    if path.exists():
        return english | json.loads(path.read_bytes())
    _log.warning(  # a checkout that was not built
        "There is no %s. Days are in English. Install Paperboy again, or run python -m tools.translations compile",
        path,
    )
    return english
