"""A reader that polls arXiv."""

from datetime import UTC, date, datetime, timedelta

import aiohttp
import pytest

from bot.domain.errors import SourceError
from bot.domain.ports import StreamPart
from bot.sources.arxiv.settings import SPEC
from bot.sources.arxiv.source import Arxiv, Cursor
from bot.sources.bodies.json_values import load_stored
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources.arxiv import FeedItem, LoopbackArxiv, submitted_for

MONDAY = date(2026, 11, 16)
DAYS = timedelta(days=1)


class Reader:
    """Polls part after part, keeping the cursor."""

    def __init__(self, session: aiohttp.ClientSession, server: LoopbackArxiv, *categories: str):
        self.server = server
        self.source = Arxiv(
            SPEC,
            Fetcher(session, max_bytes=16 * 1024 * 1024),
            categories or ("cs.LG",),
            server.url,
            server.url,
        )
        self.cursor: str | None = None
        self.parts: list[StreamPart] = []
        self._polls = 0
        self._known: set[str] = set()

    def announce(self, *numbers: int):
        """Announce a paper on each of these days after Monday, by number; the last day is today."""
        for number in numbers:
            self.server.day = MONDAY + number * DAYS
            self.server.announce(self.server.day, [item(number, self.server.day)])

    async def poll(self, *, today: date | None = None, failing: str | None = None) -> list[str]:
        """The numbers of the papers that this poll announced first, in order: alerts are made once.

        It is noon of `today`, or else of the feed's day; after the first part the poll ends `failing` so.
        """
        self._polls += 1
        now = datetime.combine(today or self.server.day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=12)
        now += timedelta(minutes=self._polls)
        found: list[str] = []
        self.parts = []
        for _ in range(100):
            if self.parts and failing is not None:
                with pytest.raises(SourceError, match=failing):
                    await self.source.read_from(self.cursor, now)
                break
            part = await self.source.read_from(self.cursor, now)
            self.parts.append(part)
            self.cursor = part.cursor
            found += [sighting.paper.number for sighting in part.announced]
            if not part.more:
                assert failing is None
                break
        new = [number for number in found if number not in self._known]
        self._known.update(new)
        return new

    @property
    def day(self) -> date:
        cursor = load_stored(Cursor, self.cursor)
        assert cursor
        return cursor.day


def item(number: int, day: date, **more: object) -> FeedItem:
    """Make a paper submitted for the announcement of a day."""
    fields = {"submitted": submitted_for(day), **more}
    return FeedItem(f"2611.{number:05}", **fields)  # pyright: ignore[reportArgumentType] - a FeedItem's own fields
