"""Phrases that many sentences share: how many there are of something, and which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def counted(number: int, noun: str, spec: str = "d") -> str:
    """`1 paper`, `7 papers`; the noun takes an s. `spec` formats the number: `,` gives `1,601 papers`."""
    return f"{number:{spec}} {noun}" if number == 1 else f"{number:{spec}} {noun}s"


def short_day(day: date) -> str:
    """`3 Nov`, in English whatever the process's locale is."""
    return f"{day.day} {_MONTHS[day.month - 1]}"
