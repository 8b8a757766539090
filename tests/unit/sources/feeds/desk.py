"""A reader that polls a feed, with its stored cursor and alerts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.paper import Sighting
from bot.domain.ports import StreamPart


class Reader(Protocol):
    """A tested reader of a feed: Paperboy, or a control."""

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """Poll, like a stream."""
        ...


@dataclass
class Desk:
    """Stores cursor and alerts in one write, and one alert per paper, like the store."""

    cursor: str | None = None
    papers: set[str] = field(default_factory=set[str])
    alerted: list[Sighting] = field(default_factory=list)

    async def commit(self, part: StreamPart, now: datetime):
        """Store the result of a poll at `now`."""
        assert now
        fresh = {s.paper.id: s for s in part.announced if s.paper.id not in self.papers}
        if not (self.cursor is None or part.learned):
            self.alerted += fresh.values()
        self.papers |= fresh.keys()
        self.cursor = part.cursor
