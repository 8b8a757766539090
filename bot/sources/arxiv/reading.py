"""What one poll has read of the daily feed so far: one feed, or several where one would be too long."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from bot.sources.arxiv.feed import MOST, Announcement, length

if TYPE_CHECKING:
    from datetime import datetime

    Group: TypeAlias = tuple[str, ...]  # categories that are asked for together


@dataclass(slots=True, kw_only=True)
class DailyReading:
    """The feeds of the groups in `left` are still to be read; `given` parts were handed on before all were."""

    now: datetime
    left: list[Group]
    read: list[Group] = field(default_factory=list["Group"])
    found: list[Announcement] = field(default_factory=list[Announcement])
    given: int = 0
    items: int = 0
    skipped: int = 0
    _hash: hashlib.blake2b = field(default_factory=lambda: hashlib.blake2b(digest_size=12))
    _announced: set[str] = field(default_factory=set[str])
    _replaced: set[str] = field(default_factory=set[str])

    @property
    def seen(self) -> str:
        """A hash of all that was read."""
        return self._hash.hexdigest()

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is to be asked for next time: in one feed what one feed may hold."""
        categories = tuple(name for group in self.read for name in group)
        return tuple(self.read) if self.items >= MOST else (categories,)

    def add(self, body: bytes, found: Announcement) -> None:
        """The first group that is left was read."""
        self.read.append(self.left.pop(0))
        self.found.append(found)
        self.items += length(body)
        self._hash.update(body)

    def split(self, groups: list[Group]) -> None:
        """The first group that is left has to be asked for in several."""
        self.left[:1] = groups

    def hand_on(self, found: Announcement) -> Announcement:
        """What of one feed is to be handed on before the others are read."""
        fresh = self.rest_of(found)
        self.given += 1
        self.skipped += found.skipped
        self._announced.update(paper.id for paper in fresh.new)
        self._replaced.update(paper.id for paper in fresh.replaced)
        return replace(fresh, skipped=found.skipped)

    def rest_of(self, today: Announcement) -> Announcement:
        """What was not handed on yet; what is new in one category is so, though it was replaced in another."""
        known = self._announced | self._replaced
        return replace(
            today,
            new=tuple(paper for paper in today.new if paper.id not in self._announced),
            replaced=tuple(paper for paper in today.replaced if paper.id not in known),
            skipped=max(0, today.skipped - self.skipped),
        )

    def joined(self) -> Announcement:
        """Several feeds of one day as one; what is new in one category is new, though replaced in another."""
        day = max(part.day for part in self.found)
        of_day = [part for part in self.found if part.day == day]
        new = {paper.id: paper for part in of_day for paper in part.new}
        replaced = {paper.id: paper for part in of_day for paper in part.replaced if paper.id not in new}
        return Announcement(
            day=day,
            new=tuple(new.values()),
            replaced=tuple(replaced.values()),
            skipped=sum(part.skipped for part in of_day),
            cut=any(part.cut for part in self.found) or len(of_day) < len(self.found),
        )
