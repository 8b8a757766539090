"""Polling a stream: part after part from where it was read to, each stored together with its cursor."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.domain.ports import PollReport

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import StreamSource
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
        for number in range(_MOST_PARTS):
            self._state.learning = cursor is None
            try:
                part = await self._source.read_from(cursor, now)
            except SourceError as error:
                if number == 0:
                    raise
                return replace(report, failure=error)
            learned = cursor is None or part.learned
            await self._ingest.refresh(part.updates, now)
            moved = None if part.cursor == cursor else part.cursor
            done = await self._ingest.ingest(part.announced, now, cursor=moved, learned=learned)
            papers, gaps = len(part.announced) + len(part.updates), (part.gap,) if part.gap else ()
            report = report.and_then(
                replace(done, papers=papers, skipped=part.skipped, learned=learned, gaps=gaps)
            )
            self._state.learning = False
            cursor = part.cursor
            if part.gap is not None:
                self._state.missed(now, part.gap)
                _log.warning("%s", part.gap, extra={"source": self._state.name})
            if not part.more:
                break
        return report
