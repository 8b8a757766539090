"""Papers for the pictures: those bundled with the demo, with invented days and numbers."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.demo.sample import bundled
from bot.domain.errors import SourceError
from bot.domain.paper import Paper, Sighting, Signals, SourceList
from bot.sources.huggingface.parse import parse
from bot.sources.huggingface.settings import SPEC

if TYPE_CHECKING:
    from bot.domain.ports import SourceSpec

COVER = "https://covers.gallery.invalid/{}.png"
_DAYS = 7
_MIN_UPVOTES, _MAX_UPVOTES = 3, 70  # upvotes


@dataclass(kw_only=True)
class GalleryFeed:
    """A `Source` that lists the bundled papers over the last days, without those that a scene lists later.

    It is named Hugging Face, so that cards look as on a real server.
    """

    began: datetime
    listed_later: frozenset[str] = frozenset()
    spec: SourceSpec = SPEC
    is_down: bool = False
    papers: dict[str, Paper] = field(default_factory=lambda: {paper.number: paper for paper in _bundled()})
    _days: dict[date, dict[str, Sighting]] = field(
        default_factory=lambda: defaultdict[date, dict[str, Sighting]](dict)
    )

    def __post_init__(self) -> None:
        for n, number in enumerate(number for number in self.papers if number not in self.listed_later):
            day = self.began.date() - timedelta(days=n % _DAYS)
            self.list(
                number,
                upvotes=_MIN_UPVOTES + round((_MAX_UPVOTES - _MIN_UPVOTES) * _pseudo_random(number) ** 3),
                day=day,
            )

    def list(self, number: str, *, upvotes: int, comments: int | None = None, day: date | None = None) -> Sighting:
        """Put a paper on a day's list (by default today's), or change its numbers there."""
        paper, day = self.papers[number], day or self.began.date()
        signals = Signals(
            first_seen=datetime.combine(day, time(9), tzinfo=UTC),
            list_day=day,
            upvotes=upvotes,
            comments=upvotes // 9 if comments is None else comments,
            stars=upvotes * 7 if paper.links.code else None,
        )
        self._days[day][number] = Sighting(paper=paper, signals=signals)
        return self._days[day][number]

    def add(self, sighting: Sighting) -> None:
        """Put another paper on its list, with a cover in place of its thumbnail."""
        paper = sighting.paper
        if paper.links.thumbnail:
            paper = _with_cover(paper)
        self.papers[paper.number] = paper
        self._days[sighting.signals.list_day][paper.number] = replace(sighting, paper=paper)

    def today(self, now: datetime) -> date:
        """Return the list day that is open at `now`."""
        return now.astimezone(UTC).date()

    def opens(self, day: date) -> datetime:
        """Return midnight in UTC."""
        return datetime.combine(day, time(), tzinfo=UTC)

    async def read(self, day: date, now: datetime) -> SourceList:  # noqa: ARG002 - a port's signature
        """Return the list of a day, most upvotes first. Raises SourceError while the source is down."""
        if self.is_down:
            raise SourceError("HTTP 503")
        listed = sorted(self._days[day].values(), key=lambda sighting: -sighting.signals.upvotes)
        ranked = (replace(s, signals=replace(s.signals, rank=rank)) for rank, s in enumerate(listed, start=1))
        return SourceList(day=day, sightings=tuple(ranked))


def _bundled() -> list[Paper]:
    """Return the bundled papers, each with the address of its cover."""
    papers = [entry.paper for entry in parse(bundled()).entries]
    return [_with_cover(paper) for paper in papers]


def _with_cover(paper: Paper) -> Paper:
    return replace(paper, links=replace(paper.links, thumbnail=COVER.format(paper.number)))


def _pseudo_random(number: str) -> float:
    """Return a number in [0, 1) that is always the same for a paper."""
    return int.from_bytes(hashlib.blake2b(number.encode(), digest_size=8).digest(), "big") / 2**64
