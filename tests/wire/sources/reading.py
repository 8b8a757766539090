"""Reading a stream part after part."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.ports import StreamPart, StreamSource

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Reader:
    """Polls part after part, keeping the cursor."""

    def __init__(self, source: StreamSource):
        self.source = source
        self.cursor: str | None = None
        self.parts: list[StreamPart] = []

    async def poll(self, days: float = 0.0) -> list[int]:
        """Poll at noon so many days later; return the announced numbers."""
        self.parts = []
        while not self.parts or self.parts[-1].more:
            self.parts.append(await self.source.read_from(self.cursor, NOON + timedelta(days=days)))
            self.cursor = self.parts[-1].cursor
        return sorted(
            int(re.findall(r"\d+", one.paper.number)[-1]) for part in self.parts for one in part.announced
        )
