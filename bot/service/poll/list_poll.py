"""Polling a list: the list days that are due are read, and each is ingested as soon as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.domain.ports import PollReport
from bot.service.poll.list_days import days_to_read, next_position

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import ListSource
    from bot.service.poll.ingest import Ingest
    from bot.service.poll.source_health import SourceState

_WIDE_EVERY = timedelta(hours=1)
_DAY = timedelta(days=1)
_FAILED_DAYS = 2


class ListPoll:
    """The polls of one list."""

    def __init__(self, source: ListSource, ingest: Ingest, state: SourceState) -> None:
        self._source = source
        self._ingest = ingest
        self._state = state
        self._last_wide: datetime | None = None

    async def poll(self, now: datetime) -> PollReport:
        """Read every list day that is due; the position never passes a day that failed. Raises SourceError."""
        position = await self._ingest.store.position(self._source.spec.name)
        today = self._source.today(now)
        if position is not None and today < position:
            raise SourceError(f"It is {now:%d %b %Y}, yet the list of {position} has been read: check the clock.")
        learn_until = await self._learn_until(position, today)
        self._state.learning = position is None
        widely = self._last_wide is None or now - self._last_wide >= _WIDE_EVERY
        report = PollReport(learned=position is None)
        failures: list[SourceError] = []
        for day in days_to_read(today, position, widely=widely):
            if len(failures) >= _FAILED_DAYS and day < today - _DAY:
                continue  # the source may be down: of the rest only the two days that matter most
            try:
                source_list = await self._source.read(day, now)
            except SourceError as error:
                failures.append(error)
                if error.retry_after is not None:
                    break
                continue
            if learn_until is None:
                position = next_position(position, day, today, gap=bool(failures))
            elif day == today and not failures:
                position = today - _DAY
            learned = learn_until is not None and day <= learn_until
            done = await self._ingest.ingest(source_list.sightings, now, position=position, learned=learned)
            papers, skipped = len(source_list.sightings), source_list.skipped
            report = report.and_then(replace(done, read=(day,), papers=papers, skipped=skipped))
        if failures:
            raise failures[0]
        if widely:
            self._last_wide = now
        self._state.learning = False
        return report

    async def _learn_until(self, position: date | None, today: date) -> date | None:
        """While learning, the list day on which that began: its papers and older ones are learned, newer not.

        Remembered, so that a first run that takes days because one list cannot be read loses nothing of these
        days. None once a position is stored.
        """
        if position is not None:
            return None
        name = f"learning {self._source.spec.name}"
        noted = await self._ingest.store.note(name)
        if noted is None:
            await self._ingest.store.set_note(name, today.isoformat())
            return today
        return date.fromisoformat(noted)
