"""Over which papers and days an answer speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

STORED_DAYS = 90  # papers not listed for longer are forgotten, unless the host chose otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many papers were read, and the first and last of their list days; no days without papers."""

    papers: int
    first: date | None
    last: date | None


def coverage(days: Mapping[date, int]) -> Coverage:
    """What so many papers of these list days cover."""
    return Coverage(papers=sum(days.values()), first=min(days, default=None), last=max(days, default=None))


def first_of(days: int, last: date) -> date:
    """The first of so many list days, of which `last` is the last."""
    return last - timedelta(days=days - 1)
