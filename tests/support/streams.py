"""A stream that gives what a test wants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.domain.errors import SourceError
from bot.domain.paper import Links, Sighting
from bot.domain.ports import SourceKind, StreamPart
from tests.support.fakes import sighting
from tests.support.sources import make_spec

STREAM = make_spec("stream", kind=SourceKind.STREAM)


class FakeStream:
    """Gives `parts` by the cursor of the one before; an error is raised in place of a part."""

    spec = STREAM

    def __init__(self, *parts: StreamPart | SourceError) -> None:
        self.parts = list(parts)
        self.asked: list[str | None] = []

    async def read_from(self, cursor: str | None, now: datetime) -> StreamPart:
        assert now
        self.asked.append(cursor)
        cursors = [None, *(part.cursor if isinstance(part, StreamPart) else "?" for part in self.parts)]
        place = cursors.index(cursor)
        if place >= len(self.parts):
            return StreamPart(announced=(), cursor=cursor or "")
        part = self.parts[place]
        if isinstance(part, SourceError):
            raise part
        return part


def streamed(number: str, **changes: Any) -> Sighting:
    return sighting(number, source="stream", links=Links(page=f"https://example.org/{number}"), **changes)


def part(cursor: str, *announced: Sighting, **more: Any) -> StreamPart:
    return StreamPart(announced=announced, cursor=cursor, **more)
