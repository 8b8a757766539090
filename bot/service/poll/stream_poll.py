"""Polling a stream: part after part from where it was read to, each stored together with its cursor."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.domain.ports import PollReport

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import StreamPart, StreamSource
    from bot.service.poll.ingest import Ingest
    from bot.service.poll.source_health import SourceState

_log = logging.getLogger(__name__)
_MOST_PARTS = 100  # of one poll: an outage of a month has about thirty


class StreamPoll:
    """The polls of one stream."""

    def __init__(self, source: StreamSource, ingest: Ingest, state: SourceState) -> None:
        self._source = source
        self._ingest = ingest
        self._state = state

    async def poll(self, now: datetime) -> PollReport:
        """Read all parts that there are. Raises SourceError when there is none; a later one is in the report.

        The first reading, or what the source says to be like one, is learned: stored, and nobody is alerted of it.
        """
        report = PollReport()
        cursor = await self._ingest.store.cursor(self._source.spec.name)
        ahead = self._begin(cursor, now)
        try:
            for number in range(1, _MOST_PARTS + 1):
                self._state.learning = cursor is None
                try:
                    part = await ahead
                except SourceError as error:
                    if number == 1:
                        raise
                    return replace(report, failure=error)
                more = part.more and number < _MOST_PARTS
                if more:
                    ahead = self._begin(part.cursor, now)
                moved = None if part.cursor == cursor else part.cursor
                report = report.and_then(await self._add(part, now, moved, first=cursor is None or part.learned))
                self._state.learning = False
                cursor = part.cursor
                if part.gap is not None:
                    self._state.missed(now, part.gap)
                    _log.warning("%s", part.gap, extra={"source": self._state.name})
                if not more:
                    break
        finally:
            ahead.cancel()
            await asyncio.wait([ahead])
            if not ahead.cancelled():
                ahead.exception()  # asyncio warns of one that nobody asked for
        return report

    def _begin(self, cursor: str | None, now: datetime) -> asyncio.Task[StreamPart]:
        """Read the next part while the one before is stored: sources want pauses between requests.

        What was read ahead is not stored yet, so its loss, when the part before it fails, is none.
        """
        return asyncio.create_task(self._source.read_from(cursor, now))

    async def _add(self, part: StreamPart, now: datetime, cursor: str | None, *, first: bool) -> PollReport:
        await self._ingest.refresh(part.updates, now)
        done = await self._ingest.ingest(part.announced, now, cursor=cursor, learned=first)
        return replace(
            done,
            papers=len(part.announced) + len(part.updates),
            skipped=part.skipped,
            learned=first,
            gaps=(part.gap,) if part.gap else (),
        )
