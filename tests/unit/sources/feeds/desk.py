"""Who reads a feed again and again, and what is stored of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import StreamPart


class Reader(Protocol):
    """A reader of a feed that is on trial: Paperboy, or a control."""

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        """As a stream's."""
        ...


@dataclass
class Desk:
    """Keeps cursor and alerts as the store does, in one write, and no alert twice for one paper."""

    cursor: str | None = None
    papers: set[str] = field(default_factory=set[str])
    alerted: list[Sighting] = field(default_factory=list)

    async def commit(self, part: StreamPart, now: datetime) -> None:
        """Store what a reading gave at `now`."""
        assert now
        fresh = {s.paper.id: s for s in part.announced if s.paper.id not in self.papers}
        if not (self.cursor is None or part.learned):
            self.alerted += fresh.values()
        self.papers |= fresh.keys()
        self.cursor = part.cursor
