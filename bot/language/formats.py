"""Write numbers, days and lists in the current language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.current import current
from bot.language.translating import gettext, pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime


def number(value: int) -> str:
    """Return `1,601`, `1.601` or `1 601`."""
    return f"{value:,}".replace(",", current().thousands)


def decimal(value: float, digits: int) -> str:
    """Return `1,601.5` or `1.601,5`, with this many decimal digits."""
    english = f"{value:,.{digits}f}"
    whole, sign, fraction = english.partition(".")
    return whole.replace(",", current().thousands) + (current().decimal if sign else "") + fraction


def short_day(day: date) -> str:
    """Return `3 Nov`, whatever the process's locale is."""
    return pgettext("day and month", "{day} {month}", day=_day(day), month=_month(day.month))


def named_day(day: date) -> str:
    """Return `Monday 3 November`."""
    name, month = weekday(day.weekday()), _long_month(day.month)
    return pgettext("day and month", "{weekday} {day} {month}", weekday=name, day=_day(day), month=month)


def utc(moment: datetime) -> str:
    """Return `3 Nov 09:05 UTC` for an aware moment in UTC."""
    # NOTE: {day} is a day and its month
    return pgettext("day and time", "{day} {time} UTC", day=short_day(moment), time=f"{moment:%H:%M}")


def full_day(day: date) -> str:
    """Return `3 Nov 2025`."""
    # NOTE: {day} is a day and its month, `3 Nov`.
    return pgettext("day and month", "{day} {year}", day=short_day(day), year=str(day.year))


def sentences(*texts: str) -> str:
    """Join sentences as the language does, without empty ones."""
    return current().gap.join(filter(None, texts))


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
    for word, other, sound in current().joints:
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


def _day(day: date) -> str:
    """Return the day's number in the month."""
    return current().first if day.day == 1 else str(day.day)


def _month(month: int) -> str:
    """Return a month's short name. Each is a call of its own, as messages are gathered from calls."""
    return (
        pgettext("month", "Jan"),
        pgettext("month", "Feb"),
        pgettext("month", "Mar"),
        pgettext("month", "Apr"),
        pgettext("month", "May"),
        pgettext("month", "Jun"),
        pgettext("month", "Jul"),
        pgettext("month", "Aug"),
        pgettext("month", "Sep"),
        pgettext("month", "Oct"),
        pgettext("month", "Nov"),
        pgettext("month", "Dec"),
    )[month - 1]


def _long_month(month: int) -> str:
    return (
        pgettext("long month", "January"),
        pgettext("long month", "February"),
        pgettext("long month", "March"),
        pgettext("long month", "April"),
        pgettext("long month", "May"),
        pgettext("long month", "June"),
        pgettext("long month", "July"),
        pgettext("long month", "August"),
        pgettext("long month", "September"),
        pgettext("long month", "October"),
        pgettext("long month", "November"),
        pgettext("long month", "December"),
    )[month - 1]


def weekday(number: int) -> str:
    """Return a weekday's name; 0 is Monday."""
    return (
        pgettext("weekday", "Monday"),
        pgettext("weekday", "Tuesday"),
        pgettext("weekday", "Wednesday"),
        pgettext("weekday", "Thursday"),
        pgettext("weekday", "Friday"),
        pgettext("weekday", "Saturday"),
        pgettext("weekday", "Sunday"),
    )[number]
