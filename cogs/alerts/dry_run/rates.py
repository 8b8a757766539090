"""How much comes from sources."""

from __future__ import annotations

from typing import Final

from bot.language.formats import decimal

TITLE: Final = 40  # characters of a source's
_WHOLE = 10  # matches a day from which on no fraction is told


def a_day(matches: float) -> str:
    """So many matches a day, on average."""
    return decimal(matches, 0 if matches >= _WHOLE else 1)
