"""What one poll has read of the daily feed so far: one feed, or several where one would be too long."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from bot.sources.arxiv.announcements import EASTERN
from bot.sources.arxiv.feed import MOST, Announcement, parse_feed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    Group: TypeAlias = tuple[str, ...]  # categories that are asked for together
_log = logging.getLogger(__name__)

_AHEAD = timedelta(days=1)  # what is announced in the evening bears the next day's date


@dataclass(slots=True, kw_only=True)
class DailyReading:
    """The feeds of the groups in `left` are still to be read; `given` parts were handed on before all were."""

    now: datetime
    left: list[Group]
    read: list[Group] = field(default_factory=list["Group"])
    bodies: list[bytes] = field(default_factory=list[bytes])
    given: int = 0
    items: int = 0
    skipped: int = 0
    _hash: hashlib.blake2b = field(default_factory=lambda: hashlib.blake2b(digest_size=12))
    _parsed: tuple[bytes, Announcement] | None = None  # the last one
    _joined: Announcement | None = None
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

    def add(self, body: bytes, items: int) -> None:
        """The first group that is left was read: about so many items."""
        self.read.append(self.left.pop(0))
        self.bodies.append(body)
        self.items += items
        self._hash.update(body)

    def split(self, groups: list[Group]) -> None:
        """The first group that is left has to be asked for in several."""
        self.left[:1] = groups

    async def parsed(self, body: bytes) -> Announcement:
        """What a feed holds; of one that had to be asked for in several, its broken items come again."""
        if self._parsed is None or self._parsed[0] is not body:
            found = await asyncio.to_thread(parse_feed, body)
            if found.day > (today := self.now.astimezone(EASTERN).date()) + _AHEAD:
                _log.warning("arXiv's daily feed is dated %s, which is ahead: it is taken for today's.", found.day)
                found = replace(found, day=today, cut=True)  # the API is asked for this day as well
            whole = any(body is one for one in self.bodies)
            self._parsed = body, found if whole else replace(found, skipped=0)
        return self._parsed[1]

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

    async def joined(self) -> Announcement:
        """All feeds as one of one day; what is new in one category is new, though replaced in another."""
        if self._joined is None:
            found = [await self.parsed(body) for body in self.bodies]
            self._joined, self._parsed = _joined(found), None
            self.bodies.clear()
        return self._joined


def _joined(found: Sequence[Announcement]) -> Announcement:
    day = max(part.day for part in found)
    of_day = [part for part in found if part.day == day]
    new = {paper.id: paper for part in of_day for paper in part.new}
    replaced = {paper.id: paper for part in of_day for paper in part.replaced if paper.id not in new}
    return Announcement(
        day=day,
        new=tuple(new.values()),
        replaced=tuple(replaced.values()),
        skipped=sum(part.skipped for part in of_day),
        cut=any(part.cut for part in found) or len(of_day) < len(found),
    )
