"""Over which papers and days an answer speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.domain.paper import Sighting

STORED_DAYS = 90  # papers not listed for longer are forgotten


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many papers were read, and the first and last of their list days; no days without papers."""

    papers: int
    first: date | None
    last: date | None


def coverage(sightings: Iterable[Sighting]) -> Coverage:
    """What these papers cover."""
    days = [sighting.signals.list_day for sighting in sightings]
    return Coverage(papers=len(days), first=min(days, default=None), last=max(days, default=None))
